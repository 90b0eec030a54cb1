"""Name the rows that a check found."""

import duckdb

from analytics.exports import Export, Finding
from analytics.exports.fields import NUMBERS
from analytics.exports.numbers import DECIMALS
from analytics.store.loading.reasons import NEGATIVE
from analytics.store.queries import single
from analytics.wording import count_text, tokens_text

NAMED = 5
"""Days, spans or products that the sentence of a finding lists."""
MOST_NAMED = 100_000
"""Rows of one finding that are kept with the load; all are counted."""


def name_rows(
    cursor: duckdb.DuckDBPyConnection, check: str, rows: str, parameters: dict[str, object] | None = None
) -> int:
    """Add the first rows of a query (`row`) to those found, and count them all."""
    count = single(cursor, f"SELECT count(*) FROM ({rows})", parameters)
    if count:
        cursor.execute(
            f"INSERT INTO found_rows SELECT '{check}', row FROM ({rows}) LIMIT {MOST_NAMED}", parameters or {}
        )
    return count


def negative_tokens(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find tokens below zero."""
    check = "Negative tokens"
    rows = name_rows(cursor, check, f"SELECT row FROM checked WHERE reason = '{NEGATIVE}'")
    if not rows:
        return None
    [(total,)] = cursor.execute(f"SELECT sum(tokens) FROM checked WHERE reason = '{NEGATIVE}'").fetchall()
    return Finding(
        check,
        f"{count_text(rows, 'row')} with negative tokens, {tokens_text(total)} in all, set aside.",
        "Use is never negative: if this is a correction by Autodesk, enter it as a token event.",
        rows,
    )


def finer_numbers(cursor: duckdb.DuckDBPyConnection, export: Export) -> Finding | None:
    """Find the numbers that were rounded, as programs that compute with fractions of two write 0.30000000000000004."""
    finer = f"""(
        SELECT text FROM numbers_read
        WHERE regexp_matches(text, '[.,][0-9]{{{DECIMALS}}}[0-9]*[1-9]')
           OR (regexp_matches(text, '[eE]-') AND try_cast(replace(text, ',', '.') AS DOUBLE) <> value::DOUBLE)
    )"""
    if not single(cursor, f"SELECT count(*) FROM {finer}"):
        return None
    check = "Rounded to six decimals"
    rows = "SELECT row FROM rows JOIN checked USING (row) WHERE reason IS NULL"
    found = " OR ".join(f"rows.{field} IN {finer}" for field in export.fields if field in NUMBERS)
    if export.kind.daily:
        codes = f"SELECT code FROM amount_texts WHERE {export.kind.amount} IN {finer}"
        rows = "SELECT row FROM numbered JOIN checked USING (row) WHERE reason IS NULL"
        found = f"numbered.amount IN ({codes})"
    count = name_rows(cursor, check, f"{rows} AND ({found})")
    if not count:
        return None
    return Finding(
        check,
        f"{count_text(count, 'row')} with a number of more than six decimals, rounded to six.",
        "Nothing has to be done, unless the sum has to tie to another one to the last digit.",
        count,
    )
