"""Which token events change the packs of a ledger: those entered by hand, and those of a loaded table that say enough.

Of a loaded table count, by the words of its column *Event*:

- corrections and adjustments: of one team, with their sign;
- moves, transfers and merges where the table tells both sides: on one day one team lost what one other team got.

Purchases and expiries are not counted from it, for the packs say them already; what only one side tells would make up
tokens or a last day for them. A loaded event that was entered by hand too counts once.
"""

import polars as pl

from analytics.pool.walk import Change
from analytics.store import Store
from analytics.store.own_events import EventKind, own_events
from analytics.store.packs import token_events

_CORRECTION = r"(?i)correct|adjust"
_MOVE = r"(?i)\bmove|transfer|merge"


def changes(store: Store) -> list[Change]:
    """Give all token events that count, oldest first."""
    own = [
        Change(
            EventKind(row["kind"]), row["day"], row["team"], row["tokens"], row["to_team"], row["event_id"], row["note"]
        )
        for row in own_events(store).iter_rows(named=True)
    ]
    entered = {_same(change) for change in own}
    loaded = [change for change in loaded_changes(token_events(store)) if _same(change) not in entered]
    # Those of one day take effect as they stand here: what came with a file first.
    return sorted([*loaded, *own], key=lambda change: change.day)


def loaded_changes(events: pl.DataFrame) -> list[Change]:
    """Give the events of a loaded table that count.

    Parameters
    ----------
    events
        As `analytics.store.packs.token_events` gives them, of all teams.
    """
    corrections = [
        Change(EventKind.CORRECTION, row["day"], row["team"], row["tokens"], note=row["note"])
        for row in events.filter(pl.col("event").str.contains(_CORRECTION)).iter_rows(named=True)
    ]
    moved = events.filter(pl.col("event").str.contains(_MOVE)).with_columns(size=pl.col("tokens").abs())
    # One team lost and one got the same on the same day; with more of them, who gave to whom would be a guess.
    pairs = (
        moved.group_by("day", "size", maintain_order=True)
        .agg(
            lost=pl.col("team").filter(pl.col("tokens") < 0),
            got=pl.col("team").filter(pl.col("tokens") > 0),
            note=pl.col("note").drop_nulls().first(),
        )
        .filter(pl.col("lost").list.len() == 1, pl.col("got").list.len() == 1)
        .with_columns(pl.col("lost", "got").list.first())
        .filter(pl.col("lost") != pl.col("got"))
    )
    moves = [
        Change(EventKind.MOVE, row["day"], row["lost"], row["size"], row["got"], note=row["note"])
        for row in pairs.iter_rows(named=True)
    ]
    return [*corrections, *moves]


def not_counted(events: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of a loaded table that change no pack; they are shown as they are."""
    counted = loaded_changes(events)
    seen = {(change.day, change.team, change.tokens) for change in counted if change.kind is EventKind.CORRECTION}
    for change in counted:
        if change.kind is EventKind.MOVE and change.tokens is not None:
            seen |= {(change.day, change.team, -change.tokens), (change.day, change.to_team or "", change.tokens)}
    # A merge is a word for a move here, a purchase or an expiry never is: the kind must be among those that count.
    may_count = events["event"].str.contains(_CORRECTION) | events["event"].str.contains(_MOVE)
    keep = [
        not (may and (day, team, tokens) in seen)
        for may, day, team, tokens in zip(may_count, events["day"], events["team"], events["tokens"], strict=True)
    ]
    return events.filter(pl.Series(keep, dtype=pl.Boolean))


def _same(change: Change) -> tuple[object, ...]:
    return (change.day, change.team, change.to_team, change.tokens)
