"""Look at the lines of a text as they are: refuse what no reader gets through, and count what one must have read."""

import csv
import mmap
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analytics.errors import ExportError
from analytics.exports.bounds import LONGEST_LINE

_BLOCK = 1024 * 1024
_LINE_END = ord("\n")
_PROBE = 8 * 1024
_LONG = 2 * _PROBE
_BLOCKS = 512
# Measured: DuckDB 2.0 notes every cell too many or too few by itself, each with its whole line.
_BYTES_A_CELL = 1_000
_LINES_A_CELL = 3
_MOST_BYTES = 512 * 1024**2
_QUOTED = re.compile(rb'"[^"]*(?:"|$)')


def check_lines(path: Path, shown: str, width: int, delimiter: str) -> None:
    """Look at every long line of a text, and at short ones from all over it.

    Parameters
    ----------
    path
        A text in UTF-8 with LF, or CR LF, at the end of lines.
    shown
        Its name for people.
    width
        Cells of a row.
    delimiter
        What stands between them.

    Raises
    ------
    ExportError
        When a line is too long, or there are far too many cells.
    """
    mark = delimiter.encode()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        noted = 0.0
        for start, end in _long_lines(text):
            if end - start > LONGEST_LINE:
                raise too_long(shown, 1 + _line_ends(text, 0, start))
            noted += _bytes_noted(text[start:end], width, mark)
        every = max(1, len(text) // (_BLOCKS * _PROBE))
        for at in range(0, len(text), every * _PROBE):
            block = text[_line_begins(text, at) : _line_begins(text, at + _PROBE)]
            # With quotes about, a line that is too short may go on with a cell.
            least = width if b'"' in block else 0
            lines = (line for line in block.splitlines() if len(line) < _LONG and line.count(mark) >= least)
            noted += every * sum(_bytes_noted(line, width, mark) for line in lines)
    if noted > _MOST_BYTES:
        raise ExportError(
            f"Many lines of {shown} have more or fewer cells than its header has names.",
            hint="Load the file as Autodesk gave it; a table with other columns belongs in a file of its own.",
        )


def count_lines(path: Path, above: int) -> int:
    """Count the lines of a text below some, those between them that are blank too."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        start, end = 0, len(text)
        for _ in range(above):
            start = _line_begins(text, start + 1)
        while end > start and text[end - 1] in b"\r\n":
            end -= 1
        return _line_ends(text, start, end) + 1 if end > start else 0


def count_rows(path: Path, above: int, delimiter: str) -> int | None:
    """Count the rows of a text below some lines, a row being of several lines where a cell is; not the blank ones.

    Returns
    -------
    int or None
        None when a quote does not close.
    """
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for _ in range(above):
            file.readline()
        try:
            return sum(1 for row in csv.reader(file, delimiter=delimiter, strict=False) if row)
        except csv.Error:  # a cell that goes on and on
            return None


def last_line(path: Path) -> str:
    """Give the last line of a text if it has no end, as where the text was cut off; else nothing."""
    if not path.stat().st_size:  # it was emptied since its rows were read
        return ""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text[text.rfind(b"\n") + 1 :].decode("utf-8", "replace")


def too_long(shown: str, number: int) -> ExportError:
    """Say which line is too long."""
    return ExportError(
        f"Line {number:,} of {shown} is longer than 2 MB.",
        hint="Load the file as Autodesk gave it, with one row on each line.",
    )


def _long_lines(text: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Find where long lines begin and end: one of two probes holds a whole probe without a line end."""
    end = 0
    for at in range(0, len(text), _PROBE):
        if at >= end and text.find(b"\n", at, at + _PROBE) < 0:
            start, end = text.rfind(b"\n", 0, at) + 1, _line_begins(text, at + 1)
            if end - start >= _LONG:
                yield start, end


def _line_begins(text: mmap.mmap, at: int) -> int:
    """Give the place, from one on, where the next line begins or the text is over."""
    return 0 if at == 0 else text.find(b"\n", at - 1) + 1 or len(text)


def _line_ends(text: mmap.mmap, start: int, end: int) -> int:
    # NumPy counts a byte four times as quickly as `bytes` do.
    blocks = (text[at : min(at + _BLOCK, end)] for at in range(start, end, _BLOCK))
    return sum(int(np.count_nonzero(np.frombuffer(block, np.uint8) == _LINE_END)) for block in blocks)


def _bytes_noted(line: bytes, width: int, mark: bytes) -> int:
    """Estimate what noting the cells that a line has too many or too few takes."""
    cells = line.count(mark) + 1
    if cells == width or not line:
        return 0
    if b'"' in line:
        cells = _QUOTED.sub(b"", line).count(mark) + 1
    return abs(cells - width) * (_BYTES_A_CELL + _LINES_A_CELL * len(line))
