"""What a file costs is bounded before it is paid, and each bound is said: what it is, what was found, what to do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from analytics.exports import Status, bounds
from analytics.store import LoadOptions, Store, is_empty, load_all
from analytics.store.loading import coding, staging
from tests.exports.made import written, xlsx
from tests.places import NOW

HEADER = ["Day used", "Product", "Email", "Tokens used", "Custom field 1"]


def as_csv(rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


def as_json(rows: list[list[str]]) -> bytes:
    return json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode()


def as_parquet(rows: list[list[str]], path: Path) -> bytes:
    pl.DataFrame({name: [row[n] for row in rows[1:]] for n, name in enumerate(rows[0])}).write_parquet(path)
    return path.read_bytes()


FORMATS: dict[str, Callable[[list[list[str]], Path], bytes]] = {
    "csv": lambda rows, _: as_csv(rows),
    "json": lambda rows, _: as_json(rows),
    "parquet": as_parquet,
    "xlsx": lambda rows, _: xlsx(rows),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("place", "most"), [(0, 1_000), (1, 1_000), (2, 1_000), (3, 1_000), (4, 32_767)])
def test_the_length_of_a_text_is_bounded(tmp_path: Path, form: str, place: int, most: int) -> None:
    row = ["2026-01-01", "Revit", "ann@b.example", "1", "x"]
    for length, status in ((most + 1, Status.REFUSED), (most, Status.LOADED)):
        if place in (0, 3) and status is Status.LOADED:  # such a text is no day and no number
            continue
        if form == "xlsx" and length > 32_767:  # more than the program that writes it takes
            continue
        long = [*row]
        long[place] = "é" * length
        content = FORMATS[form]([HEADER, row, long], tmp_path / "made")
        with Store() as store:
            [receipt] = load_all(store, written(tmp_path, content, f"a.{form}"), NOW, LoadOptions())
            assert receipt.status is status, receipt
            assert is_empty(store) is (status is Status.REFUSED)
        if status is Status.REFUSED:
            assert receipt.message == (
                f"A text in the column {HEADER[place]} of a.{form} has {length:,} characters, more than the {most:,}"
                " that it can have."
            )
            assert receipt.hint


def test_a_product_with_a_name_of_100_mb_is_refused(tmp_path: Path, store: Store) -> None:
    """Packed, such a file has five kilobytes."""
    path = tmp_path / "name.parquet"
    table = {"Day used": ["2026-01-01"], "Product": ["P" * 100_000_000], "Tokens used": ["1"]}
    pl.DataFrame(table).write_parquet(path)
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.status is Status.REFUSED
    assert "has 100,000,000 characters, more than the 1,000" in receipt.message
    assert all(len(cell) <= 200 for column in receipt.columns for cell in column.sample)


def test_rows_that_are_all_alike_are_counted_first(tmp_path: Path, store: Store) -> None:
    """Twelve million rows in some kilobytes; a hundred times as many would take no more."""
    path = tmp_path / "alike.parquet"
    row = pl.DataFrame({"Day used": ["2026-01-01"], "Product": ["Revit"], "Tokens used": ["1"]})
    row.select(pl.all().repeat_by(12_000_000).explode()).write_parquet(path)
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message.startswith("alike.parquet says that it has 12,000,000 rows in ")


def test_a_list_has_the_same_bounds(tmp_path: Path, store: Store) -> None:
    header = "Email,Department\n"
    path = written(tmp_path, f"{header}ann@b.example,{'x' * 1_001}\n", "directory.csv")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message.startswith("A text in the column Department of directory.csv has 1,001 characters")


def test_the_name_of_a_column_is_bounded(tmp_path: Path, store: Store) -> None:
    path = written(tmp_path, f"Day used,Product,Tokens used,{'x' * 1_001}\n2026-01-01,Revit,1,\n", "a.csv")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message == "A column of a.csv has a name of more than the 1,000 characters it can have."


def test_a_long_line_that_is_no_row_is_kept_in_part(tmp_path: Path, store: Store) -> None:
    path = written(
        tmp_path, f'Day used,Product,Tokens used\n2026-01-01,Revit,1\n2026-01-02,"a"{"x" * 100_000},1\n', "a.csv"
    )
    [receipt] = load_all(store, path, NOW, LoadOptions(confirmed=True))
    assert receipt.status is Status.LOADED
    assert store.frame("SELECT max(length(cells::VARCHAR)) FROM set_aside").item() < 33_000


def test_a_header_is_found_however_long_its_cells_are(tmp_path: Path, store: Store) -> None:
    """Fifty lines of 80 kB: what reads letter by letter reads the beginnings only."""
    lines = "".join(f"2026-01-01,{n}{'P' * 80_000},a@b.example,1\n" for n in range(50))
    path = written(tmp_path, f"Day used,Product,Email,Tokens used\n{lines}", "a.csv")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message.startswith("A text in the column Product of a.csv has 80,00")
    assert {len(cell) for column in receipt.columns for cell in column.sample if column.header == "Product"} == {200}


@pytest.mark.parametrize("name", ["a", "Day used"])
def test_half_a_million_columns_of_one_name_are_refused(tmp_path: Path, store: Store, name: str) -> None:
    count = 1_500_000 // len(name)
    path = written(tmp_path, f"{','.join([name] * count)}\n{'1,' * (count - 1)}1\n", "a.csv")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.status is Status.REFUSED
    assert receipt.message in (
        f"a.csv has {count:,} columns, more than the 1,000 that are read.",
        "Line 1 of a.csv is longer than 2 MB.",
    )


def test_a_thousand_columns_of_one_name_are_told_apart(tmp_path: Path, store: Store) -> None:
    header = ",".join(["Day used", "Product", "Tokens used", *["x"] * 900])
    path = written(tmp_path, f"{header}\n2026-01-01,Revit,1{',y' * 900}\n", "a.csv")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.status is Status.LOADED
    assert receipt.columns[-1].header == "x (900)"


@pytest.mark.parametrize(("column", "most"), [("Product", 20_000), ("Team", 20_000), ("Product version", 20_000)])
def test_names_that_every_page_would_carry_are_counted(tmp_path: Path, store: Store, column: str, most: int) -> None:
    known = {"Day used": "2026-01-01", "Product": "Revit", "Tokens used": "1"}
    header = ",".join(known | {column: ""})
    lines = "".join(",".join((known | {column: f"name {n}"}).values()) + "\n" for n in range(most + 1))
    [receipt] = load_all(store, written(tmp_path, f"{header}\n{lines}", "a.csv"), NOW, LoadOptions())
    assert receipt.message == f"The column {column} of a.csv has more than {most:,} different texts."
    assert receipt.hint


def test_amounts_that_are_read_one_by_one_are_counted(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(coding._FEWER_TEXTS, "amount", 10)
    lines = "".join(f"2026-01-01,Revit,{n}\n" for n in range(11))
    path = written(tmp_path, f"Day used,Product,Tokens used\n{lines}", "a.csv")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message == "The column Tokens used of a.csv has more than 10 different texts."


@pytest.mark.parametrize("form", FORMATS)
def test_the_rows_of_a_list_are_counted(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(staging, "MOST_OF_A_LIST", 3)
    rows = [["Email", "Department"], *([f"{name}@b.example", "D"] for name in "abcd")]
    path = written(tmp_path, FORMATS[form](rows, tmp_path / "made"), "a.bin")
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message == "a.bin has 4 rows, more than the 3 of a directory of users."


def test_a_load_that_could_fill_the_disk_is_refused_first(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "Day used,Product,Tokens used\n2026-01-01,Revit,1\n", "a.csv")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=bounds._LEFT_FREE))
    assert load_all(store, path, NOW, LoadOptions(dry_run=True))[0].status is Status.LOADED
    monkeypatch.setattr(bounds, "_SMALL", 10)
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert receipt.message == "Loading a.csv takes 48 bytes of disk; where that is kept 0 bytes can be used."
    assert is_empty(store)
