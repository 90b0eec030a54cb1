"""Bring the rows of a file into the temporary table `staged`, as text, and note the lines that cannot be read."""

import duckdb

from analytics.errors import ExportError
from analytics.exports import Export
from analytics.exports.fields import Field
from analytics.exports.recognition import CsvText, Sheet

_READ_FAULTS = {
    "MISSING COLUMNS": "cells are missing",
    "TOO MANY COLUMNS": "there are too many cells",
    "UNQUOTED VALUE": "a quote does not close",
    "INVALID ENCODING": "it is not written in UTF-8",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
}


def stage(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Make `staged`, one text column per known field, and `unreadable`, the lines that are no rows.

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
        f"nullif(trim(c{export.fields[field]}), '') AS {field}"
        if field in export.fields
        else f"NULL::VARCHAR AS {field}"
        for field in Field
    )
    if isinstance(export.origin, Sheet):
        cursor.register("sheet_rows", export.origin.rows(export.header))
        cursor.execute(f"CREATE TEMP TABLE staged AS SELECT {columns} FROM sheet_rows")
        cursor.unregister("sheet_rows")
        cursor.execute("CREATE TEMP TABLE unreadable (line UBIGINT, error_type VARCHAR)")
        return
    try:
        cursor.execute(f"CREATE TEMP TABLE staged AS SELECT {columns} FROM {_csv_reader(export.origin, export)}")
    except duckdb.Error as error:
        raise ExportError(
            f"{export.name} cannot be read as a table.", hint="Export it again; the file may be damaged."
        ) from error


def add_unreadable(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add to `checked` the lines that the reader could not split into cells, each once, after the rows it could."""
    cases = " ".join(f"WHEN {literal(fault)} THEN {literal(why)}" for fault, why in _READ_FAULTS.items())
    cursor.execute(f"""
        INSERT INTO checked (row, reason)
        SELECT (SELECT count(*) FROM staged) + row_number() OVER (ORDER BY line),
               CASE min(error_type::VARCHAR) {cases} ELSE 'it cannot be split into cells' END
        FROM unreadable GROUP BY line
    """)


def literal(text: str) -> str:
    """Write a text as SQL does, where a parameter is not possible."""
    return "'" + text.replace("'", "''") + "'"


def _csv_reader(origin: CsvText, export: Export) -> str:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(export.header.names)))
    # The dialect is settled by the recognition: DuckDB's own sniffer reads 03/02 as 3 February in silence.
    return (
        f"read_csv({literal(str(origin.path))}, auto_detect=false, header=false, skip={export.header.row + 1},"
        f" delim={literal(origin.delimiter)}, quote='\"', escape='\"', columns={{{columns}}},"
        " store_rejects=true, rejects_table='unreadable', rejects_scan='unreadable_scans')"
    )
