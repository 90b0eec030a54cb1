"""Recognise a workbook (xlsx, xlsb, xls, ods): the sheet that holds the data, its header, its rows."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from analytics.errors import ExportError
from analytics.exports import sheet_reader
from analytics.exports.bounds import check_cells, size_text
from analytics.exports.fields import Field, Said, fields_of
from analytics.exports.headers import HEAD_ROWS, Header, Table, check_width, header_of, no_header, sample_of
from analytics.exports.kinds import Kind, kind_of

_MEMORY = 6 * 10**9
# Measured: a sheet takes twelve bytes of memory for each byte of its file, one that repeats itself four times as many.
_MEMORY_OF_ANY, _MEMORY_OF_A_BYTE = 800 * 10**6, 64
_SECONDS = 300
_EXCEL_ROWS = 1_048_576
_CONVERT = "Open it in a spreadsheet program and save it as CSV (UTF-8) or Excel (.xlsx)."


@dataclass(frozen=True)
class OtherSheet:
    """A sheet beside the one that holds the data, with an export of its own."""

    number: int
    """From 1, as a spreadsheet program shows them."""
    name: str
    kind: Kind


@dataclass(frozen=True)
class Sheet:
    """The sheet of a workbook that holds the data."""

    path: Path
    index: int
    cells: pl.DataFrame = field(repr=False, compare=False)
    """All of it as text, header and what stands above included, columns `c0`, `c1`, ..."""
    others: tuple[OtherSheet, ...] = ()
    """Those that are not read, in their order."""
    from_1904: bool = False
    """Whether the days of the workbook count from 1904."""

    def rows(self, header: Header, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the rows below the header as text, columns `c0`, `c1`, ... or some of them, without blank rows."""
        below = self.cells.slice(header.row + 1)
        blank = below.select(pl.all_horizontal(pl.all().is_null() | (pl.all() == ""))).to_series()
        return (below if columns is None else below.select(columns)).filter(~blank)


@dataclass(frozen=True)
class _Candidate:
    file: Path
    header: Header
    rank: tuple[int, int]
    """How much it is wanted as an export, then how many fields are known."""
    kind: Kind | None
    """None for a table that is no export, or that has no rows as far as was looked."""

    @property
    def index(self) -> int:
        return int(self.file.stem)

    def sheet(self, path: Path) -> Sheet:
        # From its bytes: a frame over the file itself would end with the file.
        return Sheet(path, self.index, pl.read_ipc(self.file.read_bytes()))


def workbook_table(path: Path, shown: str, columns: Callable[[str], Said], folder: Path | None) -> Table[Sheet]:
    """Recognise a workbook; its sheets' names and order play no part.

    Parameters
    ----------
    path
        The file.
    shown
        Its name for people.
    columns
        What was said about the header with a fingerprint: it may make a sheet the one that holds the data.
    folder
        Where sheets are kept while they are looked at.

    Raises
    ------
    ExportError
        When it is damaged, locked or too large, no row names the columns, or two sheets hold different rows of the
        same table.
    """
    with tempfile.TemporaryDirectory(dir=folder) as sheets:
        _write_sheets(path, Path(sheets), shown)
        # Autodesk names sheets in the reader's language and puts the filters first, so the header decides.
        files = sorted(Path(sheets).glob("*.arrow"), key=lambda file: int(file.stem))
        candidates = [candidate for file in files if (candidate := _candidate(file, shown, columns))]
        if not candidates:
            raise no_header(shown)
        best = max(candidates, key=lambda candidate: candidate.rank)
        same = [candidate for candidate in candidates if candidate.header.names == best.header.names]
        book = json.loads(Path(sheets, sheet_reader.BOOK).read_text("utf-8"))
        others = _others(book["names"], [candidate for candidate in candidates if candidate not in same])
        sheet = replace(_joined(path, same, shown), others=others, from_1904=book["from_1904"])
    below = _head(sheet.cells.slice(best.header.row + 1, HEAD_ROWS))
    return Table(sheet, best.header, sample_of(below, len(best.header.names)))


