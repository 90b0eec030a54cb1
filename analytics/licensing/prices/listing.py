"""Rates and prices as tables that somebody reads: the customer's own beside those of the list."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analytics.licensing.prices.book import PriceBook
from analytics.licensing.prices.offers import COLLECTION, PRODUCT, offer_names
from analytics.licensing.prices.shipped import PRICE

_TOKEN_PRICES = {"team": pl.String(), "price_per_token": PRICE, "currency": pl.String(), "source": pl.String()}
_OFFERS = {
    "offer": pl.String(),
    "kind_of_offer": pl.String(),
    "net_price": PRICE,
    "list_price": PRICE,
    "currency": pl.String(),
    "products": pl.List(pl.String()),
    "first_day": pl.Date(),
    "source": pl.String(),
    "mark": pl.String(),
    "checked_on": pl.Date(),
}
_RATES = ("product", "rate", "usual", "state", "first_day", "source", "mark", "checked_on")


def token_price_table(book: PriceBook, teams: Sequence[str], day: date) -> pl.DataFrame:
    """List what a token of each team costs on a day: `team`, `price_per_token`, `currency`, `source`."""
    rows = [(team, price.amount, price.currency, price.source) for team in teams for price in [book.token(team, day)]]
    return pl.DataFrame([(team, round(amount, 6), *more) for team, amount, *more in rows], _TOKEN_PRICES, orient="row")


def offer_table(book: PriceBook, day: date) -> pl.DataFrame:
    """List what a year of each offer costs on a day, whether or not the loaded data have its products.

    Returns
    -------
    pl.DataFrame
        One row per offer and currency, by name: `offer`, `kind_of_offer`, `net_price` (null: none was entered),
        `list_price` (null: unknown), `currency`, `products` (that a collection holds), and of the price that counts
        `first_day` (null: of any day), `source`, `mark`, `checked_on`.
    """
    held: dict[str, list[str]] = {}
    for collection, product in book.contents.select("collection", "product").iter_rows():
        held.setdefault(book.names.key(collection), []).append(product)
    names = offer_names(book.prices, book.names)
    found: dict[tuple[str, str], dict[str, object]] = {}
    in_force = book.prices.filter(pl.col("first_day").is_null() | (pl.col("first_day") <= day))
    for row in in_force.iter_rows(named=True):
        name = book.names.key(row["offer"])
        # The price that counts is the first.
        told = found.setdefault(
            (name, row["currency"]),
            {
                **{column: row.get(column) for column in _OFFERS},
                "offer": names[name],
                "kind_of_offer": COLLECTION if name in held else PRODUCT,
                "products": held.get(name, []),
            },
        )
        column = "net_price" if row["own"] else "list_price"
        if told[column] is None:
            told[column] = row["price_year"]
    return pl.DataFrame(list(found.values()), schema=_OFFERS).sort("offer", "currency")


def rate_table(book: PriceBook, inferred: pl.DataFrame, day: date) -> pl.DataFrame:
    """Set the rate card of a day beside what the exports tell.

    Parameters
    ----------
    book
        Holds the card.
    inferred
        As `inferred_rates` gives it.
    day
        The day.

    Returns
    -------
    pl.DataFrame
        One row per product on the card or in use, by name: `product`, `rate` (by the card; null: unknown), `usual` (the
        latest that the exports tell; null: unclear, or not in use), `state` (as of `inferred_rates`; null: not in use),
        and of the rate on the card `first_day` (null: of any day), `source`, `mark`, `checked_on`.
    """
    latest = inferred.group_by("product", maintain_order=True).first()
    told = {book.names.key(row["product"]): row for row in latest.to_dicts()}
    names = {book.names.key(name): name for name in [*book.card.rows["product"], *latest["product"]]}
    rows = []
    for key, name in names.items():
        row = book.card.row(name, day) or {}
        seen = told.get(key, {})
        rows.append(
            {
                **{column: row.get(column) for column in _RATES},
                "product": seen.get("product", name),
                "rate": row.get("tokens"),
                "usual": seen.get("tokens"),
                "state": seen.get("state"),
            }
        )
    schema = {
        "product": pl.String(),
        **dict.fromkeys(("rate", "usual"), PRICE),
        "state": pl.String(),
        "first_day": pl.Date(),
        "source": pl.String(),
        "mark": pl.String(),
        "checked_on": pl.Date(),
    }
    return pl.DataFrame(rows, schema=schema).sort(pl.col("product").str.to_lowercase())


def missing_table(book: PriceBook, day: date) -> pl.DataFrame:
    """List what is not known of products in use, the most used first.

    Returns
    -------
    pl.DataFrame
        One row per product and currency: `product`, `tokens` (of the last 365 days), `currency` (of the tokens),
        `missing` (list of "rate", "price"), `elsewhere` (list: where a price is known all the same, by other currencies
        and by collections that hold the product).
    """
    rows = []
    for row in book.unknown.to_dicts():
        offers = book.subscriptions(day, row["currency"]).filter(kind=COLLECTION)
        holding = [
            f"in {offer}"
            for offer, products in offers.select("offer", "products").iter_rows()
            if row["product"] in products
        ]
        missing = ["rate"] * (row["rate"] is None) + ["price"] * (not row["price_known"])
        elsewhere = [*(f"in {currency}" for currency in row["known_in"]), *holding] if not row["price_known"] else []
        rows.append((row["product"], row["tokens"], row["currency"], missing, elsewhere))
    texts = pl.List(pl.String())
    schema = {"product": pl.String(), "tokens": pl.Decimal(38, 6), "currency": pl.String(), "missing": texts}
    return pl.DataFrame(rows, {**schema, "elsewhere": texts}, orient="row")
