"""Terms: spans of days with the tokens that can be used in them, whose use a plan is about."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.errors import PlanError
from analytics.pool import Ledger, balance

LONGEST = 3653
"""Days of the longest term: ten years."""


@dataclass(frozen=True)
class Term:
    """Days and tokens of a term."""

    first_day: date
    last_day: date
    tokens: Decimal
    """What earlier packs had left on its first morning, and packs that begin in it, whole; of a pack that came with a
    merge, what it had paid for the merged team in the term is in it."""

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    def gone(self, day: date) -> float:
        """Give the share of its days that are over at the end of a day, 0 to 1."""
        return min(max(((day - self.first_day).days + 1) / self.days, 0.0), 1.0)


def term_of(book: Ledger, first_day: date, last_day: date) -> Term:
    """Give the term of some days with its tokens.

    Raises
    ------
    PlanError
        When the days are no term.
    """
    if not 0 <= (last_day - first_day).days < LONGEST:
        raise PlanError(
            f"A term cannot go from {first_day} to {last_day}.",
            hint="Give a first day and a later last day, ten years apart at most.",
        )
    began = book.packs.filter(pl.col("first_day").is_between(first_day, last_day))
    before = book.packs.filter(pl.col("first_day") < first_day, pl.col("last_day") >= first_day)
    paid = pl.concat(
        [
            book.payments.select("day", "pack_id", "tokens"),
            book.debts.select("pack_id", "tokens", day="paid_on").select("day", "pack_id", "tokens"),
        ]
    )
    gone = paid.filter(pl.col("day") < first_day).join(before, on="pack_id", how="semi")
    taken = book.taken_over.filter(pl.col("day").is_between(first_day, last_day))
    held = pl.concat([began, before]).select("pack_id")
    taken = taken.join(held, on="pack_id", how="semi")
    tokens = _sum(began["tokens"]) + _sum(before["tokens"]) - _sum(gone["tokens"]) + _sum(taken["tokens"])
    return Term(first_day, last_day, tokens)


def term_in_force(book: Ledger) -> Term:
    """Give the term of the active packs; without one, the calendar year."""
    now = balance(book)
    if now.term_start is None or now.term_end is None:
        return term_of(book, date(book.on.year, 1, 1), date(book.on.year, 12, 31))
    return term_of(book, now.term_start, now.term_end)


def used_in(book: Ledger, term: Term) -> Decimal:
    """Return the tokens used in a term up to the ledger's end, paid or not."""
    return _sum(book.use.filter(pl.col("day").is_between(term.first_day, term.last_day))["used"])


def share_used(book: Ledger, term: Term) -> float:
    """Return what is used of a term's tokens, packs that are to come in it too; above 1 where packs do not pay for all.

    0 where no tokens are known.
    """
    return float(used_in(book, term) / term.tokens) if term.tokens else 0.0


def known_terms(book: Ledger) -> list[Term]:
    """List the terms that a person may ask for: the one in force, then the spans of packs, the newest first."""
    spans = book.packs.select("first_day", "last_day").unique().sort("first_day", "last_day", descending=True)
    now = term_in_force(book)
    others = [term_of(book, first, last) for first, last in spans.iter_rows()]
    return [now, *(term for term in others if term != now)]


def _sum(tokens: pl.Series) -> Decimal:
    return Decimal(tokens.sum() or 0)
