"""Look at the content of a file that is about to be loaded: what a person should know before trusting it.

Each check reads `checked` and adds the rows that it names to the temporary table `found_rows`.
"""

import duckdb
import polars as pl

from analytics.exports import Export, Finding, Kind, Receipt
from analytics.store.loading.findings.apis import no_status, resolved_since, rows_twice
from analytics.store.loading.findings.beside import other_tables, replaced_texts
from analytics.store.loading.findings.days import (
    days_in_the_future,
    days_with_other_offsets,
    missing_days,
    weekends_at_full_load,
)
from analytics.store.loading.findings.persons import hidden_users, ids_with_two_mails, persons_twice
from analytics.store.loading.findings.rates import above_one_rate, other_rates, unknown_products
from analytics.store.loading.findings.rows import finer_numbers, negative_tokens
from analytics.store.loading.findings.teams import teams_missing


def findings(cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt) -> tuple[Finding, ...]:
    """Run every check on the rows in `checked`; of a list, which says nothing about days, those that fit it.

    Parameters
    ----------
    cursor
        Holds what was staged and checked.
    export
        The file.
    receipt
        What was counted in it.
    """
    cursor.execute("CREATE TEMP TABLE found_rows (finding VARCHAR NOT NULL, row INTEGER NOT NULL)")
    found = [other_tables(cursor, export), replaced_texts(cursor, export)]
    if export.kind is not Kind.DIRECTORY:
        found.append(finer_numbers(cursor, export))
    if export.kind.daily:
        found += _of_use(cursor, export, receipt)
    if export.kind is Kind.API_USAGE:
        found += [no_status(export), resolved_since(cursor, receipt), rows_twice(cursor)]
    return tuple(finding for finding in found if finding)


def keep_findings(cursor: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Keep the rows that the checks named with the load."""
    cursor.execute(
        "INSERT INTO findings SELECT $load_id, finding, row FROM found_rows ORDER BY ALL", {"load_id": load_id}
    )


def _of_use(cursor: duckdb.DuckDBPyConnection, export: Export, receipt: Receipt) -> list[Finding | None]:
    days: pl.DataFrame = cursor.sql(
        "SELECT day, count(*) AS rows, sum(tokens) FILTER (NOT seat)::DOUBLE AS tokens FROM checked"
        " WHERE reason IS NULL GROUP BY day ORDER BY day"
    ).pl()
    found = [
        negative_tokens(cursor),
        days_in_the_future(cursor),
        missing_days(days),
        teams_missing(cursor, receipt),
        weekends_at_full_load(cursor, days),
        hidden_users(cursor),
        ids_with_two_mails(cursor),
        persons_twice(cursor, receipt),
        days_with_other_offsets(cursor, receipt),
    ]
    # A contract of Token Flex and any other scheme have rates of their own.
    if export.kind in (Kind.TOKEN_USAGE, Kind.USAGE):
        found += [unknown_products(cursor), other_rates(cursor)]
    return [*found, above_one_rate(cursor)]
