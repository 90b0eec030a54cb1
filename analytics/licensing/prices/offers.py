"""Subscriptions that can be bought: products and collections, what each covers, and its price on a day."""

from datetime import date

import polars as pl

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


def key(name: str) -> str:
    """Give what two names have in common that differ only in capitals, or in blanks at their ends."""
    return name.strip().casefold()


def all_prices(entered: pl.DataFrame) -> pl.DataFrame:
    """Put shipped prices of subscriptions under those that were entered; the rows are those of `PriceBook.prices`."""
    own = entered.filter(pl.col("offer").is_not_null()).with_columns(
        price_year="amount", mark=pl.lit(None, pl.String), own=pl.col("basis") == "net"
    )
    shipped = subscription_prices().with_columns(
        first_day=pl.lit(None, pl.Date), basis=pl.lit("list"), own=False, price_id=pl.lit(None, pl.Int32)
    )
    rows = pl.concat([own.select(_PRICES), shipped.select(_PRICES)], how="vertical_relaxed")
    rank = pl.when(pl.col("own")).then(0).when(pl.col("price_id").is_not_null()).then(1).otherwise(2)
    name = pl.col("offer").str.strip_chars().str.to_lowercase()
    return rows.sort(name, "currency", rank, "first_day", descending=[False, False, False, True], nulls_last=True)


def all_contents(entered: pl.DataFrame) -> pl.DataFrame:
    """Put entered contents of collections in the place of the shipped; the rows are those of `PriceBook.contents`."""
    told = {key(name) for name in entered["collection"]}
    shipped = collection_contents().with_columns(own=False)
    kept = shipped.filter(~pl.col("collection").map_elements(key, pl.String).is_in(told))
    return pl.concat([entered.with_columns(own=True), kept], how="diagonal_relaxed").sort("collection", "product")


def offers(prices: pl.DataFrame, contents: pl.DataFrame, products: list[str], day: date, currency: str) -> pl.DataFrame:
    """List what can be bought on a day in a currency; the rows are those of `PriceBook.subscriptions`."""
    loaded = {key(product): product for product in products}
    held: dict[str, list[str]] = {}
    for collection, product in contents.select("collection", "product").iter_rows():
        held.setdefault(key(collection), []).append(key(product))
    found: dict[str, dict[str, object]] = {}
    in_force = prices.filter(currency=currency).filter(pl.col("first_day").is_null() | (pl.col("first_day") <= day))
    for row in in_force.iter_rows(named=True):
        name = key(row["offer"])
        covered = [loaded[one] for one in held.get(name, [name]) if one in loaded]
        if name not in found and covered:
            kind = COLLECTION if name in held else PRODUCT
            found[name] = {**row, "products": sorted(covered), "kind": kind}
    return pl.DataFrame([{column: row[column] for column in _OFFERS} for row in found.values()], schema=_OFFERS)
