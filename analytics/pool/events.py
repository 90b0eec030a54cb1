"""Token events, as Autodesk's report lists them, and what became of all tokens ever bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analytics.pool.ledger import Ledger
from analytics.pool.token_events import not_counted

PURCHASE, EXPIRY = "Purchase", "Expiry"
_TOKENS = pl.Decimal(38, 6)


@dataclass(frozen=True)
class AllPacks:
    """What became of the tokens of every pack that has begun, active or expired; of one team or of several.

    bought + changed = used + lapsed + available, and everything used is `used` by packs, `unpaid` or owed (`debt`).
    """

    bought: Decimal
    changed: Decimal
    """By corrections, and by moves from or to other teams."""
    used: Decimal
    """Paid by packs, debts among it."""
    lapsed: Decimal
    available: Decimal
    unpaid: Decimal
    """Used without a pack to pay for it."""
    debt: Decimal
    """Owed still."""


def all_packs(books: Sequence[Ledger]) -> AllPacks:
    """Add up the packs of some ledgers that have begun by their last day."""
    begun = pl.concat(book.packs.filter(pl.col("first_day") <= book.on) for book in books)
    bought, changed, used, lapsed, available = (
        Decimal(begun[column].sum()) for column in ("bought", "changed", "used", "lapsed", "left")
    )
    unpaid, debt = (sum(parts, Decimal(0)) for parts in zip(*((book.unpaid, book.debt) for book in books), strict=True))
    return AllPacks(bought, changed, used, lapsed, available, unpaid, debt)


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
        One row per event up to the ledger's day: `day`, `team`, `event` (purchase, expiry with what lapsed, what
        changed packs, or as it was loaded), `tokens` (Decimal; below zero where they went), `note`. Those of a team
        add up to what it has available and used.
    """
    parts = [part for team, book in books.items() for part in (_of_packs(team, book), _of_changes(team, book))]
    stated = (
        not_counted(loaded)
        .filter(pl.col("team").is_in(list(books)))
        .select("day", "team", "event", pl.col("tokens").cast(_TOKENS), "note")
    )
    return pl.concat([*parts, stated]).sort("day", "team", "event", "tokens", descending=[True, False, True, True])


def _of_packs(team: str, book: Ledger) -> pl.DataFrame:
    note = pl.lit(None, pl.String).alias("note")
    begun = book.packs.filter(pl.col("first_day") <= book.on, pl.col("bought") > 0).select(
        pl.col("first_day").alias("day"),
        pl.lit(team).alias("team"),
        pl.lit(PURCHASE).alias("event"),
        pl.col("bought").cast(_TOKENS).alias("tokens"),
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


def _of_changes(team: str, book: Ledger) -> pl.DataFrame:
    went = pl.when(pl.col("tokens") < 0).then(pl.lit("to ")).otherwise(pl.lit("from "))
    where = pl.when(pl.col("other_team").is_not_null()).then(pl.lit(" ") + went + pl.col("other_team"))
    return book.changes.select(
        "day",
        pl.lit(team).alias("team"),
        (pl.col("kind").str.to_titlecase() + where.otherwise(pl.lit(""))).alias("event"),
        pl.col("tokens").cast(_TOKENS),
        "note",
    )
