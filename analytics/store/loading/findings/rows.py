"""Name the rows that a check found."""

import duckdb

from analytics.exports import Finding
from analytics.store.loading.checking import NEGATIVE
from analytics.store.queries import single
from analytics.wording import count_text, tokens_text

NAMED = 5
"""Days, spans or products that the sentence of a finding lists."""
MOST_NAMED = 100_000
"""Rows of one finding that are kept with the load; all are counted."""


def name_rows(
    cursor: duckdb.DuckDBPyConnection, check: str, rows: str, parameters: dict[str, object] | None = None
) -> int:
    """Add the first rows of a query (`row`) to those found, and count them all."""
    count = single(cursor, f"SELECT count(*) FROM ({rows})", parameters)
    if count:
        cursor.execute(
            f"INSERT INTO found_rows SELECT '{check}', row FROM ({rows}) LIMIT {MOST_NAMED}", parameters or {}
        )
    return count


def negative_tokens(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find tokens below zero."""
    check = "Negative tokens"
    rows = name_rows(cursor, check, f"SELECT row FROM checked WHERE reason = '{NEGATIVE}'")
    if not rows:
        return None
    [(total,)] = cursor.execute(f"SELECT sum(tokens) FROM checked WHERE reason = '{NEGATIVE}'").fetchall()
    return Finding(
        check,
        f"{count_text(rows, 'row')} with negative tokens, {tokens_text(total)} in all, set aside.",
        "Use is never negative: if this is a correction by Autodesk, enter it as a token event.",
        rows,
    )
