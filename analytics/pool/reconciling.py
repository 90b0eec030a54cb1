"""A balance that somebody read at Autodesk set against the ledger: the difference, and what may explain it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from analytics.pool.accounts import team_daily, team_ledger
from analytics.pool.ledger import Ledger, balance
from analytics.store import Store
from analytics.wording import count_text, day_text, tokens_count, tokens_text

NEAR = 3
"""Days before and after a balance in which an event may stand on the other side of it: Autodesk shows balances at once
and in local time, exports come a day or more late and in UTC, and a purchase has a day of order and one of delivery."""
_RECENT = 28


@dataclass(frozen=True)
class Reason:
    """Something that may explain a difference, or a part of it."""

    what: str
    """In words."""
    tokens: Decimal | None
    """What it would change in the balance (below zero: fewer left than the ledger says); None: nobody knows how many.
    """
    exact: bool = False
    """Whether it is a known quantity, not an estimate."""


@dataclass(frozen=True)
class Reconciliation:
    """A stated balance against the ledger at the end of a day."""

    team: str
    day: date
    stated: Decimal
    expected: Decimal
    """Available in the ledger, less what is owed."""
    reasons: list[Reason]
    """Those that point the same way as the difference, known quantities first; empty where there is no difference."""

    @property
    def difference(self) -> Decimal:
        """Stated less expected: below zero, fewer tokens are left than the ledger says."""
        return self.stated - self.expected

    @property
    def explained(self) -> Reason | None:
        """The known quantity that is exactly the difference; None without one."""
        same = (reason for reason in self.reasons if reason.exact and reason.tokens == self.difference)
        return next(same, None)

    @property
    def sentence(self) -> str:
        """Say the difference, and what explains it best."""
        if not self.difference:
            return f"The ledger says the same: {tokens_count(self.expected)}."
        more = "more" if self.difference > 0 else "fewer"
        lead = (
            f"{tokens_count(abs(self.difference))} {more} than the ledger's {tokens_text(self.expected)}"
            f" at the end of {day_text(self.day)}"
        )
        if self.explained:
            return f"{lead}: {self.explained.what}."
        if self.reasons:
            return f"{lead}. It may be that {self.reasons[0].what}."
        return f"{lead}, and nothing known here explains it."


def reconciliation(store: Store, team: str, day: date, stated: Decimal) -> Reconciliation:
    """Set a balance against the ledger.

    Parameters
    ----------
    store
        Where use, packs and events are.
    team
        Whose balance.
    day
        At the end of which it was read.
    stated
        The tokens that were left.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    book = team_ledger(store, team, day)
    today = balance(book)
    expected = today.available - today.debt
    # Events just after the day may have been shown already: the ledger of some days later has them.
    later = team_ledger(store, team, day + timedelta(days=NEAR))
    difference = stated - expected
    found = [
        *_of_packs(book, later, day),
        *_of_events(later, day),
        *_of_days(team_daily(store, team, day), book, day),
    ]
    if book.unpaid and difference > 0:
        paid_by_none = f"a pack is missing here: {tokens_text(book.unpaid)} tokens were used without one"
        found.append(Reason(paid_by_none, None))
    fitting = [
        reason for reason in found if difference and (reason.tokens is None or (reason.tokens > 0) == (difference > 0))
    ]
    ranked = sorted(fitting, key=lambda reason: _rank(reason, difference))
    return Reconciliation(team, day, stated, expected, ranked)


def _rank(reason: Reason, difference: Decimal) -> tuple[bool, bool, Decimal]:
    off = abs(difference) if reason.tokens is None else abs(reason.tokens - difference)
    return (not (reason.exact and off == 0), reason.tokens is None, off)


def _of_packs(book: Ledger, later: Ledger, day: date) -> list[Reason]:
    reasons = []
    for row in book.packs.to_dicts():
        name = f"pack {row['pack_id']}"
        if row["last_day"] == day and row["left"]:
            words = f"{name}, which ends that day with {tokens_text(row['left'])} left, counts as lapsed already"
            reasons.append(Reason(words, -row["left"], exact=True))
        if row["lapsed"] and 0 < (day - row["last_day"]).days <= NEAR:
            words = f"{name}, which ended on {day_text(row['last_day'])} with {tokens_text(row['lapsed'])} left, counts"
            reasons.append(Reason(f"{words} still", row["lapsed"], exact=True))
        if row["bought"] and row["left"] and 0 <= (day - row["first_day"]).days <= NEAR:
            words = f"{name}, which starts on {day_text(row['first_day'])}, does not count yet"
            reasons.append(Reason(words, -row["left"], exact=True))
    coming = later.packs.filter(pl.col("first_day").is_between(day, later.on, "right"), pl.col("bought") > 0)
    for row in coming.to_dicts():
        words = f"pack {row['pack_id']}, which starts on {day_text(row['first_day'])}, counts already"
        reasons.append(Reason(words, row["bought"], exact=True))
    return reasons


def _of_events(later: Ledger, day: date) -> list[Reason]:
    reasons = []
    for row in later.changes.to_dicts():
        event = f"the {row['kind']} of {tokens_count(abs(row['tokens']))} on {day_text(row['day'])}"
        if row["tokens"] and 0 <= (day - row["day"]).days <= NEAR:
            reasons.append(Reason(f"{event} does not count yet", -row["tokens"], exact=True))
        if row["tokens"] and 0 < (row["day"] - day).days <= NEAR:
            reasons.append(Reason(f"{event} counts already", row["tokens"], exact=True))
        if row["missing"] and row["day"] <= day:
            words = f"{tokens_count(row['missing'])} of {event} were not in any pack known here"
            reasons.append(Reason(words, None))
    return reasons


def _of_days(daily: pl.DataFrame, book: Ledger, day: date) -> Sequence[Reason]:
    """Estimate the use of days of which nothing is known, from the days around them."""
    begun = book.packs.filter(pl.col("state") == "active")["first_day"].min()
    term = daily.filter(pl.col("day") >= begun) if isinstance(begun, date) else daily
    measured = daily["tokens"].drop_nulls()
    if measured.is_empty():
        return []
    reasons = []
    gaps = term["tokens"].null_count()
    if gaps:
        use = round(Decimal(measured.sum()) / len(measured) * gaps)
        words = f"{count_text(gaps, 'day')} that no load covers had use: about {tokens_count(use)} at the usual rate"
        reasons.append(Reason(words, Decimal(-use)))
    last: date = daily.item(-1, "day")
    after = (day - last).days
    if after > 0:
        recent = measured.tail(_RECENT)
        use = round(Decimal(recent.sum()) / len(recent) * after)
        words = (
            f"the {count_text(after, 'day')} after the last one of data, {day_text(last)}, had use: about"
            f" {tokens_count(use)} at the rate of the last {_RECENT} days"
        )
        reasons.append(Reason(words, Decimal(-use)))
    return reasons
