"""Speed and memory of loading an export, against the quickest and the usual other ways, side by side in one run.

`python benchmarks/loading.py` takes about five minutes and 2 GB of disk, `--rows 1000000 --excel-rows 0` one minute; on
two cores, best idle. Every contender runs in a fresh process of its own; its seconds are from opening the file to the
closed database, imports excluded. The floor is DuckDB's `read_csv` as an analyst calls it: the repeated header and the
line of totals have it read days and tokens as text, and it checks nothing. Ratios are of runs of the same round.
"""

# ruff: noqa: PLC0415 - each process imports only the libraries of its contender, or its peak memory would not be its own

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.metadata import version
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    import polars as pl

    from analytics.exports import Receipt

ROWS, EXCEL_ROWS = 10_000_000, 1_000_000
FIRST_DAY, DAYS = date(2023, 1, 1), 1100
WEEKEND = 0.03
"""Use on a day of the weekend, as a share of a weekday's."""
USERS, TEAMS = 20_000, 12
NOW = datetime(2026, 2, 1, 12)
BATCH = 500_000
HEADER_AGAIN = 10_000
"""Rows above the repeated header; beyond its sample of 20,480 rows a plain `read_csv` would fail instead of load."""
MOST_EXCEL_ROWS = 2**20 - 3
"""A sheet's rows without header, repeated header and totals."""
MOST_OF_FLOOR, MOST_OF_FASTEXCEL, MOST_MIB = 1.2, 1.5, 1536
"""The goals, for 10 million rows of CSV and 1 million of XLSX; the third goal is to be faster than pandas."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the generator knows of a file that it wrote."""

    given: int
    """Rows of use, as asked for."""
    rows: int
    """Rows below the header: also the repeated header and the line of totals."""
    used: int
    """Rows that count."""
    tokens: int
    """Their tokens."""


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


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over the rounds."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.low:.2f}-{self.high:.2f})"


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


