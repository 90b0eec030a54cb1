"""Look at a file and say what it is: its format, its header row, its kind, its fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import ExportError
from analytics.exports.fields import Field, fields_of
from analytics.exports.headers import Header, Table, empty
from analytics.exports.json_rows import Rows, is_json, json_table
from analytics.exports.kinds import Kind, kind_of
from analytics.exports.parquet_files import MAGIC as PARQUET
from analytics.exports.parquet_files import ParquetFile, parquet_table
from analytics.exports.texts import CsvText, text_table
from analytics.exports.workbooks import Sheet, workbook_table

__all__ = ["CsvText", "Export", "Header", "ParquetFile", "Rows", "Sheet", "recognise"]

_HEAD_BYTES = 256 * 1024
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PACKED = re.compile(rb"\x1f\x8b|PK\x05\x06|7z\xbc\xaf\x27\x1c|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd")
_DOCUMENTS = {
    "a PDF document": re.compile(rb"%PDF-"),
    "a web page": re.compile(rb"\s*<(!doctype\s+html|html)\b", re.IGNORECASE),
    "an XML document": re.compile(rb"\s*<\?xml\b"),
}


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
    """A short hash of the names of the columns, under which a mapping is remembered."""
    sample: tuple[tuple[str, ...], ...]
    """Up to five rows below the header, as text, each as wide as the header."""


def recognise(
    path: Path,
    name: str | None = None,
    mapping: Mapping[str, Field] | None = None,
    folder: Path | None = None,
) -> Export:
    """Recognise a file by its content; its name and ending play no part.

    Parameters
    ----------
    path
        Where the file lies.
    name
        The name to show, when it lies under another one.
    mapping
        What a person said that headers mean, by the header as written; it wins over the synonyms.
    folder
        Where copies may be written; they are read as long as the export is used, and the caller removes them. Only
        a text that is not UTF-8, or that has mixed line ends or odd lines above the header, needs one.

    Raises
    ------
    ExportError
        When it is empty, unreadable, or no export.
    ValueError
        When a folder is needed and there is none.
    """
    shown = name or path.name
    try:
        table = _table(path, shown, mapping, folder)
    except OSError as error:
        raise ExportError(
            f"{shown} cannot be read: {error.strerror or error}.",
            hint="Check the path, the permissions and the space left.",
        ) from error
    fields = fields_of(table.header.names, mapping)
    return Export(
        name=shown,
        kind=kind_of(fields),
        header=table.header,
        fields=fields,
        origin=table.origin,
        fingerprint=table.header.fingerprint,
        sample=table.sample,
    )


def _table(
    path: Path, shown: str, mapping: Mapping[str, Field] | None, folder: Path | None
) -> Table[CsvText] | Table[Sheet] | Table[Rows] | Table[ParquetFile]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip():
        raise empty(shown)
    if head.startswith(_WORKBOOKS):
        return workbook_table(path, shown, mapping, folder)
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
    return text_table(path, shown, mapping, folder)
