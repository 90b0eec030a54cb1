"""Money by month: what is paid for packs, what tokens will cost with moves and without, and subscriptions."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from analytics.forecast.futures.history import Floats
from analytics.forecast.plans.ahead import month_sums
from analytics.licensing.cash.payments import Payment, within
from analytics.licensing.cash.spans import THIS_TERM, Span
from analytics.licensing.prices import TokenPrice
from analytics.usage.ranges import months_after

_MONTHS: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "term": pl.String,
    "packs_paid": pl.Decimal(38, 6),
    **dict.fromkeys(("tokens_without", "tokens_moved", "subscriptions", "given_up", "cash"), pl.Float64),
    "currency": pl.String,
}


def months_of(
    spans: Sequence[Span],
    without: Floats,
    moved: Floats,
    first_day: date,
    payments: Sequence[Payment],
    price: TokenPrice,
    bought: pl.DataFrame,
) -> pl.DataFrame:
    """Set the money of the months under each other.

    Parameters
    ----------
    spans
        The terms.
    without, moved
        Tokens of each day of each future that no pack pays for; shape (futures, days).
    first_day
        The day of the first column.
    payments
        For subscriptions.
    price
        Of a token that is bought.
    bought
        The packs, as `analytics.store.packs` lists them.

    Returns
    -------
    pl.DataFrame
        As `Cash.months`.
    """
    rows = []
    for span in spans:
        days = slice((span.first_day - first_day).days, (span.last_day - first_day).days + 1)
        months, before = month_sums(without[:, days], span.first_day)
        _, after = month_sums(moved[:, days], span.first_day)
        for month, as_is, then in zip(months, before.mean(axis=0), after.mean(axis=0), strict=True):
            last = min(months_after(month, 1) - timedelta(days=1), span.last_day)
            paid, given_up = within(payments, max(month, span.first_day), last)
            was, is_now = float(as_is) * float(price.amount), float(then) * float(price.amount)
            money = (was, is_now, paid, given_up, was - is_now - paid + given_up)
            rows.append((month, span.name, None, *money, price.currency))
    estimates = pl.DataFrame(rows, _MONTHS, orient="row")
    known = bought.filter(pl.col("price_paid").is_not_null(), pl.col("currency").is_not_null())
    in_force = known.filter(pl.col("last_day") >= spans[0].first_day).select(
        month=pl.col("first_day").dt.truncate("1mo"),
        term=pl.when(pl.col("first_day") <= spans[0].last_day)
        .then(pl.lit(spans[0].name))
        .otherwise(pl.lit(spans[-1].name)),
        packs_paid=pl.col("price_paid").cast(_MONTHS["packs_paid"]),
        currency="currency",
    )
    packs = in_force.group_by("month", "term", "currency").agg(pl.col("packs_paid").sum().cast(_MONTHS["packs_paid"]))
    keys = ["month", "term", "currency"]
    return (
        estimates.drop("packs_paid")
        .join(packs, on=keys, how="full", coalesce=True)
        .sort("month", pl.col("term") != THIS_TERM, "currency")
        .select(list(_MONTHS))
    )
