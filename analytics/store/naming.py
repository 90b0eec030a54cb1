"""The names behind the keys of rows: teams, products, versions, features, users."""

import duckdb

KEYS = {
    "teams": "team_id",
    "products": "product_id",
    "versions": "version_id",
    "features": "feature_id",
    "users": "user_id",
    "applications": "application_id",
}
"""The tables of names, and the key of each."""
_DAILY = ("usage_rows", "seat_rows")
_ROWS_WITH = {
    "teams": (
        *(*_DAILY, "report_rows", "subscriptions", "token_events", "packs", "coverage", "budgets", "scenarios"),
        *("own_events", "(SELECT to_team_id AS team_id FROM own_events)", "stated_balances", "own_prices"),
        *("api_rows", "application_teams", "resources", "unit_sizes", "usage_alert_resources"),
    ),
    "products": (*_DAILY, "report_rows", "subscriptions", "scenario_keys"),
    "versions": (*_DAILY, "report_rows"),
    "features": _DAILY,
    "users": (*_DAILY, "report_rows"),
    "applications": ("api_rows", "application_teams", "coverage"),
}


def known_team(cursor: duckdb.DuckDBPyConnection, team: str) -> str:
    """Give a team that a person typed as it is known already, if only capitals or blanks differ."""
    found = cursor.execute(
        "SELECT name FROM teams WHERE lower(trim(name)) = lower(trim($team))", {"team": team}
    ).fetchall()
    return str(found[0][0]) if found else team.strip()


def known_team_id(cursor: duckdb.DuckDBPyConnection, team: str) -> int:
    """Give the key of a team that a person typed; one that is new becomes known."""
    name = {"team": known_team(cursor, team)}
    cursor.execute(
        "INSERT INTO teams SELECT (SELECT coalesce(max(team_id), 0) + 1 FROM teams), $team"
        " WHERE $team NOT IN (SELECT name FROM teams)",
        name,
    )
    [(team_id,)] = cursor.execute("SELECT team_id FROM teams WHERE name = $team", name).fetchall()
    return int(team_id)


def drop_forgotten_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop the names that nothing refers to any more: what was taken back leaves no person behind."""
    for table, key in KEYS.items():
        kept = " UNION ALL ".join(f"SELECT {key} FROM {rows} WHERE {key} IS NOT NULL" for rows in _ROWS_WITH[table])
        cursor.execute(f"DELETE FROM {table} WHERE {key} NOT IN ({kept})")
    # A key may be given anew, to a team that was not forecast or to somebody whom no scenario meant.
    cursor.execute("DELETE FROM vintages WHERE team_id NOT IN (SELECT team_id FROM teams)")
    cursor.execute("DELETE FROM scenario_keys WHERE user_id NOT IN (SELECT user_id FROM users)")
