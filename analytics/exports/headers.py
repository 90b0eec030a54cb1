"""Find the row that names the columns, fit it to the rows below it, and remember it by a fingerprint."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from analytics.errors import ExportError
from analytics.exports.fields import fields_of, normalised

HEAD_ROWS = 100
"""Rows at the top of a table among which the header is looked for."""
MOST_COLUMNS = 1_000
_SAMPLE_ROWS = 5
_ROWS_THAT_AGREE = 0.9

Rows = Sequence[Sequence[str]]
Origin = TypeVar("Origin")


@dataclass(frozen=True)
class Header:
    """Where the columns are named."""

    row: int
    """Rows above it; 0 when the header comes first."""
    names: tuple[str, ...]
    """One per column, as written; empty for an unnamed column."""

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
    """Find the row that names most fields, or else the first that looks like names above a table.

    >>> header_of([["Report"], [], ["Day used", "Tokens used"], ["2026-01-01", "10"]])
    Header(row=2, names=('Day used', 'Tokens used'))
    >>> header_of([["Report"], ["Wanneer", "Hoeveel"], ["2026-01-01", "10"]])
    Header(row=1, names=('Wanneer', 'Hoeveel'))
    """
    known = [len(fields_of(row)) if len(row) <= MOST_COLUMNS else 0 for row in rows]
    most = max(known, default=0)
    number = known.index(most) if most > 1 else _first_row_of_names(rows)
    return None if number is None else Header(number, tuple(rows[number]))


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
    (width, count), *_ = Counter(map(len, filled)).most_common(1)
    surplus_is_empty = not any(names[width:]) and not any(any(row[len(names) :]) for row in filled if len(row) == width)
    if count < _ROWS_THAT_AGREE * len(filled) or not surplus_is_empty or width > MOST_COLUMNS:
        return header
    return replace(header, names=(*names[:width], *[""] * (width - len(names))))


def sample_of(rows: Rows, width: int) -> tuple[tuple[str, ...], ...]:
    """Give the first rows that are not blank, each with as many cells as there are columns.

    >>> sample_of([["", ""], ["Revit"]], 2)
    (('Revit', ''),)
    """
    filled = [row for row in rows if any(row)][:_SAMPLE_ROWS]
    return tuple((*row[:width], *[""] * (width - len(row))) for row in filled)


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


def _first_row_of_names(rows: Rows) -> int | None:
    """Find the first row of distinct words as wide as most rows are, with a row of that width below it."""
    widths = Counter(len(row) for row in rows if sum(map(bool, row)) > 1)
    width = max(widths, key=lambda width: widths[width], default=0)
    for number, row in enumerate(rows[:-1]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(row) == width and len(cells) > 1 and len(set(cells)) == len(cells) and all(map(_is_name, cells)):
            below = next((other for other in rows[number + 1 :] if any(other)), ())
            return number if len(below) == width else None
    return None


def _is_name(cell: str) -> bool:
    return not cell[0].isdigit() and any(map(str.isalpha, cell))
