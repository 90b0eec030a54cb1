"""Follow a load from another thread, and end it."""

import threading
from contextlib import suppress
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
        self._share: float | None = None
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
        if cursor is not None:
            # DuckDB knows how far a statement is only where it could draw a bar.
            cursor.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        self._doing, self._rows, self._cursor, self._share = doing, rows, cursor, None

    @property
    def cancelled(self) -> bool:
        """Whether somebody wants it to end."""
        return self._cancelled.is_set()

    @property
    def progress(self) -> Progress:
        """How far the load has come; the share never goes back, though a thing may take several statements."""
        doing, rows, cursor, known = self._doing, self._rows, self._cursor, self._share
        share = -1.0
        if cursor is not None:
            with suppress(duckdb.Error):  # the load may end in this moment
                share = cursor.query_progress() / 100
        if 0 <= share <= 1:  # DuckDB's -1: it does not know
            known = self._share = max(share, known or 0.0)
        return Progress(doing, known, None if rows is None or known is None else int(known * rows))

    def cancel(self) -> None:
        """End the load; the store stays as it was."""
        self._cancelled.set()
        cursor = self._cursor
        if cursor is not None:
            with suppress(duckdb.Error):  # it may end by itself in this moment
                cursor.interrupt()
