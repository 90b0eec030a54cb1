"""Token events, as Autodesk's report lists them, and what became of all tokens ever bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.pool.ledger import Ledger

PURCHASE, EXPIRY = "Purchase", "Expiry"
_TOKENS = pl.Decimal(38, 6)


@dataclass(frozen=True)
class AllPacks:
    """What became of the tokens of every pack that has begun, active or expired; of one team or of several.

    bought = used + lapsed + available, and everything used is `used` by packs or `unpaid`.
    """

    bought: Decimal
    used: Decimal
    """Paid by packs."""
    lapsed: Decimal
    available: Decimal
    unpaid: Decimal
    """Used without a pack to pay for it."""


def all_packs(books: Sequence[Ledger]) -> AllPacks:
    """Add up the packs of some ledgers that have begun by their last day."""
    begun = pl.concat(book.packs.filter(pl.col("first_day") <= book.on) for book in books)
    bought, used, lapsed, left = (Decimal(begun[column].sum()) for column in ("tokens", "used", "lapsed", "left"))
    return AllPacks(bought, used, lapsed, left, sum((book.unpaid for book in books), Decimal(0)))


def events(books: Mapping[str, Ledger], loaded: pl.DataFrame) -> pl.DataFrame:
    """List what changed the tokens of some teams other than use, the newest first.

    Parameters
    ----------
    books
        The ledger of each team, by its name.
    loaded
        The token events of a table that was loaded: `team`, `day`, `event`, `tokens`, `note`.

    Returns
    -------
    pl.DataFrame
        One row per event up to the ledger's day: `day`, `team`, `event` (purchase, expiry with what lapsed, or as
        it was loaded), `tokens` (Decimal; below zero where they went), `note`.
    """
    parts = [_of_packs(team, book) for team, book in books.items()]
    stated = loaded.filter(pl.col("team").is_in(list(books))).select(
        "day", "team", "event", pl.col("tokens").cast(_TOKENS), "note"
    )
    return pl.concat([*parts, stated]).sort("day", "team", "event", "tokens", descending=[True, False, True, True])


def _of_packs(team: str, book: Ledger) -> pl.DataFrame:
    note = pl.lit(None, pl.String).alias("note")
    begun = book.packs.filter(pl.col("first_day") <= book.on).select(
        pl.col("first_day").alias("day"),
        pl.lit(team).alias("team"),
        pl.lit(PURCHASE).alias("event"),
        pl.col("tokens").cast(_TOKENS),
        note,
    )
    ended = book.packs.filter(pl.col("state") == "ended").select(
        pl.col("last_day").alias("day"),
        pl.lit(team).alias("team"),
        pl.lit(EXPIRY).alias("event"),
        (-pl.col("lapsed")).cast(_TOKENS).alias("tokens"),
        note,
    )
    return pl.concat([begun, ended])
