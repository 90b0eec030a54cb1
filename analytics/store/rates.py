"""Rates of one's own: the tokens that a day of a product costs, each from a first day on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl

from analytics.errors import PriceError, StoreError
from analytics.exports.letters import folded
from analytics.exports.numbers import DECIMALS
from analytics.store.database import Store
from analytics.store.identities import entered_names

OWN_RATES = """
    SELECT rate_id, product, tokens, first_day, source, checked_on FROM own_rates
    ORDER BY lower(product), first_day DESC
"""
"""Lists the rates that were entered, as `own_rates` does."""
_LARGEST = Decimal(10) ** 6


@dataclass(frozen=True)
class NewRate:
    """A rate as a person enters it."""

    product: str
    """By any of its names; capitals do not matter."""
    tokens: Decimal
    """For 24 hours of one user; 0: it costs nothing."""
    first_day: date
    """The first day on which it holds; days before keep what held then."""
    source: str | None = None
    """Where it was read."""
    checked_on: date | None = None

    def __post_init__(self) -> None:
        if not folded(self.product):
            raise PriceError("The rate has no product.", hint="Name the product as the exports call it.")
        if (
            not self.tokens.is_finite()
            or not 0 <= self.tokens <= _LARGEST
            or self.tokens != round(self.tokens, DECIMALS)
        ):
            raise PriceError(f"{self.tokens} is no rate.", hint="Enter the tokens that 24 hours cost.")


def set_rate(store: Store, rate: NewRate) -> int:
    """Enter a rate and give its number; one of the same product and first day is replaced."""
    with store.writing() as cursor:
        names = entered_names(cursor)
        same_day = cursor.execute("SELECT rate_id, product FROM own_rates WHERE first_day = ?", [rate.first_day])
        for rate_id, product in same_day.fetchall():
            if names.key(product) == names.key(rate.product):
                _delete(cursor, rate_id)
        return _insert(cursor, rate)


def remove_rate(store: Store, rate_id: int) -> None:
    """Remove a rate that was entered.

    Raises
    ------
    StoreError
        When there is no such rate.
    """
    with store.writing() as cursor:
        _delete(cursor, rate_id)


def change_rates(store: Store, before: Collection[int], after: Sequence[tuple[int | None, NewRate]]) -> None:
    """Put rates in the place of some: all of them or, when one is refused, none.

    Parameters
    ----------
    store
        Where they are.
    before
        The numbers of the rates that are replaced.
    after
        What takes their place: with the number of a rate that is changed, or None for a new one. A number of `before`
        that is not among them is removed.

    Raises
    ------
    PriceError
        When two are of the same product from the same day.
    StoreError
        When a number is not that of a rate.
    """
    with store.writing() as cursor:
        names = entered_names(cursor)
        meant = [(names.key(rate.product), rate.first_day) for _, rate in after]
        twice = next((rate for place, (_, rate) in enumerate(after) if meant[place] in meant[:place]), None)
        if twice is not None:
            raise PriceError(
                f"There are two rates of {twice.product} from {twice.first_day}.", hint="Leave one of them."
            )
        for rate_id in before:
            _delete(cursor, rate_id)
        # Numbers that are kept come first, so that none of them is given anew.
        for number, rate in sorted(after, key=lambda each: each[0] is None):
            _insert(cursor, rate, number)


def own_rates(store: Store) -> pl.DataFrame:
    """List the rates that were entered.

    Returns
    -------
    pl.DataFrame
        One row per rate, by product, the newest first: `rate_id`, `product`, `tokens` (Decimal), `first_day`,
        `source`, `checked_on`.
    """
    return store.frame(OWN_RATES)


def _insert(cursor: duckdb.DuckDBPyConnection, rate: NewRate, rate_id: int | None = None) -> int:
    row = cursor.execute(
        "INSERT INTO own_rates SELECT coalesce($rate_id, (SELECT coalesce(max(rate_id), 0) + 1 FROM own_rates)),"
        " $product, $first_day, $tokens, $source, $checked_on RETURNING rate_id",
        vars(rate) | {"product": folded(rate.product), "rate_id": rate_id},
    ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def _delete(cursor: duckdb.DuckDBPyConnection, rate_id: int) -> None:
    gone = cursor.execute("DELETE FROM own_rates WHERE rate_id = $rate_id RETURNING 1", {"rate_id": rate_id})
    if gone.fetchone() is None:
        raise StoreError(f"There is no rate {rate_id}.", hint="List the rates to see their numbers.")
