"""Look at the head of a file and say what it is: its format, its header row, its kind, its fields."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from analytics.errors import ExportError
from analytics.exports.fields import Field, fields_of
from analytics.exports.kinds import Kind, kind_of

_HEAD_BYTES = 256 * 1024
_HEAD_ROWS = 50
_DELIMITERS = (",", ";", "\t", "|")
_EXCEL = b"PK\x03\x04"
_CONVERT = "Open it in a spreadsheet program and save it as CSV (UTF-8) or Excel (.xlsx)."


@dataclass(frozen=True)
class Header:
    """Where the columns are named."""

    row: int
    """Rows above it; 0 when the header comes first."""
    names: tuple[str, ...]
    """One per column, as written; empty for an unnamed column."""


@dataclass(frozen=True)
class CsvText:
    """A text file with one row a line."""

    path: Path
    delimiter: str


@dataclass(frozen=True)
class Sheet:
    """The sheet of a workbook that holds the data."""

    path: Path
    index: int

    def rows(self, header: Header) -> pl.DataFrame:
        """Give the rows below the header as text, columns `c0`, `c1`, ...; wholly blank rows are left out."""
        frame = _sheet_text(fastexcel.read_excel(self.path), self.index, skip=header.row + 1, rows=None)
        frame = frame.rename({old: f"c{i}" for i, old in enumerate(frame.columns)})
        missing = [pl.lit(None, pl.String).alias(f"c{i}") for i in range(frame.width, len(header.names))]
        return frame.with_columns(missing).filter(~pl.all_horizontal(pl.all().is_null()))


@dataclass(frozen=True)
class Export:
    """A file that was recognised."""

    name: str
    """The name it had where it came from."""
    kind: Kind
    header: Header
    fields: dict[Field, int]
    """Position of the column of each known field."""
    origin: CsvText | Sheet


def recognise(path: Path, name: str | None = None) -> Export:
    """Recognise a file by its content; its name and ending play no part.

    Parameters
    ----------
    path
        Where the file lies.
    name
        The name to show, when it lies under another one.

    Raises
    ------
    ExportError
        When it is empty, unreadable, or no export.
    """
    shown = name or path.name
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise ExportError(
            f"{shown} cannot be read: {error.strerror}.", hint="Check the path and the permissions."
        ) from error
    if not head.strip():
        raise ExportError(f"{shown} is empty.", hint="Export it again; the download may have been cut short.")
    origin, header = _workbook(path, shown) if head.startswith(_EXCEL) else _text(path, head, shown)
    fields = fields_of(header.names)
    return Export(name=shown, kind=kind_of(fields), header=header, fields=fields, origin=origin)


def _text(path: Path, head: bytes, shown: str) -> tuple[CsvText, Header]:
    if b"\0" in head:
        raise ExportError(f"{shown} is not a text file in UTF-8 and not an Excel workbook.", hint=_CONVERT)
    # The head may end inside a character, which says nothing about the file.
    whole = head if len(head) < _HEAD_BYTES else head[: head.rfind(b"\n") + 1]
    try:
        lines = whole.decode("utf-8-sig").splitlines()[:_HEAD_ROWS]
    except UnicodeDecodeError as error:
        raise ExportError(f"{shown} is not written in UTF-8.", hint=_CONVERT) from error
    candidates = [
        (delimiter, header) for delimiter in _DELIMITERS if (header := _header(csv.reader(lines, delimiter=delimiter)))
    ]
    if not candidates:
        raise _no_header(shown)
    delimiter, header = max(candidates, key=lambda candidate: len(fields_of(candidate[1].names)))
    return CsvText(path, delimiter), header


def _workbook(path: Path, shown: str) -> tuple[Sheet, Header]:
    try:
        workbook = fastexcel.read_excel(path)
        heads = [_sheet_text(workbook, index, 0, _HEAD_ROWS) for index in range(len(workbook.sheet_names))]
    except fastexcel.FastExcelError as error:
        raise ExportError(f"{shown} is a damaged workbook or an archive of another kind.", hint=_CONVERT) from error
    # Autodesk names sheets in the reader's language and puts the filters first, so the header decides.
    candidates = [
        (index, header)
        for index, head in enumerate(heads)
        if (header := _header([cell or "" for cell in row] for row in head.iter_rows()))
    ]
    if not candidates:
        raise _no_header(shown)
    index, header = max(candidates, key=lambda candidate: len(fields_of(candidate[1].names)))
    return Sheet(path, index), header


def _sheet_text(workbook: fastexcel.ExcelReader, index: int, skip: int, rows: int | None) -> pl.DataFrame:
    sheet = workbook.load_sheet(index, header_row=None, skip_rows=skip, n_rows=rows, dtypes="string")
    text: pl.DataFrame = sheet.to_polars()
    return text


def _header(rows: Iterable[Sequence[str]]) -> Header | None:
    """Find the row that names most fields; at least two, or there is none."""
    best: Header | None = None
    most = 1
    try:
        for number, row in enumerate(rows):
            found = len(fields_of(row))
            if found > most:
                best, most = Header(number, tuple(row)), found
    except csv.Error:  # a line no CSV reader can split names no columns
        return best
    return best


def _no_header(shown: str) -> ExportError:
    return ExportError(
        f"{shown} has no row that names the columns of an Autodesk export.",
        hint="Load the file as Autodesk gave it, with its columns Day used, Product and Tokens used.",
    )
