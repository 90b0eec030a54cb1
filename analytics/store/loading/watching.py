"""Follow a load from another thread, and end it."""

import threading
from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Progress:
    """How far a load has come."""

    doing: str
    """What it is doing now, in a word or two."""
    share: float | None
    """The part of this that is done, 0 to 1; None: not known."""
    rows: int | None
    """About how many rows this has handled so far; None: not known."""


class Watch:
    """One load, seen from outside; made before the load begins and given to it."""

    def __init__(self) -> None:
        self._doing = "Waiting"
        self._rows: int | None = None
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._cancelled = threading.Event()

    def begin(self, doing: str, rows: int | None = None, cursor: duckdb.DuckDBPyConnection | None = None) -> None:
        """Say what begins now.

        Parameters
        ----------
        doing
            In a word or two.
        rows
            About how many rows it will handle; None: not known.
        cursor
            Whose statement it is; None: no statement.

        Raises
        ------
        duckdb.InterruptException
            When the load was cancelled.
        """
        if self._cancelled.is_set():
            raise duckdb.InterruptException("cancelled between two statements")
        self._doing, self._rows, self._cursor = doing, rows, cursor

    @property
    def progress(self) -> Progress:
        """How far the load has come."""
        cursor = self._cursor
        share = cursor.query_progress() / 100 if cursor is not None else -1.0
        if not 0 <= share <= 1:  # DuckDB's -1: it does not know
            return Progress(self._doing, None, None)
        return Progress(self._doing, share, None if self._rows is None else int(share * self._rows))

    def cancel(self) -> None:
        """End the load; the store stays as it was."""
        self._cancelled.set()
        if self._cursor is not None:
            self._cursor.interrupt()
