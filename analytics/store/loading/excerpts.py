"""An excerpt of a large text file: whole lines from all over it, to learn which texts its columns have."""

from pathlib import Path

_SMALL = 64 * 1024**2
"""Bytes up to which a file is its own best excerpt."""
_BLOCK = 16 * 1024
_BLOCKS = 2_048


def excerpt(path: Path, header_rows: int, folder: Path) -> Path | None:
    """Write lines from evenly spaced places of a file to a file of their own; None where that does not pay or work.

    Parameters
    ----------
    path
        A text file in UTF-8 with one row a line.
    header_rows
        Lines at its top that are no rows.
    folder
        Where to write.

    Notes
    -----
    An export is sorted by day, so only many small blocks meet nearly all days. A line with an odd number of quotes may
    belong to a cell of several lines; then no excerpt can be cut. Lines within a cell longer than a block would pass
    for rows: such a file can teach texts that no row has.
    """
    if path.stat().st_size < _SMALL:
        return None
    try:
        return _written(path, header_rows, folder / "excerpt.csv")
    except OSError:  # without room for an excerpt all of the file will do
        return None


def _written(path: Path, header_rows: int, written: Path) -> Path | None:
    size = path.stat().st_size
    with path.open("rb") as file, written.open("wb") as out:
        for _ in range(header_rows):
            file.readline()
        start = file.tell()
        for number in range(_BLOCKS):
            at = start + number * (size - start) // _BLOCKS
            file.seek(at)
            block = file.read(_BLOCK)
            # The block begins and ends within lines, but for the first, which begins where a row does.
            first = 0 if number == 0 else block.find(b"\n") + 1
            lines = block[first : block.rfind(b"\n") + 1]
            if b'"' in lines and any(line.count(b'"') % 2 for line in lines.split(b"\n")):
                return None
            out.write(lines)
    return written
