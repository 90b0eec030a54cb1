"""The loads in the store: list them, take one back."""

from datetime import datetime

import polars as pl

from analytics.errors import StoreError
from analytics.store.database import Store
from analytics.store.naming import drop_forgotten_names


def loads(store: Store) -> pl.DataFrame:
    """List the loads in force, oldest first.

    Returns
    -------
    pl.DataFrame
        One row per load: `load_id`, `file`, `kind`, `teams` (list), `first_day`, `last_day`, `rows_in`,
        `rows_used`, `tokens`, `loaded_at` (UTC), `sha256`.
    """
    return store.frame("""
        SELECT load_id, file, kind,
               (receipt->'teams')::VARCHAR[] AS teams,
               (receipt->>'first_day')::DATE AS first_day, (receipt->>'last_day')::DATE AS last_day,
               (receipt->>'rows_in')::BIGINT AS rows_in, (receipt->>'rows_used')::BIGINT AS rows_used,
               (receipt->>'tokens')::DECIMAL(38, 6) AS tokens,
               loaded_at, sha256
        FROM loads WHERE undone_at IS NULL ORDER BY load_id
    """)


def is_empty(store: Store) -> bool:
    """Tell whether there is neither a load in force nor a pack."""
    return bool(
        store.frame("""
            SELECT NOT EXISTS (FROM loads WHERE undone_at IS NULL) AND NOT EXISTS (FROM packs)
        """).item()
    )


def undo(store: Store, load_id: int, now: datetime) -> None:
    """Take a load back: what it had covered comes back as it was; its receipt stays.

    Parameters
    ----------
    store
        Where from.
    load_id
        The load, as `loads` lists it.
    now
        The moment, UTC, as recorded with the load.

    Raises
    ------
    StoreError
        When there is no such load, or it was taken back already.
    """
    with store.writing() as cursor:
        found = cursor.execute(
            "UPDATE loads SET undone_at = $now WHERE load_id = $load_id AND undone_at IS NULL RETURNING load_id",
            {"load_id": load_id, "now": now},
        ).fetchone()
        if found is None:
            raise StoreError(f"There is no load {load_id}.", hint="List the loads to see their numbers.")
        for table in ("usage_rows", "coverage", "set_aside", "packs"):
            cursor.execute(f"DELETE FROM {table} WHERE load_id = $load_id", {"load_id": load_id})
        drop_forgotten_names(cursor)
