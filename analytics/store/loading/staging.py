"""Bring the rows of a file into the temporary view `numbered`, and note the lines that cannot be read.

Of who used what on which day there may be millions of rows, but few different texts. So `numbered` then has small
integer codes, and for each of its columns `x` the table `x_texts` says which texts a code stands for: what follows
handles each text once. A list has few rows: its `numbered` has the texts themselves, by field.
"""

from dataclasses import replace
from pathlib import Path

import duckdb

from analytics.errors import ExportError
from analytics.exports import Export
from analytics.exports.fields import Field
from analytics.exports.letters import folded_sql
from analytics.exports.lines import count_rows
from analytics.exports.recognition import CsvText
from analytics.store.faults import is_of_the_machine
from analytics.store.loading.coding import stage_codes
from analytics.store.loading.reading import check_lengths, literal, register_rows, source
from analytics.store.loading.reasons import OTHER_FAULT, READ_FAULTS
from analytics.store.loading.watching import Watch
from analytics.store.queries import single

MOST_OF_A_LIST = 2_000_000
"""Rows of a list: each of its texts is looked at by itself."""
_ONE_BUFFER = 8_000_000  # bytes
_QUOTE = "Export it again, or close the quote."


def stage(cursor: duckdb.DuckDBPyConnection, export: Export, folder: Path, watch: Watch) -> None:
    """Make `numbered`, the rows with their number `row` from 1, the `x_texts` of its columns, and `unreadable`.

    The last has the lines that are no rows: `line`, `error_type`, `csv_line`.

    Raises
    ------
    ExportError
        When the file cannot be read.
    """
    register_rows(cursor, export)
    if not isinstance(export.origin, CsvText):
        cursor.execute("CREATE TEMP TABLE unreadable (line UBIGINT, error_type VARCHAR, csv_line VARCHAR)")
    try:
        rows = _read_all(cursor, export, folder, watch)
        _number_rows(cursor, rows)
    except duckdb.Error as error:
        if isinstance(error, duckdb.InterruptException) or is_of_the_machine(error):
            raise
        check_lengths(error, export)
        raise ExportError(
            f"{export.name} cannot be read as a table.", hint="Export it again; the file may be damaged."
        ) from error


def add_unreadable(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add to `checked` the lines that the reader could not split into cells, each once, after the rows it could."""
    cases = " ".join(f"WHEN {literal(fault)} THEN {literal(why)}" for fault, why in READ_FAULTS.items())
    cursor.execute(f"""
        INSERT INTO checked (row, reason)
        SELECT (SELECT count(*) FROM staged) + row_number() OVER (ORDER BY line),
               CASE min(error_type::VARCHAR) {cases} ELSE {literal(OTHER_FAULT)} END
        FROM unreadable GROUP BY line
    """)


def _staged(cursor: duckdb.DuckDBPyConnection, export: Export, folder: Path, watch: Watch) -> str:
    """Make `staged`, and write how its rows are asked for."""
    if export.kind.daily:
        return stage_codes(cursor, export, folder, watch)
    _refuse_too_long_a_list(cursor, export)
    texts = ", ".join(f"{folded_sql(f'r_{field}')} AS {field}" for field in Field)
    cursor.execute(f"CREATE TEMP TABLE staged AS SELECT {texts} FROM {source(export, list(Field))}")
    return "SELECT rowid AS id, * FROM staged"


def _refuse_too_long_a_list(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    origin = export.origin
    if isinstance(origin, CsvText):
        rows = origin.lines
    else:
        rows = single(cursor, f"SELECT count(*) FROM {source(export, [next(iter(export.fields))])}")
    if rows > MOST_OF_A_LIST:
        raise ExportError(
            f"{export.name} has {rows:,} rows, more than the {MOST_OF_A_LIST:,} of a {export.kind.label.lower()}.",
            hint="Load it in several files, or say what its columns mean if it is another kind of table.",
        )


def _read_all(cursor: duckdb.DuckDBPyConnection, export: Export, folder: Path, watch: Watch) -> str:
    """Stage a file and make sure that each of its lines was read.

    On several cores DuckDB 2.0 loses all lines from the last of its boundaries on, in silence, where that falls on a
    line that is no row; on one core it loses those after a quote that does not close. So the lines are counted.
    """
    rows = _staged(cursor, export, folder, watch)
    if not isinstance(export.origin, CsvText):
        return rows
    _refuse_open_quote(cursor, export)
    path, above = export.origin.path, export.header.row + 1
    if path.stat().st_size <= _ONE_BUFFER or _lines_read(cursor) == export.origin.lines:
        return rows
    watch.begin("Counting the lines")
    there = count_rows(path, above, export.origin.delimiter)
    if _lines_read(cursor) != there:
        _forget(cursor)
        rows = _staged(cursor, replace(export, origin=replace(export.origin, parallel=False)), folder, watch)
        if _lines_read(cursor) != there:
            raise ExportError(
                f"A quote in {export.name} does not close, so the lines after it cannot be told apart.", hint=_QUOTE
            )
    return rows


def _lines_read(cursor: duckdb.DuckDBPyConnection) -> int:
    return single(cursor, "SELECT (SELECT count(*) FROM staged) + (SELECT count(DISTINCT line) FROM unreadable)")


def _forget(cursor: duckdb.DuckDBPyConnection) -> None:
    """Drop all that was staged."""
    for kind, name in cursor.execute(
        "SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary"
        " UNION ALL SELECT 'TYPE', type_name FROM duckdb_types() WHERE NOT internal"
    ).fetchall():
        cursor.execute(f"DROP {kind} IF EXISTS temp.{name}")


def _number_rows(cursor: duckdb.DuckDBPyConnection, rows: str) -> None:
    # A counting column would make DuckDB read the file on one core. Within the transaction that fills a table its
    # rowids begin somewhere beyond 0.
    [(first,)] = cursor.execute("SELECT coalesce(min(rowid), 0) FROM staged").fetchall()
    cursor.execute(
        f"CREATE TEMP VIEW numbered AS SELECT (id - {first} + 1)::INTEGER AS row, * EXCLUDE (id) FROM ({rows})"
    )


def _refuse_open_quote(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Refuse a file in which a quote that does not close has swallowed the lines after it."""
    [(line,)] = cursor.execute(
        "SELECT min(line) FROM unreadable WHERE error_type = 'UNQUOTED VALUE'"
        # Blank lines below it belong to the line for DuckDB.
        " AND regexp_matches(trim(csv_line, chr(13) || chr(10) || ' '), '[\\r\\n]')"
    ).fetchall()
    if line is not None:
        raise ExportError(
            f"A quote in line {line:,} of {export.name} does not close, so the lines after it cannot be told apart.",
            hint=_QUOTE,
        )
