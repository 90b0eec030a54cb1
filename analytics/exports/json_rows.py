"""Recognise an answer of Insights or Token Flex saved as JSON, or a plain list of objects."""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from analytics.errors import ExportError
from analytics.exports.bounds import LONGEST_LINE, check_cells_of_json, size_text
from analytics.exports.headers import Header, Table, check_width, sample_of

_LARGEST = 500 * 1000**2
_BEGINS = re.compile(r"\ufeff?\s*(\{\s*[\"}]|\[\s*[\[{\]])")
_BLANKS = re.compile(r"[ \t\n\r]*")
_BLOCK = 1024 * 1024
_LONGEST_WORD = len("-Infinity")
_CELLS_AT_ONCE = 200_000
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

    The file is read value by value, so what it takes is seen before it is paid.

    Raises
    ------
    ExportError
        When it is damaged, too large, no such answer, or one page of an answer of several.
    """
    if path.stat().st_size > _LARGEST:
        raise ExportError(f"{shown} is larger than the 500 MB of JSON that are read.", hint="Export the data as CSV.")
    try:
        with path.open("rb") as file:
            return _table(_Values(file, shown), shown)
    except (ValueError, RecursionError) as error:  # half a character, escaped, is one, too
        raise ExportError(f"{shown} is damaged JSON.", hint=_AGAIN) from error


class _Values:
    """The values of a JSON file, one after the other; in memory is no more than the one that is read."""

    def __init__(self, file: BinaryIO, shown: str) -> None:
        self._file, self._shown = file, shown
        head = file.read(_BLOCK)
        self._decoded = codecs.getincrementaldecoder(json.detect_encoding(head))("surrogatepass")
        self._text, self._at = self._decoded.decode(head), 0
        # Numbers stay the text they are: a float would not be the number that was written.
        self._parse = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).raw_decode

    def sign(self) -> str:
        """Show the next sign that is no blank; nothing at the end of the file."""
        while True:
            self._at = _BLANKS.match(self._text, self._at).end()  # type: ignore[union-attr] # it matches nothing, too
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def passes(self, sign: str) -> bool:
        """Go beyond the next sign if it is this one."""
        there = self.sign() == sign
        self._at += there
        return there

    def expect(self, sign: str) -> None:
        """Go beyond the next sign, which must be this one."""
        if not self.passes(sign):
            raise ValueError(f"no {sign}")

    def value(self) -> object:
        """Read one value, whatever it is."""
        self.sign()
        while True:
            try:
                value, end = self._parse(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos + _LONGEST_WORD >= len(self._text) or error.msg.startswith("Unterminated string")
                if not (cut and self._more()):
                    raise
            else:
                if end - self._at > LONGEST_LINE:
                    raise self._too_long()
                # A number at the end of what was read may go on.
                if end < len(self._text) or not self._more():
                    self._at = end
                    return value

    def items(self) -> Iterator[object]:
        """Read the values of a list, which must come next."""
        self.expect("[")
        if not self.passes("]"):
            yield self.value()
            while not self.passes("]"):
                self.expect(",")
                yield self.value()

    def keys(self) -> Iterator[str]:
        """Read the keys of an object, which must come next; whoever asks reads the value of each."""
        self.expect("{")
        going_on = not self.passes("}")
        while going_on:
            if self.sign() != '"':
                raise ValueError("a key is no text")
            key = str(self.value())
            self.expect(":")
            yield key
            going_on = not self.passes("}")
            if going_on:
                self.expect(",")

    def _more(self) -> bool:
        rest = len(self._text) - self._at
        if rest > LONGEST_LINE:
            raise self._too_long()
        block = self._file.read(_BLOCK)
        more = self._decoded.decode(block, final=not block)
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(more) or bool(block)

    def _too_long(self) -> ExportError:
        return ExportError(
            f"A row, or another value, of {self._shown} is longer than {size_text(LONGEST_LINE)}.",
            hint="Save the answer of the query as it came, or export the data as CSV.",
        )


class _Cells:
    """Rows on their way into a frame, a part at a time: in a frame they take a tenth of what Python takes for them."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._rows: list[list[object]] = []
        self._frames: list[pl.DataFrame] = []
        self.width = self.height = 0

    def add(self, row: list[object]) -> None:
        """Add one row, which may be wider than those before."""
        self.width = max(self.width, len(row))
        self.height += 1
        check_width(self.width, self._shown)
        check_cells_of_json(self.width, self.height, self._shown)
        self._rows.append(row)
        if len(self._rows) * self.width > _CELLS_AT_ONCE:
            self._turn()

    def frame(self, width: int) -> pl.DataFrame:
        """Return all rows as text, so many columns `c0`, `c1`, ...; null where a row has no cell."""
        self.width = width
        self._turn()
        return pl.concat(self._frames, how="diagonal")

    def _turn(self) -> None:
        width = range(self.width)
        columns = {f"c{i}": [_text(row[i]) if i < len(row) else None for row in self._rows] for i in width}
        self._frames.append(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))
        self._rows = []


def _table(values: _Values, shown: str) -> Table[Rows]:
    if values.sign() == "[":
        names, cells = _of_objects(values, shown)
    else:
        names, cells = _of_answer(values, shown)
    if values.sign():
        raise ValueError("something follows")
    frame = cells.frame(len(names))
    head = [[cell or "" for cell in row] for row in frame.head(50).iter_rows()]
    return Table(Rows(frame), Header.of(0, names), sample_of(head, len(names)))


def _of_objects(values: _Values, shown: str) -> tuple[tuple[str, ...], _Cells]:
    names: dict[str, int] = {}
    cells = _Cells(shown)
    for row in values.items():
        if not isinstance(row, dict):
            raise _no_answer(None, shown)
        for name in row:
            names.setdefault(name, len(names))
        cells.add([row.get(name) for name in names])
    return tuple(names), cells


def _of_answer(values: _Values, shown: str) -> tuple[tuple[str, ...], _Cells]:
    content = _members(values, shown)
    answer = content.get("result", content)
    if not isinstance(answer, dict) or not isinstance(answer.get("columns"), list):
        raise _no_answer(content, shown)
    cells = answer.get("rows")
    names = tuple(_name(column) for column in answer["columns"])
    check_width(len(names), shown)
    if not isinstance(cells, _Cells) or (cells.height and cells.width != len(names)):
        raise _unfit(shown)
    _check_pages(answer, cells.height, shown)
    return names, cells


def _members(values: _Values, shown: str, *, nested: bool = False) -> dict[str, object]:
    """Read an object whose `rows`, or those within its `result`, are a list of lists of the same length."""
    content: dict[str, object] = {}
    for key in values.keys():  # noqa: SIM118 - it is no mapping
        sign = values.sign()
        if key == "rows" and sign == "[":
            content[key] = _rows(values, shown)
        elif key == "result" and sign == "{" and not nested:
            content[key] = _members(values, shown, nested=True)
        else:
            content[key] = values.value()
    return content


def _rows(values: _Values, shown: str) -> _Cells:
    cells = _Cells(shown)
    for row in values.items():
        if not isinstance(row, list) or (cells.height and len(row) != cells.width):
            raise _unfit(shown)
        cells.add(row)
    return cells


def _unfit(shown: str) -> ExportError:
    return ExportError(f"The rows of {shown} do not fit its columns.", hint=_AGAIN)


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


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
