"""The names behind the keys: which column of a staged row names what, and how a new name gets its key."""

from collections.abc import Iterable

import duckdb

TEAM = "coalesce(team, $team)"
# Token Flex writes N/A for products that have a code and no name.
PRODUCT = "coalesce(nullif(product, 'N/A'), product_code, product)"
VERSION = "version"
FEATURE = "feature"
# `*****` is what Autodesk writes for a person it hides: missing, never one user.
USER = (
    "coalesce(nullif(lower(email), '*****'), nullif(autodesk_id, '*****'), nullif(hashed_id, '*****'),"
    " nullif(lower(user_name), '*****'))"
)
NOT_FLEX = "not used on Flex"
"""The reason of a row that has no tokens because a subscription was used."""
_NAMED = {"teams": TEAM, "products": PRODUCT, "versions": VERSION, "features": FEATURE}
_KEYS = {
    "teams": "team_id",
    "products": "product_id",
    "versions": "version_id",
    "features": "feature_id",
    "users": "user_id",
}


def known_team(cursor: duckdb.DuckDBPyConnection, team: str) -> str:
    """Give a team that a person typed as it is known already, if only capitals or blanks differ."""
    found = cursor.execute(
        "SELECT name FROM teams WHERE lower(trim(name)) = lower(trim($team))", {"team": team}
    ).fetchone()
    return str(found[0]) if found else team.strip()


def add_names(cursor: duckdb.DuckDBPyConnection, tables: Iterable[str], team: str) -> dict[str, int]:
    """Give every name in `staged` that is new a key, in the order of the names.

    Parameters
    ----------
    cursor
        Holds `staged`.
    tables
        Which names: `teams`, `products`, `versions`, `features`, `users`.
    team
        The team of rows that name none.

    Returns
    -------
    dict
        By table: the largest key before.
    """
    largest = {}
    for table in tables:
        key = _KEYS[table]
        row = cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()
        assert row is not None  # an aggregate without groups always has its row
        largest[table] = int(row[0])
        if table == "users":
            _add_users(cursor, largest[table])
            continue
        name = _NAMED[table]
        cursor.execute(
            f"""
            INSERT INTO {table}
            SELECT $largest + row_number() OVER (ORDER BY name), name
            FROM (SELECT DISTINCT {name} AS name FROM staged)
            WHERE name IS NOT NULL AND name NOT IN (SELECT name FROM {table})
            """,
            {"largest": largest[table]} | ({"team": team} if table == "teams" else {}),
        )
    return largest


def drop_unused_names(cursor: duckdb.DuckDBPyConnection, largest: dict[str, int]) -> None:
    """Drop the new names that stand only in rows of `checked` that are not used, such as a repeated header.

    The team of use on a subscription stays: the export speaks for it.
    """
    for table, before in largest.items():
        key = _KEYS[table]
        cursor.execute(
            f"DELETE FROM {table} WHERE {key} > $before AND {key} NOT IN (SELECT DISTINCT {key} FROM checked"
            f" WHERE (reason IS NULL OR (reason = $not_flex AND '{table}' = 'teams')) AND {key} IS NOT NULL)",
            {"before": before, "not_flex": NOT_FLEX},
        )


def drop_forgotten_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the names that no row and no pack refers to any more: what was taken back leaves no person behind."""
    for table, key in _KEYS.items():
        packs = f" AND {key} NOT IN (SELECT {key} FROM packs)" if table == "teams" else ""
        cursor.execute(
            f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM usage_rows WHERE {key} IS NOT NULL){packs}"
        )


def _add_users(cursor: duckdb.DuckDBPyConnection, largest: int) -> None:
    cursor.execute(
        f"""
        INSERT INTO users
        SELECT $largest + row_number() OVER (ORDER BY key), key, email, first_name, last_name
        FROM (
            SELECT {USER} AS key, min(nullif(lower(email), '*****')) AS email,
                   min(nullif(first_name, '*****')) AS first_name, min(nullif(last_name, '*****')) AS last_name
            FROM staged GROUP BY key
        )
        WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM users)
        """,
        {"largest": largest},
    )
