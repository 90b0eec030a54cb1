"""Stable pseudonyms in the place of names and e-mails, made with a key that is kept outside the store.

Hashed Autodesk ids and user names are replaced as well: without the key they, too, can be guessed or looked up.
"""

import hmac
import os
import re
import tempfile
from pathlib import Path

import duckdb
import polars as pl

from analytics.errors import SettingsError, StoreError
from analytics.store.database import Store

_KEY_BYTES = 32
_PSEUDONYM = "user-[0-9a-f]{20}"  # 80 bits: two of a million users meet with a chance below one in 10^12
_CHECKED_TEXT = "Token Gauge"
_E_MAIL = r"[^\s@]+@[^\s@]+"
# Texts that somebody wrote freely. Names of teams are not among them: later exports are matched by them.
_FREE_TEXTS = (
    *(("custom_fields", "value"), ("report_rows", "user_group")),
    *(("token_events", "note"), ("packs", "note"), ("loads", "file")),
)


def _words(text: str) -> str:
    """Write a text, given as SQL does, as its words in lower case with a blank around each."""
    return f"(' ' || trim(regexp_replace(lower({text}), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) || ' ')"


# Asks whether `text` has an e-mail or the first and last name of a user in it, or is what names a user here.
_NAMES_SOMEBODY = f"""
    (regexp_matches(text, '{_E_MAIL}') OR text IN (SELECT key FROM users) OR lower(text) IN (SELECT key FROM users)
     OR EXISTS (FROM full_names WHERE contains({_words("text")}, full_names.name)))
"""


def key_from(path: Path) -> bytes:
    """Read the key of pseudonyms.

    Raises
    ------
    SettingsError
        When there is no such file, or it holds no key.
    """
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except OSError as error:
        raise SettingsError(
            f"The key of pseudonyms cannot be read from {path}.",
            hint="Bring the file back, or name the file that has the key.",
        ) from error
    except ValueError:
        key = b""
    if len(key) < _KEY_BYTES:
        raise SettingsError(
            f"{path} holds no key of pseudonyms.",
            hint=f"A key is written as at least {2 * _KEY_BYTES} hexadecimal digits; bring the right file back.",
        )
    return key


