"""The loads in the store: list them, look into one, take one back."""

import json
from dataclasses import replace
from datetime import datetime

import polars as pl

from analytics.errors import StoreError
from analytics.exports import Receipt, Status
from analytics.exports.fields import FREE_TEXTS
from analytics.masking import masked_text, masked_words
from analytics.store.catalogue import OF_LOADS
from analytics.store.current import Names
from analytics.store.database import Store
from analytics.store.loading.asides import MAY_NAME_A_PERSON, field_label
from analytics.store.naming import drop_forgotten_names
from analytics.wording import count_text, day_text

ROWS_LEFT = """
    SELECT load_id, count(row) AS rows_left
    FROM (SELECT load_id FROM loads WHERE purged_at IS NOT NULL AND undone_at IS NULL)
    LEFT JOIN (
        SELECT load_id, row FROM usage_rows UNION ALL SELECT load_id, row FROM seat_rows
        UNION ALL SELECT load_id, row FROM api_rows
    ) USING (load_id)
    GROUP BY load_id
"""
"""Of each load in force that was purged in part, how many of its rows are left."""


def loads(store: Store) -> pl.DataFrame:
    """List the loads in force, oldest first.

    Returns
    -------
    pl.DataFrame
        One row per load: `load_id`, `file`, `kind`, `teams` (list), `first_day`, `last_day`, `rows_in`,
        `rows_used`, `tokens`, `loaded_at`, `purged_at` (UTC), `rows_left`, `sha256`. All counts are those of the
        moment of loading but `rows_left`: how many of the rows used are left of a load that was purged in part; it and
        `purged_at` are null for the others.
    """
    return store.frame(f"""
        SELECT load_id, file, kind,
               (receipt->'teams')::VARCHAR[] AS teams,
               (receipt->>'first_day')::DATE AS first_day, (receipt->>'last_day')::DATE AS last_day,
               (receipt->>'rows_in')::BIGINT AS rows_in, (receipt->>'rows_used')::BIGINT AS rows_used,
               (receipt->>'tokens')::DECIMAL(38, 6) AS tokens,
               loaded_at, purged_at, rows_left, sha256
        FROM loads LEFT JOIN ({ROWS_LEFT}) USING (load_id) WHERE undone_at IS NULL ORDER BY load_id
    """)


def is_empty(store: Store) -> bool:
    """Tell whether nothing was ever loaded, and no pack is entered."""
    return bool(store.frame("SELECT NOT EXISTS (FROM loads) AND NOT EXISTS (FROM packs)").item())


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
        for table in OF_LOADS:
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
        Whether cells that name a person are given, and others as they are. Else those are left out, and of what may
        stand in the others notes are masked word by word, and e-mails everywhere.

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
    return rows.drop("cells").with_columns(
        pl.Series(
            field_label(field),
            [cell if personal or not cell else _masked(field, cell) for cell in (cells.get(field) for cells in kept)],
            pl.String,
        )
        for field in fields
    )


def without_cells(store: Store, load_id: int) -> str:
    """Say in a sentence why cells of rows that a load set aside are not there; empty when nothing has removed them."""
    [(purged_at, undone_at, whole, replaced, missing)] = store.frame(
        """
        SELECT purged_at, undone_at, sha256 = '', (SELECT key_check FROM meta) IS NOT NULL,
               (SELECT count(*) FROM set_aside WHERE load_id = $load_id AND cells IS NULL)
        FROM loads WHERE load_id = $load_id
        """,
        {"load_id": load_id},
    ).rows()
    if whole:
        return f"The rows that this load had set aside were purged on {day_text(purged_at)}, with their cells."
    if undone_at:
        return "The load was taken back, and the rows that it had set aside went with it."
    if missing and purged_at:
        return f"Cells of {count_text(missing, 'row')} were purged on {day_text(purged_at)}, or had not been kept."
    if missing and replaced:
        return f"Cells of {count_text(missing, 'row')} are not kept, for users have pseudonyms in this store."
    return ""


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
    for key, frame in (("team_id", names.teams), ("product_id", names.written), ("user_id", names.users)):
        rows = rows.join(frame, on=key, how="left", maintain_order="left")
    return rows.select("check", "row", "day", "team", "product", "user", "tokens")


def receipt_of(store: Store, load_id: int) -> Receipt:
    """Give the receipt of a load, in force or undone; its message says if it was, and if rows were purged since.

    Raises
    ------
    StoreError
        When there is no such load.
    """
    found = store.frame(
        f"""
        SELECT receipt::VARCHAR, purged_at, undone_at, rows_left
        FROM loads LEFT JOIN ({ROWS_LEFT}) USING (load_id) WHERE load_id = $load_id
        """,
        {"load_id": load_id},
    )
    if found.is_empty():
        raise StoreError(f"There is no load {load_id}.", hint="List the loads to see their numbers.")
    kept, purged_at, undone_at, rows_left = found.row(0)
    receipt = Receipt.from_json(kept)
    if receipt.is_purged:
        return receipt
    since = ""
    if purged_at:
        since += f" Rows of it were purged on {day_text(purged_at)}"
        if rows_left is not None:
            left = "is left" if rows_left == 1 else "are left"
            since += f", and {rows_left:,} of {count_text(receipt.rows_used, 'row')} used {left}"
        since += ". What stands here is what was loaded."
    if undone_at:
        since += f" Taken back on {day_text(undone_at)}."
        receipt = replace(receipt, status=Status.UNDONE)
    return replace(receipt, message=f"{receipt.message}{since}")


def _masked(field: str, cell: str) -> str:
    return masked_words(cell) if field in FREE_TEXTS else masked_text(cell)
