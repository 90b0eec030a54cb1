"""Replace every name and e-mail that is in the store by a pseudonym, in place and for good."""

import duckdb
import polars as pl

from analytics.store.database import Store
from analytics.store.decisions import DECIDERS
from analytics.store.free_texts import FULL_NAMES, NAMES, naming_texts
from analytics.store.naming import KEYS
from analytics.store.pseudonyms import CHECKED_TEXT, add_pseudonyms, check_key, code, is_pseudonymised
from analytics.store.queries import single

_PLACES = ("department", "cost_center", "project", "country")
_FREE_TEXTS = (
    *(("custom_fields", "value"), ("report_rows", "user_group")),
    *(("token_events", "note"), ("packs", "note"), ("loads", "file"), ("expected", "note")),
    *(("own_events", "note"), ("stated_balances", "note"), ("own_rates", "source"), ("own_prices", "source")),
    *(("scenarios", "name"), ("budgets", "department"), ("usage_alerts", "name")),
    *(("directory_rows", place) for place in _PLACES),
)
# Texts that name somebody whatever they say, beside `users` itself.
_PERSONS = (
    *(("directory_rows", "key"), ("directory_rows", "manager")),
    *(("decisions", "user_key"), ("decisions", "owner"), ("decisions", "who"), ("usage_alert_recipients", "recipient")),
)
# Texts with a meaning of their own, in which only an e-mail is out of place: later exports are matched by some of them.
_LABELS = (
    *(("teams", "name"), ("products", "name"), ("versions", "name"), ("features", "name")),
    *(("report_rows", "access"), ("report_rows", "seat_assignment"), ("report_rows", "user_activity")),
    *(("subscriptions", "contract"), ("subscriptions", "subscription"), ("subscriptions", "term")),
    *(("subscriptions", "status"), ("token_events", "event"), ("packs", "currency"), ("loads", "given_team")),
    *(("resources", "resource"), ("resources", "unit"), ("resources", "currency")),
    *(("usage_alert_resources", "resource"), ("unit_sizes", "resource")),
    *(("applications", "key"), ("applications", "client_id"), ("applications", "name")),
    *(("api_rows", "api"), ("api_rows", "job"), ("api_rows", "unit")),
    *(("limits", "name"), ("decisions", "team"), ("decision_names", "name")),
    *(("own_rates", "product"), ("own_prices", "offer"), ("own_contents", "collection"), ("own_contents", "product")),
)


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
        _replace_labels(cursor, key)
        _replace_texts(cursor, key)
        # Before persons and users: whom a mark names is told by their names.
        _replace_marks(cursor, key)
        _replace_persons(cursor, key)
        _replace_users(cursor, key)
        cursor.execute("UPDATE set_aside SET cells = NULL WHERE cells IS NOT NULL")
        cursor.execute("UPDATE meta SET key_check = $check", {"check": code(key, CHECKED_TEXT)})
    store.compact()
    store.drop_copies()


def _replace_users(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    add_pseudonyms(cursor, cursor.sql("SELECT key FROM users").pl()["key"], key)
    # A user who came with a plain name after having had a pseudonym is one user again.
    cursor.execute("""
        UPDATE users SET key = pseudonym, email = NULL, first_name = NULL, last_name = NULL
        FROM pseudonyms WHERE text = key
    """)
    _unite(cursor, "users", "key")


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
    tables = cursor.execute(
        """
        SELECT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
        WHERE database_name = current_database() AND column_name = $key AND table_name <> $table
        """,
        {"key": key, "table": table},
    ).fetchall()
    for (other,) in tables:
        cursor.execute(f"UPDATE {other} SET {key} = first_id FROM same WHERE {other}.{key} = id")
    cursor.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT id FROM same)")


def _replace_labels(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    _replace(cursor, _LABELS, "SELECT NULL AS name", key)
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
    for table in ("teams", "products", "versions", "features"):
        # What came with an e-mail after having had a pseudonym is one again.
        _unite(cursor, table, "name")
        if table == "teams":
            cursor.execute("UPDATE own_events SET to_team_id = first_id FROM same WHERE to_team_id = id")
    _unite(cursor, "applications", "key")


def _replace(cursor: duckdb.DuckDBPyConnection, columns: tuple[tuple[str, str], ...], names: str, key: bytes) -> None:
    """Replace the texts of some columns (table and column) that have an e-mail in them, or a name of somebody."""
    texts = " UNION ".join(f"SELECT {column} AS text FROM {table}" for table, column in columns)
    add_pseudonyms(cursor, _naming(cursor, texts, names), key)
    for table, column in columns:
        cursor.execute(f"UPDATE {table} SET {column} = pseudonym FROM pseudonyms WHERE text = {column}")


def _replace_texts(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    _replace(cursor, _FREE_TEXTS, NAMES, key)
    cursor.execute("UPDATE limits SET name = pseudonym FROM pseudonyms WHERE text = name AND kind = 'department'")
    _replace(cursor, (("decisions", "note"),), DECIDERS, key)
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


def _replace_persons(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    texts = " UNION ".join(f"SELECT {column} AS text FROM {table}" for table, column in _PERSONS)
    add_pseudonyms(cursor, cursor.sql(f"SELECT text FROM ({texts}) WHERE text IS NOT NULL").pl()["text"], key)
    for table, column in _PERSONS:
        cursor.execute(f"UPDATE {table} SET {column} = pseudonym FROM pseudonyms WHERE text = {column}")


def _replace_marks(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Replace whom marks of expected use name, also those who are no longer known; of two for one the newer stays."""
    persons = "SELECT DISTINCT name AS text FROM expected WHERE kind IN ('user', 'manager') OR contains(name, '@')"
    # As the directory's own: a department may be called by the name of somebody.
    places = f"SELECT name AS text FROM expected WHERE kind IN {_PLACES}"
    add_pseudonyms(cursor, pl.concat([cursor.sql(persons).pl()["text"], _naming(cursor, places, NAMES)]), key)
    marks = cursor.execute("""
        SELECT kind, name, pseudonym, note, marked_at FROM expected JOIN pseudonyms ON text = name
        WHERE (kind NOT IN ('product', 'team') OR contains(name, '@')) AND pseudonym <> name ORDER BY marked_at
    """).fetchall()
    for kind, name, replaced, note, marked_at in marks:
        cursor.execute("DELETE FROM expected WHERE kind = ? AND name = ?", [kind, name])
        cursor.execute(
            "INSERT INTO expected VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET note = excluded.note,"
            " marked_at = excluded.marked_at WHERE excluded.marked_at > expected.marked_at",
            [kind, replaced, note, marked_at],
        )


def _naming(cursor: duckdb.DuckDBPyConnection, texts: str, names: str) -> pl.Series:
    return naming_texts(cursor.sql(texts).pl()["text"], cursor.sql(names).pl()["name"])
