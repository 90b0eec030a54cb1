"""Of a large file with lines that are no rows every line is used or set aside; the reader alone loses some."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from analytics.exports import Receipt, Status
from analytics.store import LoadOptions, Store, load
from tests.places import NOW

HEADER = "Day used,Product,Email,Tokens used\n"
ROW = "2026-01-05,Revit,somebody.else@b.example,10\n"
SHORT = "2026-01-05\n"
BOUNDARY = 8_000_000
"""Where DuckDB begins a part of the file that another core reads."""


def loaded(store: Store, path: Path, lines: Iterable[str]) -> Receipt:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(lines)
    return load(store, path, NOW, LoadOptions(confirmed=True))


def assert_whole(receipt: Receipt, good: int, bad: int, reason: str = "cells are missing") -> None:
    assert receipt.status is Status.LOADED, receipt.message
    assert (receipt.rows_in, receipt.rows_used, receipt.tokens) == (good + bad, good, 10 * good)
    assert [(aside.reason, aside.rows) for aside in receipt.set_aside] == ([(reason, bad)] if bad else [])


@pytest.mark.parametrize("every", [10, 1_000])
def test_no_line_of_a_large_ragged_file_is_lost(store: Store, tmp_path: Path, every: int) -> None:
    lines = (SHORT if n % every == 0 else ROW for n in range(250_000))
    assert_whole(loaded(store, tmp_path / "ragged.csv", lines), 250_000 - 250_000 // every, 250_000 // every)


def test_no_line_is_lost_after_the_only_bad_one_at_a_boundary(store: Store, tmp_path: Path) -> None:
    above = (BOUNDARY - len(HEADER)) // len(ROW) + 1
    lines = [*[ROW] * above, SHORT, *[ROW] * 5_000]
    assert_whole(loaded(store, tmp_path / "boundary.csv", lines), above + 5_000, 1)


def test_no_row_is_lost_where_cells_have_lines_of_their_own_and_others_are_blank(store: Store, tmp_path: Path) -> None:
    notes = ROW.replace("Revit", '"Revit\n\nLT, ""2026"""')
    lines = (notes if n % 1_000 == 0 else "\n" + ROW if n % 1_001 == 0 else ROW for n in range(200_000))
    assert_whole(loaded(store, tmp_path / "notes.csv", lines), 200_000, 0)


@pytest.mark.parametrize("megabytes", [1, 10, 35])
def test_a_quote_that_does_not_close_refuses_a_file_of_any_size(store: Store, tmp_path: Path, megabytes: int) -> None:
    lines = [*[ROW] * 1_000, ROW.replace("Revit", '"Revit'), *[ROW] * (megabytes * 1_000_000 // len(ROW))]
    receipt = loaded(store, tmp_path / "open.csv", lines)
    assert receipt.status is Status.REFUSED
    assert "open.csv does not close, so the lines after it cannot be told apart." in receipt.message


def test_a_stray_quote_above_a_blank_line_costs_its_row_only(store: Store, tmp_path: Path) -> None:
    lines = [ROW, f'"2026-01-05"x{ROW[10:]}', "\n", "\n", ROW]
    assert_whole(loaded(store, tmp_path / "stray.csv", lines), 2, 1, "a quote does not close")


@pytest.mark.parametrize(("cells", "lines"), [(4_000, 1), (100, 1_000), (3, 20_000)])
def test_lines_that_are_too_wide_are_set_aside(store: Store, tmp_path: Path, cells: int, lines: int) -> None:
    wide = ROW[:-1] + ",x" * cells + "\n"
    receipt = loaded(store, tmp_path / "wide.csv", [*[ROW] * 500, *[wide] * lines])
    assert_whole(receipt, 500, lines, "there are too many cells")


# DuckDB notes every cell too many or too few with its whole line: each of these would take gigabytes.
@pytest.mark.parametrize(
    "lines",
    [
        [ROW[:-1] + "," * 1_000_000 + "\n"],
        [ROW[:-1] + ",x" * 7_000 + "\n"] * 100,
        [ROW[:-1] + ",x,x,x\n"] * 500_000,
        [SHORT] * 500_000,
    ],
    ids=["one endless line", "long lines", "a wider table", "a narrower table"],
)
def test_far_too_many_cells_refuse_the_file(store: Store, tmp_path: Path, lines: list[str]) -> None:
    receipt = loaded(store, tmp_path / "wide.csv", [*[ROW] * 50_000, *lines, *[ROW] * 50_000])
    assert receipt.told == (
        "Many lines of wide.csv have more or fewer cells than its header has names. Load the file as Autodesk gave it;"
        " a table with other columns belongs in a file of its own."
    )


def test_commas_within_quotes_are_no_cells(store: Store, tmp_path: Path) -> None:
    row = ROW.replace("Revit", '"Revit, LT, 1, 2, 3, 4, ""5"", 6"')
    assert_whole(loaded(store, tmp_path / "quoted.csv", [row] * 150_000), 150_000, 0)


@pytest.mark.parametrize("size", [3_000_000, 70_000_000])
def test_a_line_without_an_end_refuses_the_file(store: Store, tmp_path: Path, size: int) -> None:
    receipt = loaded(store, tmp_path / "endless.csv", [*[ROW] * 1_000, "x" * size + "\n", ROW])
    assert receipt.message.startswith("Line 1,002 of endless.csv is longer than 2 MB.")
