"""What is known of prices, each with its source; what is not known stays unknown."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from analytics.settings import Settings

_PRICES = Path(__file__).parent / "subscription_prices.csv"


@dataclass(frozen=True)
class TokenPrice:
    """What one token costs."""

    amount: Decimal
    currency: str
    source: str
    """Where the price comes from, in words."""


def subscription_prices() -> pl.DataFrame:
    """Give the sourced prices of a named-user subscription.

    Returns
    -------
    pl.DataFrame
        One row per product: `product`, `price_per_year` (Decimal), `currency`, `mark` (V: read at Autodesk,
        S: quoted by others), `source` with its date.
    """
    return pl.read_csv(_PRICES, schema_overrides={"price_per_year": pl.Decimal(18, 6)})


def token_price(packs: pl.DataFrame, settings: Settings) -> TokenPrice:
    """Give the price paid per token: the average over the packs, by tokens, or the setting where none is known.

    Parameters
    ----------
    packs
        The packs in question: `tokens`, `price_per_token`, `currency`.
    settings
        Holds the price where no pack states one, or the packs were paid in several currencies.
    """
    priced = packs.filter(pl.col("price_per_token").is_not_null() & pl.col("currency").is_not_null())
    currencies = priced["currency"].unique().to_list()
    if len(currencies) != 1:
        return TokenPrice(settings.token_price, "USD", "list price; the packs state none, or several currencies")
    # Exact in Python: a product of two of the store's decimals has more digits than a column can hold.
    rows = list(priced.select("tokens", "price_per_token").iter_rows())
    paid = sum((tokens * price for tokens, price in rows), Decimal(0))
    tokens = sum((tokens for tokens, _ in rows), Decimal(0))
    return TokenPrice(paid / tokens, currencies[0], "average paid for the packs, by tokens")
