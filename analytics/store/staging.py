"""Bring the rows of a file into the temporary table `staged`, as text, and note the lines that cannot be read."""

import re

import duckdb
import polars as pl

from analytics.errors import ExportError
from analytics.exports import Export
from analytics.exports.fields import Field
from analytics.exports.recognition import CsvText, ParquetFile, Rows, Sheet

# What the checks ask for; the other fields are known, but nothing is made of them yet.
_STAGED = (
    Field.DAY,
    Field.PRODUCT,
    Field.PRODUCT_CODE,
    Field.FEATURE,
    Field.VERSION,
    Field.TEAM,
    Field.EMAIL,
    Field.AUTODESK_ID,
    Field.HASHED_ID,
    Field.USER_NAME,
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.TOKENS,
    Field.TOKENS_CONSUMED,
    Field.ACCESS,
    Field.START,
    Field.LAST_DAY,
    Field.PRICE,
    Field.CURRENCY,
    Field.NOTE,
)
_READ_FAULTS = {
    "MISSING COLUMNS": "cells are missing",
    "TOO MANY COLUMNS": "there are too many cells",
    "UNQUOTED VALUE": "a quote does not close",
    "INVALID ENCODING": "it is not written in UTF-8",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
}


def stage(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Make `staged`, one text column per field that is checked, and `unreadable`, the lines that are no rows.

    Blank cells are null. The `rowid` of `staged` counts the rows of the file; a counting column would make
    DuckDB read the file on one core.

    Raises
    ------
    ExportError
        When the file cannot be read.
    """
    for table in ("staged", "unreadable", "unreadable_scans", "checked"):
        cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
    columns = ", ".join(
        f"nullif(trim({_column(export, export.fields[field])}), '') AS {field}"
        if field in export.fields
        else f"NULL::VARCHAR AS {field}"
        for field in _STAGED
    )
    frame = _frame(export)
    if frame is not None:
        cursor.register("read_rows", frame)
    try:
        cursor.execute(f"CREATE TEMP TABLE staged AS SELECT {columns} FROM {_rows(export)}")
    except duckdb.Error as error:
        raise ExportError(
            f"{export.name} cannot be read as a table.", hint="Export it again; the file may be damaged."
        ) from error
    if frame is not None:
        cursor.unregister("read_rows")
    if not isinstance(export.origin, CsvText):
        cursor.execute("CREATE TEMP TABLE unreadable (line UBIGINT, error_type VARCHAR, csv_line VARCHAR)")
    _refuse_open_quote(cursor, export)


def _refuse_open_quote(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Refuse a file in which a quote that does not close has swallowed the lines after it."""
    row = cursor.execute(
        "SELECT min(line) FROM unreadable WHERE error_type = 'UNQUOTED VALUE' AND contains(trim(csv_line), chr(10))"
    ).fetchone()
    if row is not None and row[0] is not None:
        raise ExportError(
            f"A quote in line {row[0]:,} of {export.name} does not close, so the lines after it cannot be told apart.",
            hint="Export it again, or close the quote.",
        )


def add_unreadable(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add to `checked` the lines that the reader could not split into cells, each once, after the rows it could."""
    cases = " ".join(f"WHEN {literal(fault)} THEN {literal(why)}" for fault, why in _READ_FAULTS.items())
    cursor.execute(f"""
        INSERT INTO checked (row, reason)
        SELECT (SELECT count(*) FROM staged) + row_number() OVER (ORDER BY line),
               CASE min(error_type::VARCHAR) {cases} ELSE 'it cannot be split into cells' END
        FROM unreadable GROUP BY line
    """)


def _one_file(path: str) -> str:
    """Write a path so that DuckDB takes its characters for themselves and not for a pattern of many files."""
    return re.sub(r"([\[*?])", r"[\1]", path)


def literal(text: str) -> str:
    """Write a text as SQL does, where a parameter is not possible."""
    return "'" + text.replace("'", "''") + "'"


def _frame(export: Export) -> pl.DataFrame | None:
    """Give the rows that the recogniser's own readers read; None where DuckDB reads the file."""
    if isinstance(export.origin, Sheet):
        return export.origin.rows(export.header)
    return export.origin.frame if isinstance(export.origin, Rows) else None


def _rows(export: Export) -> str:
    """Write where the rows come from, as SQL does."""
    if isinstance(export.origin, CsvText):
        return _csv_reader(export.origin, export)
    if isinstance(export.origin, ParquetFile):
        return f"read_parquet({literal(_one_file(str(export.origin.path)))}, hive_partitioning=false)"
    return "read_rows"


def _column(export: Export, position: int) -> str:
    if isinstance(export.origin, ParquetFile):
        name = export.header.names[position].replace('"', '""')
        return f'"{name}"::VARCHAR'
    return f"c{position}"


def _csv_reader(origin: CsvText, export: Export) -> str:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(export.header.names)))
    # The dialect is settled by the recognition: DuckDB's own sniffer reads 03/02 as 3 February in silence.
    return (
        f"read_csv({literal(_one_file(str(origin.path)))}, compression='none', hive_partitioning=false,"
        f" auto_detect=false, header=false, skip={export.header.row + 1},"
        f" delim={literal(origin.delimiter)}, quote='\"', escape='\"', columns={{{columns}}},"
        " store_rejects=true, rejects_table='unreadable', rejects_scan='unreadable_scans')"
    )
