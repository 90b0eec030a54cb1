"""Files that are damaged, endless, or made to do harm; each is small on disk or quickly written."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from tests.exports.made import xlsx, zipped

HEADER = "Day used,Product,Tokens used\n"
ROWS = "".join(f"2026-01-{n % 28 + 1:02d},Revit,{n}\n" for n in range(2_000))
TABLE = [["Day used", "Product", "Tokens used"], ["2026-01-01", "Revit", 10]]


def bomb() -> bytes:
    """Pack 300 MB of one row into 300 KB."""
    block = b"2026-01-01,Revit,1\n" * 50_000
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb.csv", "w", force_zip64=True) as file,
    ):
        file.write(HEADER.encode())
        for _ in range(320):
            file.write(block)
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame({"Day used": ["2026-01-01"] * 9, "Product": ["Revit"] * 9, "Tokens used": range(9)}).write_parquet(
        buffer
    )
    return buffer.getvalue()


def rewritten(part: str, change: Callable[[str], str]) -> bytes:
    """Change one part of a workbook that is otherwise whole."""
    with zipfile.ZipFile(io.BytesIO(xlsx(TABLE))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    return zipped([(name, change(text) if name == part else text) for name, text in parts.items()])


def empty_rows() -> bytes:
    """Add a million rows without cells, as a sheet has that was formatted to its end."""
    rows = "".join(f'<row r="{n}"/>' for n in range(3, 1_048_577))
    return rewritten("xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", rows + "</sheetData>"))


def far_cell() -> bytes:
    """Put one more cell where a sheet ends, so that a reader makes all the cells between."""
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return rewritten("xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", cell + "</sheetData>"))


FILES: dict[str, Callable[[], bytes]] = {
    "empty.csv": bytes,
    "blank.csv": lambda: b"\n \r\n\t\n" * 100,
    "header.csv": HEADER.encode,
    "cut.csv.gz": lambda: gzip.compress((HEADER + ROWS).encode())[:-20],
    "cut.xlsx": lambda: xlsx(TABLE)[:-100],
    "cut.parquet": lambda: parquet()[:-10],
    "cut.utf16.csv": lambda: (HEADER + ROWS).encode("utf-16")[:-1],
    "cut.json": json.dumps({"columns": ["usageDate", "productName", "tokens"], "rows": []})[:-5].encode,
    "bomb.zip": bomb,
    "empty_rows.xlsx": empty_rows,
    "far_cell.xlsx": far_cell,
    "wide.csv": (",".join(f"c{n}" for n in range(10_000)) + "\n" + "1," * 9_999 + "1\n").encode,
    "wide.xlsx": lambda: xlsx([[f"c{n}" for n in range(10_000)], list(range(10_000))]),
    "long_line.csv": lambda: (HEADER + ROWS).encode() + b"x" * 100_000_000,
    "long_first_line.csv": lambda: b"x" * 100_000_000,
    "nul.csv": lambda: (HEADER + ROWS).encode().replace(b"Revit,77\n", b"Re\0it,77\n"),
    "path.xlsx": lambda: rewritten("xl/workbook.xml", lambda text: text.replace("Sheet1", "../../etc/x")),
    "path.zip": lambda: zipped([("../../etc/x.csv", HEADER + "2026-01-01,Revit,10\n")]),
    "open_quote.csv": (HEADER + '2026-01-01,"Revit,1\n' + ROWS).encode,
    "open_quote_at_the_end.csv": (HEADER + '2026-01-01,Revit,1\n2026-01-01,"Revit,2\n').encode,
    "picture.png": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
}


def write_all(folder: Path) -> None:
    """Write every file, and a folder without any."""
    for name, content in FILES.items():
        (folder / name).write_bytes(content())
    (folder / "nothing").mkdir()
