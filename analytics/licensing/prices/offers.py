"""Subscriptions that can be bought: products and collections, what each covers, and its price on a day."""

from datetime import date

import polars as pl

from analytics.exports.product_names import ProductNames
from analytics.licensing.prices.shipped import PRICE, collection_contents, subscription_prices

PRODUCT, COLLECTION = "product", "collection"
"""The kinds of offers."""
_PRICES = (
    *("offer", "price_year", "currency", "first_day", "basis", "source", "mark", "checked_on", "own", "price_id"),
)
_OFFERS = {
    "offer": pl.String(),
    "products": pl.List(pl.String()),
    "price_year": PRICE,
    "currency": pl.String(),
    "kind": pl.String(),
    "source": pl.String(),
    "mark": pl.String(),
    "checked_on": pl.Date(),
    "own": pl.Boolean(),
}


def all_prices(entered: pl.DataFrame, names: ProductNames) -> pl.DataFrame:
    """Put shipped prices of subscriptions under those that were entered; the rows are those of `PriceBook.prices`."""
    own = entered.filter(pl.col("offer").is_not_null()).with_columns(
        price_year="amount", mark=pl.lit(None, pl.String), own=pl.col("basis") == "net"
    )
    shipped = subscription_prices().with_columns(
        first_day=pl.lit(None, pl.Date), basis=pl.lit("list"), own=False, price_id=pl.lit(None, pl.Int32)
    )
    rows = pl.concat([own.select(_PRICES), shipped.select(_PRICES)], how="vertical_relaxed")
    rank = pl.when(pl.col("own")).then(0).when(pl.col("price_id").is_not_null()).then(1).otherwise(2)
    name = pl.Series(map(names.key, rows["offer"]), dtype=pl.String)
    return rows.sort(name, "currency", rank, "first_day", descending=[False, False, False, True], nulls_last=True)


def all_contents(entered: pl.DataFrame, names: ProductNames) -> pl.DataFrame:
    """Put entered contents of collections in the place of the shipped; the rows are those of `PriceBook.contents`."""
    told = {names.key(name) for name in entered["collection"]}
    shipped = collection_contents().with_columns(own=False)
    kept = shipped.filter([names.key(name) not in told for name in shipped["collection"]])
    return pl.concat([entered.with_columns(own=True), kept], how="diagonal_relaxed").sort("collection", "product")


def offers(
    prices: pl.DataFrame, contents: pl.DataFrame, products: list[str], names: ProductNames, day: date, currency: str
) -> pl.DataFrame:
    """List what can be bought on a day in a currency; the rows are those of `PriceBook.subscriptions`."""
    loaded: dict[str, list[str]] = {}
    for product in products:
        loaded.setdefault(names.key(product), []).append(product)
    held: dict[str, list[str]] = {}
    for collection, product in contents.select("collection", "product").iter_rows():
        held.setdefault(names.key(collection), []).append(names.key(product))
    shown = offer_names(prices, names)
    found: dict[str, dict[str, object]] = {}
    in_force = prices.filter(currency=currency).filter(pl.col("first_day").is_null() | (pl.col("first_day") <= day))
    for row in in_force.iter_rows(named=True):
        key = names.key(row["offer"])
        # Exports of seats call a seat of a collection by the collection's name.
        covered = [product for one in {*held.get(key, ()), key} for product in loaded.get(one, ())]
        if key not in found and covered:
            kind = COLLECTION if key in held else PRODUCT
            found[key] = {**row, "offer": shown[key], "products": sorted(covered), "kind": kind}
    return pl.DataFrame([{column: row[column] for column in _OFFERS} for row in found.values()], schema=_OFFERS)


def offer_names(prices: pl.DataFrame, names: ProductNames) -> dict[str, str]:
    """Give each offer one name, however it was typed: the shipped one, else that of its first price."""
    oldest = prices.sort("price_id", nulls_last=False)
    shown: dict[str, str] = {}
    for name in [*collection_contents()["collection"], *oldest["offer"]]:
        shown.setdefault(names.key(name), name)
    return shown
