"""Check each staged row, and give each that is not used its reason.

The result is the temporary table `checked`: one row per data row of the file, with `row` its number among them, from
1, and `reason` null for the rows to be used. Of usage it holds keys instead of names, so that what follows handles
small integers only.
"""

from collections.abc import Callable, Mapping

import duckdb
import polars as pl

from analytics.exports import Export, Kind
from analytics.exports.dates import DateOrder, days_of
from analytics.exports.fields import Field
from analytics.exports.numbers import DecimalMark, numbers_of
from analytics.exports.recognition import ParquetFile, Rows
from analytics.store.naming import FEATURE, NOT_FLEX, PRODUCT, TEAM, USER, VERSION
from analytics.store.staging import add_unreadable, literal

_TOKENS = pl.Decimal(18, 6)
# Within the transaction that fills a table its rowids begin somewhere beyond 0.
_ROW = "(staged.rowid - (SELECT min(rowid) FROM staged) + 1)::INTEGER"


def check_usage(cursor: duckdb.DuckDBPyConnection, export: Export, dates: DateOrder | None, team: str) -> None:
    """Fill `checked` with `day`, `tokens` and the keys of team, product, version, feature and user.

    Parameters
    ----------
    cursor
        Holds `staged`; the names in it are in the store already (`add_names`).
    export
        What was staged.
    dates
        The order of day and month where the file leaves it open.
    team
        The team of rows that name none.

    Raises
    ------
    ExportError
        When days or numbers can be read in two ways.
    """
    amount = Field.TOKENS_CONSUMED if export.kind is Kind.TOKEN_FLEX else Field.TOKENS
    # Numbers that were numbers in the file are written with a point; only texts can be read in two ways.
    mark = DecimalMark.POINT if isinstance(export.origin, Rows | ParquetFile) else None
    _read_texts(cursor, "days_read", Field.DAY, lambda texts: days_of(texts, dates), pl.Date)
    _read_texts(cursor, "numbers_read", amount, lambda texts: numbers_of(texts, mark), _TOKENS)
    day_header = literal(export.header.names[export.fields[Field.DAY]])
    cursor.execute(
        f"""
        CREATE TEMP TABLE checked AS
        WITH named AS (
            SELECT {_ROW} AS row, day, access, {amount} AS amount, {TEAM} AS team, {PRODUCT} AS product,
                   {VERSION} AS version, {FEATURE} AS feature, {USER} AS user_key
            FROM staged
        )
        SELECT
            s.row, d.value AS day, n.value AS tokens,
            teams.team_id, products.product_id, versions.version_id, features.feature_id, users.user_id,
            CASE
                WHEN s.day = {day_header} THEN 'the header is repeated'
                WHEN starts_with(lower(s.day), 'total') THEN 'a line of totals'
                WHEN s.day IS NULL THEN 'no day'
                WHEN d.value IS NULL THEN 'the day is not a date'
                WHEN s.product IS NULL THEN 'no product'
                WHEN lower(s.access) <> 'flex' THEN '{NOT_FLEX}'
                WHEN s.amount IS NULL THEN 'no tokens'
                WHEN n.value IS NULL THEN 'the tokens are not a number'
                WHEN n.value < 0 THEN 'the tokens are negative'
            END AS reason
        FROM named AS s
        LEFT JOIN days_read AS d ON d.text = s.day
        LEFT JOIN numbers_read AS n ON n.text = s.amount
        LEFT JOIN teams ON teams.name = s.team
        LEFT JOIN products ON products.name = s.product
        LEFT JOIN versions ON versions.name = s.version
        LEFT JOIN features ON features.name = s.feature
        LEFT JOIN users ON users.key = s.user_key
        """,
        {"team": team},
    )
    add_unreadable(cursor)


def check_packs(cursor: duckdb.DuckDBPyConnection, dates: DateOrder | None, team: str) -> None:
    """Fill `checked` with the packs of a table of packs; the arguments are those of `check_usage`."""
    # Start and end are written the same way, so 31/12 in one settles 01/02 in the other.
    _read_texts(
        cursor, "days_read", f"unnest([{Field.START}, {Field.LAST_DAY}])", lambda texts: days_of(texts, dates), pl.Date
    )
    _read_texts(cursor, "numbers_read", Field.TOKENS, numbers_of, _TOKENS)
    _read_texts(cursor, "prices_read", Field.PRICE, numbers_of, _TOKENS)
    cursor.execute(
        f"""
        CREATE TEMP TABLE checked AS
        SELECT
            {_ROW} AS row, teams.team_id, n.value AS tokens, f.value AS first_day, l.value AS last_day,
            p.value AS price_per_token, upper(staged.currency) AS currency, staged.note,
            CASE
                WHEN f.value IS NULL THEN 'no first day'
                WHEN l.value IS NULL THEN 'no last day'
                WHEN l.value < f.value THEN 'it ends before it starts'
                WHEN n.value IS NULL THEN 'the tokens are not a number'
                WHEN n.value <= 0 THEN 'no tokens'
                WHEN staged.price IS NOT NULL AND p.value IS NULL THEN 'the price is not a number'
                WHEN p.value < 0 THEN 'the price is negative'
                WHEN p.value IS NOT NULL AND staged.currency IS NULL THEN 'the price has no currency'
            END AS reason
        FROM staged
        LEFT JOIN days_read AS f ON f.text = staged.start
        LEFT JOIN days_read AS l ON l.text = staged.last_day
        LEFT JOIN numbers_read AS n ON n.text = staged.tokens
        LEFT JOIN prices_read AS p ON p.text = staged.price
        LEFT JOIN teams ON teams.name = coalesce(staged.team, $team)
        """,
        {"team": team},
    )
    add_unreadable(cursor)


def _read_texts(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    expression: str,
    read: Callable[[list[str]], Mapping[str, object]],
    dtype: pl.DataType | type[pl.DataType],
) -> None:
    """Make the temporary table `name` (`text`, `value`) of the distinct texts of an expression that can be read.

    A column has few distinct days and amounts however many rows it has, so they are read in Python, once each.
    """
    texts = cursor.sql(f"FROM (SELECT DISTINCT {expression} AS text FROM staged) WHERE text IS NOT NULL").pl()["text"]
    read_texts = read(texts.to_list())
    values = pl.DataFrame(
        {"text": list(read_texts), "value": list(read_texts.values())},
        schema={"text": pl.String, "value": dtype},
    )
    cursor.register("texts_read", values)
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM texts_read")
    cursor.unregister("texts_read")
