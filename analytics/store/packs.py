"""The token packs in the store: enter, remove, list."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.errors import PackError, StoreError
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.naming import known_team

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
    note: str | None = None
    pool: str | None = None
    """Of a Token Flex contract "annual" or "multi-year"; None: a Flex pack."""

    def __post_init__(self) -> None:
        if not _SMALLEST <= self.tokens <= _LARGEST or self.tokens != round(self.tokens, DECIMALS):
            raise PackError(
                f"{self.tokens} is no quantity of tokens that a pack can have.",
                hint="Enter the tokens that were bought.",
            )
        if self.last_day < self.first_day:
            raise PackError(
                f"The pack ends on {self.last_day}, before it starts on {self.first_day}.",
                hint="Enter the first and the last day on which its tokens can be used.",
            )
        if self.price_per_token is not None and self.price_per_token < 0:
            raise PackError("The price per token is negative.", hint="Enter what one token cost, or nothing.")
        if self.price_per_token is not None and not (self.currency or "").strip():
            raise PackError("The price per token has no currency.", hint="Enter the currency, such as USD.")


def add_pack(store: Store, pack: NewPack) -> int:
    """Enter a pack by hand and give its number; a team that is new becomes known."""
    with store.writing() as cursor:
        team = known_team(cursor, pack.team)
        cursor.execute(
            "INSERT INTO teams SELECT (SELECT coalesce(max(team_id), 0) + 1 FROM teams), $team"
            " WHERE $team NOT IN (SELECT name FROM teams)",
            {"team": team},
        )
        row = cursor.execute(
            "INSERT INTO packs SELECT (SELECT coalesce(max(pack_id), 0) + 1 FROM packs), NULL,"
            " (SELECT team_id FROM teams WHERE name = $team),"
            " $tokens, $first_day, $last_day, $price_per_token, $currency, $note, $pool RETURNING pack_id",
            vars(pack) | {"team": team},
        ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def remove_pack(store: Store, pack_id: int) -> None:
    """Remove a pack that was entered by hand.

    Raises
    ------
    StoreError
        When there is no such pack, or it came with a file, which is taken back as a whole.
    """
    with store.writing() as cursor:
        found = cursor.execute("SELECT load_id FROM packs WHERE pack_id = $pack_id", {"pack_id": pack_id}).fetchone()
        if found is None:
            raise StoreError(f"There is no pack {pack_id}.", hint="List the packs to see their numbers.")
        if found[0] is not None:
            raise StoreError(
                f"Pack {pack_id} came with load {found[0]}.",
                hint="Undo that load, or load a corrected table.",
            )
        cursor.execute("DELETE FROM packs WHERE pack_id = $pack_id", {"pack_id": pack_id})


def packs(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the packs that count, of one team (None: all), in the order in which they pay.

    Of several tables of packs the newest that names a team counts for it; packs entered by hand always count.

    Returns
    -------
    pl.DataFrame
        One row per pack: `pack_id`, `team`, `tokens` (Decimal), `first_day`, `last_day`,
        `price_per_token` (Decimal or null), `currency`, `note`, `load_id` (null: entered by hand).
    """
    return store.frame(
        """
        SELECT pack_id, t.name AS team, tokens, first_day, last_day, price_per_token, currency, note, load_id
        FROM current_packs JOIN teams AS t USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id
        ORDER BY last_day, tokens, pack_id
        """,
        {"team_id": team_id(store, team)},
    )


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
