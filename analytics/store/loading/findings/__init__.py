"""Look at the content of a file that is about to be loaded: what a person should know before trusting it.

Each check reads `checked` and adds the rows that it names to the temporary table `found_rows`.
"""

from datetime import date

import duckdb
import polars as pl

from analytics.exports import Export, Finding, Kind, Receipt
from analytics.store.loading.findings.days import days_in_the_future, missing_days, weekends_at_full_load
from analytics.store.loading.findings.persons import hidden_users, persons_twice
from analytics.store.loading.findings.rates import above_one_rate, other_rates, unknown_products
from analytics.store.loading.findings.rows import negative_tokens


def findings(cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt, today: date) -> tuple[Finding, ...]:
    """Run every check on the rows in `checked`.

    Parameters
    ----------
    cursor
        Holds what was staged and checked.
    export
        The file.
    receipt
        What was counted in it.
    today
        The day of loading; later days are in the future.
    """
    cursor.execute("CREATE TEMP TABLE found_rows (finding VARCHAR NOT NULL, row INTEGER NOT NULL)")
    days: pl.DataFrame = cursor.sql(
        "SELECT day, count(*) AS rows, sum(tokens) FILTER (NOT seat)::DOUBLE AS tokens FROM checked"
        " WHERE reason IS NULL GROUP BY day ORDER BY day"
    ).pl()
    found = [
        negative_tokens(cursor),
        days_in_the_future(cursor, days, today),
        missing_days(days),
        weekends_at_full_load(cursor, days),
        hidden_users(cursor),
        persons_twice(cursor, receipt),
    ]
    # A contract of Token Flex and any other scheme have rates of their own.
    if export.kind in (Kind.TOKEN_USAGE, Kind.USAGE):
        found += [unknown_products(cursor), other_rates(cursor)]
    found.append(above_one_rate(cursor))
    return tuple(finding for finding in found if finding)


def keep_findings(cursor: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Keep the rows that the checks named with the load."""
    cursor.execute(
        "INSERT INTO findings SELECT $load_id, finding, row FROM found_rows ORDER BY ALL", {"load_id": load_id}
    )
