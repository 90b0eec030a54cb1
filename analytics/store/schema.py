"""The schema: what a new store is made of, and how a store of another schema is brought to it.

To change it, write `schema.sql` as it is to be, raise `VERSION`, and pin the digest in `tests/store/test_schema.py`. A
store of any other schema is written anew with this one when it is opened: tables and columns come over by name, what is
new is null or its default, and what has no place here is refused unless it is empty or `_GIVEN_UP`. A column whose
values change stands in `_CONVERTED`.
"""

import re
from hashlib import sha256
from pathlib import Path

import duckdb

from analytics.errors import StoreError
from analytics.store.files import quoted


def digest(statements: str) -> str:
    """Return what tells schemas apart; comments do not count."""
    return sha256(" ".join(re.sub(r"--.*", "", statements).split()).encode()).hexdigest()


VERSION = 12
"""The version of the schema; a store of a higher one is refused."""
_STATEMENTS = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
DIGEST = digest(_STATEMENTS)
"""That of the schema; a store of another digest is written anew, whatever its version says."""
_MADE_BY = {"version": VERSION, "digest": DIGEST}
_OWN = {*_MADE_BY, "finishing_due"}
"""What a file says of itself: whoever writes a store anew says it anew."""
_GIVEN_UP = {("meta", "revision")}
"""Columns of earlier schemas whose values nobody misses, by table."""
_AS_IT_WAS = "It is as it was: use the version that wrote it, or load its exports into a new store."
_CONVERTED = {
    # Two that differ by capitals only stay two, as they were loaded.
    ("applications", "key"): "CASE WHEN count(*) OVER (PARTITION BY lower(key)) = 1 THEN lower(key) ELSE key END"
}
"""What the values of earlier schemas become, as SQL, by table and column."""


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and views of a new store."""
    connection.execute(_STATEMENTS)
    connection.execute(
        "INSERT INTO meta BY NAME SELECT uuid() AS store_id, $version AS version, $digest AS digest, uuid() AS state",
        _MADE_BY,
    )


def carry(cursor: duckdb.DuckDBPyConnection, old: str, new: str, name: str) -> None:
    """Copy all that a store holds into a new one.

    Parameters
    ----------
    cursor
        Of a connection to both.
    old, new
        What the two are called there.
    name
        The store, for a sentence about it.

    Raises
    ------
    StoreError
        When this schema has no place for something that the old store holds, or forbids it.
    """
    there, here = _columns(cursor, old), _columns(cursor, new)
    homeless = [
        f"{table}.{column}"
        for table, columns in there.items()
        for column in columns
        if column not in here.get(table, ()) and (table, column) not in _GIVEN_UP and _says(cursor, old, table, column)
    ]
    if homeless:
        raise StoreError(
            f"The store {name} holds what this version of Token Gauge has no place for ({', '.join(homeless)}).",
            hint=_AS_IT_WAS,
        )
    for table, columns in there.items():
        shared = [column for column in columns if column in here.get(table, ())]
        if table == "meta":
            _carry_meta(cursor, old, new, shared)
        elif shared:
            names = ", ".join(quoted(column, '"') for column in shared)
            values = ", ".join(_CONVERTED.get((table, column), quoted(column, '"')) for column in shared)
            try:
                cursor.execute(f"INSERT INTO {_in(new, table)} ({names}) SELECT {values} FROM {_in(old, table)}")
            except (duckdb.ConstraintException, duckdb.ConversionException) as error:
                raise StoreError(
                    f"The store {name} holds what this version of Token Gauge takes for a mistake (in {table}).",
                    hint=_AS_IT_WAS,
                ) from error


def _carry_meta(cursor: duckdb.DuckDBPyConnection, old: str, new: str, columns: list[str]) -> None:
    values = ", ".join(f"{column} = before.{column}" for column in columns if column not in _OWN)
    cursor.execute(f"UPDATE {_in(new, 'meta')} SET {values} FROM {_in(old, 'meta')} AS before")


def _columns(cursor: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    found = cursor.execute(
        """
        SELECT table_name, list(column_name ORDER BY column_index)
        FROM duckdb_tables() JOIN duckdb_columns() USING (database_name, schema_name, table_name)
        WHERE database_name = $database GROUP BY table_name ORDER BY table_name
        """,
        {"database": database},
    )
    return dict(found.fetchall())


def _says(cursor: duckdb.DuckDBPyConnection, database: str, table: str, column: str) -> bool:
    values = cursor.execute(f"SELECT count({quoted(column, chr(34))}) FROM {_in(database, table)}").fetchall()
    return values != [(0,)]


def _in(database: str, table: str) -> str:
    return f"{quoted(database, chr(34))}.{quoted(table, chr(34))}"
