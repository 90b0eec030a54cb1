"""The loads in the store: list them, look into one, take one back."""

import json
from datetime import datetime

import polars as pl

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.store.current import Names
from analytics.store.database import Store
from analytics.store.loading.asides import MAY_NAME_A_PERSON, field_label
from analytics.store.naming import drop_forgotten_names

ROWS_OF_A_LOAD = (
    *("usage_rows", "seat_rows", "sessions", "custom_fields", "report_rows", "subscriptions", "token_events", "packs"),
    *("coverage", "set_aside", "findings"),
)
"""Every table that has rows of a load."""


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
        ).fetchall()
        if not found:
            raise StoreError(f"There is no load {load_id}.", hint="List the loads to see their numbers.")
        for table in ROWS_OF_A_LOAD:
            cursor.execute(f"DELETE FROM {table} WHERE load_id = $load_id", {"load_id": load_id})
        drop_forgotten_names(cursor)


def set_aside_rows(store: Store, load_id: int, *, personal: bool) -> pl.DataFrame:
    """Give the rows that a load does not use, with their cells as the file had them.

    Parameters
    ----------
    store
        Where from.
    load_id
        The load.
    personal
        Whether cells that may name a person are given.

    Returns
    -------
    pl.DataFrame
        One row per row set aside, by number: `row` (among the data rows of the file, from 1), `reason`, and one
        text column per known field, named for it; null beyond the first rows of each reason.
    """
    rows = store.frame(
        "SELECT row, reason, cells::VARCHAR AS cells FROM set_aside WHERE load_id = $load_id ORDER BY row",
        {"load_id": load_id},
    )
    kept = [json.loads(cells) if cells else {} for cells in rows["cells"]]
    fields = dict.fromkeys(field for cells in kept for field in cells if personal or field not in MAY_NAME_A_PERSON)
    columns = [pl.Series(field_label(field), [cells.get(field) for cells in kept], pl.String) for field in fields]
    return rows.drop("cells").with_columns(columns)


def found_rows(store: Store, load_id: int, names: Names) -> pl.DataFrame:
    """Give the rows that the checks on the content of a load named.

    Returns
    -------
    pl.DataFrame
        One row per check and row, the first rows of each check: `check`, `row`, `day`, `team`, `product`, `user`,
        `tokens`; all but the first two are null for rows that were set aside.
    """
    rows = store.frame(
        """
        SELECT finding AS check, row, day, team_id, product_id, user_id, tokens
        FROM findings LEFT JOIN (
            SELECT load_id, row, day, team_id, product_id, user_id, tokens FROM usage_rows
            UNION ALL SELECT load_id, row, day, team_id, product_id, user_id, NULL FROM seat_rows
        ) USING (load_id, row)
        WHERE load_id = $load_id ORDER BY ALL
        """,
        {"load_id": load_id},
    )
    for key, frame in (("team_id", names.teams), ("product_id", names.products), ("user_id", names.users)):
        rows = rows.join(frame, on=key, how="left", maintain_order="left")
    return rows.select("check", "row", "day", "team", "product", "user", "tokens")


def receipt_of(store: Store, load_id: int) -> Receipt:
    """Give the receipt of a load, in force or undone.

    Raises
    ------
    StoreError
        When there is no such load.
    """
    found = store.frame("SELECT receipt::VARCHAR FROM loads WHERE load_id = $load_id", {"load_id": load_id})
    if found.is_empty():
        raise StoreError(f"There is no load {load_id}.", hint="List the loads to see their numbers.")
    return Receipt.from_json(found.item())
