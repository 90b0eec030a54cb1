"""What teams owe for uncharged use of APIs: how much, since when, by what, and what clears it by when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.forecast.buying.offers import Offer, Order
from analytics.forecast.ordering import business_days_after
from analytics.forecast.particulars import too_early_sentence
from analytics.platform.uncharged import Debts
from analytics.pool import Ledger, Pack, coming_packs, owed_beyond, too_early
from analytics.wording import count_text, day_text, listed_text, tokens_count, tokens_text

CLEARING_DAYS = 3
"""Business days that it may take until premium APIs work again.

Source: APS blog, 16 June 2025, Uncharged APS usage: "Please note that processing may take up to 3 business days."
"""
_NAMED = 3


@dataclass(frozen=True)
class Owed:
    """What one team owes at the end of what is known of it; the same as its ledger and its outlook say."""

    team: str
    on: date
    tokens: Decimal
    """Above zero."""
    since: date
    """The first day of which something is owed."""
    coming: Decimal
    """Of them, tokens that packs already known will pay when they start."""
    coming_from: date | None
    """The first day of the first of these packs; None: there is none."""
    too_early: list[Pack]
    """Packs with tokens left that start on a day of which something is owed, and so do not pay it."""
    rows: pl.DataFrame
    """One row per application and API, the most tokens first: `application_id`, `application`, `api`, `since`,
    `last_day`, `uncharged` (Decimal: tokens owed still; they add up to `tokens`)."""

    @property
    def missing(self) -> Decimal:
        """Tokens to buy: those that no known pack will pay."""
        return self.tokens - self.coming


def owed(found: Debts, team: str | None = None) -> list[Owed]:
    """Tell what teams, or (not None) one of them, owe for uncharged use of APIs; the most first."""
    teams = [name for name in found.use["payer"].unique() if team in (None, name)]
    each = [_of_ledger(name, found.books[name], found.use.filter(payer=name)) for name in teams]
    return sorted(each, key=lambda one: (-one.tokens, one.team))


def _of_ledger(team: str, book: Ledger, own: pl.DataFrame) -> Owed:
    coming = coming_packs(book)
    since: date = own.item(0, "day")
    to_come = book.packs.filter(pl.col("first_day") > max(since, book.on), pl.col("left") > 0, state="to come")
    return Owed(
        team=team,
        on=book.on,
        tokens=book.debt,
        since=since,
        coming=book.debt - owed_beyond(book, coming),
        coming_from=min(to_come["first_day"].to_list(), default=None),
        too_early=too_early(book),
        rows=_by_application_and_api(own),
    )


def clearing(each: Owed, offer: Offer) -> Order:
    """Return the smallest purchase on offer that clears what a team owes."""
    return offer.order(each.missing)


def back_by(bought_on: date, country: str) -> date:
    """Give the last day on which premium APIs are to work again, when tokens are bought on a day.

    Raises
    ------
    SettingsError
        When the country's holidays are not known.

    >>> back_by(date(2026, 11, 25), "US")  # Thanksgiving is the next day
    datetime.date(2026, 12, 1)
    """
    return business_days_after(bought_on, CLEARING_DAYS, country)


def owed_sentence(each: Owed) -> str:
    """Say how much a team owes, since when, and for which applications and APIs."""
    first, *others = each.rows.select("application", "api", "uncharged").iter_rows()
    most = f"{first[0]} with {first[1]}"
    if others:
        most += f" ({tokens_text(first[2])})"
        rest = [f"{name} with {api} ({tokens_text(tokens)})" for name, api, tokens in others]
        most += f", {listed_text(rest, _NAMED - 1)}"
    return f"{each.team} owes {tokens_count(each.tokens)} since {day_text(each.since)}: {most}."


def clearing_sentence(each: Owed, offer: Offer) -> str:
    """Say which purchase clears what a team owes."""
    when = f", from {day_text(each.coming_from)} on" if each.coming_from else ""
    if not each.missing:
        said = f"Packs that are known already pay all {tokens_text(each.tokens)}{when}."
    else:
        order = clearing(each, offer)
        rest = order.tokens - each.missing
        left = f", and has {tokens_text(rest)} left" if rest else ""
        said = f"The smallest purchase that clears it is {order.text}{left}."
        said += f" Packs that are known already pay {tokens_text(each.coming)} of them{when}." if each.coming else ""
    early = too_early_sentence(each.too_early)
    return f"{said} {early}" if early else said


def stop_sentence(bought_on: date, country: str, country_name: str) -> str:
    """Say that premium APIs stop, and by when they work again."""
    return (
        "Premium APIs stop for the team until it is cleared. Clearing can take"
        f" {count_text(CLEARING_DAYS, 'business day')}: if tokens are bought on {day_text(bought_on)}, they work again"
        f" by {day_text(back_by(bought_on, country))} at the latest (business days of {country_name})."
    )


def _by_application_and_api(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ["application_id", "application", "api"]
    return (
        rows.group_by(keys)
        .agg(
            since=pl.col("day").min(),
            last_day=pl.col("day").max(),
            uncharged=pl.col("owed").sum().cast(pl.Decimal(38, 6)),
        )
        .sort("uncharged", *keys, descending=[True, False, False, False])
    )