def new_key(path: Path) -> bytes:
    """Make a key of pseudonyms and keep it in a file that only its owner can read.

    Raises
    ------
    SettingsError
        When there is such a file already, or none can be written.
    """
    key = os.urandom(_KEY_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as file:  # made with mode 0600
            file.write(key.hex())
            file.flush()
            os.fsync(file.fileno())
            # Unlike a move, a link never takes the place of a file that is there.
            os.link(file.name, path)
    except OSError as error:
        if path.exists():
            raise SettingsError(
                f"There is a file {path} already, and a key is never overwritten.",
                hint="Use the key that is there, or name another file.",
            ) from error
        raise SettingsError(
            f"No key of pseudonyms can be written to {path}.", hint="Check the path and the permissions."
        ) from error
    return key


def pseudonym(key: bytes, text: str) -> str:
    """Give the pseudonym of a user; a pseudonym stays what it is.

    Parameters
    ----------
    key
        The key of the store's pseudonyms.
    text
        What names the user in the store: e-mail in lower case, Autodesk id, hashed id, or user name in lower case.

    Examples
    --------
    >>> pseudonym(bytes(32), "ann@example.com")
    'user-0eb072f6a63163ec4ad9'
    """
    return text if re.fullmatch(_PSEUDONYM, text) else f"user-{_code(key, text)[:20]}"


def is_pseudonymised(store: Store) -> bool:
    """Tell whether names and e-mails were replaced, so that new ones are to be replaced on their way in."""
    return _key_check(store) is not None


def check_key(store: Store, key: bytes | None) -> None:
    """Check that a key (None: no key) is the one that the store's users ask for.

    Raises
    ------
    StoreError
        When it is another key, when it is missing, or when users have no pseudonyms to which it would belong.
    """
    kept = _key_check(store)
    if kept is None and key is not None:
        raise StoreError(
            "The users in this store have no pseudonyms.", hint="Replace their names first, or load without a key."
        )
    if kept is not None and key is None:
        raise StoreError(
            "The users in this store have pseudonyms, and new ones cannot be made without their key.",
            hint="Name the file that has the key.",
        )
    if kept is not None and key is not None and not hmac.compare_digest(kept, _code(key, _CHECKED_TEXT)):
        raise StoreError(
            "The users in this store have pseudonyms that were made with another key.",
            hint="Name the file that has their key; with another one they would not be known again.",
        )


def key_of(store: Store, path: Path) -> bytes | None:
    """Read the key with which the store's users are replaced on their way in; None when they are not.

    Raises
    ------
    SettingsError
        When they are, and the file is missing or holds no key.
    """
    return key_from(path) if is_pseudonymised(store) else None


def pseudonymise(store: Store, key: bytes) -> None:
    """Replace every name and e-mail in the store, in place, for good; the file is written anew without them.

    Users become `user-` and 20 digits of a keyed hash, the same in every store with this key, so that later exports
    can be matched. Cells of rows that were set aside are removed; a text of a custom field, a group, a note, a file's
    name or a receipt that has an e-mail or the name of a user in it is replaced or removed. Users who have a pseudonym
    keep it, so it can be done again when new users have come. Names of teams and products stay.

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
        _replace_texts(cursor, key)
        _replace_users(cursor, key)
        cursor.execute("UPDATE set_aside SET cells = NULL WHERE cells IS NOT NULL")
        cursor.execute("UPDATE meta SET key_check = $check", {"check": _code(key, _CHECKED_TEXT)})
    store.compact()
    store.drop_copies()


def _code(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _key_check(store: Store) -> str | None:
    found: str | None = store.frame("SELECT key_check FROM meta").item()
    return found


def _register_pseudonyms(cursor: duckdb.DuckDBPyConnection, key: bytes, query: str) -> None:
    """Make `pseudonyms` (`text`, `pseudonym`) of the texts that a query gives."""
    texts: pl.Series = cursor.sql(query).pl().to_series()
    made = pl.Series("pseudonym", [pseudonym(key, text) for text in texts], dtype=pl.String)
    cursor.register("made", pl.DataFrame([texts.alias("text"), made]))
    cursor.execute("CREATE OR REPLACE TEMP TABLE pseudonyms AS SELECT * FROM made")
    cursor.unregister("made")


def _replace_users(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    _register_pseudonyms(cursor, key, "SELECT DISTINCT key FROM users")
    # A user who came with a plain name after having had a pseudonym is one user again.
    cursor.execute("""
        CREATE TEMP TABLE same AS
        SELECT user_id, min(user_id) OVER (PARTITION BY pseudonym) AS first_id, pseudonym
        FROM users JOIN pseudonyms ON text = key
    """)
    tables = cursor.execute("""
        SELECT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
        WHERE database_name = current_database() AND column_name = 'user_id' AND table_name <> 'users'
    """).fetchall()
    for (table,) in tables:
        cursor.execute(
            f"UPDATE {table} SET user_id = first_id FROM same"
            f" WHERE {table}.user_id = same.user_id AND same.user_id <> first_id"
        )
    cursor.execute("DELETE FROM users WHERE user_id IN (SELECT user_id FROM same WHERE user_id <> first_id)")
    cursor.execute("""
        UPDATE users SET key = pseudonym, email = NULL, first_name = NULL, last_name = NULL
        FROM same WHERE users.user_id = same.user_id
    """)


def _replace_texts(cursor: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Replace the texts that name a person: by an e-mail, by first and last name, or as users are named here."""
    cursor.execute(f"""
        CREATE TEMP TABLE full_names AS
        SELECT DISTINCT {_words("unnest([first_name || ' ' || last_name, last_name || ' ' || first_name])")} AS name
        FROM users WHERE first_name IS NOT NULL AND last_name IS NOT NULL
    """)
    texts = " UNION ".join(f"SELECT {column} AS text FROM {table}" for table, column in _FREE_TEXTS)
    _register_pseudonyms(cursor, key, f"SELECT text FROM ({texts}) WHERE {_NAMES_SOMEBODY}")
    for table, column in _FREE_TEXTS:
        cursor.execute(f"UPDATE {table} SET {column} = pseudonym FROM pseudonyms WHERE text = {column}")
    cursor.execute("""
        UPDATE loads SET receipt = json_merge_patch(receipt, json_object('file', file))
        WHERE receipt->>'file' IS DISTINCT FROM file
    """)
    cursor.execute(
        f"""
        UPDATE loads SET receipt = json_merge_patch(receipt, json_object('message', $message, 'findings', []))
        FROM (SELECT load_id, receipt::VARCHAR AS text FROM loads) AS said
        WHERE loads.load_id = said.load_id AND {_NAMES_SOMEBODY}
        """,
        {"message": "What the load said was removed with the names in it."},
    )
