"""Moves from Flex to a subscription that are worth a look, with their evidence and their money."""

from datetime import date

import numpy as np
import polars as pl

from analytics.licensing.moves.activity import Calendar
from analytics.licensing.moves.chance import HIGH, LOW, NextYear
from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.moves.standing import Standing
from analytics.licensing.moves.words import TO_SUBSCRIPTION, verdict
from analytics.licensing.prices import PriceBook
from analytics.usage import UsageDays
from analytics.usage.charged import USER, days_of_year

ENOUGH_DAYS = 56
"""Calendar days since a user's first use below which nobody can tell what a year will be."""
_MOVED = {"offer": pl.String(), "price": pl.Float64(), "products": pl.List(pl.String())}


def to_subscription(stand: Standing, used: UsageDays, book: PriceBook, min_days: int) -> pl.DataFrame:
    """List what to move from Flex to a subscription.

    What is in the cheapest cover of a user's expected year, one row per offer; and each other product with more charged
    days than the limit, so that nobody has to ask what became of it: with the cheapest offer that has it.

    Returns
    -------
    pl.DataFrame
        Rows with the columns of `words.MOVE` but `move`, `team` and `user`.
    """
    moved = pl.concat(
        [
            _moved_to(stand.rows.filter(currency=currency), offers_of(book, stand.last, currency), min_days)
            for currency in stand.rows["currency"].unique().sort()
        ]
        or [stand.rows.select(*USER, *(pl.lit(None, dtype).alias(name) for name, dtype in _MOVED.items()))]
    ).with_row_index("place")
    parts = moved.explode("products", empty_as_null=True).rename({"products": "product"})
    parts = parts.join(stand.rows, on=[*USER, "product"], maintain_order="left")
    sums = parts.group_by("place", maintain_order=True).agg(
        pl.col("token_price", "currency", "history").first(),
        **_together(),
    )
    evidence = (
        moved.drop("offer", "price")
        .join(sums, on="place", maintain_order="left")
        .join(_days_of_moves(parts, used, stand.ends), on="place", maintain_order="left")
        .with_columns(offers=moved["offer"].to_frame().select(pl.concat_list("offer").list.drop_nulls())["offer"])
        .with_columns(moved.select(subscription_price="price"))
    )
    return _with_money(_with_next_year(evidence, stand.calendar), min_days)


def offers_of(book: PriceBook, day: date, currency: str) -> pl.DataFrame:
    """List what can be bought on a day in a currency: `offer`, `products` (list), `price_year`."""
    return book.subscriptions(day, currency).select("offer", "products", "price_year")


def _moved_to(rows: pl.DataFrame, offers: pl.DataFrame, min_days: int) -> pl.DataFrame:
    """Give the cheapest covers, and the products above the limit that are not in them; see `_MOVED`."""
    covers = cheapest_covers(rows.select(*USER, "product", flex_cost="flex_cost_year"), offers)
    covered = covers.explode("products", empty_as_null=True).rename({"products": "product"})
    singly = (
        offers.explode("products", empty_as_null=True)
        .select("offer", price=pl.col("price_year").cast(pl.Float64), product="products")
        .sort("price", "offer")
        .unique("product", keep="first", maintain_order=True)
    )
    heavy = (
        rows.filter(pl.col("charged_days") > min_days)
        .join(covered, on=[*USER, "product"], how="anti")
        .join(singly, on="product", how="left", maintain_order="left")
        .select(*USER, "offer", "price", products=pl.concat_list("product"))
    )
    return pl.concat([covers.select(heavy.columns), heavy])


def _together() -> dict[str, pl.Expr]:
    """Put the products of one move together: all of them used on a full day are one unit of use."""
    cost = pl.col("tokens_day") * pl.col("rate")
    crude = (pl.col("charged_days") / pl.col("days")).clip(0, 1)
    weighted = {name: (pl.col(name) * cost).sum() / cost.sum() for name in ("weight", "spread", "there", "stopping")}
    return {
        **weighted,
        "unit": pl.col("tokens_day").sum(),
        "expected": cost.sum(),
        "full_days": pl.col("days").max(),
        "apart": (pl.col("tokens_day") ** 2 * pl.col("rate") * (1 - pl.col("rate"))).sum(),
        "crude": (pl.col("tokens_day") ** 2 * crude * (1 - crude)).sum(),
    }


