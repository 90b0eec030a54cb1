"""What one user could have instead of Flex, side by side."""

import polars as pl

from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.moves.standing import Standing
from analytics.licensing.prices import PriceBook
from analytics.usage.charged import USER


def cover_options(stand: Standing, book: PriceBook, team_id: int, user_id: int) -> pl.DataFrame:
    """Set the ways to cover what a user uses side by side, at the year to be expected.

    All on Flex; the products for which it is cheaper on subscriptions of their own; and each collection with the best
    for the products that are not in it. The first is the cheapest cover, unless several collections together are
    cheaper still: then that stands first too.

    Returns
    -------
    pl.DataFrame
        One row per way, the cheapest first: `offers` (list; empty: none), `on_flex` (list of products), `price` (of the
        offers, a year), `flex_cost` (of the rest), `cost_year`, `saving_year` (against all on Flex), `currency`.
    """
    mine = stand.rows.filter(pl.col("team_id") == team_id, pl.col("user_id") == user_id)
    if mine.is_empty():
        return pl.DataFrame(schema=_OPTION)
    currency = mine.item(0, "currency")
    offers = book.subscriptions(stand.last, currency)
    costs = mine.select(*USER, "product", flex_cost="flex_cost_year")
    singles = offers.filter(pl.col("products").list.len() == 1)
    ways = [[], cheapest_covers(costs, singles).to_dicts(), cheapest_covers(costs, offers).to_dicts()]
    for offer in offers.filter(pl.col("products").list.len() > 1).iter_rows(named=True):
        inside = pl.col("product").is_in(offer["products"])
        if costs.filter(inside).height > 1:
            taken = {"offer": offer["offer"], "price": float(offer["price_year"]), "products": offer["products"]}
            ways.append([taken, *cheapest_covers(costs.filter(~inside), singles).to_dicts()])
    rows = [_option(way, costs, currency) for way in ways]
    return (
        pl.DataFrame(rows, schema=_OPTION).unique("offers", maintain_order=True).sort("cost_year", maintain_order=True)
    )


_OPTION = {
    "offers": pl.List(pl.String()),
    "on_flex": pl.List(pl.String()),
    "price": pl.Float64(),
    "flex_cost": pl.Float64(),
    "cost_year": pl.Float64(),
    "saving_year": pl.Float64(),
    "currency": pl.String(),
}


def _option(way: list[dict[str, object]], costs: pl.DataFrame, currency: str) -> dict[str, object]:
    covered = {product for one in way for product in one["products"]}  # type: ignore[attr-defined]
    left = costs.filter(~pl.col("product").is_in(covered))
    price, flex = sum(one["price"] for one in way), float(left["flex_cost"].sum())  # type: ignore[misc]
    return {
        "offers": sorted(str(one["offer"]) for one in way),
        "on_flex": left["product"].sort().to_list(),
        "price": price,
        "flex_cost": flex,
        "cost_year": price + flex,
        "saving_year": float(costs["flex_cost"].sum()) - price - flex,
        "currency": currency,
    }
