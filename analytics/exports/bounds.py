"""How large a file may be and what may be opened at all: checked before the memory, the disk or the time is paid."""

import os
import shutil
import stat
from pathlib import Path

from analytics.errors import ExportError

LARGEST_FILE = 20 * 10**9
"""Bytes of one file; two hundred million rows of daily use."""
LONGEST_LINE = 2 * 1024 * 1024
"""Bytes that DuckDB reads as one line, and characters of one row of JSON."""
MOST_CELLS = 25_000_000
"""Rows times columns of a table that is read into memory: a full sheet of Excel with twenty-three columns."""
MOST_CELLS_OF_JSON = 7_000_000
"""Rows times columns of JSON, whose values Python turns into a table: below a gigabyte of memory."""
LONGEST_NAME = 1_000
"""Characters of a name: of a column, a product, a person."""
LONGEST_TEXT = 32_767
"""Characters of any other text, as of a cell of Excel."""
_LEFT_FREE = 500 * 10**6  # bytes that copies leave free on the disk, for the store and for other programs
_SMALL = 10**7  # bytes of a file that fills no disk
_NO_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a folder"),
)


def check_file(path: Path, shown: str) -> None:
    """Refuse what is no regular file, without opening it: a pipe or a device may never come to an end.

    Raises
    ------
    ExportError
        For what is no regular file, links followed, and for a file larger than any export.
    OSError
        When nothing is there, or it may not be looked at.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        what = next((what for test, what in _NO_FILES if test(status.st_mode)), "a special file")
        raise ExportError(
            f"{shown} is {what} and no regular file, so it was not opened.",
            hint="Save what it gives as a file, and load that.",
        )
    if status.st_size > LARGEST_FILE:
        raise ExportError(
            f"{shown} has {size_text(status.st_size)}, more than the {size_text(LARGEST_FILE)} that are read.",
            hint="Load the export in several files, such as one for each year.",
        )


def check_unchanged(path: Path, before: os.stat_result, shown: str) -> None:
    """Refuse a file that somebody wrote to or replaced while it was read: its rows may be of two states.

    A file that is gone was read to its end before.

    Raises
    ------
    ExportError
        When it is not as it was.
    """
    try:
        now = path.stat()
    except FileNotFoundError:
        return
    if any(getattr(now, what) != getattr(before, what) for what in ("st_dev", "st_ino", "st_size", "st_mtime_ns")):
        raise ExportError(
            f"{shown} was changed while it was read, so nothing of it was loaded.",
            hint="Load it again when whatever writes it has finished.",
        )


def check_cells(width: int, height: int, shown: str) -> None:
    """Refuse a table that would not go into memory.

    Raises
    ------
    ExportError
        With too many cells.
    """
    if width * height > MOST_CELLS:
        raise _too_many_cells(width, height, shown, f"{MOST_CELLS:,} cells that are read of a workbook")


def check_cells_of_json(width: int, height: int, shown: str) -> None:
    """Refuse a table of JSON that would not go into memory.

    Raises
    ------
    ExportError
        With too many cells.
    """
    if width * height > MOST_CELLS_OF_JSON:
        raise _too_many_cells(width, height, shown, f"{MOST_CELLS_OF_JSON:,} cells that are read of JSON")


def _too_many_cells(width: int, height: int, shown: str, most: str) -> ExportError:
    return ExportError(
        f"{shown} has {width:,} columns and {height:,} rows or more: over the {most}.",
        hint="Save the table as CSV (UTF-8) or Parquet, of which more is read, or leave out the columns not needed.",
    )


def too_long_text(header: str, shown: str, length: int, most: int) -> ExportError:
    """Return the error of a text that is longer than one of its column can be."""
    return ExportError(
        f"A text in the column {header} of {shown} has {length:,} characters, more than the {most:,} that it can have.",
        hint="Say what the columns mean, for this one seems to hold something else; or shorten the text.",
    )


def check_room(folder: Path | str, size: int, what: str) -> None:
    """Refuse to write what would fill the disk.

    Parameters
    ----------
    folder
        Where it is to be written.
    size
        Bytes.
    what
        What takes them, as the beginning of a sentence.

    Raises
    ------
    ExportError
        When too little would be left.
    """
    free = max(0, shutil.disk_usage(folder).free - _LEFT_FREE)
    if size > free:
        raise ExportError(
            f"{what} takes {size_text(size)} of disk; where that is kept {size_text(free)} can be used.",
            hint="Free space there and load it again.",
        )


def check_room_to_load(folder: Path | str, path: Path, shown: str) -> None:
    """Refuse a file whose rows, kept in the store and sorted on their way there, could fill the disk.

    Raises
    ------
    ExportError
        When too little would be left.
    """
    size = path.stat().st_size
    if size > _SMALL:
        check_room(folder, size, f"Loading {shown}")


def size_text(size: int) -> str:
    """Write a number of bytes.

    >>> size_text(19_600_000_000), size_text(200_000_000), size_text(1_500)
    ('19.6 GB', '200 MB', '1,500 bytes')
    """
    if size >= 10**9:
        return f"{size / 10**9:,.1f} GB".replace(".0 GB", " GB")
    return f"{size / 10**6:,.0f} MB" if size >= 10**6 else f"{size:,} bytes"
