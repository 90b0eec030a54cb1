"""Sentences for what goes wrong with disk, memory and files."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from analytics.errors import StoreError

_ROOM = "Make room on the disk, or name a store on another one."
_PATH = "Check the path and the permissions, or name another file."
_COPY = "Bring back a copy of the file, or load the exports into another store."
# What the system or DuckDB says, what a person reads of it, and what helps; the first that is found speaks.
_FAULTS = (
    ("No space left", "disk full", _ROOM),
    ("max_temp_directory_size", "disk full", _ROOM),
    ("Disk quota", "disk quota used up", _ROOM),
    ("File too large", "disk full: the file may not grow", _ROOM),
    ("Out of Memory", "memory full", "Close other programs, or load the rows in smaller files."),
    ("Is a directory", "it is a folder", _PATH),
    ("Not a directory", "its folder is a file", _PATH),
    ("File exists", "its folder is a file", _PATH),
    ("Permission denied", "permission denied", _PATH),
    ("Read-only file system", "the disk is read-only", _PATH),
    ("not a valid DuckDB", "it is no DuckDB file", _PATH),
    ("Could not read enough", "the file is damaged: its end is missing", _COPY),
    ("Corrupt", "the file is damaged", _COPY),
    ("Could not write", "the disk fails", _PATH),
    ("Could not fsync", "the disk fails", _PATH),
    ("FATAL", "DuckDB gave up", _COPY),
)
_OF_THE_MACHINE = (
    *(OSError, duckdb.IOException, duckdb.FatalException),
    *(duckdb.OutOfMemoryException, duckdb.TransactionException),
)


@contextmanager
def faults(what: str) -> Iterator[None]:
    """Make a sentence of a fault of disk or memory; any other error is a mistake in the code and stays what it is."""
    try:
        yield
    except duckdb.Error as error:
        if _reason(error) is None:
            raise
        raise _sentence(what, error) from error


@contextmanager
def failures(what: str) -> Iterator[None]:
    """Make a sentence of whatever goes wrong with a file."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise _sentence(what, error) from error


def is_of_the_machine(error: Exception) -> bool:
    """Tell whether disk or memory are at fault, and neither the data nor the code."""
    return _reason(error) is not None


def _reason(error: Exception) -> tuple[str, str] | None:
    # The others speak of the data, whose words they repeat; DuckDB has no class of its own for a damaged file.
    if not isinstance(error, _OF_THE_MACHINE) and type(error) is not duckdb.Error:
        return None
    return next(((reason, hint) for mark, reason, hint in _FAULTS if mark in str(error)), None)


def _sentence(what: str, error: Exception) -> StoreError:
    found = _reason(error)
    return StoreError(f"{what} ({found[0]}).", hint=found[1]) if found else StoreError(f"{what}.", hint=_PATH)


@contextmanager
def one_thread(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Hold DuckDB to one thread: 2.0 can crash when several write a checkpoint and the disk is full."""
    cursor.execute("SET threads = 1")
    try:
        yield
    finally:
        with suppress(duckdb.Error):
            cursor.execute("RESET threads")
