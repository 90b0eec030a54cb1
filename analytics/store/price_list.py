"""Prices of one's own: of a token and of a year of a product or collection, each from a first day on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import duckdb
import polars as pl

from analytics.currencies import CURRENCIES
from analytics.errors import PriceError, StoreError
from analytics.exports.letters import folded
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.identities import entered_names
from analytics.store.naming import known_team

Basis = Literal["net", "list"]
NET: Basis = "net"
"""What the customer pays."""
LIST: Basis = "list"
"""What Autodesk's price list says."""
_LARGEST = Decimal(10) ** 9


@dataclass(frozen=True)
class NewPrice:
    """A price as a person enters it."""

    amount: Decimal
    """Of one token, or of a year of the offer for one user."""
    currency: str
    """A code of ISO 4217, in capitals."""
    first_day: date
    """The first day on which it holds; days before keep what held then."""
    offer: str | None = None
    """A product as the exports call it, or a collection; None: a token."""
    team: str | None = None
    """Whose tokens; None: those of all teams."""
    basis: Basis = NET
    """A net price counts before a list price."""
    source: str | None = None
    """Where it was read."""
    checked_on: date | None = None

    def __post_init__(self) -> None:
        if self.offer is not None and not folded(self.offer):
            raise PriceError("The price has no offer.", hint="Name a product or a collection.")
        if self.offer is not None and self.team is not None:
            raise PriceError(
                f"The price of {self.offer} names a team.", hint="Only the price of a token can be that of one team."
            )
        if (
            not self.amount.is_finite()
            or not 0 <= self.amount <= _LARGEST
            or self.amount != round(self.amount, DECIMALS)
        ):
            raise PriceError(f"{self.amount} is no price.", hint="Enter what one token, or a year of the offer, costs.")
        if self.currency not in CURRENCIES:
            raise PriceError(
                f"{self.currency or 'Nothing'} is no currency.",
                hint="Enter the three letters of ISO 4217, such as USD, EUR or JPY.",
            )
        if self.basis not in (NET, LIST):
            raise PriceError(f"{self.basis} is no kind of price.", hint=f"Say {NET} or {LIST}.")


