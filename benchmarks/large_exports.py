"""Exports of millions of rows, in the shape of a Token Usage export, and what is known of them.

`python -m benchmarks.large_exports FILE ROWS` writes one, by its ending.
"""

# ruff: noqa: PLC0415 - whoever asks whether a file is there does not import what writes it

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.processes import own_process

if TYPE_CHECKING:
    import polars as pl

ROWS = 10_000_000
FIRST_DAY, DAYS = date(2023, 1, 1), 1100
WEEKEND = 0.03
"""Use on a day of the weekend, as a share of a weekday's."""
USERS, TEAMS = 20_000, 12
NOW = datetime(2026, 2, 1, 12)
"""A moment after the last day, at which the files are loaded."""
BATCH = 500_000
HEADER_AGAIN = 10_000
"""Rows above the repeated header; beyond its sample of 20,480 rows a plain `read_csv` would fail instead of load."""
MOST_EXCEL_ROWS = 2**20 - 3
"""A sheet's rows without header, repeated header and totals."""


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
        own_process(__name__, str(file.resolve()), str(total))
        known = Known(**json.loads(_beside(file).read_text("utf-8")))
    return known


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
