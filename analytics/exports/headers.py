"""Find the row that names the columns, fit it to the rows below it, and remember it by a fingerprint."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Generic, TypeVar

from analytics.errors import ExportError
from analytics.exports.bounds import LONGEST_NAME
from analytics.exports.fields import fields_of, normalised
from analytics.exports.letters import folded

HEAD_ROWS = 100
"""Rows at the top of a table among which the header is looked for."""
MOST_COLUMNS = 1_000
_SAMPLE_ROWS = 5
_LONGEST_SAMPLE = 200
_ROWS_THAT_AGREE = 0.9
_ROWS_BELOW = 3
_NARROW = 3

Rows = Sequence[Sequence[str]]
Origin = TypeVar("Origin")


@dataclass(frozen=True)
class Header:
    """Where the columns are named."""

    row: int
    """Rows above it; 0 when the header comes first."""
    names: tuple[str, ...]
    """One per column, without letters that nobody sees; empty for an unnamed column.

    The second column of a name has it with (2) behind.
    """

    @classmethod
    def of(cls, row: int, cells: Sequence[str]) -> "Header":
        """Make the header of a row of cells.

        >>> Header.of(0, [" Day used", "Tokens", "Tokens"]).names
        ('Day used', 'Tokens', 'Tokens (2)')
        """
        if len(cells) > MOST_COLUMNS:  # it is refused for that
            return cls(row, tuple(cells))
        names: list[str] = []
        taken: set[str] = set()
        for cell in map(folded, cells):
            numbered = (cell if number == 1 else f"{cell} ({number})" for number in count(1))
            names.append(next(name for name in numbered if name not in taken) if cell else "")
            taken.add(names[-1])
        return cls(row, tuple(names))

    @property
    def fingerprint(self) -> str:
        """A short hash of the names in order, the same however they are spaced, cased or accented.

        >>> Header(0, ("Day used", "Product")).fingerprint == Header(3, ("day_used", "PRODUCT", "")).fingerprint
        True
        """
        names = "\n".join(normalised(name) for name in self.names).rstrip("\n")
        return hashlib.sha256(names.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Table(Generic[Origin]):
    """What a reader of one format found in a file."""

    origin: Origin
    """Where the rows are."""
    header: Header
    sample: tuple[tuple[str, ...], ...]
    """Up to five rows below the header, as text."""


def header_of(rows: Rows) -> Header | None:
    """Find the row that names the columns: names of known fields, above rows with numbers where it has names.

    Lines above the table may be as wide as it is and name a field each, so neither sign decides alone.

    >>> header_of([["Report"], [], ["Day used", "Tokens used"], ["2026-01-01", "10"]])
    Header(row=2, names=('Day used', 'Tokens used'))
    >>> header_of([["Report"], ["Wanneer", "Hoeveel"], ["2026-01-01", "10"]])
    Header(row=1, names=('Wanneer', 'Hoeveel'))
    """
    # What is longer than a name is none, however long it is.
    rows = [[cell[: LONGEST_NAME + 1] for cell in row] if len(row) <= MOST_COLUMNS else row for row in rows]
    signs = [_signs(rows, number) if len(row) <= MOST_COLUMNS else 0 for number, row in enumerate(rows)]
    most = max(signs, default=0)
    number = signs.index(most) if most > 1 else _first_row_of_names(rows)
    if number is None:
        return None
    # A header that is repeated further down names the columns where it stands first.
    first = next(at for at, row in enumerate(rows) if _alike(row, rows[number]))
    return Header.of(first, rows[first])


def fitted(header: Header, rows: Rows) -> Header:
    """Give the header as many names as the rows below it have cells, where that costs neither a name nor a value.

    A comma at the end of every line, or of the header only, makes one empty cell more on one side.

    >>> fitted(Header(0, ("Day", "Tokens")), [["2026-01-01", "10", ""]])
    Header(row=0, names=('Day', 'Tokens', ''))
    >>> fitted(Header(0, ("Day", "Tokens")), [["2026-01-01", "10", "5"]])
    Header(row=0, names=('Day', 'Tokens'))
    """
    filled = [row for row in rows if any(row)]
    if not filled:
        return header
    names = header.names
    (width, rows_so_wide), *_ = Counter(map(len, filled)).most_common(1)
    surplus_is_empty = not any(names[width:]) and not any(any(row[len(names) :]) for row in filled if len(row) == width)
    if rows_so_wide < _ROWS_THAT_AGREE * len(filled) or not surplus_is_empty or width > MOST_COLUMNS:
        return header
    return replace(header, names=(*names[:width], *[""] * (width - len(names))))


def sample_of(rows: Rows, width: int) -> tuple[tuple[str, ...], ...]:
    """Give the first rows that are not blank, each with as many cells as there are columns.

    >>> sample_of([["", ""], ["Revit"]], 2)
    (('Revit', ''),)
    """
    filled = [row for row in rows if any(row)][:_SAMPLE_ROWS]
    return tuple((*map(_sample_cell, row[:width]), *[""] * (width - len(row))) for row in filled)


def _sample_cell(cell: str) -> str:
    """Cut a cell of which people see where it begins."""
    return folded(cell if len(cell) <= _LONGEST_SAMPLE else cell[: _LONGEST_SAMPLE - 1] + "…")


def check_width(width: int, shown: str) -> None:
    """Refuse a table that is no table of usage.

    Raises
    ------
    ExportError
        With more columns than any export has.
    """
    if width > MOST_COLUMNS:
        raise ExportError(
            f"{shown} has {width:,} columns, more than the {MOST_COLUMNS:,} that are read.",
            hint="Load the file as Autodesk gave it, or save only the columns of the table.",
        )


def empty(shown: str) -> ExportError:
    """Say that there is nothing in the file."""
    return ExportError(f"{shown} is empty.", hint="Export it again; the download may have been cut short.")


def no_header(shown: str) -> ExportError:
    """Say that no row names the columns."""
    return ExportError(
        f"{shown} has no row that names the columns of an Autodesk export.",
        hint="Load the file as Autodesk gave it, with its columns Day used, Product and Tokens used.",
    )


def _signs(rows: Rows, number: int) -> int:
    """Count the fields that a row names; names above numbers weigh as much as two."""
    return len(fields_of(rows[number])) + 2 * _is_above_numbers(rows, number)


def _is_above_numbers(rows: Rows, number: int) -> bool:
    """Return whether a row has names only, and each of the rows right below it a number or a day in one of its columns.

    A line of a name and a value is none, unless the table is no wider.
    """
    row = rows[number]
    names = _filled(row)
    others = (other for other in rows[number + 1 :] if _filled(other) and not _alike(other, row))
    below = list(islice(others, _ROWS_BELOW))
    if len(names) < 2 or not below or not _are_names(names):
        return False
    if len(names) < _NARROW and any(len(_filled(other)) > len(names) for other in rows[number + 1 :]):
        return False
    columns = [place for place, cell in enumerate(row) if cell.strip()]
    return any(all(_begins_with_digit(other, place) for other in below) for place in columns)


def _alike(row: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two rows have the same names; a byte order mark keeps the quotes of the first from closing."""
    return len(row) == len(other) and all(map(_same_name, row, other))


