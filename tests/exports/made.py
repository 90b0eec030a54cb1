"""Make export files of every format, and read the rows of a recognised one as the store does."""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

import duckdb
import polars as pl
import xlsxwriter

from analytics.exports import Export
from analytics.exports.recognition import CsvText, ParquetFile, Sheet

Cells = Sequence[Sequence[object]]
_READER = duckdb.connect()
TOKEN_USAGE = "Day used,Product,Tokens used"


def written(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows_of(export: Export) -> list[tuple[object, ...]]:
    """Give the rows below the header, as wide as the header, as text."""
    width = len(export.header.names)
    origin = export.origin
    if isinstance(origin, CsvText):
        # The options of the store's own reader.
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
        query = (
            f"FROM read_csv($path, auto_detect=false, header=false, skip={export.header.row + 1}, delim=$delimiter,"
            f" quote='\"', escape='\"', columns={{{columns}}}, store_rejects=true)"
        )
        return _READER.cursor().execute(query, {"path": str(origin.path), "delimiter": origin.delimiter}).fetchall()
    if isinstance(origin, ParquetFile):
        return pl.read_parquet(origin.path).cast(pl.String).rows()
    return (origin.rows(export.header) if isinstance(origin, Sheet) else origin.frame).rows()


def xlsx(*sheets: Cells, names: Sequence[str | None] = ()) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for rows, name in zip_longest(sheets, names):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def zipped(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def ods(*sheets: Cells) -> bytes:
    """Write the least that OpenDocument asks for, every cell a string or a number."""
    tables = ""
    for number, rows in enumerate(sheets):
        tables += f'<table:table table:name="S{number}">'
        for row in rows:
            cells = "".join(
                f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
                if isinstance(cell, int | float)
                else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                for cell in row
            )
            tables += f"<table:table-row>{cells}</table:table-row>"
        tables += "</table:table>"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped([("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", content)])


def xlsb(rows: Cells) -> bytes:
    """Write the least of [MS-XLSB] that holds one sheet."""

    def record(kind: int, data: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size = bytes([len(data)]) if len(data) < 128 else bytes([len(data) & 0x7F | 0x80, len(data) >> 7])
        return head + size + data

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<I", number) + bytes(13))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            number_like = isinstance(cell, int | float)
            sheet += record(5, place + struct.pack("<d", cell)) if number_like else record(6, place + wide(str(cell)))
    sheet += record(146) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("S")) + record(144)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        [
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.bin", book + record(132)),
            ("xl/_rels/workbook.bin.rels", relations),
            ("xl/worksheets/sheet1.bin", sheet),
        ]
    )


def xls(rows: Cells) -> bytes:
    """Write the least of [MS-XLS] in the least of [MS-CFB]: one stream, one sheet."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(cell, int | float):
                sheet += record(0x203, place + struct.pack("<d", cell))
            else:
                text = str(cell)
                sheet += record(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))
    sheet += record(0x0A)
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 6)) + record(0x42, struct.pack("<H", 1200))
    named = struct.pack("<IHBB", len(begin) + 4 + 9 + 4, 0, 1, 0) + b"S"
    stream = begin + record(0x85, named) + record(0x0A) + sheet
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512

    def entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
        text = name.encode("utf-16-le")
        links = struct.pack("<HBBIII", len(text) + 2 if name else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, len(stream), 0xFFFFFFFF)
    directory = directory.ljust(512, b"\0")
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return head + fat + directory + stream
