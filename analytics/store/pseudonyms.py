"""Stable pseudonyms in the place of names and e-mails, and the key that makes them, kept outside the store.

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
CHECKED_TEXT = "Token Gauge"
"""Its code under the key is kept in the store, to know the key again."""


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
    return text if re.fullmatch(_PSEUDONYM, text) else f"user-{code(key, text)[:20]}"


def is_pseudonymised(store: Store) -> bool:
    """Tell whether names and e-mails were replaced, so that new ones are to be replaced on their way in."""
    return _key_check(store) is not None


def people_to_replace(store: Store) -> int:
    """Count the users who have no pseudonym."""
    return int(store.frame(f"SELECT count(*) FROM users WHERE NOT regexp_full_match(key, '{_PSEUDONYM}')").item())


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
    if kept is not None and key is not None and not hmac.compare_digest(kept, code(key, CHECKED_TEXT)):
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


def code(key: bytes, text: str) -> str:
    """Give the keyed hash behind a pseudonym, in full."""
    return hmac.digest(key, text.encode(), "sha256").hex()


def add_pseudonyms(cursor: duckdb.DuckDBPyConnection, texts: pl.Series, key: bytes) -> None:
    """Make the temporary table `pseudonyms` (`text`, `pseudonym`) of some texts, one row per text."""
    each = texts.drop_nulls().unique().alias("text")
    made = pl.Series("pseudonym", [pseudonym(key, text) for text in each], dtype=pl.String)
    cursor.register("made", pl.DataFrame([each, made]))
    cursor.execute("CREATE OR REPLACE TEMP TABLE pseudonyms AS SELECT * FROM made")
    cursor.unregister("made")


def _key_check(store: Store) -> str | None:
    found: str | None = store.frame("SELECT key_check FROM meta").item()
    return found
