"""The ways of loading an export that are compared, each run and measured in a process of its own.

`python -m benchmarks.contenders CONTENDER FILE DATABASE KNOWN` runs one and prints what it took as JSON; `KNOWN` is
what the generator knows of the file, as JSON.
"""

# ruff: noqa: PLC0415 - each process imports only the libraries of its contender, or its peak memory would not be its own

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.large_exports import NOW, Known

if TYPE_CHECKING:
    from analytics.exports import Receipt


@dataclass(frozen=True, slots=True)
class Run:
    """One contender, once."""

    seconds: float
    """From opening the file to the closed database."""
    cpu: float
    """Seconds of computing in that time, on all cores together."""
    mib: float
    """Peak resident memory; where the contender starts a process, both peaks: an upper bound."""
    process: float = 0
    """Seconds from the start of the process to its end, imports included."""


Timed = Callable[[Path, Path, Known], None]
"""Load a file into a new database at a path, and raise where it does not bring what is known."""


class LossError(Exception):
    """A contender did not bring what is in the file."""


def conserved(receipt: "Receipt", known: Known) -> None:
    """Check that a load lost neither rows nor tokens.

    Raises
    ------
    LossError
        When it did, or was not loaded at all.
    """
    aside = sum(part.rows for part in receipt.set_aside)
    found: tuple[object, ...] = (str(receipt.status), receipt.rows_in, receipt.rows_used, aside, receipt.tokens)
    expected = ("loaded", known.rows, known.used, known.rows - known.used, known.tokens)
    if found != expected:
        raise LossError(f"status, rows, used, set aside, tokens are {found}, not {expected}: {receipt.message}")


def counted(rows: int, known: Known) -> None:
    """Check that as many rows came as there are; the others check no more.

    Raises
    ------
    LossError
        When there are fewer or more.
    """
    if rows != known.rows:
        raise LossError(f"{rows:,} rows came, not {known.rows:,}")


def token_gauge() -> Timed:
    """Load as the product does: every check, the receipt, one transaction."""
    from analytics.store import LoadOptions, Store, load

    import_module("pyarrow")  # or DuckDB would import it in the measured time

    def run(file: Path, database: Path, known: Known) -> None:
        with Store(database) as store:
            receipt = load(store, file, NOW, LoadOptions())
        conserved(receipt, known)

    return run


def duckdb_alone() -> Timed:
    """Load with DuckDB's reader, with what it finds out by itself."""
    import duckdb

    def run(file: Path, database: Path, known: Known) -> None:
        with duckdb.connect(str(database)) as connection:
            connection.execute("SET enable_progress_bar = false")
            row = connection.execute("CREATE TABLE usage AS FROM read_csv($file)", {"file": str(file)}).fetchone()
        counted(row[0] if row else 0, known)

    return run


def pandas_to_sqlite() -> Timed:
    """Load with `to_sql`; only as many rows as are known."""
    import sqlite3

    import pandas as pd

    def run(file: Path, database: Path, known: Known) -> None:
        with closing(sqlite3.connect(database)) as connection, connection:
            # Without low_memory=False pandas warns of the mixed types that the repeated header causes.
            frame = pd.read_csv(file, nrows=known.rows, low_memory=False)
            frame.to_sql("usage", connection, index=False, chunksize=100_000)
        counted(len(frame), known)

    return run


def pandas_to_duckdb() -> Timed:
    """Load a pandas frame into DuckDB."""
    import duckdb
    import pandas as pd

    def run(file: Path, database: Path, known: Known) -> None:
        with duckdb.connect(str(database)) as connection:
            frame = pd.read_csv(file, low_memory=False)
            connection.register("frame", frame)
            connection.execute("CREATE TABLE usage AS FROM frame")
        counted(len(frame), known)

    return run


def fastexcel_alone() -> Timed:
    """Read a workbook to Polars; nothing is stored."""
    import fastexcel

    import_module("polars")  # or fastexcel would import it in the measured time

    def run(file: Path, _database: Path, known: Known) -> None:
        counted(fastexcel.read_excel(file).load_sheet(0).to_polars().height, known)

    return run


OURS, FLOOR, SQLITE, FRAME, SHEET = (
    "Token Gauge",
    "DuckDB read_csv",
    "pandas to SQLite",
    "pandas to DuckDB",
    "fastexcel to Polars",
)
CONTENDERS: dict[str, Callable[[], Timed]] = {
    FLOOR: duckdb_alone,
    OURS: token_gauge,
    SQLITE: pandas_to_sqlite,
    FRAME: pandas_to_duckdb,
    SHEET: fastexcel_alone,
}


def measured(contender: str, file: Path, database: Path, known: Known) -> Run:
    """Run a contender in this process."""
    timed = CONTENDERS[contender]()
    computing, started = _cpu(), time.perf_counter()
    timed(file, database, known)
    seconds, cpu = time.perf_counter() - started, _cpu() - computing
    return Run(seconds, cpu, _peak(resource.RUSAGE_SELF) + _peak(resource.RUSAGE_CHILDREN))


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak(who: int) -> float:
    """Give the peak resident memory in MiB; a process begins with that of the one that started it (Linux)."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(who).ru_maxrss / unit


if __name__ == "__main__":
    name, file, database, known = sys.argv[1:]
    print(json.dumps(asdict(measured(name, Path(file), Path(database), Known(**json.loads(known))))))