def _candidate(file: Path, shown: str, columns: Callable[[str], Said]) -> _Candidate | None:
    head = pl.scan_ipc(file).head(HEAD_ROWS).collect()
    check_width(head.width, shown)
    check_cells(head.width, pl.scan_ipc(file).select(pl.len()).collect().item(), shown)
    rows = _head(head)
    header = header_of(rows)
    if header is None:
        return None
    fields = fields_of(header.names, columns(header.fingerprint))
    try:
        kind = kind_of(fields)
    except ExportError:
        return _Candidate(file, header, (0, len(fields)), None)
    filled = any(any(row) for row in rows[header.row + 1 :])
    return _Candidate(file, header, (_wanted(kind, fields), len(fields)), kind if filled else None)


def _wanted(kind: Kind, fields: Collection[Field]) -> int:
    """Put daily tokens above daily use above lists: an export of everything has a sheet of subscriptions, too."""
    return 1 + kind.daily + (kind.daily and kind.amount in fields)


def _others(names: Sequence[str], candidates: list[_Candidate]) -> tuple[OtherSheet, ...]:
    return tuple(
        OtherSheet(candidate.index + 1, names[candidate.index], candidate.kind)
        for candidate in candidates
        if candidate.kind
    )


def _joined(path: Path, same: list[_Candidate], shown: str) -> Sheet:
    """Join a table that goes on where a sheet was full; several tables under one header are not for us to choose."""
    first = same[0].sheet(path)
    others = [other.sheet(path).rows(other.header) for other in same[1:]]
    rows = first.rows(same[0].header) if others else first.cells
    further = [more for more in others if not more.is_empty() and not more.equals(rows)]
    if not further:
        return first
    if first.cells.height < _EXCEL_ROWS:
        raise ExportError(
            f"{shown} has {len(further) + 1} sheets with the same columns and different rows.",
            hint="Save each sheet as a file of its own and load them one by one.",
        )
    return Sheet(path, first.index, pl.concat([first.cells, *further], how="diagonal"))


def _head(cells: pl.DataFrame) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in cells.head(HEAD_ROWS).iter_rows()]


def _write_sheets(path: Path, sheets: Path, shown: str) -> None:
    """Have every sheet written to a file by a process that may fail without harm."""
    # By its path, for as a module it would bring the whole room with it; -P keeps the room's names off the path.
    reader = [sys.executable, "-P", sheet_reader.__file__]
    memory = min(_MEMORY, _MEMORY_OF_ANY + _MEMORY_OF_A_BYTE * path.stat().st_size)
    command = [*reader, str(path.absolute()), str(sheets.absolute()), str(memory), str(_SECONDS)]
    here, there = os.pipe()
    try:
        # The reader ends when this process does, for then nobody holds the pipe's other end.
        done = subprocess.run(command, stdin=here, capture_output=True, timeout=2 * _SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _too_large(shown, memory) from error
    finally:
        os.close(here)
        os.close(there)
    if done.returncode == sheet_reader.NO_ROOM:
        raise ExportError(
            f"There is no room to read {shown}.", hint="Free space where temporary files are kept and load it again."
        )
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise _too_large(shown, memory)
    if done.returncode != 0:
        raise _damaged(path, shown)


def _damaged(path: Path, shown: str) -> ExportError:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return ExportError(
            f"{shown} is protected with a password.", hint="Save it without a password and load it again."
        )
    return ExportError(f"{shown} is a damaged workbook or an archive of another kind.", hint=_CONVERT)


def _too_large(shown: str, memory: int) -> ExportError:
    return ExportError(
        f"{shown} is damaged, or has more cells than the {size_text(memory)} of memory hold that a workbook of its size"
        " is read with.",
        hint="A cell far below or beside the table makes a sheet that large: delete the rows and columns around the"
        " table, or save the sheet as CSV (UTF-8).",
    )
