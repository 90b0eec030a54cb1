"""The token packs in the store: enter, change, remove, list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl

from analytics.currencies import CURRENCIES
from analytics.errors import PackError, StoreError
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.naming import known_team_id

POOLS = ("annual", "multi-year")
"""The pools of a Token Flex contract."""
_LONGEST = timedelta(days=36525)
_SMALLEST = Decimal(1).scaleb(-DECIMALS)
_LARGEST = Decimal(10) ** 9


@dataclass(frozen=True)
class NewPack:
    """A pack of tokens as a person enters it."""

    team: str
    tokens: Decimal
    first_day: date
    """The first day on which it pays."""
    last_day: date
    """The last day on which it pays; what is left then lapses."""
    price_per_token: Decimal | None = None
    """None: not known."""
    currency: str | None = None
    """A code of ISO 4217, in capitals."""
    note: str | None = None
    pool: str | None = None
    """Of a Token Flex contract "annual" or "multi-year"; None: a Flex pack."""
    price_paid: Decimal | None = None
    """What the whole pack cost, instead of the price per token; None: not known."""
    bought_on: date | None = None
    """The day on which it was bought: an answer as of a day before knows nothing of it; None: by its first day."""

    def __post_init__(self) -> None:
        if (
            not self.tokens.is_finite()
            or not _SMALLEST <= self.tokens <= _LARGEST
            or self.tokens != round(self.tokens, DECIMALS)
        ):
            raise PackError(
                f"{self.tokens} is no quantity of tokens that a pack can have.",
                hint="Enter the tokens that were bought.",
            )
        if self.last_day < self.first_day:
            raise PackError(
                f"The pack ends on {self.last_day}, before it starts on {self.first_day}.",
                hint="Enter the first and the last day on which its tokens can be used.",
            )
        if self.last_day - self.first_day > _LONGEST:
            raise PackError(
                f"The pack lasts from {self.first_day} to {self.last_day}, which is more than a hundred years.",
                hint="Check the year of its first and of its last day.",
            )
        if self.bought_on is not None and self.bought_on > self.last_day:
            raise PackError(
                f"The pack was bought on {self.bought_on}, after its last day, {self.last_day}.",
                hint="Enter the day on which it was bought, or nothing.",
            )
        if self.pool not in (None, *POOLS):
            raise PackError(
                f"{self.pool} is no pool of a Token Flex contract.",
                hint=f"Say {' or '.join(POOLS)}, or nothing for a Flex pack.",
            )
        self._check_price()

    @property
    def price_of_a_token(self) -> Decimal | None:
        """What one token cost, to the millionth; None: not known."""
        return self.price_per_token if self.price_paid is None else round(self.price_paid / self.tokens, DECIMALS)

    def _check_price(self) -> None:
        if self.price_per_token is not None and self.price_paid is not None:
            raise PackError("The pack has two prices.", hint="Enter what the pack cost, or what one token cost.")
        for name, price in (("per token", self.price_per_token), ("paid", self.price_paid)):
            if price is not None and not (price.is_finite() and 0 <= price <= _LARGEST):
                raise PackError(f"The price {name}, {price}, is none.", hint="Enter what was paid, or nothing.")
            if price is not None and not (self.currency or "").strip():
                raise PackError(f"The price {name} has no currency.", hint="Enter the currency, such as USD.")
        if self.currency is not None and self.currency not in CURRENCIES:
            raise PackError(
                f"{self.currency} is no currency.", hint="Enter the three letters of ISO 4217, such as USD, EUR or JPY."
            )


def add_pack(store: Store, pack: NewPack) -> int:
    """Enter a pack by hand and give its number; a team that is new becomes known."""
    with store.writing() as cursor:
        return _insert(cursor, pack)


def change_packs(store: Store, before: Collection[int], after: Sequence[tuple[int | None, NewPack]]) -> None:
    """Put packs in the place of some that were entered by hand: all of them or, when one is refused, none.

    Parameters
    ----------
    store
        Where they are.
    before
        The numbers of the packs that are replaced.
    after
        What takes their place: with the number of a pack that is changed, or None for a new one. A number of `before`
        that is not among them is removed.

    Raises
    ------
    StoreError
        When a number is not that of a pack entered by hand.
    """
    with store.writing() as cursor:
        kept = {pack_id for pack_id, _ in after if pack_id is not None}
        for pack_id in before:
            _check_own(cursor, pack_id)
            if pack_id not in kept:
                cursor.execute("DELETE FROM packs WHERE pack_id = $pack_id", {"pack_id": pack_id})
        changes = ", ".join(f"{column} = ${column}" for column in _COLUMNS)
        for number, pack in after:
            if number is None:
                _insert(cursor, pack)
            else:
                _check_own(cursor, number)
                values = _values(cursor, pack) | {"pack_id": number}
                cursor.execute(f"UPDATE packs SET {changes} WHERE pack_id = $pack_id", values)


def remove_pack(store: Store, pack_id: int) -> None:
    """Remove a pack that was entered by hand.

    Raises
    ------
    StoreError
        When there is no such pack, or it came with a file, which is taken back as a whole.
    """
    change_packs(store, [pack_id], [])


def packs(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the packs that count, of one team (None: all), in the order in which they pay.

    Of several tables of packs the newest that names a team counts for it; packs entered by hand always count.

    Returns
    -------
    pl.DataFrame
        One row per pack: `pack_id`, `team`, `pool` (null: Flex), `tokens` (Decimal), `first_day`, `last_day`,
        `price_per_token`, `price_paid` (for all of it; Decimal or null), `currency`, `note`, `load_id` (null: entered
        by hand), `bought_on` (null: by its first day).
    """
    rows = store.frame(
        """
        SELECT pack_id, t.name AS team, pool, tokens, first_day, last_day, price_per_token,
               coalesce(price_paid, price_per_token::DECIMAL(19, 6) * tokens::DECIMAL(19, 6))::DECIMAL(38, 6)
                   AS price_paid,
               currency, note, load_id, bought_on
        FROM current_packs JOIN teams AS t USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id
        """,
        {"team_id": team_id(store, team)},
    )
    turns = [paying_order(*row) for row in rows.select("pool", "last_day", "tokens", "pack_id").iter_rows()]
    return rows[sorted(range(len(turns)), key=turns.__getitem__)]


