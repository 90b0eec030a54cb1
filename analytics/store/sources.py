"""The loads behind what is shown: those that count for a team and a range, and the fingerprints of their files."""

from datetime import date

import polars as pl

from analytics.store.catalogue import LISTS
from analytics.store.current import SELECTED, selection
from analytics.store.database import Store

_LOADS = "SELECT load_id, file, kind, loaded_at, sha256 FROM loads"
_LISTS = " UNION ALL ".join(
    f"SELECT load_id FROM {view} WHERE $team_id IS NULL OR team_id = $team_id" for view in LISTS.values()
)


def sources(
    store: Store, team: str | None = None, first_day: date | None = None, last_day: date | None = None
) -> pl.DataFrame:
    """List the loads that count for a team and a range.

    That are those that speak for one of its days, for a day without use is an answer too; the lists of the team, such
    as packs; and the directory, which is everybody's.

    Parameters
    ----------
    store
        Where from.
    team
        One team; None for all.
    first_day, last_day
        The days in question, both included; None leaves that side open.

    Returns
    -------
    pl.DataFrame
        One row per load, by number: `load_id`, `file`, `kind`, `loaded_at` (UTC), `sha256` (of the file, in hex).
    """
    return store.frame(
        f"""
        {_LOADS} WHERE load_id IN (
            SELECT load_id FROM day_winners {SELECTED}
            UNION ALL {_LISTS}
            UNION ALL SELECT load_id FROM current_directory
        ) ORDER BY load_id
        """,
        selection(store, team, first_day, last_day),
    )


def source(store: Store, load_id: int) -> pl.DataFrame:
    """Give one load as `sources` lists those that count, whether it counts or not."""
    return store.frame(f"{_LOADS} WHERE load_id = $load_id", {"load_id": load_id})
