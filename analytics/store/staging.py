"""Bring the rows of an export into a temporary table, check each, and give each unused one its reason.

The result is the temporary table `checked`: one row per data row of the file, with `reason` null for the
rows to be used.
"""

from collections.abc import Callable, Mapping

import duckdb
import polars as pl

from analytics.errors import ExportError
from analytics.exports import Export, Kind
from analytics.exports.dates import DateOrder, days_of
from analytics.exports.fields import Field
from analytics.exports.numbers import numbers_of
from analytics.exports.recognition import CsvText, Sheet

_TOKENS = pl.Decimal(18, 6)
_READ_FAULTS = {
    "MISSING COLUMNS": "cells are missing",
    "TOO MANY COLUMNS": "there are too many cells",
    "UNQUOTED VALUE": "a quote does not close",
    "INVALID ENCODING": "it is not written in UTF-8",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
}


def check_rows(cursor: duckdb.DuckDBPyConnection, export: Export, dates: DateOrder | None) -> None:
    """Fill the temporary table `checked` from the file.

    Raises
    ------
    ExportError
        When the file cannot be read, or its days or numbers can be read in two ways.
    """
    _stage(cursor, export)
    if export.kind is Kind.PACKS:
        _check_packs(cursor, dates)
    else:
        _check_usage(cursor, export, dates)