def paying_order(pool: str | None, last_day: date, size: Decimal, pack_id: int) -> tuple[int, date, Decimal, int]:
    """Return what packs pay in ascending order of: the earliest last day first, then the smallest when it was bought.

    Of a Token Flex contract annual packs pay before multi-year ones, whenever these end, and both before Flex packs.
    """
    # So it is for use of APS where a team has both, and no source says otherwise of the rest.
    return ((*POOLS, None).index(pool), last_day, size, pack_id)


def token_events(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the token events that count, of one team (None: all), oldest first.

    Returns
    -------
    pl.DataFrame
        One row per event of the newest table that names its team: `team`, `day`, `event`, `tokens` (Decimal; below
        zero where they were taken away), `note`.
    """
    return store.frame(
        """
        SELECT t.name AS team, day, event, tokens, note
        FROM current_events JOIN teams AS t USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id
        ORDER BY day, team, row
        """,
        {"team_id": team_id(store, team)},
    )


def subscriptions(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the subscriptions that count, of one team (None: all), by their last day.

    Returns
    -------
    pl.DataFrame
        One row per subscription of the newest export that names its team: `team`, `product`, `contract`,
        `subscription`, `term`, `first_day`, `last_day`, `renewal`, `status`, `seats` (null: unlimited, as of Flex).
    """
    return store.frame(
        """
        SELECT t.name AS team, p.name AS product, contract, subscription, term, first_day, last_day, renewal, status,
               seats
        FROM current_subscriptions JOIN teams AS t USING (team_id) JOIN products AS p USING (product_id)
        WHERE $team_id IS NULL OR team_id = $team_id
        ORDER BY last_day, team, product, row
        """,
        {"team_id": team_id(store, team)},
    )


_COLUMNS = (
    *("team_id", "tokens", "first_day", "last_day", "price_per_token", "currency", "note", "pool", "price_paid"),
    "bought_on",
)


def _insert(cursor: duckdb.DuckDBPyConnection, pack: NewPack) -> int:
    row = cursor.execute(
        f"INSERT INTO packs (pack_id, {', '.join(_COLUMNS)})"
        f" SELECT (SELECT coalesce(max(pack_id), 0) + 1 FROM packs), {', '.join(f'${name}' for name in _COLUMNS)}"
        " RETURNING pack_id",
        _values(cursor, pack),
    ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def _values(cursor: duckdb.DuckDBPyConnection, pack: NewPack) -> dict[str, object]:
    values = vars(pack) | {"team_id": known_team_id(cursor, pack.team), "price_per_token": pack.price_of_a_token}
    return {column: values[column] for column in _COLUMNS}


def _check_own(cursor: duckdb.DuckDBPyConnection, pack_id: int) -> None:
    found = cursor.execute("SELECT load_id FROM packs WHERE pack_id = $pack_id", {"pack_id": pack_id}).fetchone()
    if found is None:
        raise StoreError(f"There is no pack {pack_id}.", hint="List the packs to see their numbers.")
    if found[0] is not None:
        raise StoreError(
            f"Pack {pack_id} came with load {found[0]}.", hint="Undo that load, or load a corrected table."
        )
