"""What comes with the product: prices and contents that a source tells, each with its mark and the day of the check."""

from functools import cache
from pathlib import Path

import polars as pl

PRICE = pl.Decimal(18, 6)
_FOLDER = Path(__file__).parent


def subscription_prices() -> pl.DataFrame:
    """Give the sourced prices of a named-user subscription.

    Returns
    -------
    pl.DataFrame
        One row per product or collection: `offer`, `price_year` (Decimal), `currency`, `mark` (V: read at Autodesk,
        S: quoted by others), `source`, `checked_on`.
    """
    return _read("subscription_prices.csv", price_year=PRICE)


def list_token_prices() -> pl.DataFrame:
    """Give the sourced list prices of packs: one row each, `tokens`, `price` (of all), `currency`, and as above."""
    return _read("token_prices.csv", tokens=PRICE, price=PRICE)


def collection_contents() -> pl.DataFrame:
    """Give what collections hold, as far as a source says so: one row per `collection` and `product`, and as above."""
    return _read("collections.csv")


@cache
def _read(file: str, **types: pl.DataType) -> pl.DataFrame:
    return pl.read_csv(_FOLDER / file, schema_overrides={"checked_on": pl.Date(), **types})
