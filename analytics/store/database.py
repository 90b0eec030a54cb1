"""The DuckDB file behind everything: opening, migrating, reading and writing in transactions."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from analytics.errors import StoreError

_MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
_IN_MEMORY = ":memory:"


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
        self._connection = _connect(path)
        # It would be drawn between the lines that the command line prints.
        self._connection.execute("SET enable_progress_bar = false")
        self._writing = threading.Lock()
        self._migrate()

    def close(self) -> None:
        """Release the file; the store cannot be used afterwards."""
        self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def frame(self, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """Run a query and give its answer, in the query's order."""
        # A DuckDB connection serves one thread at a time and Streamlit runs one thread a session,
        # so each call works on its own cursor.
        with self._connection.cursor() as cursor:
            answer: pl.DataFrame = cursor.sql(query, params=parameters or None).pl()
        return answer

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor inside a transaction: kept when the block ends, as if it never was when it raises."""
        with self._writing, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
                cursor.execute("UPDATE meta SET revision = revision + 1")
                cursor.commit()
            except BaseException:
                cursor.rollback()
                raise

    @property
    def fingerprint(self) -> str:
        """Change with every write: whoever keeps an answer keeps it under this."""
        store_id, revision = self.frame("SELECT store_id::VARCHAR, revision FROM meta").row(0)
        return f"{store_id}:{revision}"

    def knows(self, fingerprint: str) -> bool:
        """Tell whether a fingerprint is one of this store, of now or of before."""
        return fingerprint.partition(":")[0] == self.fingerprint.partition(":")[0]

    def _migrate(self) -> None:
        version = self._version()
        if version > len(_MIGRATIONS):
            raise StoreError(
                f"The store {self.path} was written by a newer version of Token Gauge.",
                hint="Use that version, or name another store.",
            )
        for migration in _MIGRATIONS[version:]:
            with self._connection.cursor() as cursor:
                cursor.execute(f"BEGIN; {migration.read_text(encoding='utf-8')} COMMIT;")

    def _version(self) -> int:
        tables = self.frame("SELECT table_name FROM duckdb_tables() WHERE NOT internal")["table_name"].to_list()
        if not tables:
            return 0
        if "meta" not in tables:
            raise StoreError(
                f"{self.path} is a DuckDB file, but not a store of Token Gauge.", hint="Name another file."
            )
        return int(self.frame("SELECT version FROM meta").item())


def _connect(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        return duckdb.connect(_IN_MEMORY)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreError(
                f"The store {path} is in use by another program{_holder(str(error))}.",
                hint="Close that program (perhaps the app itself is running), or name another store.",
            ) from error
        raise StoreError(
            f"{path} cannot be opened as a store.",
            hint="Check the path and the permissions, or name another file.",
        ) from error
    except (duckdb.Error, OSError) as error:
        raise StoreError(
            f"{path} cannot be opened as a store.",
            hint="Check the path and the permissions, or name another file.",
        ) from error


def _holder(message: str) -> str:
    """Take the process out of DuckDB's sentence about the lock, where it names one."""
    _, found, rest = message.partition("(PID ")
    return f" (process {rest.partition(')')[0]})" if found else ""
