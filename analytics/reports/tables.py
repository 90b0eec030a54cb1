"""Tables as files: CSV, and Excel with a frozen header, filters, and a sheet that says what the table is."""

import io
import re
from collections.abc import Mapping

import polars as pl
import xlsxwriter

_DANGEROUS = r"^([=+\-@＝＋－＠\t\r\n])"


def harmless(table: pl.DataFrame) -> pl.DataFrame:
    r"""Put an apostrophe before texts, headers among them, that a spreadsheet program would run as a formula.

    Source: OWASP, CSV Injection: cells that begin with = + - @ or their full-width forms, a tab or the end of a line.

    >>> harmless(pl.DataFrame({"product": ["=1+1", "Revit"], "@a": ["＝1", "\n=1"]})).rows()
    [("'=1+1", "'＝1"), ('Revit', "'\n=1")]
    >>> harmless(pl.DataFrame({"@a": [1]})).columns
    ["'@a"]
    """
    guarded = table.with_columns(pl.col(pl.String).str.replace(_DANGEROUS, "'$1"))
    return guarded.rename({name: re.sub(_DANGEROUS, r"'\1", name) for name in table.columns})


def csv_bytes(table: pl.DataFrame) -> bytes:
    """Write a table as CSV in UTF-8 with a mark, so that Excel reads accents right.

    Decimals stand there only as far as there are any, and times to the second.
    """
    short = pl.col(pl.Decimal).cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    return (
        harmless(table)
        .with_columns(short)
        .write_csv(include_bom=True, datetime_format="%Y-%m-%d %H:%M:%S")
        .encode("utf-8")
    )


def excel_bytes(table: pl.DataFrame, about: Mapping[str, str], loads: pl.DataFrame) -> bytes:
    """Write a table as an Excel workbook of two sheets: the table, and what it is about and comes from.

    Parameters
    ----------
    table
        Its columns become the header; decimals are written as numbers.
    about
        What to say on the second sheet: the range, the team, the fingerprint of the data.
    loads
        The loads behind the table, with the fingerprints of their files: a table of its own below that.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        harmless(table.with_columns(pl.col(pl.Decimal).cast(pl.Float64))).write_excel(
            workbook, "Table", autofit=True, freeze_panes=(1, 0), autofilter=True
        )
        rows = pl.DataFrame({"About": list(about), "Value": list(about.values())})
        harmless(rows).write_excel(workbook, "About", autofilter=False)
        harmless(loads).write_excel(workbook, "About", position=(rows.height + 2, 0), autofit=True, autofilter=False)
    return buffer.getvalue()


def sheet_bytes(lines: str) -> bytes:
    """Write a table given as CSV as an Excel workbook of one sheet, to be filled in: days and numbers are such."""
    buffer = io.BytesIO()
    pl.read_csv(io.StringIO(lines), try_parse_dates=True).write_excel(buffer, autofit=True, freeze_panes=(1, 0))
    return buffer.getvalue()
