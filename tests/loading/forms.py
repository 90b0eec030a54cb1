"""The forms in which the cells of an export are written: days, numbers, encodings, delimiters, containers."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter

from analytics.exports import Kind
from tests.exports.made import zipped
from tests.loading.kinds import JAPANESE, UNICODE, WESTERN, Made, Value

DAY_FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "iso with time": lambda day: f"{day.isoformat()}T00:00:00Z",
    "d/m/y": lambda day: f"{day:%d/%m/%Y}",
    "m/d/y": lambda day: f"{day:%m/%d/%Y}",
    "3 Mar 2026": lambda day: f"{day.day} {day:%b} {day.year}",
    "d.m.y": lambda day: f"{day.day}.{day.month}.{day.year}",
    "serial": lambda day: str((day - date(1899, 12, 30)).days),
}
NUMBER_FORMS: dict[str, Callable[[Decimal], str]] = {
    "point": str,
    "comma": lambda number: str(number).replace(".", ","),
    "thousands, point": lambda number: f"{number:,}",
    "thousands, comma": lambda number: f"{number:,}".translate(str.maketrans(",.", ".,")),
}
SPELLINGS = {"utf-8": UNICODE, "utf-8-sig": UNICODE, "utf-16": UNICODE, "cp1252": WESTERN, "cp932": JAPANESE}
DELIMITERS = (",", ";", "\t", "|")

Texts = list[list[str]]


def texts(made: Made, day_form: str = "iso", number_form: str = "point") -> Texts:
    """Write the header and the rows as texts."""
    return [list(made.header), *([_text(cell, day_form, number_form) for cell in row] for row in made.rows)]


def _text(cell: Value, day_form: str, number_form: str) -> str:
    if isinstance(cell, date):
        return DAY_FORMS[day_form](cell)
    if isinstance(cell, Decimal):
        return NUMBER_FORMS[number_form](cell)
    return cell or ""


def delimited(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",", end: str = "\n") -> bytes:
    buffer = io.StringIO()
    # With both characters at the end of lines, either is quoted within a cell.
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().replace("\r\n", end).encode(encoding)


def in_container(content: bytes, container: str) -> bytes:
    """Put a text file into an archive, or leave it as it is."""
    if container == "gzip":
        return gzip.compress(content)
    return zipped([("export.csv", content)]) if container == "zip" else content


def workbook(made: Made, day_form: str | None) -> bytes:
    """Write a sheet of filters before that of the data; without a form of days, they are days of the workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        filters = book.add_worksheet("Filters")
        filters.write_column(0, 0, ("Report", "Product", "From"))
        filters.write_column(0, 1, (made.name, "All products"))
        filters.write_datetime(2, 1, date(2026, 3, 1), as_day)
        data = book.add_worksheet("Data")
        data.write_row(0, 0, made.header)
        for line, row in enumerate(made.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date) and day_form == "serial":
                    data.write_number(line, column, int(DAY_FORMS["serial"](cell)))
                elif isinstance(cell, date) and day_form is None:
                    data.write_datetime(line, column, cell, as_day)
                elif isinstance(cell, Decimal):
                    data.write_number(line, column, float(cell))
                elif cell:
                    data.write_string(line, column, _text(cell, day_form or "iso", "point"))
    return buffer.getvalue()


def json_answer(made: Made, day_form: str) -> bytes:
    """Write what Token Flex or Insights answers a query with, or a list of objects, which others may write."""
    rows = [[_plain(cell, day_form) for cell in row] for row in made.rows]
    answer: object = [dict(zip(made.header, row, strict=True)) for row in rows]
    if made.kind is Kind.TOKEN_FLEX:
        result = {"columns": made.header, "rows": rows, "total": len(rows), "offset": 0, "limit": len(rows)}
        answer = {"id": "1", "status": "DONE", "result": result}
    elif made.name == "insights":
        answer = {"id": "1", "status": "COMPLETED", "columns": made.header, "rows": rows}
    return json.dumps(answer, ensure_ascii=False).encode()


def _plain(cell: Value, day_form: str) -> str | int | float | None:
    if isinstance(cell, Decimal):
        return int(cell) if cell == int(cell) else float(cell)
    return None if cell is None else _text(cell, day_form, "point")


def parquet(made: Made, path: Path) -> None:
    """Write typed columns: days, decimals, texts."""
    columns = {name: [row[place] for row in made.rows] for place, name in enumerate(made.header)}
    for name, cells in columns.items():
        if len({type(cell) for cell in cells if cell is not None}) > 1:  # a quantity with the word Unlimited
            columns[name] = [None if cell is None else str(cell) for cell in cells]
    pl.DataFrame(columns, strict=False).write_parquet(path)
