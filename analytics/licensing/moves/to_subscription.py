"""Moves from Flex to a subscription: what is in a user's cheapest cover, and what is above the limit of days."""

import polars as pl

from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.moves.estimate import estimated
from analytics.licensing.moves.standing import Standing
from analytics.licensing.moves.words import TO_SUBSCRIPTION, verdict
from analytics.licensing.prices import PriceBook
from analytics.usage import UsageDays
from analytics.usage.charged import USER


def to_subscription(stand: Standing, used: UsageDays, book: PriceBook, min_days: int) -> pl.DataFrame:
    """List what to move from Flex to a subscription.

    What is in the cheapest cover of a user's expected year, one row per offer; and of whoever is above the limit of
    days each other product that is by itself, else (where nothing is in the cover) the one with the most days, so that
    nobody has to ask what became of it: with the cheapest offer that has it.

    Returns
    -------
    pl.DataFrame
        Rows with the columns of `words.MOVE` but `move`, `team` and `user`.
    """
    empty = stand.rows.clear().select(
        *USER, offer=pl.lit(None, pl.String), price=pl.lit(None, pl.Float64), products=pl.concat_list("product")
    )
    moved = pl.concat(
        [
            empty,
            *(
                _moved(stand.rows.filter(currency=currency), book.subscriptions(stand.last, currency), min_days)
                for currency in stand.rows["currency"].unique().sort()
            ),
        ]
    ).select(*USER, "products", offers=pl.concat_list("offer").list.drop_nulls(), subscription_price=pl.col("price"))
    price = pl.col("subscription_price")
    return (
        estimated(moved, stand, used)
        .with_columns(
            kind=pl.lit(TO_SUBSCRIPTION),
            saving_year=pl.col("flex_cost_year") - price,
            saving_low=pl.col("tokens_year_low") * pl.col("token_price") - price,
            saving_high=pl.col("tokens_year_high") * pl.col("token_price") - price,
            chance_pays="above",
            rule=pl.col("person_days") > min_days,
        )
        .with_columns(verdict=verdict())
    )


def _moved(rows: pl.DataFrame, offers: pl.DataFrame, min_days: int) -> pl.DataFrame:
    """Give the cheapest covers, and the products above the limit that are not in them."""
    covers = cheapest_covers(rows.select(*USER, "product", flex_cost="flex_cost_year"), offers)
    covered = covers.explode("products", empty_as_null=True).rename({"products": "product"})
    singly = (
        offers.explode("products", empty_as_null=True)
        .select("offer", price=pl.col("price_year").cast(pl.Float64), product="products")
        .sort("price", "offer")
        .unique("product", keep="first", maintain_order=True)
    )
    by_itself = pl.col("charged_days") > min_days
    left = rows.filter(pl.col("person_days") > min_days).join(covered, on=[*USER, "product"], how="anti")
    alone = left.join(covered, on=list(USER), how="anti").filter(~by_itself.any().over(USER))
    most = alone.sort("charged_days", "product", descending=[True, False]).unique(USER, keep="first")
    heavy = (
        pl.concat([left.filter(by_itself), most])
        .sort(*USER, "product")
        .join(singly, on="product", how="left", maintain_order="left")
        .select(*USER, "offer", "price", products=pl.concat_list("product"))
    )
    return pl.concat([covers.select(heavy.columns), heavy])
