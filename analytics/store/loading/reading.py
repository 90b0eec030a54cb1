"""Write as SQL where the rows of a file come from."""

import re

import duckdb
import polars as pl

from analytics.exports import Export
from analytics.exports.bounds import LONGEST_NAME, LONGEST_TEXT, too_long_text
from analytics.exports.fields import FREE_TEXTS, Field
from analytics.exports.recognition import CsvText, ParquetFile, Rows, Sheet

_SOME = 50_000
_TOO_LONG = "a text too long:"


def literal(text: str) -> str:
    """Write a text as SQL does, where a parameter is not possible."""
    return "'" + text.replace("'", "''") + "'"


def source(export: Export, fields: list[Field], *, lenient: bool = False) -> str:
    """Write where the rows come from, with the columns `r_<field>`, as text; null for fields that are not there.

    Parameters
    ----------
    export
        The file; of a workbook or JSON, its rows must be registered (`register_rows`).
    fields
        What is wanted of each row.
    lenient
        Leave lines that are no rows out, where otherwise DuckDB notes them in `unreadable`, and of registered rows all
        but some: enough to learn from.
    """
    columns = ", ".join(
        f"{_bounded(_column(export, export.fields[field]), field)} AS r_{field}"
        if field in export.fields
        else f"NULL::VARCHAR AS r_{field}"
        for field in fields
    )
    return f"(SELECT {columns} FROM {_rows(export, lenient)})"


def longest(field: Field) -> int:
    """Return how many characters a text of a field can have."""
    return LONGEST_TEXT if field in FREE_TEXTS or field.startswith("custom_") else LONGEST_NAME


def check_lengths(error: duckdb.Error, export: Export) -> None:
    """Raise an error of its own for a text that was too long to be read on.

    Raises
    ------
    ExportError
        When that is what ended the reading.
    """
    if ended := re.search(rf"{_TOO_LONG} (\w+) (\d+)", str(error)):
        field = Field(ended[1])
        header = export.header.names[export.fields[field]]
        raise too_long_text(header, export.name, int(ended[2]), longest(field)) from error


def register_rows(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Make the rows known that the recogniser's own readers read, and some of them from all over the file.

    DuckDB reads the other files.
    """
    frame: pl.DataFrame | None = None
    # DuckDB copies what it reads of a frame, so it has only what is wanted.
    wanted = [f"c{position}" for position in sorted(export.fields.values())]
    if isinstance(export.origin, Sheet):
        frame = export.origin.rows(export.header, wanted)
    elif isinstance(export.origin, Rows):
        frame = export.origin.frame.select(wanted)
    if frame is not None:
        cursor.register("read_rows", frame)
        cursor.register("some_rows", frame.gather_every(max(1, frame.height // _SOME)))


def _rows(export: Export, lenient: bool) -> str:
    if isinstance(export.origin, CsvText):
        return _csv_reader(export.origin, export, lenient)
    if isinstance(export.origin, ParquetFile):
        return f"read_parquet({literal(_one_file(str(export.origin.path)))}, hive_partitioning=false)"
    return "some_rows" if lenient else "read_rows"


def _column(export: Export, position: int) -> str:
    if isinstance(export.origin, ParquetFile):
        name = export.origin.columns[position].replace('"', '""')
        return f'"{name}"::VARCHAR'
    return f"c{position}"


def _bounded(text: str, field: Field) -> str:
    """Write, as SQL does, a text, and an end to the reading where it is too long: before it is joined or copied."""
    most = longest(field)
    # Bytes are there to be read, characters have to be counted.
    return (
        f"CASE WHEN strlen({text}) > {most} AND length({text}) > {most}"
        f" THEN error('{_TOO_LONG} {field} ' || length({text})) ELSE {text} END"
    )


def _csv_reader(origin: CsvText, export: Export, lenient: bool) -> str:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(export.header.names)))
    faults = (
        "ignore_errors=true"
        if lenient
        else ("store_rejects=true, rejects_table='unreadable', rejects_scan='unreadable_scans'")
    )
    # The dialect is settled by the recognition: DuckDB's own sniffer reads 03/02 as 3 February in silence.
    return (
        f"read_csv({literal(_one_file(str(origin.path)))}, compression='none', hive_partitioning=false,"
        f" auto_detect=false, header=false, skip={export.header.row + 1},"
        f" delim={literal(origin.delimiter)}, quote='\"', escape='\"', columns={{{columns}}},"
        f" parallel={str(origin.parallel).lower()}, {faults})"
    )


def _one_file(path: str) -> str:
    """Write a path so that DuckDB takes its characters for themselves and not for a pattern of many files."""
    return re.sub(r"([\[*?])", r"[\1]", path)
