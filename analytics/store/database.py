"""The DuckDB file behind everything: opening, reading, writing in transactions, writing it anew."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

import duckdb
import polars as pl

from analytics.errors import StoreError
from analytics.store import schema
from analytics.store.faults import failures, faults, one_thread
from analytics.store.files import open_store, quoted, replace_file
from analytics.store.fingerprints import Kept, kept_of
from analytics.store.gate import Gate
from analytics.store.identities import identify
from analytics.store.work_folder import WorkFolder

# What DuckDB cannot hold in so many bytes goes to the work folder; a file of 1.5 million users loads within a GiB.
_MEMORY = 800 * 10**6


def mark_finishing_due(cursor: duckdb.DuckDBPyConnection) -> None:
    """Note, in the transaction that removes something, that it stays in the bytes of the file until `Store.finish`."""
    cursor.execute("UPDATE meta SET finishing_due = true")


class Store:
    """One store of loads and packs; safe to share between threads of one process.

    Parameters
    ----------
    path
        The file; None keeps everything in memory.

    Raises
    ------
    StoreError
        When the file is in use, is no store, cannot be written, or comes from a newer version.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._name = str(path or "in memory")
        self._writing = threading.RLock()
        self._gate = Gate()
        self._file = path.resolve() if path else None
        self._kept = kept_of(self._file) if self._file else Kept()
        self.work_folder = WorkFolder(self._file)
        if not self._kept.users:  # a store that nobody closed may have left it
            self._kept.release()
        self._connection = self._connect()
        try:
            self._kept.users.add(self)
            with failures(f"There is no folder for temporary files beside the store {self._name}"):
                self.work_folder.open()
            self._bring_to_schema()
            self._identify()
            self._take_mark()
            self._kept.was_there = True
        except BaseException:
            self.close()
            raise
        self._kept.forget()

    def close(self) -> None:
        """Release the file; the store cannot be used afterwards."""
        self._connection.close()
        self._kept.users.discard(self)
        if not self._kept.users:
            self._kept.release()
        self.work_folder.close()

    def check(self) -> None:
        """Refuse to go on with a file that is no longer the one that was opened.

        Raises
        ------
        StoreError
            When it was removed, replaced, cut short or written over by somebody else.
        """
        if self._file is None:
            return
        with self._kept.committing:
            mark = self._kept.mark
            happened = mark.what_happened(self._kept.look(self._file)) if mark else None
        if happened:
            raise self._gone(happened)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def frame(self, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run a query and give its answer, in the query's order."""
        with faults(f"The store {self._name} cannot be read"):
            try:
                return self._answer(query, parameters)
            except duckdb.FatalException:
                # A write that failed in another thread can break DuckDB's instance for every thread.
                self._revive()
                return self._answer(query, parameters)

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor inside a transaction: kept when the block ends, as if it never was when it raises.

        Raises
        ------
        StoreError
            When disk or memory do not suffice; the store can be used as before.
        """
        state: tuple[object, ...] | None = None
        with self._writing:
            try:
                with self._transaction() as cursor:
                    yield cursor
                    identify(cursor)
                    state = cursor.execute("UPDATE meta SET state = uuid() RETURNING state::VARCHAR").fetchone()
            except StoreError:
                # DuckDB also fails when the transaction was kept and only its log could not be tidied up after it.
                if state is None or state != self.frame("SELECT state::VARCHAR FROM meta").row(0):
                    raise
            finally:
                self._kept.forget()

    @property
    def fingerprint(self) -> str:
        """Change with every write: whoever keeps an answer keeps it under this.

        It names what was written and not how often, so two copies of a store that went on apart have two.
        """
        return self._kept.fingerprint(self._asked_fingerprint)

    def knows(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint is one of this store, of now or of before."""
        return fingerprint.partition(":")[0] == self.fingerprint.partition(":")[0]

    @property
    def copies(self) -> list[Path]:
        """The copies that earlier versions of this program made of the store before they changed it."""
        return sorted(self._file.parent.glob(f"{escape(self._file.name)}.version-*")) if self._file else []

    def drop_copies(self) -> None:
        """Delete the copies that earlier versions made, which hold what has been removed from the store."""
        with failures(f"The copies of the store {self._name} cannot be deleted"):
            for copy in self.copies:
                copy.unlink()

    def compact(self) -> None:
        """Write the store anew, so that what was deleted is gone from the bytes of its file too.

        Reading goes on and waits only while the new file takes the old one's place; a crash leaves one of them, whole.
        Nothing is to be done in memory.

        Raises
        ------
        StoreError
            When there is no room for a second file, or this program has the store open twice; it is as it was then.
        """
        if self._file is not None:
            with failures(f"The store {self._name} cannot be compacted: what was deleted is still in its bytes"):
                self._write_anew(self._file)

    @property
    def finishing_due(self) -> bool:
        """Whether something was removed that is still in the bytes of the file, or in copies beside it."""
        return self._file is not None and bool(self.frame("SELECT finishing_due FROM meta").item())

    def finish(self) -> None:
        """Finish a removal that was marked by `mark_finishing_due`; what fails here is tried again at the next opening.

        Raises
        ------
        StoreError
            As of `drop_copies` and `compact`.
        """
        if self.finishing_due:
            # Writing the file anew takes the mark away, so it comes last.
            self.drop_copies()
            self.compact()

    def _write_anew(self, file: Path) -> None:
        self.check()
        with self._writing, self._written_anew(file) as new, self._gate.closed(), self._kept.committing:
            self.check()
            with one_thread(self._connection):
                self._connection.execute("CHECKPOINT")
            self._connection.close()
            try:
                replace_file(file, new)
                self._kept.release()
            finally:
                self._connection = self._connect()
                self._take_mark()

    def _asked_fingerprint(self) -> str:
        store_id, state = self.frame("SELECT store_id::VARCHAR, state::VARCHAR FROM meta").row(0)
        return f"{store_id}:{state}"

    def _connect(self) -> duckdb.DuckDBPyConnection:
        spill = self.work_folder.spill
        connection = open_store(self._file, self._name, spill) if self._file and spill else duckdb.connect()
        # It would be drawn between the lines that the command line prints.
        connection.execute("SET enable_progress_bar = false")
        # So that the file holds all that was written, and nothing lies in a log beside it.
        connection.execute("SET checkpoint_threshold = '1B'")
        [(memory,)] = connection.execute("SELECT parse_formatted_bytes(current_setting('memory_limit'))").fetchall()
        connection.execute(f"SET memory_limit = '{min(memory, _MEMORY)} B'")
        return connection

    def _answer(self, query: str, parameters: Mapping[str, object] | None) -> pl.DataFrame:
        # A DuckDB connection serves one thread at a time and Streamlit runs one thread a session,
        # so each call works on its own cursor.
        with self._gate.reading(), self._connection.cursor() as cursor:
            self.check()
            answer: pl.DataFrame = cursor.sql(query, params=parameters or None).pl()
        return answer

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with faults(f"The store {self._name} cannot be written: nothing was changed"):
            try:
                self.check()
                with self._connection.cursor() as cursor:
                    cursor.begin()
                    try:
                        yield cursor
                        # While DuckDB 2.0 takes back a commit that failed, readers see some of its rows.
                        with self._gate.closed(), self._kept.committing, one_thread(cursor):
                            self.check()
                            try:
                                cursor.commit()
                            finally:
                                self._take_mark()
                    except BaseException:
                        # After a commit that failed there is nothing left to roll back.
                        with suppress(duckdb.Error):
                            cursor.rollback()
                        raise
            except BaseException:
                self.check()  # which says more than what DuckDB makes of a file that is no longer its own
                self._revive()
                raise

    def _revive(self) -> None:
        """Open the file again if a fault broke DuckDB's instance of it."""
        with self._writing:
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
            except duckdb.FatalException:
                with self._gate.closed():
                    self._connection.close()
                    self._connection = self._connect()
                    self._take_mark()

    def _take_mark(self) -> None:
        """Keep what the file looks like after a change of ours; the file must still be the same."""
        if self._file is None:
            return
        with self._kept.committing:
            before = self._kept.mark
            if before is None:
                with failures(f"{self._name} cannot be opened as a store"):
                    self._kept.hold(self._file)
            now = self._kept.look(self._file)
            if before and not before.is_same_file(now):
                raise self._gone(before.what_happened(now) or "")
            self._kept.mark = now

    def _gone(self, happened: str) -> StoreError:
        return StoreError(
            f"The file of the store {self._name} {happened} while this program had it open.",
            hint="Nothing more is read from it or written to it: stop this program, put the file in place that is to"
            " count, and start again; load again what is not in that file.",
        )

    @contextmanager
    def _written_anew(self, file: Path) -> Iterator[Path]:
        """Give a file with all that is in the store; it is gone after the block unless it was moved."""
        # Others may not see a store that is closed to them while it is copied.
        with self.work_folder.part() as folder:
            try:
                new = folder / "store"
                with self._connection.cursor() as cursor:
                    [(own,)] = cursor.execute("SELECT current_database()").fetchall()
                    with duckdb.connect(str(new)) as made:
                        schema.create(made)
                    other = f"{own} anew"
                    cursor.execute(f"ATTACH {quoted(str(new), chr(39))} AS {quoted(other, chr(34))}")
                    try:
                        schema.carry(cursor, own, other, self._name)
                    finally:
                        cursor.execute(f"DETACH {quoted(other, chr(34))}")
                shutil.copymode(file, new)
                yield new
            finally:
                self._revive()

    def _bring_to_schema(self) -> None:
        """Make the tables of a new store; write a store of another schema anew."""
        columns = self.frame(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
            " AND NOT internal"
        ).rows()
        if not columns:
            with self._transaction() as cursor:
                schema.create(cursor)
            return
        if not {("meta", "store_id"), ("meta", "version")} <= set(columns):
            raise StoreError(
                f"{self.path} is a DuckDB file, but not a store of Token Gauge.", hint="Name another file."
            )
        version = int(self.frame("SELECT version FROM meta").item())
        if version > schema.VERSION:
            raise StoreError(
                f"The store {self.path} was written by a newer version of Token Gauge.",
                hint="Use that version, or name another store.",
            )
        if ("meta", "finishing_due") in columns:
            # Without room for a second file the store can be used all the same, and says that something is due.
            with suppress(StoreError):
                self.finish()
        made_by = self.frame("SELECT digest FROM meta").item() if ("meta", "digest") in columns else None
        if self._file is not None and made_by != schema.DIGEST:
            with failures(f"The store {self._name} cannot be brought from version {version} to {schema.VERSION}"):
                self._write_anew(self._file)

    def _identify(self) -> None:
        """Bring the products in line with the names that this version ships."""
        with self._connection.cursor() as cursor:
            cursor.begin()
            outdated = identify(cursor)
            cursor.rollback()
        if outdated:
            with self.writing():
                pass
