"""What a person should know of a table of API usage before trusting it."""

import duckdb

from analytics.exports import Export, Finding, Receipt
from analytics.exports.fields import Field
from analytics.store.loading.api_restating import compare_with_current
from analytics.store.queries import single
from analytics.wording import count_text, tokens_count


def no_status(export: Export) -> Finding | None:
    """Say that nothing in the file tells what is uncharged."""
    if Field.STATUS in export.fields:
        return None
    return Finding(
        "No status of charging",
        "No column says what is uncharged, so all of its use counts as resolved and nothing of it is owed.",
        "Add a column Status with resolved (or charged) and uncharged (or unresolved), and load the table again.",
        0,
    )


def resolved_since(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> Finding | None:
    """Find use that is uncharged in the store and resolved in the file."""
    compare_with_current(cursor, receipt)
    [(days, tokens)] = cursor.execute("""
        SELECT count(DISTINCT day), sum(least(old_uncharged - new_uncharged, new_resolved - old_resolved))
        FROM restated WHERE old_uncharged > new_uncharged AND new_resolved > old_resolved
    """).fetchall()
    if not tokens:
        return None
    return Finding(
        "Resolved since",
        f"{tokens_count(tokens)} of {count_text(days, 'day')} were uncharged and are resolved now: they are owed"
        " no more, and packs that paid them have them back.",
        "Tokens that are resolved are taken to be in the Token Usage of the team: load an export that has them.",
        0,
    )


def rows_twice(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Count the rows that say the same as an earlier one."""
    rows = single(
        cursor,
        """
        SELECT coalesce(sum(times - 1), 0)::BIGINT FROM (
            SELECT count(*) AS times FROM checked WHERE reason IS NULL AND tokens > 0
            GROUP BY day, team_id, application_id, api, job, quantity, unit, tokens, uncharged HAVING count(*) > 1
        )
        """,
    )
    if not rows:
        return None
    return Finding(
        "Rows that are there twice",
        f"{count_text(rows, 'row says', 'rows say')} the same as another one in every column, and all of them count.",
        "Where that is a copy and no second job, remove it and load the table again.",
        rows,
    )
