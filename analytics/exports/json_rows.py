"""Recognise an answer of Insights or Token Flex saved as JSON, or a plain list of objects."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from analytics.errors import ExportError
from analytics.exports.headers import Header, Table, check_width, sample_of

_LARGEST = 500 * 1000**2
_BEGINS = re.compile(r"\ufeff?\s*(\{\s*[\"}]|\[\s*[\[{\]])")
_AGAIN = "Save the answer of the query again, whole and as it came."


@dataclass(frozen=True)
class Rows:
    """Rows that are in memory already."""

    frame: pl.DataFrame = field(repr=False, compare=False)
    """One row per row of the file; all columns text, `c0`, `c1`, ..."""


def is_json(head: bytes) -> bool:
    r"""Tell whether a file begins as JSON does; `[Report]` is the first line of a text.

    >>> is_json(b' {"columns": []'), is_json(b"[Report]\nDay used,Product")
    (True, False)
    """
    return _BEGINS.match(head.decode(json.detect_encoding(head), "replace")) is not None


def json_table(path: Path, shown: str) -> Table[Rows]:
    """Read `columns` and `rows`, at the top (Insights) or within `result` (Token Flex), or a list of objects.

    Raises
    ------
    ExportError
        When it is damaged, too large, no such answer, or one page of an answer of several.
    """
    if path.stat().st_size > _LARGEST:
        raise ExportError(f"{shown} is larger than the 500 MB of JSON that are read.", hint="Export the data as CSV.")
    try:
        # Numbers stay the text they are: a float would not be the number that was written.
        content = json.loads(path.read_bytes(), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{shown} is damaged JSON.", hint=_AGAIN) from error
    if isinstance(content, list) and all(isinstance(row, dict) for row in content):
        names = tuple(dict.fromkeys(name for row in content for name in row))
        return _table(names, [[row.get(name) for name in names] for row in content], shown)
    answer = content.get("result", content) if isinstance(content, dict) else None
    if not isinstance(answer, dict) or not isinstance(answer.get("columns"), list):
        raise _no_answer(content, shown)
    rows = answer.get("rows")
    names = tuple(_name(column) for column in answer["columns"])
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == len(names) for row in rows):
        raise ExportError(f"The rows of {shown} do not fit its columns.", hint=_AGAIN)
    _check_pages(answer, len(rows), shown)
    return _table(names, rows, shown)


def _name(column: object) -> str:
    if isinstance(column, Mapping):
        column = column.get("name") or column.get("id")
    return column if isinstance(column, str) else ""


def _no_answer(content: object, shown: str) -> ExportError:
    status = content.get("status") if isinstance(content, dict) else None
    if isinstance(status, str) and status not in ("DONE", "COMPLETED"):
        return ExportError(
            f"{shown} has no rows: the query is {status}.", hint="Ask for the answer again when it is done."
        )
    return ExportError(f"{shown} is JSON without columns and rows.", hint=_AGAIN)


def _check_pages(answer: Mapping[str, object], rows: int, shown: str) -> None:
    """Refuse one page of several: a later page would replace the days of this one instead of adding to them."""
    total = answer.get("total")
    if isinstance(total, str) and total.isascii() and total.isdigit() and len(total) < 19 and int(total) > rows:
        raise ExportError(
            f"{shown} is one page of an answer: {rows:,} of {int(total):,} rows.",
            hint="Ask for all rows at once with offset and limit, or export the query as CSV.",
        )


def _table(names: tuple[str, ...], rows: list[list[object]], shown: str) -> Table[Rows]:
    check_width(len(names), shown)
    columns = {f"c{i}": [_text(row[i]) for row in rows] for i in range(len(names))}
    try:
        frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    except UnicodeEncodeError as error:  # half a character, escaped
        raise ExportError(f"{shown} is damaged JSON.", hint=_AGAIN) from error
    head = [[cell or "" for cell in row] for row in frame.head(50).iter_rows()]
    return Table(Rows(frame), Header(0, names), sample_of(head, len(names)))


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
