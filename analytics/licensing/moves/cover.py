"""The cheapest cover of what each user uses: single subscriptions, collections, and staying on Flex, found exactly.

Once it is settled which collections a user gets, every other product decides for itself: Flex or its own subscription,
whichever is cheaper. So all sets of collections are tried, and nothing else has to be: with the handful of collections
that there are, this is the whole of the set cover, and one product of two matrices answers it for all users at once.
"""

from itertools import combinations

import numpy as np
import polars as pl

_USER = ("team_id", "user_id")
_AT_ONCE = 2**24
"""Costs held at once: users times sets of collections."""


def cheapest_covers(costs: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """Find for each user the offers that make a year cheapest; what no offer covers stays on Flex.

    Of covers that cost the same, the one with fewer collections is taken, and Flex before a subscription.

    Parameters
    ----------
    costs
        One row per `team_id`, `user_id` and `product`: `flex_cost`, what a year of it costs on Flex (Float64).
    offers
        What can be bought, in the currency of the costs: `offer`, `products` (list), `price_year`.

    Returns
    -------
    pl.DataFrame
        One row per user and offer to be bought: `team_id`, `user_id`, `offer`, `price` (Float64, a year), `products`
        (list, sorted: those of the user's that it takes off Flex; of two collections that have a product the dearer one
        does). Users who stay on Flex have none.
    """
    singles, collections = _apart(offers)
    priced = costs.join(singles, on="product", how="left").with_columns(
        least=pl.min_horizontal("flex_cost", pl.col("price"))
    )
    taken = (
        _collections(priced, collections)
        .explode("products", empty_as_null=True)
        .sort("price", "offer", descending=[True, False])
        .unique([*_USER, "products"], keep="first", maintain_order=True)
    )
    chosen = taken.group_by(*_USER, "offer", "price").agg(pl.col("products").sort())
    covered = taken.select(*_USER, product="products")
    alone = (
        priced.join(covered, on=[*_USER, "product"], how="anti")
        .filter(pl.col("price") < pl.col("flex_cost"))
        .select(*_USER, "offer", "price", products=pl.concat_list("product"))
    )
    return pl.concat([chosen, alone]).sort(*_USER, "price", "offer", descending=[False, False, True, False])


def _apart(offers: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, frozenset[str], float]]]:
    """Part offers of one product (the cheapest of each: `product`, `offer`, `price`) from those of several."""
    known = offers.select("offer", "products", price=pl.col("price_year").cast(pl.Float64)).sort("price", "offer")
    singles = (
        known.filter(pl.col("products").list.len() == 1)
        .with_columns(product=pl.col("products").list.first())
        .unique("product", keep="first", maintain_order=True)
        .select("product", "offer", "price")
    )
    alone = dict(singles.select("product", "price").iter_rows())
    kept: list[tuple[str, frozenset[str], float]] = []
    for name, products, price in known.filter(pl.col("products").list.len() > 1).iter_rows():
        inside = frozenset(products)
        # Whoever takes this could as well take the cheaper one with more in it, or each product by itself.
        beaten = any(inside <= other and cost <= price for _, other, cost in kept)
        if not beaten and sum(alone.get(product, float("inf")) for product in inside) > price:
            kept.append((name, inside, price))
    return singles, kept


def _collections(priced: pl.DataFrame, collections: list[tuple[str, frozenset[str], float]]) -> pl.DataFrame:
    """Choose the collections of each user: rows as `cheapest_covers` gives them."""
    empty = pl.DataFrame(schema={**{key: priced.schema[key] for key in _USER}, **_CHOSEN})
    if not collections:
        return empty
    inside = sorted(frozenset().union(*(products for _, products, _ in collections)))
    # Collections are worth a look only where all that they could save is more than the cheapest of them costs.
    least = min(price for _, _, price in collections)
    of_users = priced.filter(pl.col("product").is_in(inside))
    worth = of_users.filter(pl.col("least").sum().over(_USER) > least)
    if worth.is_empty():
        return empty
    wide = worth.pivot("product", index=list(_USER), values="least", aggregate_function="sum", sort_columns=True)
    products = wide.columns[len(_USER) :]
    left = wide.select(products).fill_null(0.0).to_numpy()
    sets, prices, open_products = _sets(collections, products, float(left.sum(axis=1).max()))
    best = np.concatenate(
        [
            # `argmin` gives the first of several, and smaller sets come first.
            (part @ open_products.T + prices).argmin(axis=1)
            for part in np.array_split(left, max(1, left.shape[0] * len(sets) // _AT_ONCE))
        ]
    )
    places = pl.DataFrame(
        [
            (number, *collections[place][::2], sorted(collections[place][1]))
            for number, one in enumerate(sets)
            for place in one
        ],
        schema={"set": pl.Int64, "offer": pl.String, "price": pl.Float64, "inside": pl.List(pl.String)},
        orient="row",
    )
    used = worth.group_by(_USER).agg(used=pl.col("product").sort())
    return (
        wide.select(_USER)
        .with_columns(set=pl.Series(best, dtype=pl.Int64))
        .join(places, on="set")
        .join(used, on=_USER)
        .with_columns(products=pl.col("used").list.set_intersection("inside").list.sort())
        .select(empty.columns)
    )


_CHOSEN = {"offer": pl.String(), "price": pl.Float64(), "products": pl.List(pl.String)}


def _sets(
    collections: list[tuple[str, frozenset[str], float]], products: list[str], most: float
) -> tuple[list[tuple[int, ...]], np.ndarray, np.ndarray]:
    """Give every set of collections that somebody's use could pay, its price, and which products it leaves open."""
    sets = [
        one
        for size in range(len(collections) + 1)
        for one in combinations(range(len(collections)), size)
        if sum(collections[place][2] for place in one) < most or not one
    ]
    prices = np.array([sum(collections[place][2] for place in one) for one in sets])
    open_products = np.array(
        [[float(not any(product in collections[place][1] for place in one)) for product in products] for one in sets]
    )
    return sets, prices, open_products