def batches(total: int) -> Iterator["pl.DataFrame"]:
    """Give the rows of a file in the shape of a Token Usage export, by day: use, a header again, use, totals.

    One row per user, product and day, at most one daily rate each, except for every 50,000th row. The same for the
    same total.
    """
    import numpy as np
    import polars as pl

    from analytics.samples.files import USAGE_HEADER
    from analytics.samples.names import NAMES, Name
    from analytics.samples.products import AUTOCAD, FUSION, RATES

    names = [(NAMES[n % len(NAMES)].first, NAMES[n // len(NAMES) % len(NAMES)].last) for n in range(USERS)]
    users = pl.DataFrame(
        {
            "Email": [Name(first, f"{last}.{n}").email for n, (first, last) in enumerate(names)],
            "First name": [first for first, _ in names],
            "Last name": [last for _, last in names],
        }
    )
    products = pl.Series([rate.product for rate in RATES])
    rates = np.array([rate.tokens for rate in RATES])
    days = [FIRST_DAY + timedelta(n) for n in range(DAYS)]
    busy = np.array([100 * (WEEKEND if day.weekday() >= 5 else 1) for day in days]).astype(np.int64).cumsum()
    ends = busy * total // busy[-1]

    def use(first: int, end: int) -> pl.DataFrame:
        row = np.arange(first, end)
        day = np.searchsorted(ends, row, side="right")
        place = row - np.concatenate([[0], ends])[day]
        # Steps of a prime, so that a user comes again only when all the others of the day have come.
        user = (place * 7919 + day * 104_729) % USERS
        # Knuth, The Art of Computer Programming 3, ch. 6.4: multiplicative hashing.
        chance = (user * DAYS + day).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)
        habit = np.array([0, 0, 0, 0, 2, 2, 4])[chance % 7]
        product = (user // TEAMS + habit + place // USERS) % len(RATES)
        tokens = np.where(chance // 7 % 14 == 0, 0, rates[product])
        tokens = np.where(row % 50_000 == 17, 2 * rates[product], tokens)
        tokens = np.where(row % 50_000 == 23, -rates[product], tokens)
        hidden = pl.Series(row % 200 == 41)
        frame = pl.DataFrame(
            {
                "Day used": pl.Series(days, dtype=pl.Date).gather(day),
                "Team": pl.Series([f"Department {n:02}" for n in range(1, TEAMS + 1)]).gather(user % TEAMS),
                "Product": products.gather(product),
                "Tokens used": tokens,
                "toolset": chance // 98 % 4 == 0,
            }
        ).hstack(users[user])
        return frame.with_columns(
            pl.when(pl.col("Product") == AUTOCAD, "toolset").then(pl.lit("AutoCAD Architecture")).alias("Feature"),
            pl.when(pl.col("Product") != FUSION)
            .then(pl.col("Day used").dt.offset_by("9mo").dt.year().cast(pl.String))
            .alias("Product version"),
            *(pl.when(hidden).then(pl.lit("*****")).otherwise(pl.col(name)).alias(name) for name in users.columns),
        ).select(USAGE_HEADER)

    again = min(HEADER_AGAIN, total // 2)
    sum_of_all = 0
    for start, stop in ((0, again), (again, total)):
        for first in range(start, stop, BATCH):
            frame = use(first, min(first + BATCH, stop))
            sum_of_all += int(frame["Tokens used"].sum())
            yield frame
        if start == 0:
            yield pl.DataFrame({name: [name] for name in USAGE_HEADER})
    empty = dict.fromkeys(USAGE_HEADER, pl.Series([None], dtype=pl.String))
    yield pl.DataFrame(empty | {"Day used": ["Total"], "Tokens used": [sum_of_all]})


def write(file: Path, total: int) -> None:
    """Write a file of so many rows of use, by its ending, and beside it what is known of it."""
    import polars as pl

    from analytics.samples.files import USAGE_HEADER

    rows = used = tokens = 0
    part = file.with_suffix(".part")
    with _workbook(part) if file.suffix == ".xlsx" else _csv(part) as append:
        append(pl.DataFrame({name: [name] for name in USAGE_HEADER}))
        for frame in batches(total):
            append(frame)
            rows += frame.height
            if frame.schema["Day used"] == pl.Date:
                counting = frame["Tokens used"].filter(frame["Tokens used"] >= 0)
                used += counting.len()
                tokens += int(counting.sum())
    part.replace(file)
    _beside(file).write_text(json.dumps(asdict(Known(total, rows, used, tokens))), encoding="utf-8")


@contextmanager
def _csv(path: Path) -> Iterator[Callable[["pl.DataFrame"], None]]:
    with path.open("wb") as file:
        yield lambda frame: frame.write_csv(file, include_header=False)


@contextmanager
def _workbook(path: Path) -> Iterator[Callable[["pl.DataFrame"], None]]:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day_format = book.add_worksheet("Token Usage"), book.add_format({"num_format": "yyyy-mm-dd"})
        lines = count()

        def append(frame: "pl.DataFrame") -> None:
            for cells in frame.iter_rows():
                line = next(lines)
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, column, cell, day_format)
                    elif cell is not None:
                        sheet.write_number(line, column, cell)

        yield append


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def generated(file: Path, total: int) -> Known:
    """Have a file written unless it is there with as many rows, and give what is known of it."""
    known = Known(**json.loads(_beside(file).read_text("utf-8"))) if file.exists() and _beside(file).exists() else None
    if known is None or known.given != total:
        print(f"Writing {total:,} rows to {file.name}", file=sys.stderr, flush=True)
        _own_process("--write", str(file), str(total))
        known = Known(**json.loads(_beside(file).read_text("utf-8")))
    return known


def _own_process(*arguments: str) -> str:
    """Run this program in a fresh process and give what it prints."""
    done = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments[:2])} failed:\n{done.stderr}")
    return done.stdout


def rounds(file: Path, contenders: dict[str, Known], repeats: int) -> dict[str, list[Run]]:
    """Run every contender once a round, in turns forwards and backwards, each on as many rows as are named."""
    runs: dict[str, list[Run]] = {contender: [] for contender in contenders}
    with file.open("rb") as opened:
        while opened.read(2**24):  # nobody is the first to read it from the disk
            pass
    for number in range(repeats):
        for contender in list(contenders)[:: -1 if number % 2 else 1]:
            os.sync()  # nobody waits for what the one before has written
            known = json.dumps(asdict(contenders[contender]))
            with tempfile.TemporaryDirectory(dir=file.parent) as folder:
                started = time.perf_counter()
                printed = _own_process("--measure", contender, str(file), str(Path(folder) / "usage.db"), known)
                run = replace(Run(**json.loads(printed)), process=time.perf_counter() - started)
            print(f"Round {number + 1}, {contender}: {run.seconds:.2f} s", file=sys.stderr, flush=True)
            runs[contender].append(run)
    return runs


def spread(values: Iterable[float]) -> Spread:
    """Give the median, the least and the largest."""
    every = list(values)
    return Spread(median(every), min(every), max(every))


def ratios(runs: list[Run], base: list[Run]) -> Spread:
    """Compare seconds, round by round."""
    return spread(run.seconds / other.seconds for run, other in zip(runs, base, strict=True))


def scaled(run: Run, factor: float) -> Run:
    """Give what so many times the rows would take; imports and memory stay as they are."""
    seconds = run.seconds * factor
    return replace(run, seconds=seconds, cpu=run.cpu * factor, process=run.process - run.seconds + seconds)


def show(title: str, runs: dict[str, list[Run]], base: str, rows: int) -> None:
    """Print a table, one line per contender."""
    print(f"\n{title}")
    print(f"{'':22}{'seconds':>24}{'rows/s':>12}{'CPU s':>9}{'peak MiB':>10}{'process s':>11}  ratio to {base}")
    for contender, own in runs.items():
        seconds = spread(run.seconds for run in own)
        cpu, process = (median(getattr(run, name) for run in own) for name in ("cpu", "process"))
        print(
            f"{contender:22}{seconds!s:>24}{rows / seconds.middle:12,.0f}{cpu:9.2f}{max(run.mib for run in own):10,.0f}"
            f"{process:11.2f}  {ratios(own, runs[base])}"
        )


def vouch(known: Known) -> None:
    """Print what `conserved` has checked after every load."""
    print(
        f"Checked, in every round: {OURS} loaded {known.rows:,} rows = {known.used:,} used"
        f" + {known.rows - known.used:,} set aside, and {known.tokens:,} tokens, as the generator knows."
    )


def judged(goal: str, figure: Spread, meets: Callable[[float], bool]) -> None:
    """Print a goal and whether the median meets it; where single rounds say otherwise, that too."""
    met = meets(figure.middle)
    doubt = "" if meets(figure.low) is meets(figure.high) else "; the rounds disagree, repeat on an idle machine"
    print(f"{'met' if met else 'NOT MET':8}{goal}: {figure}{doubt}")


def compare_csv(folder: Path, rows: int, pandas_rows: int, repeats: int) -> None:
    """Print how loading a CSV compares, and which goals are met."""
    file = folder / "token_usage.csv"
    known = generated(file, rows)
    fewer = replace(known, rows=min(pandas_rows or known.rows, known.rows))
    runs = rounds(file, {FLOOR: known, OURS: known, SQLITE: fewer, FRAME: known}, repeats)
    runs[SQLITE] = [scaled(run, known.rows / fewer.rows) for run in runs[SQLITE]]
    show(f"CSV, {known.rows:,} rows, {file.stat().st_size / 2**20:,.0f} MiB", runs, FLOOR, known.rows)
    if fewer.rows < known.rows:
        print(f"{SQLITE} ran on the first {fewer.rows:,} rows: seconds are scaled to all rows, its memory is not.")
    vouch(known)
    of_floor, memory = ratios(runs[OURS], runs[FLOOR]), spread(run.mib for run in runs[OURS])
    judged(f"at most {MOST_OF_FLOOR} times the floor", of_floor, lambda ratio: ratio <= MOST_OF_FLOOR)
    for other in (SQLITE, FRAME):
        of_pandas = ratios(runs[OURS], runs[other])
        judged(f"faster than {other}, so less than 1 times its seconds", of_pandas, lambda ratio: ratio < 1)
    judged(f"peak memory below {MOST_MIB} MiB", memory, lambda mib: mib < MOST_MIB)


def compare_excel(folder: Path, rows: int, repeats: int) -> None:
    """Print how loading a workbook compares, and whether the goal is met."""
    file = folder / "token_usage.xlsx"
    known = generated(file, rows)
    runs = rounds(file, {SHEET: known, OURS: known}, repeats)
    show(f"XLSX, {known.rows:,} rows, {file.stat().st_size / 2**20:,.0f} MiB", runs, SHEET, known.rows)
    vouch(known)
    of_fastexcel = ratios(runs[OURS], runs[SHEET])
    judged(f"at most {MOST_OF_FASTEXCEL} times fastexcel", of_fastexcel, lambda ratio: ratio <= MOST_OF_FASTEXCEL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, run the contenders, print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=ROWS, help=f"rows of the CSV (default {ROWS:,})")
    options.add_argument(
        "--excel-rows", type=int, default=EXCEL_ROWS, help=f"of the XLSX (default {EXCEL_ROWS:,}, 0 none)"
    )
    options.add_argument("--pandas-rows", type=int, default=1_000_000, help="of the CSV for to_sql, scaled (0 all)")
    options.add_argument("--repeats", type=int, default=3, help="rounds (default 3)")
    options.add_argument("--folder", type=Path, help="keep the files here for the next run")
    # How the program calls itself, once per contender and file.
    options.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    options.add_argument("--write", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args(arguments)
    if given.measure:
        contender, file, database, known = given.measure
        run = measured(contender, Path(file), Path(database), Known(**json.loads(known)))
        print(json.dumps(asdict(run)))
        return 0
    if given.write:
        write(Path(given.write[0]), int(given.write[1]))
        return 0
    if given.rows < 1 or given.repeats < 1 or not 0 <= given.excel_rows <= MOST_EXCEL_ROWS or given.pandas_rows < 0:
        options.error(f"a sheet has room for {MOST_EXCEL_ROWS:,} rows; rows and repeats begin at 1")
    libraries = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "pandas", "fastexcel"))
    print(f"{os.cpu_count()} cores; {libraries}; {given.repeats} rounds; median (least-largest), the largest peak")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        compare_csv(folder.absolute(), given.rows, given.pandas_rows, given.repeats)
        if given.excel_rows:
            compare_excel(folder.absolute(), given.excel_rows, given.repeats)
    if (given.rows, given.excel_rows) != (ROWS, EXCEL_ROWS):
        print(f"\nThe goals are set for {ROWS:,} rows of CSV and {EXCEL_ROWS:,} of XLSX.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
