"""The names behind the keys of rows: teams, products, versions, features, users, applications."""

import duckdb

from analytics.exports.letters import folded
from analytics.store.catalogue import KEYS, keys_of
from analytics.store.identities import identify


def known_team(cursor: duckdb.DuckDBPyConnection, team: str) -> str:
    """Give a team that a person typed as it is known already, if only capitals or blanks differ."""
    team = folded(team)
    found = cursor.execute("SELECT name FROM teams WHERE lower(name) = lower($team)", {"team": team}).fetchall()
    return str(found[0][0]) if found else team


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
        kept = " UNION ALL ".join(
            f"SELECT {column} FROM {rows} WHERE {column} IS NOT NULL" for rows, column in keys_of(table, keeping=True)
        )
        cursor.execute(f"DELETE FROM {table} WHERE {key} NOT IN ({kept})")
        # The key may be given anew, to a team that was not forecast or to somebody whom no scenario meant.
        for rows, column in keys_of(table, keeping=False):
            cursor.execute(f"DELETE FROM {rows} WHERE {column} NOT IN (SELECT {key} FROM {table})")
    identify(cursor)