def _same_name(name: str, other: str) -> bool:
    return name == other or normalised(name) == normalised(other)


def _filled(row: Sequence[str]) -> list[str]:
    return [name for cell in row if (name := folded(cell))]


def _are_names(cells: Sequence[str]) -> bool:
    return len(set(cells)) == len(cells) and all(map(_is_name, cells))


def _begins_with_digit(row: Sequence[str], place: int) -> bool:
    return place < len(row) and row[place].strip().lstrip("+-")[:1].isdigit()


def _first_row_of_names(rows: Rows) -> int | None:
    """Find the first row of distinct words as wide as most rows are, with a row of that width below it."""
    widths = Counter(len(row) for row in rows if sum(map(bool, row)) > 1)
    width = max(widths, key=lambda width: widths[width], default=0)
    if width > MOST_COLUMNS:
        return next(number for number, row in enumerate(rows) if len(row) == width)
    for number, row in enumerate(rows[:-1]):
        cells = _filled(row)
        if len(row) == width and len(cells) > 1 and _are_names(cells):
            below = next((other for other in rows[number + 1 :] if any(other)), ())
            return number if len(below) == width else None
    return None


def _is_name(cell: str) -> bool:
    return not cell[0].isdigit() and "@" not in cell and any(map(str.isalpha, cell))
