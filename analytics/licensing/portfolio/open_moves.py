"""The moves that are still open: proposed or accepted, and not rejected, exempt or done."""

import polars as pl

from analytics.store.decisions import State


def open_moves(standing: pl.DataFrame) -> pl.DataFrame:
    """Leave out moves that were rejected, done, or are exempt, and those that the data propose no more.

    Parameters
    ----------
    standing
        Moves beside what was decided, as `analytics.licensing.decisions.decided` gives them.
    """
    still = pl.col("state").is_in([State.PROPOSED.value, State.ACCEPTED.value])
    return standing.filter(pl.col("current"), still)
