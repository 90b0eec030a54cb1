"""Refuse a text whose lines are endless, or have so many cells too many that noting them all would fill memory."""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from analytics.errors import ExportError

LONGEST_LINE = 2 * 1024 * 1024
"""Bytes that DuckDB reads as one line."""
_PROBE = 8 * 1024
_LONG = 2 * _PROBE
_BLOCKS = 512
# Measured: DuckDB 2.0 notes every cell too many by itself, each with its whole line.
_BYTES_A_CELL = 1_000
_LINES_A_CELL = 3
_MOST_BYTES = 256 * 1024**2
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
                raise too_long(shown, 1 + _line_ends(text, start))
            noted += _bytes_noted(text[start:end], width, mark)
        every = max(1, len(text) // (_BLOCKS * _PROBE))
        for at in range(0, len(text), every * _PROBE):
            lines = text[_line_begins(text, at) : _line_begins(text, at + _PROBE)].split(b"\n")
            noted += every * sum(_bytes_noted(line, width, mark) for line in lines if len(line) < _LONG)
    if noted > _MOST_BYTES:
        raise ExportError(
            f"Many lines of {shown} have more cells than its header has names.",
            hint="Load the file as Autodesk gave it; a table with other columns belongs in a file of its own.",
        )


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


def _line_ends(text: mmap.mmap, before: int) -> int:
    block = 1024 * 1024
    return sum(text[at : min(at + block, before)].count(b"\n") for at in range(0, before, block))


def _bytes_noted(line: bytes, width: int, mark: bytes) -> int:
    """Estimate what noting the cells too many of a line takes."""
    cells = line.count(mark) + 1
    if cells > width and b'"' in line:
        cells = _QUOTED.sub(b"", line).count(mark) + 1
    return max(0, cells - width) * (_BYTES_A_CELL + _LINES_A_CELL * len(line))
