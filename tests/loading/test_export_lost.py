"""An export that is removed, cut short or replaced while it loads: all of one file is loaded, or nothing."""

import gzip
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.errors import TokenGaugeError
from analytics.exports import Status
from analytics.store import LoadOptions, Store, current_usage, load_all
from tests.exports.made import xlsx, zipped
from tests.places import NOW
from tests.store.test_file_lost import PHASES, Happening

HEADER = ["Day used", "Team", "Product", "Email", "Tokens used"]


def rows(count: int, tokens: str) -> list[list[str]]:
    return [[f"2026-01-{n % 28 + 1:02d}", "A", "Revit", f"u{n % 97}@b.example", tokens] for n in range(count)]


def as_csv(of: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in [HEADER, *of]).encode()


def as_parquet(of: list[list[str]], path: Path) -> bytes:
    pl.DataFrame(of, HEADER, orient="row").write_parquet(path)
    return path.read_bytes()


FORMS: dict[str, Callable[[list[list[str]], Path], bytes]] = {
    "csv": lambda of, _: as_csv(of),
    "json": lambda of, _: json.dumps([dict(zip(HEADER, row, strict=True)) for row in of]).encode(),
    "parquet": as_parquet,
    "xlsx": lambda of, _: xlsx([HEADER, *of]),
    "csv.gz": lambda of, _: gzip.compress(as_csv(of)),
    "zip": lambda of, _: zipped([("a.csv", as_csv(of))]),
}
HAPPENINGS: dict[str, Callable[[Path], object]] = {
    "removed": Path.unlink,
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "replaced": lambda path: path.with_name("other").replace(path),
    "written over": lambda path: path.write_bytes(path.with_name("other").read_bytes()),
}


CASES = [
    *(("csv", happening, phase) for happening in HAPPENINGS for phase in PHASES),
    # What is read in another way is read in these.
    *(
        (form, happening, phase)
        for form in FORMS
        for happening in ("removed", "cut short", "written over")
        for phase in ("Reading", "Checking every row")
        if form != "csv"
    ),
]


@pytest.mark.parametrize(("form", "happening", "phase"), CASES)
def test_all_of_one_file_is_loaded_or_nothing(
    store: Store, tmp_path: Path, form: str, happening: str, phase: str
) -> None:
    path = tmp_path / f"export.{form}"
    path.with_name("other").write_bytes(FORMS[form](rows(1_500, "7"), tmp_path / "made"))
    path.write_bytes(FORMS[form](rows(1_000, "3"), tmp_path / "made"))
    watch = Happening(phase, lambda: HAPPENINGS[happening](path))
    try:
        [receipt] = load_all(store, path, NOW, LoadOptions(), watch=watch)
        said, acknowledged = receipt.message, receipt.status is Status.LOADED
    except TokenGaugeError as error:
        said, acknowledged = error.message, False
    used = Decimal(current_usage(store)["tokens"].sum())
    assert used in ((3_000, 10_500) if acknowledged else (0,)), said
    assert said
    assert "\n" not in said
