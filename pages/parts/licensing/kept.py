"""Rates, prices and contents of collections as a person wrote them into the tables."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from analytics.errors import PriceError
from analytics.store.price_list import NET, NewPrice
from analytics.store.rates import NewRate
from pages.parts.editing import row_named, team_meant, written_rows

TOKEN = "Token"
"""What the table of prices calls the price of a token."""


def kept_prices(
    known: pl.DataFrame, shown: pl.DataFrame, edited: pl.DataFrame, teams: Sequence[str]
) -> list[tuple[int | None, NewPrice]]:
    """Read the table of prices as a person left it; a row without a price that was not changed otherwise is left out.

    Parameters
    ----------
    known
        The rows as the store has them, those that are asked for without a number.
    shown
        The same rows as they were shown, with e-mails masked unless names are shown.
    edited
        The rows as they are now.
    teams
        The teams that the store knows.

    Raises
    ------
    PriceError
        When a row contradicts itself, or is not complete; with the number of the row.
    """
    asked = {(row["offer"], row["currency"]) for row in shown.to_dicts() if row["price_id"] is None}
    found = []
    for number, row in written_rows(known, shown, edited, "price_id"):
        if row["amount"] is None and row["price_id"] is None and (row["offer"], row["currency"]) in asked:
            continue
        with row_named(number):
            found.append((row["price_id"], _price(row, teams)))
    return found


def kept_rates(known: pl.DataFrame, shown: pl.DataFrame, edited: pl.DataFrame) -> list[tuple[int | None, NewRate]]:
    """Read the table of rates as a person left it; a row without tokens that was not changed otherwise is left out.

    Parameters and errors are those of `kept_prices`.
    """
    asked = {row["product"] for row in shown.to_dicts() if row["rate_id"] is None}
    found = []
    for number, row in written_rows(known, shown, edited, "rate_id"):
        if row["tokens"] is None and row["rate_id"] is None and row["product"] in asked:
            continue
        with row_named(number):
            found.append((row["rate_id"], _rate(row)))
    return found


def kept_contents(edited: pl.DataFrame) -> dict[str, list[str]]:
    """Read the table of collections as a person left it.

    Raises
    ------
    PriceError
        When a row is not complete; with its number.
    """
    found: dict[str, list[str]] = {}
    for number, (collection, product) in enumerate(edited.select("collection", "product").iter_rows(), start=1):
        with row_named(number):
            if not (collection or "").strip() or not (product or "").strip():
                raise PriceError("The row is not complete.", hint="Name the collection and one product in it.")
            found.setdefault(collection.strip(), []).append(product.strip())
    return found


def _price(row: Mapping[str, Any], teams: Sequence[str]) -> NewPrice:
    offer = (row["offer"] or "").strip()
    if not offer or row["amount"] is None or row["first_day"] is None:
        raise PriceError(
            "The price is not complete.",
            hint=f"Say of what it is ({TOKEN}, a product or a collection), how much, and from which day on.",
        )
    return NewPrice(
        amount=Decimal(str(row["amount"])),
        currency=(row["currency"] or "").strip().upper(),
        first_day=row["first_day"],
        offer=None if offer.casefold() == TOKEN.casefold() else offer,
        team=team_meant((row["team"] or "").strip() or None, teams),
        basis=row["basis"] or NET,
        source=row["source"],
        checked_on=row["checked_on"],
    )


def _rate(row: Mapping[str, Any]) -> NewRate:
    if not (row["product"] or "").strip() or row["tokens"] is None or row["first_day"] is None:
        raise PriceError(
            "The rate is not complete.", hint="Give it a product, its tokens for 24 hours, and the day it begins."
        )
    return NewRate(row["product"], Decimal(str(row["tokens"])), row["first_day"], row["source"], row["checked_on"])
