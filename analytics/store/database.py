"""The DuckDB file behind everything: opening, migrating, reading, writing in transactions, compacting."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from glob import escape
from itertools import count
from pathlib import Path

import duckdb
import polars as pl

from analytics.errors import StoreError
from analytics.store.faults import failures, faults, one_thread
from analytics.store.files import content, open_store, quoted, replace_file
from analytics.store.fingerprints import Kept, kept_of
from analytics.store.gate import Gate
from analytics.store.identities import identify
from analytics.store.work_folder import WorkFolder

_MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
_MEMORY = 10**9  # bytes; what DuckDB cannot hold in them goes to the work folder


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
        self._connection = self._connect()
        try:
            with failures(f"There is no folder for temporary files beside the store {self._name}"):
                self.work_folder.open()
            self._migrate()
            self._identify()
        except BaseException:
            self.close()
            raise
        self._kept.forget()

    def close(self) -> None:
        """Release the file; the store cannot be used afterwards."""
        self._connection.close()
        self.work_folder.close()

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
        revision: tuple[object, ...] | None = None
        with self._writing:
            try:
                with self._transaction() as cursor:
                    yield cursor
                    identify(cursor)
                    revision = cursor.execute("UPDATE meta SET revision = revision + 1 RETURNING revision").fetchone()
            except StoreError:
                # DuckDB also fails when the transaction was kept and only its log could not be tidied up after it.
                if revision is None or revision != self.frame("SELECT revision FROM meta").row(0):
                    raise
            finally:
                self._kept.forget()

    @property
    def fingerprint(self) -> str:
        """Change with every write: whoever keeps an answer keeps it under this."""
        return self._kept.fingerprint(self._asked_fingerprint)

    def knows(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint is one of this store, of now or of before."""
        return fingerprint.partition(":")[0] == self.fingerprint.partition(":")[0]

    @property
    def copies(self) -> list[Path]:
        """The copies of earlier versions that lie beside the store."""
        return sorted(self._file.parent.glob(f"{escape(self._file.name)}.version-*")) if self._file else []

    def drop_copies(self) -> None:
        """Delete the copies of earlier versions, which hold what has been removed from the store."""
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
        if self._file is None:
            return
        with (
            self._writing,
            failures(f"The store {self._name} cannot be compacted: what was deleted is still in its bytes"),
            self._written_anew(self._file) as new,
            self._gate.closed(),
        ):
            with one_thread(self._connection):
                self._connection.execute("CHECKPOINT")
            self._connection.close()
            try:
                replace_file(self._file, new)
            finally:
                self._connection = self._connect()

    def _asked_fingerprint(self) -> str:
        store_id, revision = self.frame("SELECT store_id::VARCHAR, revision FROM meta").row(0)
        return f"{store_id}:{revision}"

    def _connect(self) -> duckdb.DuckDBPyConnection:
        spill = self.work_folder.spill
        connection = open_store(self._file, self._name, spill) if self._file and spill else duckdb.connect()
        # It would be drawn between the lines that the command line prints.
        connection.execute("SET enable_progress_bar = false")
        [(memory,)] = connection.execute("SELECT parse_formatted_bytes(current_setting('memory_limit'))").fetchall()
        connection.execute(f"SET memory_limit = '{min(memory, _MEMORY)} B'")
        return connection

    def _answer(self, query: str, parameters: Mapping[str, object] | None) -> pl.DataFrame:
        # A DuckDB connection serves one thread at a time and Streamlit runs one thread a session,
        # so each call works on its own cursor.
        with self._gate.reading(), self._connection.cursor() as cursor:
            answer: pl.DataFrame = cursor.sql(query, params=parameters or None).pl()
        return answer

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with faults(f"The store {self._name} cannot be written: nothing was changed"):
            try:
                with self._connection.cursor() as cursor:
                    cursor.begin()
                    try:
                        yield cursor
                        # While DuckDB 2.0 takes back a commit that failed, readers see some of its rows.
                        with self._gate.closed(), one_thread(cursor):
                            cursor.commit()
                    except BaseException:
                        # After a commit that failed there is nothing left to roll back.
                        with suppress(duckdb.Error):
                            cursor.rollback()
                        raise
            except BaseException:
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

    @contextmanager
    def _written_anew(self, file: Path) -> Iterator[Path]:
        """Give a file with all that is in the store; it is gone after the block unless it was moved."""
        # Others may not see a store that is closed to them while it is copied.
        with self.work_folder.part() as folder:
            try:
                new = folder / "store"
                with self._connection.cursor() as cursor:
                    [(name,)] = cursor.execute("SELECT current_database()").fetchall()
                    own, other = (quoted(text, '"') for text in (name, f"{name} anew"))
                    cursor.execute(f"ATTACH {quoted(str(new), chr(39))} AS {other}")
                    try:
                        cursor.execute(f"COPY FROM DATABASE {own} TO {other}")
                    finally:
                        cursor.execute(f"DETACH {other}")
                shutil.copymode(file, new)
                yield new
            finally:
                self._revive()

    def _migrate(self) -> None:
        version = self._version()
        if version > len(_MIGRATIONS):
            raise StoreError(
                f"The store {self.path} was written by a newer version of Token Gauge.",
                hint="Use that version, or name another store.",
            )
        if self._file is not None and 0 < version < len(_MIGRATIONS):
            self._keep_copy(self._file, version)
        try:
            with self._transaction() as cursor:
                for migration in _MIGRATIONS[version:]:
                    cursor.execute(migration.read_text(encoding="utf-8"))
        except duckdb.Error as error:
            raise StoreError(
                f"The store {self._name} cannot be brought from version {version} to {len(_MIGRATIONS)}.",
                hint="It is as it was; the version of Token Gauge that wrote it can open it.",
            ) from error

    def _identify(self) -> None:
        """Bring the products in line with the names that this version ships."""
        with self._connection.cursor() as cursor:
            cursor.begin()
            outdated = identify(cursor)
            cursor.rollback()
        if outdated:
            with self.writing():
                pass

    def _keep_copy(self, file: Path, version: int) -> None:
        """Put a copy beside the store, under a name of its own unless there is one with the same content already."""
        with (
            failures(f"The store {self._name} cannot be copied before it is changed"),
            self._written_anew(file) as new,
        ):
            for number in count(1):
                copy = file.with_name(f"{file.name}.version-{version}" + (f".{number}" if number > 1 else ""))
                if not copy.exists():
                    os.replace(new, copy)
                    return
                if content(copy) == content(new):
                    return

    def _version(self) -> int:
        tables = self.frame("SELECT table_name FROM duckdb_tables() WHERE NOT internal")["table_name"].to_list()
        if not tables:
            return 0
        if "meta" not in tables:
            raise StoreError(
                f"{self.path} is a DuckDB file, but not a store of Token Gauge.", hint="Name another file."
            )
        return int(self.frame("SELECT version FROM meta").item())