def set_price(store: Store, price: NewPrice) -> int:
    """Enter a price and give its number; one of the same from the same day is replaced.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    with store.writing() as cursor:
        key = _values(store, cursor, price)
        same_day = cursor.execute(
            """
            SELECT price_id, offer FROM own_prices
            WHERE (offer IS NULL) = ($offer IS NULL) AND team_id IS NOT DISTINCT FROM $team_id
              AND currency = $currency AND basis = $basis AND first_day = $first_day
            """,
            {name: key[name] for name in ("offer", "team_id", "currency", "basis", "first_day")},
        ).fetchall()
        names = entered_names(cursor)
        for price_id, offer in same_day:
            if price.offer is None or names.key(offer) == names.key(price.offer):
                _delete(cursor, price_id)
        return _insert(cursor, key)


def remove_price(store: Store, price_id: int) -> None:
    """Remove a price that was entered.

    Raises
    ------
    StoreError
        When there is no such price.
    """
    with store.writing() as cursor:
        _delete(cursor, price_id)


def change_prices(store: Store, before: Collection[int], after: Sequence[tuple[int | None, NewPrice]]) -> None:
    """Put prices in the place of some: all of them or, when one is refused, none.

    Parameters
    ----------
    store
        Where they are.
    before
        The numbers of the prices that are replaced.
    after
        What takes their place: with the number of a price that is changed, or None for a new one. A number of `before`
        that is not among them is removed.

    Raises
    ------
    PriceError
        When two are of the same from the same day.
    StoreError
        When a number is not that of a price, or there is no such team.
    """
    with store.writing() as cursor:
        names = entered_names(cursor)
        meant = [
            (names.key(price.offer or ""), price.team, price.currency, price.basis, price.first_day)
            for _, price in after
        ]
        twice = next((price for place, (_, price) in enumerate(after) if meant[place] in meant[:place]), None)
        if twice is not None:
            raise PriceError(
                f"There are two {twice.basis} prices of {twice.offer or 'a token'} in {twice.currency} from"
                f" {twice.first_day}.",
                hint="Leave one of them.",
            )
        for price_id in before:
            _delete(cursor, price_id)
        # Numbers that are kept come first, so that none of them is given anew.
        for number, price in sorted(after, key=lambda each: each[0] is None):
            _insert(cursor, _values(store, cursor, price), number)


def own_prices(store: Store) -> pl.DataFrame:
    """List the prices that were entered.

    Returns
    -------
    pl.DataFrame
        One row per price, those of tokens at the head, the newest first: `price_id`, `offer` (null: a token), `team`
        (null: all teams), `amount` (Decimal), `currency`, `basis`, `first_day`, `source`, `checked_on`.
    """
    return store.frame(
        """
        SELECT price_id, offer, name AS team, amount, currency, basis, first_day, source, checked_on
        FROM own_prices LEFT JOIN teams USING (team_id)
        ORDER BY lower(offer) NULLS FIRST, team NULLS FIRST, currency, basis, first_day DESC
        """
    )


def set_contents(store: Store, collection: str, products: Sequence[str]) -> None:
    """Say what a collection holds; without products, what is shipped about it holds again.

    Raises
    ------
    PriceError
        When the collection, or a product, has no name.
    """
    with store.writing() as cursor:
        names = entered_names(cursor)
        for (held,) in cursor.execute("SELECT DISTINCT collection FROM own_contents").fetchall():
            if names.key(held) == names.key(collection):
                cursor.execute("DELETE FROM own_contents WHERE collection = ?", [held])
        _insert_contents(cursor, collection, products)


def change_contents(store: Store, contents: Mapping[str, Sequence[str]]) -> None:
    """Say what collections hold, in place of all that was entered about any; errors are those of `set_contents`."""
    with store.writing() as cursor:
        cursor.execute("DELETE FROM own_contents")
        for collection, products in contents.items():
            _insert_contents(cursor, collection, products)


def own_contents(store: Store) -> pl.DataFrame:
    """List what was entered about collections: one row per `collection` and `product`, sorted."""
    return store.frame("SELECT collection, product FROM own_contents ORDER BY lower(collection), lower(product)")


def _values(store: Store, cursor: duckdb.DuckDBPyConnection, price: NewPrice) -> dict[str, object]:
    team = None if price.team is None else team_id(store, known_team(cursor, price.team))
    return vars(price) | {"team_id": team, "offer": None if price.offer is None else folded(price.offer)}


def _insert(cursor: duckdb.DuckDBPyConnection, values: dict[str, object], price_id: int | None = None) -> int:
    row = cursor.execute(
        "INSERT INTO own_prices SELECT coalesce($price_id, (SELECT coalesce(max(price_id), 0) + 1 FROM own_prices)),"
        " $offer, $team_id, $amount, $currency, $basis, $first_day, $source, $checked_on RETURNING price_id",
        {name: value for name, value in values.items() if name != "team"} | {"price_id": price_id},
    ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def _insert_contents(cursor: duckdb.DuckDBPyConnection, collection: str, products: Sequence[str]) -> None:
    if not all(folded(name) for name in (collection, *products)):
        raise PriceError("A collection, or a product in it, has no name.", hint="Name them as the exports do.")
    for product in dict.fromkeys(folded(name) for name in products):
        cursor.execute(
            "INSERT INTO own_contents VALUES ($collection, $product)",
            {"collection": folded(collection), "product": product},
        )


def _delete(cursor: duckdb.DuckDBPyConnection, price_id: int) -> None:
    gone = cursor.execute("DELETE FROM own_prices WHERE price_id = $price_id RETURNING 1", {"price_id": price_id})
    if gone.fetchone() is None:
        raise StoreError(f"There is no price {price_id}.", hint="List the prices to see their numbers.")
