"""The moves that are still open: proposed or accepted, and not rejected, exempt or done."""

from datetime import date

import polars as pl

from analytics.licensing.decisions import decided, history
from analytics.store import Names, Store
from analytics.store.decisions import State


def open_moves(store: Store, moves: pl.DataFrame, names: Names, today: date) -> pl.DataFrame:
    """Leave out moves that were rejected, done, or are exempt today.

    Parameters
    ----------
    store
        Holds the decisions.
    moves
        As `Moves.rows`.
    names
        The labels, masked or shown.
    today
        The day on which an exemption that ended before is over.

    Returns
    -------
    pl.DataFrame
        The rows of `moves` that are left, with `state` ("proposed" or "accepted").
    """
    standing = decided(moves, history(store, shown=False), names, today)
    still = pl.col("state").is_in([State.PROPOSED.value, State.ACCEPTED.value])
    return standing.filter(pl.col("current"), still).select(*moves.columns, "state")
