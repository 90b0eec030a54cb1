"""Put the checked rows of daily use into the store, and record the days for which the load speaks."""

import duckdb

from analytics.exports import Export, Receipt
from analytics.exports.fields import Field
from analytics.store.loading.replacing import CUSTOM

_COLUMNS = "row, day, team_id, user_id, product_id, version_id, feature_id"
_TIMES = (Field.SESSION_START, Field.SESSION_END, Field.MINUTES, Field.HOURS)
RECORDS = {"tokens": "usage_rows", "seats": "seat_rows"}
"""The kinds of daily record, and the table of each."""


def insert_use(cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt, *, personal: bool) -> None:
    """Insert the rows used.

    An export covers one period for all its teams, from its first to its last day; so a team without rows at either
    end had true zeros there. It speaks of tokens if it has any, and of seats if it has any.
    Where users have pseudonyms (`personal` is false), so have the custom fields that `replacing` tells.
    """
    for record, table, chosen, tokens in (
        ("tokens", "usage_rows", "NOT seat", ", tokens"),
        ("seats", "seat_rows", "seat", ""),
    ):
        inserted = cursor.execute(
            f"INSERT INTO {table} SELECT $load_id, {_COLUMNS}{tokens} FROM checked WHERE reason IS NULL AND {chosen}",
            {"load_id": receipt.load_id},
        ).fetchall()
        if inserted != [(0,)]:
            _insert_coverage(cursor, record, receipt)
    _insert_sessions(cursor, export, receipt)
    _insert_custom_fields(cursor, export, receipt, personal)


def _insert_coverage(cursor: duckdb.DuckDBPyConnection, record: str, receipt: Receipt) -> None:
    cursor.execute(
        "INSERT INTO coverage BY NAME SELECT $load_id AS load_id, $record AS record, team_id, $first_day AS first_day,"
        " $last_day AS last_day"
        " FROM teams WHERE list_contains($teams, name)",
        {
            "load_id": receipt.load_id,
            "record": record,
            "first_day": receipt.first_day,
            "last_day": receipt.last_day,
            "teams": list(receipt.teams),
        },
    )


def _insert_sessions(cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt) -> None:
    """Keep when sessions began and ended, as the licence server's clock showed it."""
    known = [field for field in _TIMES if field in export.fields]
    if not known:
        return
    text = {field: str(field) if field in known else "NULL" for field in _TIMES}
    cursor.execute(
        f"""
        INSERT INTO sessions
        SELECT $load_id, row, try_cast({text[Field.SESSION_START]} AS TIMESTAMP),
               try_cast({text[Field.SESSION_END]} AS TIMESTAMP),
               coalesce(try_cast({text[Field.MINUTES]} AS DECIMAL(18, 6)),
                        60 * try_cast({text[Field.HOURS]} AS DECIMAL(18, 6)))
        FROM numbered
        WHERE coalesce({", ".join(known)}) IS NOT NULL
          AND row IN (SELECT row FROM checked WHERE reason IS NULL AND NOT seat)
        ORDER BY row
        """,
        {"load_id": receipt.load_id},
    )


def _insert_custom_fields(cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt, personal: bool) -> None:
    for number, field in enumerate(CUSTOM, start=1):
        if field in export.fields:
            value, pseudonyms = str(field), ""
            if not personal:
                value, pseudonyms = f"coalesce(pseudonym, {field})", f"LEFT JOIN pseudonyms ON text = {field}"
            cursor.execute(
                f"INSERT INTO custom_fields SELECT $load_id, row, {number}, {value}"
                f" FROM numbered {pseudonyms} WHERE {field} IS NOT NULL"
                " AND row IN (SELECT row FROM checked WHERE reason IS NULL AND NOT seat) ORDER BY row",
                {"load_id": receipt.load_id},
            )