def _stage(cursor: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Make `staged`: `row` and one text column per known field; blank cells are null."""
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
        cursor.execute(f"CREATE TEMP TABLE staged AS SELECT row_number() OVER () AS row, {columns} FROM sheet_rows")
        cursor.unregister("sheet_rows")
        cursor.execute("CREATE TEMP TABLE unreadable (line UBIGINT, error_type VARCHAR)")
        return
    try:
        cursor.execute(
            f"CREATE TEMP TABLE staged AS SELECT row_number() OVER () AS row, {columns}"
            f" FROM {_csv_reader(export.origin, export)}"
        )
    except duckdb.Error as error:
        raise ExportError(
            f"{export.name} cannot be read as a table.", hint="Export it again; the file may be damaged."
        ) from error


def _csv_reader(origin: CsvText, export: Export) -> str:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(export.header.names)))
    # The dialect is settled by the recognition: DuckDB's own sniffer reads 03/02 as 3 February in silence.
    return (
        f"read_csv({_literal(str(origin.path))}, auto_detect=false, header=false, skip={export.header.row + 1},"
        f" delim={_literal(origin.delimiter)}, quote='\"', escape='\"', columns={{{columns}}},"
        " store_rejects=true, rejects_table='unreadable', rejects_scan='unreadable_scans')"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _check_usage(cursor: duckdb.DuckDBPyConnection, export: Export, dates: DateOrder | None) -> None:
    amount = Field.TOKENS_CONSUMED if export.kind is Kind.TOKEN_FLEX else Field.TOKENS
    _read_texts(cursor, "days_read", Field.DAY, lambda texts: days_of(texts, dates), pl.Date)
    _read_texts(cursor, "numbers_read", amount, numbers_of, _TOKENS)
    day_header = _literal(export.header.names[export.fields[Field.DAY]])
    # `*****` is what Autodesk writes for a person it hides: missing, never one user.
    cursor.execute(f"""
        CREATE TEMP TABLE checked AS
        SELECT
            s.row,
            d.value AS day,
            n.value AS tokens,
            s.team,
            coalesce(nullif(s.product, 'N/A'), s.product_code, s.product) AS product,
            s.feature,
            s.version,
            coalesce(
                nullif(lower(s.email), '*****'), nullif(s.autodesk_id, '*****'), nullif(s.hashed_id, '*****'),
                nullif(lower(s.user_name), '*****')
            ) AS user_key,
            nullif(lower(s.email), '*****') AS email,
            nullif(s.first_name, '*****') AS first_name,
            nullif(s.last_name, '*****') AS last_name,
            CASE
                WHEN s.day = {day_header} THEN 'the header is repeated'
                WHEN starts_with(lower(s.day), 'total') THEN 'a line of totals'
                WHEN s.day IS NULL THEN 'no day'
                WHEN d.value IS NULL THEN 'the day is not a date'
                WHEN coalesce(s.product, s.product_code) IS NULL THEN 'no product'
                WHEN lower(s.access) <> 'flex' THEN 'not used on Flex'
                WHEN s.{amount} IS NULL THEN 'no tokens'
                WHEN n.value IS NULL THEN 'the tokens are not a number'
                WHEN n.value < 0 THEN 'the tokens are negative'
            END AS reason
        FROM staged AS s
        LEFT JOIN days_read AS d ON d.text = s.day
        LEFT JOIN numbers_read AS n ON n.text = s.{amount}
    """)
    _add_unreadable(cursor)


def _check_packs(cursor: duckdb.DuckDBPyConnection, dates: DateOrder | None) -> None:
    _read_texts(cursor, "starts_read", Field.START, lambda texts: days_of(texts, dates), pl.Date)
    _read_texts(cursor, "ends_read", Field.LAST_DAY, lambda texts: days_of(texts, dates), pl.Date)
    _read_texts(cursor, "numbers_read", Field.TOKENS, numbers_of, _TOKENS)
    _read_texts(cursor, "prices_read", Field.PRICE, numbers_of, _TOKENS)
    cursor.execute("""
        CREATE TEMP TABLE checked AS
        SELECT
            s.row, s.team, n.value AS tokens, f.value AS first_day, l.value AS last_day,
            p.value AS price_per_token, upper(s.currency) AS currency, s.note,
            CASE
                WHEN f.value IS NULL THEN 'no first day'
                WHEN l.value IS NULL THEN 'no last day'
                WHEN l.value < f.value THEN 'it ends before it starts'
                WHEN n.value IS NULL THEN 'the tokens are not a number'
                WHEN n.value <= 0 THEN 'no tokens'
                WHEN s.price IS NOT NULL AND p.value IS NULL THEN 'the price is not a number'
                WHEN p.value < 0 THEN 'the price is negative'
            END AS reason
        FROM staged AS s
        LEFT JOIN starts_read AS f ON f.text = s.start
        LEFT JOIN ends_read AS l ON l.text = s.last_day
        LEFT JOIN numbers_read AS n ON n.text = s.tokens
        LEFT JOIN prices_read AS p ON p.text = s.price
    """)
    _add_unreadable(cursor)


def _read_texts(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    field: Field,
    read: Callable[[list[str]], Mapping[str, object]],
    dtype: pl.DataType | type[pl.DataType],
) -> None:
    """Make the temporary table `name` (`text`, `value`) of the distinct texts of a column that can be read.

    A column has few distinct days and amounts however many rows it has, so they are read in Python, once each.
    """
    texts = cursor.sql(f"SELECT DISTINCT {field} FROM staged WHERE {field} IS NOT NULL").pl()[field].to_list()
    read_texts = read(texts)
    values = pl.DataFrame(
        {"text": list(read_texts), "value": list(read_texts.values())},
        schema={"text": pl.String, "value": dtype},
    )
    cursor.register("texts_read", values)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM texts_read")
    cursor.unregister("texts_read")


def _add_unreadable(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add the lines that the reader could not split into cells, each once, after the rows it could."""
    cases = " ".join(f"WHEN {_literal(fault)} THEN {_literal(why)}" for fault, why in _READ_FAULTS.items())
    cursor.execute(f"""
        INSERT INTO checked (row, reason)
        SELECT (SELECT count(*) FROM staged) + row_number() OVER (ORDER BY line),
               CASE min(error_type::VARCHAR) {cases} ELSE 'it cannot be split into cells' END
        FROM unreadable GROUP BY line
    """)
