"""Small ways to ask the store."""

from collections.abc import Mapping

import duckdb


def single(cursor: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None) -> int:
    """Give the one whole number that a query answers with."""
    [(number,)] = cursor.execute(query, parameters or {}).fetchall()
    return int(number)
