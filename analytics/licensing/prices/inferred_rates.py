"""Rates as the exports themselves tell them, against the rate card."""

from datetime import date
from decimal import Decimal

import polars as pl

from analytics.store import Names
from analytics.store.rate_card import RateCard
from analytics.usage import UsageDays
from analytics.usage.collecting import collected
from analytics.usage.usual import tokens_of_days

USUAL = 0.5
"""Share of the days of a product that must cost the same for it to be taken for the rate."""
ENOUGH_DAYS = 10
"""Usage days of a product from which they tell its rate."""
AGREES, DIFFERS, NO_RATE, UNCLEAR = "agrees", "differs", "not on the card", "unclear"
INFERRED = {
    "product": pl.String(),
    "tokens": pl.Decimal(18, 6),
    "known": pl.Decimal(18, 6),
    "state": pl.String(),
    "first_day": pl.Date(),
    "last_day": pl.Date(),
    "days": pl.Int64(),
    "usual_share": pl.Float64(),
}
"""The columns of `inferred_rates`."""


def inferred_rates(used: UsageDays, names: Names, card: RateCard) -> pl.DataFrame:
    """Infer the rates of products from the usual tokens of a user's day, and set them against the card.

    A month's rate is what most of its usage days cost; months that follow each other with the same are one row, so a
    rate that changed has two. Months with fewer than `ENOUGH_DAYS` usage days, or in which no number of tokens has the
    share `USUAL` of the days, change nothing by themselves: they belong to the row before.

    Parameters
    ----------
    used
        Usage days; of all days, to see changes.
    names
        The labels of products.
    card
        The rates that are known.

    Returns
    -------
    pl.DataFrame
        One row per product and inferred rate, by product, the newest first: `product`, `tokens` (the usual ones of a
        day; null: unclear), `known` (by the card on `last_day`; null: unknown), `state` ("agrees", "differs", "not on
        the card", "unclear": the days cost too different amounts, or are too few), `first_day`, `last_day` (of
        the days that cost just these; of all where it is unclear),
        `days` (usage days with tokens), `usual_share` (of them that cost just `tokens`, 0 to 1; null: unclear).
    """
    counted = collected(tokens_of_days(used.lazy())).join(names.products, on="product_id")
    rows = []
    for (product,), months in sorted(counted.partition_by("product", as_dict=True).items()):
        rows += _of_product(str(product), months, card)
    return pl.DataFrame(rows, schema=INFERRED, orient="row")


def _of_product(product: str, counted: pl.DataFrame, card: RateCard) -> list[tuple[object, ...]]:
    by_month = counted.group_by("month").agg(
        pl.col("tokens").sort_by("days", "tokens", descending=[True, False]).first(),
        most=pl.col("days").max(),
        days=pl.col("days").sum(),
    )
    clear = by_month.filter(pl.col("days") >= ENOUGH_DAYS, pl.col("most") >= USUAL * pl.col("days")).sort("month")
    if clear.is_empty():
        # Few days in each month may be enough together.
        together = counted.group_by("tokens").agg(pl.col("days").sum()).sort("days", "tokens", descending=[True, False])
        usual, most = together.row(0)
        days = int(together["days"].sum())
        return [_row(product, usual if days >= ENOUGH_DAYS and most >= USUAL * days else None, counted, card)]
    changes = clear.filter(pl.col("tokens").ne_missing(pl.col("tokens").shift()))
    starts = changes["month"].to_list()
    rows = []
    for place, (usual, start) in enumerate(zip(changes["tokens"], starts, strict=True)):
        after = starts[place + 1] if place + 1 < len(starts) else None
        # What came before the first clear month belongs to it.
        begun = counted if place == 0 else counted.filter(pl.col("month") >= start)
        held = begun if after is None else begun.filter(pl.col("month") < after)
        rows.append(_row(product, usual, held, card))
    return rows[::-1]


def _row(product: str, usual: Decimal | None, counted: pl.DataFrame, card: RateCard) -> tuple[object, ...]:
    just = counted if usual is None else counted.filter(tokens=usual)
    first: date = just.select(pl.col("first_day").min()).item()
    last: date = just.select(pl.col("last_day").max()).item()
    days = int(counted["days"].sum())
    known = card.rate(product, last)
    if usual is None:
        return (product, None, known, UNCLEAR, first, last, days, None)
    state = NO_RATE if known is None else AGREES if known == usual else DIFFERS
    return (product, usual, known, state, first, last, days, int(just["days"].sum()) / days)
