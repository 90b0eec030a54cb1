"""Recognise a text file with one row a line: its delimiter, its header, its first rows."""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from analytics.exports.bounds import LONGEST_LINE
from analytics.exports.encoding import utf8_text
from analytics.exports.fields import fields_of
from analytics.exports.headers import (
    HEAD_ROWS,
    MOST_COLUMNS,
    Header,
    Table,
    check_width,
    empty,
    fitted,
    header_of,
    no_header,
    sample_of,
)
from analytics.exports.lines import check_lines, count_lines, too_long

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 2 * LONGEST_LINE
_LINES_OF_A_HEADER = 20
_ROWS_BELOW = 50


@dataclass(frozen=True)
class CsvText:
    """A text file in UTF-8 with one row a line."""

    path: Path
    """The file, or a copy of it that DuckDB can read."""
    delimiter: str
    lines: int
    """Lines below the header, those between them that are blank too."""
    parallel: bool = True
    """Whether it may be read in several places at once."""


@dataclass(frozen=True)
class _Reading:
    """The head of a text as one delimiter splits it."""

    delimiter: str
    header: Header
    below: int
    """The line after the header."""
    fields: int

    def rows_below(self, lines: Sequence[str]) -> list[list[str]]:
        return _rows(lines[self.below :], self.delimiter, _ROWS_BELOW)


def text_table(path: Path, shown: str, folder: Path | None) -> Table[CsvText]:
    """Recognise a text file.

    Raises
    ------
    ExportError
        When it is no text, a line of it is too long, or no row names the columns.
    """
    plain = utf8_text(path, shown, folder, lambda text: _best_fields(text.splitlines()))
    raw = _head_lines(plain, shown)
    lines = [line.decode("utf-8", "replace").rstrip("\r\n") for line in raw]
    lines[:1] = [line.removeprefix("\ufeff") for line in lines[:1]]
    if not any(line.strip() for line in lines):
        raise empty(shown)
    readings = _readings(lines)
    if not readings:
        check_width(max(line.count(delimiter) + 1 for line in lines for delimiter in _DELIMITERS), shown)
        raise no_header(shown)
    best = max(readings, key=lambda reading: (reading.fields, len(reading.header.names)))
    check_width(len(best.header.names), shown)
    header = fitted(best.header, best.rows_below(lines))
    sample = sample_of(best.rows_below(lines), len(header.names))
    check_lines(plain, shown, len(header.names), best.delimiter)
    if all(_is_one_row(line, best.delimiter) for line in lines[: best.below]):
        return Table(CsvText(plain, best.delimiter, count_lines(plain, header.row + 1)), header, sample)
    copy = _with_plain_header(plain, header, best.delimiter, raw[: best.below], folder)
    if plain != path:
        plain.unlink()
    return Table(CsvText(copy, best.delimiter, count_lines(copy, 1)), replace(header, row=0), sample)


def _head_lines(path: Path, shown: str) -> list[bytes]:
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while len(lines) < 2 * HEAD_ROWS and size < _HEAD_BYTES and (line := file.readline(LONGEST_LINE + 1)):
            if len(line) > LONGEST_LINE:
                raise too_long(shown, len(lines) + 1)
            lines.append(line)
            size += len(line)
    return lines


def _readings(lines: Sequence[str]) -> list[_Reading]:
    readings = []
    for delimiter in _DELIMITERS:
        rows = [_row_at(lines, number, delimiter) for number in range(min(len(lines), HEAD_ROWS))]
        header = header_of([row for row, _ in rows])
        if header is not None:
            below = header.row + rows[header.row][1]
            readings.append(_Reading(delimiter, header, below, len(fields_of(header.names))))
    return readings


def _best_fields(lines: Sequence[str]) -> int:
    return max((reading.fields for reading in _readings(lines[:HEAD_ROWS])), default=0)


def _row_at(lines: Sequence[str], number: int, delimiter: str) -> tuple[list[str], int]:
    """Read the row that begins on a line, whatever stands above it; give the lines it takes, too."""
    if delimiter not in lines[number] and '"' not in lines[number]:
        return [lines[number]], 1
    if lines[number].count(delimiter) > MOST_COLUMNS and '"' not in lines[number]:
        return lines[number].split(delimiter), 1
    reader = csv.reader((f"{line}\n" for line in lines[number : number + _LINES_OF_A_HEADER]), delimiter=delimiter)
    try:
        return next(reader, []), reader.line_num
    except csv.Error:  # a line no CSV reader can split names no columns
        return [], 1


def _rows(lines: Sequence[str], delimiter: str, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    try:
        rows.extend(islice(reader, most))
    except csv.Error:  # the rows before it are sample enough
        return rows
    return rows


def _is_one_row(line: str, delimiter: str) -> bool:
    """Tell whether DuckDB, too, takes the line for one row: it counts rows, not lines, as it skips to the data."""
    cell = f'(?:"[^"]*"|[^"{re.escape(delimiter)}]*)'
    return '"' not in line or re.fullmatch(f"{cell}(?:{re.escape(delimiter)}{cell})*", line) is not None


def _with_plain_header(path: Path, header: Header, delimiter: str, above: list[bytes], folder: Path | None) -> Path:
    """Copy the rows below a header that only we can find, under the same header on one line."""
    if folder is None:
        raise ValueError(f"{path} must be rewritten to be read: give recognise a folder for the copy")
    line = io.StringIO()
    # DuckDB reads no file in which the ends of lines differ.
    end = "\r\n" if above[-1].endswith(b"\r\n") else "\n"
    csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(" ".join(name.split()) for name in header.names)
    with path.open("rb") as file, tempfile.NamedTemporaryFile("wb", dir=folder, suffix=".csv", delete=False) as copy:
        file.seek(sum(map(len, above)))
        copy.write(line.getvalue().encode())
        shutil.copyfileobj(file, copy, 1024 * 1024)
    return Path(copy.name)
