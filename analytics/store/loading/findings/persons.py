"""Persons who are hidden, or stand there twice."""

import duckdb

from analytics.exports import Finding, Receipt
from analytics.store.loading.findings.rows import name_rows
from analytics.store.queries import single
from analytics.wording import count_text

_ENOUGH_ROWS = 3
"""Rows that two identities must have in common to be taken for one person."""


def hidden_users(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find users who are `*****`."""
    check = "Hidden users"
    rows = name_rows(cursor, check, "SELECT row FROM checked WHERE reason IS NULL AND hidden")
    if not rows:
        return None
    return Finding(
        check,
        f"{count_text(rows, 'row')} of users whom Autodesk hides as *****; their tokens count, they do not count as"
        " one user.",
        "Turn on personal data in the team's settings at Autodesk and export again to see who they are.",
        rows,
    )


def persons_twice(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> Finding | None:
    """Find use that stands in the store twice: under an e-mail and, day by day and product by product, under a hash."""
    [kinds] = cursor.execute(
        "SELECT count(*) FILTER (contains(key, '@')), count(*) FILTER (regexp_full_match(key, '[0-9a-f]{40}'))"
        " FROM users"
    ).fetchall()
    if not all(kinds):
        return None
    check = "One person twice"
    cursor.execute(
        f"""
        CREATE TEMP TABLE twins AS
        WITH used AS (
            SELECT user_id, day, product_id, tokens FROM checked WHERE reason IS NULL AND NOT seat AND tokens > 0
            UNION ALL
            SELECT user_id, day, product_id, tokens FROM current_usage
            WHERE day BETWEEN $first_day AND $last_day AND tokens > 0 AND team_id NOT IN (
                SELECT team_id FROM teams WHERE list_contains($teams, name)
            )
        ),
        signed AS (
            SELECT user_id, contains(key, '@') AS named, count(*) AS rows, sum(hash(day, product_id, tokens)) AS mark
            FROM used JOIN users USING (user_id)
            WHERE contains(key, '@') OR regexp_full_match(key, '[0-9a-f]{{40}}')
            GROUP BY user_id, named HAVING rows >= {_ENOUGH_ROWS}
        )
        SELECT a.user_id AS named_id, b.user_id AS hashed_id
        FROM signed AS a JOIN signed AS b ON a.named AND NOT b.named AND a.rows = b.rows AND a.mark = b.mark
        """,
        {"first_day": receipt.first_day, "last_day": receipt.last_day, "teams": list(receipt.teams)},
    )
    rows = name_rows(
        cursor,
        check,
        "SELECT row FROM checked WHERE reason IS NULL AND NOT seat AND user_id IN"
        " (SELECT named_id FROM twins UNION SELECT hashed_id FROM twins)",
    )
    if not rows:
        return None
    persons = single(cursor, "SELECT count(DISTINCT hashed_id) FROM twins")
    return Finding(
        check,
        f"The same use stands here under an e-mail and under a hashed id, for {count_text(persons, 'person')}.",
        "Load only one of the two: export all teams with personal data either on or off.",
        rows,
    )
