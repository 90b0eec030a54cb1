"""What a load would change, month by month, on the teams and days that it covers."""

import duckdb
import polars as pl

from analytics.exports import MonthChange, Receipt
from analytics.store.queries import single

_RECORDS = {"tokens": ("current_usage", "NOT seat", "sum(tokens)"), "seats": ("current_seats", "seat", "0")}


def replaces(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> bool:
    """Tell whether a load in force covers a team and a day that this one covers too, with the same kind of record."""
    query = """
        SELECT count(*) FROM coverage
        WHERE first_day <= $last_day AND last_day >= $first_day AND list_contains($records, record)
          AND team_id IN (SELECT team_id FROM teams WHERE list_contains($teams, name))
    """
    rows = {"tokens": receipt.rows_used - receipt.seat_rows, "seats": receipt.seat_rows}
    records = [record for record, used in rows.items() if used]
    return single(cursor, query, _covered(receipt) | {"records": records}) > 0


def month_changes(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> tuple[MonthChange, ...]:
    """Compare the rows in `checked` with the current ones on the teams and days that the load covers, by month."""
    changes = []
    for record, (current, chosen, tokens) in _RECORDS.items():
        rows: pl.DataFrame = cursor.sql(
            f"""
            WITH covered AS (SELECT team_id FROM teams WHERE list_contains($teams, name)),
            new AS (
                SELECT date_trunc('month', day)::DATE AS month, count(*) AS rows, count(DISTINCT user_id) AS users,
                       {tokens}::DECIMAL(38, 6) AS tokens
                FROM checked WHERE reason IS NULL AND {chosen} GROUP BY month
            ),
            old AS (
                SELECT date_trunc('month', day)::DATE AS month, count(*) AS rows, count(DISTINCT user_id) AS users,
                       {tokens}::DECIMAL(38, 6) AS tokens
                FROM {current} WHERE day BETWEEN $first_day AND $last_day AND team_id IN (FROM covered)
                  AND EXISTS (FROM new) GROUP BY month
            )
            SELECT month, coalesce(old.rows, 0) AS rows_before, coalesce(new.rows, 0) AS rows_after,
                   coalesce(old.users, 0) AS users_before, coalesce(new.users, 0) AS users_after,
                   coalesce(old.tokens, 0) AS tokens_before, coalesce(new.tokens, 0) AS tokens_after
            FROM old FULL JOIN new USING (month) ORDER BY month
            """,
            params=_covered(receipt),
        ).pl()
        changes += [MonthChange(record=record, **row) for row in rows.iter_rows(named=True)]
    return tuple(changes)


def _covered(receipt: Receipt) -> dict[str, object]:
    return {"first_day": receipt.first_day, "last_day": receipt.last_day, "teams": list(receipt.teams)}
