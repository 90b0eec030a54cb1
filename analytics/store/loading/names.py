"""Which fields of a row name what, and how a new name gets its key.

The fields stand in `numbered` itself, or in the `x_texts` of its columns.
"""

import duckdb
import polars as pl

from analytics.exports import Kind
from analytics.store.catalogue import KEYS
from analytics.store.pseudonyms import pseudonym
from analytics.store.queries import single

TEAM = "coalesce(nullif(team, 'N/A'), $team)"
NO_TEAM = "coalesce(team, 'N/A') = 'N/A'"
HIDDEN = "*****"
"""What Autodesk writes for a person it hides: missing, never one user."""
PERSON = (
    f"coalesce(nullif(lower(email), '{HIDDEN}'), nullif(autodesk_id, '{HIDDEN}'), nullif(hashed_id, '{HIDDEN}'),"
    f" nullif(lower(user_name), '{HIDDEN}'))"
)


def product_name(kind: Kind) -> str:
    """Write the product's name, as SQL does; Token Flex writes N/A for products that have a code and no name."""
    category = ", category" if kind is Kind.TOKEN_FLEX else ""
    return f"coalesce(nullif(product, 'N/A'), product_code, product{category})"


def add_names(
    cursor: duckdb.DuckDBPyConnection, table: str, name: str, source: str, team: str | None = None
) -> tuple[str, int]:
    """Give every name that is new a key, in the order of the names.

    Parameters
    ----------
    cursor
        Holds the source.
    table
        Which names: `teams`, `products`, `versions`, `features`.
    name
        The name as an expression over the source.
    source
        The table with the fields.
    team
        The team of rows that name none, where the expression asks for it.

    Returns
    -------
    tuple
        The table and its largest key before, as `drop_unused_names` wants it.
    """
    largest = _largest(cursor, table)
    cursor.execute(
        f"""
        INSERT INTO {table}
        SELECT $largest + row_number() OVER (ORDER BY name), name
        FROM (SELECT DISTINCT {name} AS name FROM {source})
        WHERE name IS NOT NULL AND name NOT IN (SELECT name FROM {table})
        """,
        {"largest": largest} | ({} if team is None else {"team": team}),
    )
    return table, largest


def add_users(cursor: duckdb.DuckDBPyConnection, source: str, key: bytes | None) -> tuple[str, int]:
    """Give every new user a key, and make `persons`: `plain`, the user as the file has it, and `user_id`.

    Parameters
    ----------
    cursor
        Holds the source, which has the fields of a person.
    source
        The table with the fields.
    key
        The key of pseudonyms, under which users go into the store; None: as they are.
    """
    largest = _largest(cursor, "users")
    cursor.execute(f"""
        CREATE TEMP TABLE found_persons AS
        SELECT {PERSON} AS plain, min(nullif(lower(email), '*****')) AS email,
               min(nullif(first_name, '*****')) AS first_name, min(nullif(last_name, '*****')) AS last_name
        FROM {source} GROUP BY plain HAVING plain IS NOT NULL
    """)
    if key is None:
        cursor.execute("ALTER TABLE found_persons ADD COLUMN key VARCHAR; UPDATE found_persons SET key = plain")
    else:
        plain: pl.Series = cursor.sql("SELECT plain FROM found_persons").pl()["plain"]
        keys = pl.DataFrame(
            {"plain": plain, "key": [pseudonym(key, text) for text in plain]}, schema_overrides={"key": pl.String}
        )
        cursor.register("keys", keys)
        cursor.execute("""
            CREATE OR REPLACE TEMP TABLE found_persons AS
            SELECT plain, NULL::VARCHAR AS email, NULL::VARCHAR AS first_name, NULL::VARCHAR AS last_name, key
            FROM found_persons JOIN keys USING (plain)
        """)
        cursor.unregister("keys")
    cursor.execute(
        """
        INSERT INTO users
        SELECT $largest + row_number() OVER (ORDER BY key), key, email, first_name, last_name
        FROM (
            SELECT key, min(email) AS email, min(first_name) AS first_name, min(last_name) AS last_name
            FROM found_persons GROUP BY key
        )
        WHERE key NOT IN (SELECT key FROM users)
        """,
        {"largest": largest},
    )
    cursor.execute("CREATE TEMP TABLE persons AS SELECT plain, user_id FROM found_persons JOIN users USING (key)")
    cursor.execute("DROP TABLE found_persons")
    return "users", largest


def drop_unused_names(cursor: duckdb.DuckDBPyConnection, largest: dict[str, int]) -> None:
    """Drop the new names that stand only in rows of `checked` that are not used, such as a repeated header."""
    # One look at the rows set aside, which are few, spares looking for most names in all rows.
    cursor.execute("CREATE TEMP TABLE unused AS SELECT * FROM checked WHERE reason IS NOT NULL")
    for table, before in largest.items():
        key = KEYS[table]
        doubtful = f"SELECT DISTINCT {key} FROM unused WHERE {key} > {before}"
        if single(cursor, f"SELECT count(*) FROM ({doubtful})"):
            cursor.execute(
                f"DELETE FROM {table} WHERE {key} IN ({doubtful}) AND {key} NOT IN"
                f" (SELECT DISTINCT {key} FROM checked WHERE reason IS NULL AND {key} IN ({doubtful}))"
            )


def _largest(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    return single(cursor, f"SELECT coalesce(max({KEYS[table]}), 0) FROM {table}")
