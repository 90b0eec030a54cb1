"""Replace every name and e-mail that is in the store by a pseudonym, in place and for good."""

import duckdb
import polars as pl

from analytics.store.catalogue import KEYS, Holds, Texts, keys_of, texts
from analytics.store.database import Store, mark_finishing_due
from analytics.store.decisions import DECIDERS
from analytics.store.free_texts import FULL_NAMES, NAMES, naming_texts
from analytics.store.pseudonyms import CHECKED_TEXT, add_pseudonyms, check_key, code, is_pseudonymised
from analytics.store.queries import single

_NONE = "SELECT NULL AS name"


def pseudonymise(store: Store, key: bytes) -> None:
    """Replace every name and e-mail in the store, in place, for good; the file is written anew without them.

    Users become `user-` and 20 digits of a keyed hash, the same in every store with this key, so that later exports
    can be matched. Cells of rows that were set aside are removed. A text of a custom field, a group, a note or a
    file's name is replaced when it has an e-mail in it, or the last name, the id or the user name of a user; a receipt
    loses its sentences when an e-mail or a first and last name is in it. Names of teams, products and the like stay
    unless they have an e-mail in them. Users who have a pseudonym keep it, so it can be done again when new users have
    come.

    Parameters
    ----------
    store
        Whose users.
    key
        At least 32 bytes; kept outside the store.

    Raises
    ------
    StoreError
        When the store's pseudonyms were made with another key.
    """
    if is_pseudonymised(store):
        check_key(store, key)
    with store.writing() as cursor:
        _replace(cursor, texts(Holds.LABEL), _NONE, key)
        _unite_names(cursor)
        # Before persons: whom a text names is told by their names.
        _replace_free_texts(cursor, key)
        _replace_persons(cursor, key)
        _replace_users(cursor, key)
        cursor.execute("UPDATE set_aside SET cells = NULL WHERE cells IS NOT NULL")
        cursor.execute("UPDATE meta SET key_check = $check", {"check": code(key, CHECKED_TEXT)})
        mark_finishing_due(cursor)
    store.finish()


def _replace_users(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    add_pseudonyms(cursor, cursor.sql("SELECT key FROM users").pl()["key"], key)
    # A user who came with a plain name after having had a pseudonym is one user again.
    cursor.execute("""
        UPDATE users SET key = pseudonym, email = NULL, first_name = NULL, last_name = NULL
        FROM pseudonyms WHERE text = key
    """)
    _unite(cursor, "users", "key")


def _unite_names(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make one of what came with an e-mail in its name after having had a pseudonym."""
    cursor.execute("""
        UPDATE loads SET receipt = json_merge_patch(
            receipt,
            if(len(teams) = 1, json_object('teams', teams, 'team', teams[1]), json_object('teams', teams))
        )
        FROM (
            SELECT load_id, list(coalesce(pseudonym, team) ORDER BY team) AS teams
            FROM (SELECT load_id, unnest((receipt->'teams')::VARCHAR[]) AS team FROM loads)
            LEFT JOIN pseudonyms ON text = team GROUP BY load_id HAVING count(pseudonym) > 0
        ) AS found
        WHERE loads.load_id = found.load_id
    """)
    for table in KEYS:
        if table != "users":
            _unite(cursor, table, "key" if table == "applications" else "name")


def _unite(cursor: duckdb.DuckDBPyConnection, table: str, name: str) -> None:
    """Make one of what has the same name, and have every other table refer to that."""
    key = KEYS[table]
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE same AS SELECT * FROM (
            SELECT {key} AS id, min({key}) OVER (PARTITION BY {name}) AS first_id FROM {table}
        ) WHERE id <> first_id
    """)
    if not single(cursor, "SELECT count(*) FROM same"):
        return
    for other, column in keys_of(table):
        cursor.execute(f"UPDATE {other} SET {column} = first_id FROM same WHERE {other}.{column} = id")
    cursor.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT id FROM same)")


def _replace(cursor: duckdb.DuckDBPyConnection, columns: list[Texts], names: str, key: bytes) -> None:
    """Replace the texts of some columns that have an e-mail in them, or a name of somebody."""
    written = " UNION ".join(each.query for each in columns)
    add_pseudonyms(cursor, _naming(cursor, written, names), key)
    for each in columns:
        _put(cursor, each)


def _put(cursor: duckdb.DuckDBPyConnection, each: Texts) -> None:
    """Put the pseudonyms in the place of their texts."""
    table, column, where = each.table, each.column, each.where
    if table == "expected" and column == "name":
        # Of two marks for one the newer stays.
        cursor.execute(f"""
            DELETE FROM expected USING (
                SELECT kind, pseudonym AS name, max(marked_at) AS newest, count(*) AS marks
                FROM (SELECT kind, marked_at, coalesce(pseudonym, name) AS pseudonym
                      FROM (FROM expected WHERE {where}) LEFT JOIN pseudonyms ON text = name)
                GROUP BY ALL HAVING marks > 1
            ) AS same
            WHERE expected.kind = same.kind AND marked_at < newest AND (
                expected.name = same.name
                OR expected.name IN (SELECT text FROM pseudonyms WHERE pseudonym = same.name)
            )
        """)
    cursor.execute(f"UPDATE {table} SET {column} = pseudonym FROM pseudonyms WHERE text = {column} AND {where}")


def _replace_free_texts(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    free = texts(Holds.FREE_TEXT)
    notes = [each for each in free if each.table == "decisions"]
    _replace(cursor, notes, DECIDERS, key)
    _replace(cursor, [each for each in free if each not in notes], NAMES, key)
    cursor.execute("""
        UPDATE loads SET receipt = json_merge_patch(receipt, json_object('file', file))
        WHERE receipt->>'file' IS DISTINCT FROM file
    """)
    naming = _naming(cursor, "SELECT receipt::VARCHAR AS text FROM loads", FULL_NAMES)
    cursor.execute(
        """
        UPDATE loads SET receipt = json_merge_patch(receipt, json_object('message', $message, 'findings', []))
        WHERE list_contains($naming, receipt::VARCHAR)
        """,
        {"message": "What the load said was removed with the names in it.", "naming": naming.to_list()},
    )
    # What was said about the columns of a file is asked again of the next one like it.
    naming = _naming(cursor, "SELECT given_columns::VARCHAR AS text FROM loads", NAMES)
    cursor.execute(
        "UPDATE loads SET given_columns = NULL WHERE list_contains($naming, given_columns::VARCHAR)",
        {"naming": naming.to_list()},
    )


def _replace_persons(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    columns = [each for each in texts(Holds.PERSON) if each.table != "users"]
    persons = " UNION ".join(each.query for each in columns)
    add_pseudonyms(cursor, cursor.sql(persons).pl()["text"], key)
    for each in columns:
        _put(cursor, each)


def _naming(cursor: duckdb.DuckDBPyConnection, written: str, names: str) -> pl.Series:
    return naming_texts(cursor.sql(written).pl()["text"], cursor.sql(names).pl()["name"])
