"""Look at a file and say what it is: its format, its header row, its kind, its fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from analytics.errors import ExportError
from analytics.exports.bounds import LONGEST_NAME
from analytics.exports.fields import Field, Said, fields_of, normalised
from analytics.exports.headers import Header, Table, empty, no_header
from analytics.exports.json_rows import Rows, is_json, json_table
from analytics.exports.kinds import Kind, kind_of
from analytics.exports.numbers import DecimalMark, numbers_of
from analytics.exports.parquet_files import MAGIC as PARQUET
from analytics.exports.parquet_files import ParquetFile, parquet_table
from analytics.exports.questions import Asked, Column, ColumnsError, Question, QuestionError
from analytics.exports.texts import CsvText, text_table
from analytics.exports.workbooks import Sheet, workbook_table
from analytics.wording import listed_text

__all__ = ["CsvText", "Export", "Header", "ParquetFile", "Rows", "Sheet", "recognise"]

_HEAD_BYTES = 256 * 1024
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PACKED = re.compile(rb"\x1f\x8b|PK\x05\x06|7z\xbc\xaf\x27\x1c|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd")
_DOCUMENTS = {
    "a PDF document": re.compile(rb"%PDF-"),
    "a web page": re.compile(rb"\s*<(!doctype\s+html|html)\b", re.IGNORECASE),
    "an XML document": re.compile(rb"\s*<\?xml\b"),
}
# Of some kinds: a field, and that by which its column is known in other tables.
_CALLED = {
    Kind.TOKEN_EVENTS: ((Field.TOKENS, Field.QUANTITY),),
    Kind.API_USAGE: ((Field.APPLICATION, Field.PRODUCT), (Field.TOKENS, Field.TOKENS_CONSUMED)),
    Kind.RESOURCES: ((Field.SOURCE, Field.ACCESS),),
}
# What a program puts behind the second column of a name.
_TWIN = re.compile(r" ?[0-9]{1,2}$")
_Tables: TypeAlias = Table[CsvText] | Table[Sheet] | Table[Rows] | Table[ParquetFile]


@dataclass(frozen=True)
class Export:
    """A file that was recognised."""

    name: str
    """The name it had where it came from."""
    kind: Kind
    header: Header
    fields: dict[Field, int]
    """Position of the column of each known field."""
    origin: CsvText | Sheet | Rows | ParquetFile
    """Where the rows are and how they are read."""
    fingerprint: str
    """A short hash of the names of the columns, under which what was said about them is remembered."""
    sample: tuple[tuple[str, ...], ...]
    """Up to five rows below the header, as text, each as wide as the header."""
    columns: tuple[Column, ...]
    """Every named column in the order of the file, and what it is used as."""


def recognise(
    path: Path,
    name: str | None = None,
    columns: Callable[[str], Said] | None = None,
    folder: Path | None = None,
) -> Export:
    """Recognise a file by its content; its name and ending play no part.

    Parameters
    ----------
    path
        Where the file lies.
    name
        The name to show, when it lies under another one.
    columns
        Gives what a person said about the header with a fingerprint; it wins over the synonyms. None: nothing was.
    folder
        Where copies may be written; they are read as long as the export is used, and the caller removes them. Only
        a text that is not UTF-8, or that has mixed line ends or odd lines above the header, needs one.

    Raises
    ------
    QuestionError
        When it takes a person to say what its columns mean.
    ColumnsError
        When its columns are named, but not those of an export.
    ExportError
        When it is empty or unreadable, or no table.
    ValueError
        When a folder is needed and there is none.
    """
    shown = name or path.name
    said = columns or _nothing
    try:
        table = _table(path, shown, said, folder)
    except OSError as error:
        raise ExportError(
            f"{shown} cannot be read: {error.strerror or error}.",
            hint="Check the path, the permissions and the space left.",
        ) from error
    header = table.header
    if not any(map(str.strip, header.names)):
        raise no_header(shown)
    if max(map(len, header.names)) > LONGEST_NAME:
        raise ExportError(
            f"A column of {shown} has a name of more than the {LONGEST_NAME:,} characters it can have.",
            hint="Load the file as Autodesk gave it, with one row that names the columns.",
        )
    answers = said(header.fingerprint)
    fields = fields_of(header.names, answers)
    try:
        kind = kind_of(fields)
        for meant, called in _CALLED.get(kind, ()):
            if meant not in fields and called in fields:
                fields[meant] = fields.pop(called)
        found = _columns(table, fields)
        _ask_about_twins(header.names, fields, answers)
        if kind.daily and kind.amount not in fields and not answers:
            _ask_about_numbers(found)
        if kind is Kind.API_USAGE and Field.STATUS not in fields and not answers:
            _ask_about_status(found)
    except QuestionError as error:
        question = replace(error.question, columns=_columns(table, fields), fingerprint=header.fingerprint)
        raise QuestionError(error.message, hint=error.hint, question=question) from error
    except ExportError as error:
        raise ColumnsError(error.message, hint=error.hint, columns=_columns(table, fields)) from error
    return Export(
        name=shown,
        kind=kind,
        header=header,
        fields=fields,
        origin=table.origin,
        fingerprint=header.fingerprint,
        sample=table.sample,
        columns=found,
    )


def _ask_about_twins(names: Sequence[str], fields: Mapping[Field, int], answers: Said) -> None:
    """Ask which of two columns of one known name is meant: the numbers of another month may stand in the other."""
    said = {normalised(name) for name in answers}
    for field, position in fields.items():
        one = normalised(names[position])
        twins = [
            name
            for place, name in enumerate(names)
            if place != position
            and _TWIN.sub("", normalised(name)) == one
            and (normalised(name) == one or not fields_of([name]))
        ]
        if twins and said.isdisjoint(map(normalised, (names[position], *twins))):
            raise QuestionError(
                f"Several columns are named {names[position]}: {listed_text([names[position], *twins], len(names))}.",
                hint=f"Say which of them is {field.label}, and that the others are not used.",
                question=Question(Asked.COLUMNS),
            )


def _ask_about_numbers(columns: Sequence[Column]) -> None:
    """Ask rather than take tokens under a name that is not known for use of a seat, and drop them."""
    for column in columns:
        cells = {cell for cell in column.sample if cell.strip()}
        unknown = column.field is None and not fields_of([column.header])
        if unknown and cells and len(numbers_of(cells, DecimalMark.POINT)) == len(cells):
            raise QuestionError(
                f"This file has no column of tokens, unless {column.header} is it.",
                hint="Say what its columns mean, or that they are not used.",
                question=Question(Asked.COLUMNS),
            )


def _ask_about_status(columns: Sequence[Column]) -> None:
    """Ask rather than take use that is owed, under a name that is not known, for use that is paid."""
    for column in columns:
        if column.field is None and not fields_of([column.header]) and any(map(str.strip, column.sample)):
            raise QuestionError(
                f"This table has no column that says what is uncharged, unless {column.header} is it.",
                hint="Say what its columns mean, or that they are not used.",
                question=Question(Asked.COLUMNS),
            )


def _nothing(_: str) -> Said:
    return {}


def _columns(table: _Tables, fields: Mapping[Field, int]) -> tuple[Column, ...]:
    used_as = {position: field for field, position in fields.items()}
    return tuple(
        Column(name, used_as.get(position), tuple(row[position] for row in table.sample))
        for position, name in enumerate(table.header.names)
        if name.strip()
    )


def _table(path: Path, shown: str, said: Callable[[str], Said], folder: Path | None) -> _Tables:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip():
        raise empty(shown)
    if head.startswith(_WORKBOOKS):
        return workbook_table(path, shown, said, folder)
    if head.startswith(PARQUET):
        return parquet_table(path, shown)
    if is_json(head):
        return json_table(path, shown)
    if _PACKED.match(head):
        raise ExportError(
            f"{shown} is an archive that cannot be unpacked here.",
            hint="Unpack it yourself and load the files that are in it.",
        )
    for what, begins in _DOCUMENTS.items():
        if begins.match(head):
            raise ExportError(f"{shown} is {what}, not an export.", hint="Download the export again and load that.")
    return text_table(path, shown, folder)
