"""The names behind the keys of rows: teams, products, versions, features, users."""

import duckdb

KEYS = {
    "teams": "team_id",
    "products": "product_id",
    "versions": "version_id",
    "features": "feature_id",
    "users": "user_id",
}
"""The tables of names, and the key of each."""
_DAILY = ("usage_rows", "seat_rows")
_ROWS_WITH = {
    "teams": (*_DAILY, "report_rows", "subscriptions", "token_events", "packs", "coverage"),
    "products": (*_DAILY, "report_rows", "subscriptions"),
    "versions": (*_DAILY, "report_rows"),
    "features": _DAILY,
    "users": (*_DAILY, "report_rows"),
}


def known_team(cursor: duckdb.DuckDBPyConnection, team: str) -> str:
    """Give a team that a person typed as it is known already, if only capitals or blanks differ."""
    found = cursor.execute(
        "SELECT name FROM teams WHERE lower(trim(name)) = lower(trim($team))", {"team": team}
    ).fetchall()
    return str(found[0][0]) if found else team.strip()


def drop_forgotten_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the names that no row and no pack refers to any more: what was taken back leaves no person behind."""
    for table, key in KEYS.items():
        kept = " UNION ALL ".join(f"SELECT {key} FROM {rows} WHERE {key} IS NOT NULL" for rows in _ROWS_WITH[table])
        cursor.execute(f"DELETE FROM {table} WHERE {key} NOT IN ({kept})")