def _days_of_moves(parts: pl.DataFrame, used: UsageDays, ends: dict[int, date]) -> pl.DataFrame:
    """Count the days on which any product of a move was charged, and their tokens and squares of tokens."""
    wanted = parts.select("place", *USER, "product_id")
    rows = days_of_year(used.lazy(), ends).collect().filter(pl.col("tokens") > 0)
    days = (
        rows.join(wanted, on=[*USER, "product_id"])
        .group_by("place", "day")
        .agg(pl.col("tokens").cast(pl.Float64).sum())
    )
    return days.group_by("place").agg(
        charged_days=pl.len().cast(pl.Int64),
        tokens=pl.col("tokens").sum(),
        squares=(pl.col("tokens") ** 2).sum(),
        first_day=pl.col("day").min(),
        last_day=pl.col("day").max(),
    )


def _with_next_year(evidence: pl.DataFrame, calendar: Calendar | None) -> pl.DataFrame:
    """Add `tokens_year` with its interval, and `chance_pays`."""
    if calendar is None or evidence.is_empty():
        names = ("tokens_year", "tokens_year_low", "tokens_year_high", "chance_pays")
        return evidence.with_columns(**dict.fromkeys(names, pl.lit(None, pl.Float64)))
    # Products that are used on the same days vary more together than apart; what is seen of that is added.
    mean = pl.col("tokens") / pl.col("full_days")
    joint = (pl.col("squares") / pl.col("full_days") - mean**2 - pl.col("crude")).clip(0)
    year_of = evidence.select(
        share=pl.col("expected") / pl.col("unit"),
        variance=(pl.col("apart") + joint) / pl.col("unit") ** 2,
        enough=pl.col("subscription_price") / pl.col("token_price") / pl.col("unit"),
    )
    teams = calendar.teams(evidence)
    year = NextYear(
        share=year_of["share"].to_numpy(),
        variance=year_of["variance"].to_numpy(),
        weight=evidence["weight"].to_numpy(),
        spread=evidence["spread"].to_numpy(),
        days=calendar.year[teams],
        growth_sd=calendar.growth_sd[teams],
        there=evidence["there"].to_numpy(),
        stopping=evidence["stopping"].to_numpy(),
    )
    chance = year.chance_above(year_of["enough"].fill_null(np.inf).to_numpy())
    return evidence.with_columns(
        pl.Series("tokens_year", year.mean) * pl.col("unit"),
        pl.Series("tokens_year_low", year.quantile(LOW)) * pl.col("unit"),
        pl.Series("tokens_year_high", year.quantile(HIGH)) * pl.col("unit"),
        chance_pays=pl.when(pl.col("history") >= ENOUGH_DAYS, pl.col("subscription_price").is_not_null()).then(
            pl.Series(chance)
        ),
    )


def _with_money(evidence: pl.DataFrame, min_days: int) -> pl.DataFrame:
    day = pl.col("tokens") / pl.col("charged_days")
    price, token = pl.col("subscription_price"), pl.col("token_price")
    ends = ("", "_low", "_high")
    return evidence.with_columns(
        *((pl.col(f"tokens_year{end}") / day).alias(f"days_year{end}") for end in ends),
        *(
            (pl.col(f"tokens_year{end}") * token - price).alias(saving)
            for end, saving in zip(ends, ("saving_year", "saving_low", "saving_high"), strict=True)
        ),
        kind=pl.lit(TO_SUBSCRIPTION),
        flex_cost_year=pl.col("tokens_year") * token,
        # A token that cost nothing never breaks even; there is no day to name.
        break_even_days=pl.when(token > 0).then(price / (day * token)),
        rule=pl.col("charged_days") > min_days,
        verdict=verdict(),
    )
