"""Speed and memory of loading an export, against the quickest and the usual other ways, side by side in one run.

`python benchmarks/loading.py` takes about five minutes and 2 GB of disk, `--rows 1000000 --excel-rows 0` one minute; on
two cores, best idle. Every contender runs in a fresh process of its own; its seconds are from opening the file to the
closed database, imports excluded. The floor is DuckDB's `read_csv` as an analyst calls it: the repeated header and the
line of totals have it read days and tokens as text, and it checks nothing. Ratios are of runs of the same round.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.contenders import FLOOR, FRAME, OURS, SHEET, SQLITE, Run
from benchmarks.large_exports import MOST_EXCEL_ROWS, ROWS, Known, generated
from benchmarks.processes import own_process

EXCEL_ROWS = 1_000_000
MOST_OF_FLOOR, MOST_OF_FASTEXCEL, MOST_MIB = 1.2, 1.5, 1536
"""The goals, for 10 million rows of CSV and 1 million of XLSX; the third goal is to be faster than pandas."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over the rounds."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.low:.2f}-{self.high:.2f})"


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
                database = str(Path(folder) / "usage.db")
                printed = own_process("benchmarks.contenders", contender, str(file), database, known)
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
    given = options.parse_args(arguments)
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
