"""The file of a store: opened, and put in place of the old one."""

import os
from glob import escape
from pathlib import Path

import duckdb

from analytics.errors import StoreError, StoreInUseError
from analytics.store.faults import failures
from analytics.store.fingerprints import kept_of

_HEADERS = 3 * 4096  # bytes; a whole DuckDB file has more
_FOREIGN_LOG = ("WAL does not match", "WAL checkpoint iteration does not match")
_LOCKED = ("Could not set lock", "used by another process")  # the second is what Windows says


def open_store(file: Path, name: str, spill: Path) -> duckdb.DuckDBPyConnection:
    """Open a file, made if it is missing; what memory cannot hold goes to a folder.

    Raises
    ------
    StoreError
        When it is in use by another program, is no DuckDB file, is damaged, or cannot be read or written.
    """
    log = file.with_name(f"{file.name}.wal")
    with failures(f"{name} cannot be opened as a store"):
        if log.exists() and not file.exists():
            # DuckDB would begin a new store and drop what the log holds.
            raise StoreError(
                f"The store {name} is missing, but its log {log.name}, which holds what was written last, is there.",
                hint=f"Put the store's file back; or move {log.name} away to begin a new store.",
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        is_new = not file.exists()
        if not is_new and not file.is_file() and not file.is_dir():
            raise StoreError(
                f"{name} is a pipe or a device, and no file that a store can be.", hint="Name another file."
            )
        try:
            return duckdb.connect(str(file), config={"temp_directory": str(spill)})
        except duckdb.IOException as error:
            if any(mark in str(error) for mark in _LOCKED):
                raise StoreInUseError(
                    f"The store {name} is in use by another program{_holder(str(error))}.",
                    hint="Close that program (perhaps the app itself is running), or name another store.",
                ) from error
            if any(mark in str(error) for mark in _FOREIGN_LOG):
                raise StoreError(
                    f"The log {log.name} beside the store {name} is of another file, or of a later state of this one.",
                    hint=f"Put the file back to which it belongs; or move {log.name} away to open the store without"
                    " what the log holds.",
                ) from error
            if is_new and file.is_file() and file.stat().st_size < _HEADERS:
                file.unlink()  # what a full disk leaves of a new store could never be opened
            raise


def _holder(message: str) -> str:
    """Take the process out of DuckDB's sentence about the lock, where it names one."""
    _, found, rest = message.partition("(PID ")
    return f" (process {rest.partition(')')[0]})" if found else ""


def replace_file(old: Path, new: Path) -> None:
    """Put a new file in the place of a store that this program has closed."""
    # DuckDB refuses to open it so while anything in this program has the store open, and no other program can open it
    # before this is closed; but Windows replaces no file that is open.
    guard = duckdb.connect(str(old), read_only=True)
    try:
        if any(old.parent.glob(f"{escape(old.name)}.wal*")):
            raise OSError(f"{old} has a log that is not part of it yet")
        if os.name == "nt":
            guard.close()
        os.replace(new, old)
    finally:
        guard.close()


def quoted(text: str, mark: str) -> str:
    """Write a name or a text as SQL does."""
    return mark + text.replace(mark, mark * 2) + mark


def there_was(path: Path) -> bool:
    """Tell whether a store is in a place, or what is left of one, or was when this process opened it."""
    if os.path.lexists(path):
        return True
    file = os.path.realpath(path)
    return any(os.path.lexists(each) for each in (file, f"{file}.wal")) or kept_of(Path(file)).was_there
