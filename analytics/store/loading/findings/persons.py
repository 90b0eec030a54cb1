"""Persons who are hidden, or stand there twice."""

import duckdb

from analytics.exports import Finding, Receipt
from analytics.store.loading.findings.rows import name_rows
from analytics.store.loading.names import HIDDEN
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


def ids_with_two_mails(cursor: duckdb.DuckDBPyConnection) -> Finding | None:
    """Find Autodesk ids that stand with several e-mails, as after a change of name: each e-mail counts as a user."""
    check = "One id with several e-mails"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE renamed AS
        SELECT id, count(DISTINCT mail) AS mails, list(code) AS codes FROM (
            SELECT code, lower(email) AS mail, coalesce(nullif(autodesk_id, '{HIDDEN}'), nullif(hashed_id, '{HIDDEN}'))
                AS id
            FROM person_texts
        )
        WHERE id IS NOT NULL AND mail IS NOT NULL AND mail <> '{HIDDEN}' GROUP BY id HAVING mails > 1
    """)
    [(persons, mails)] = cursor.execute("SELECT count(*), coalesce(sum(mails), 0)::BIGINT FROM renamed").fetchall()
    if not persons:
        return None
    rows = name_rows(
        cursor,
        check,
        "SELECT row FROM checked JOIN numbered USING (row) WHERE reason IS NULL"
        " AND person IN (SELECT unnest(codes) FROM renamed)",
    )
    return Finding(
        check,
        f"{count_text(persons, 'Autodesk id stands', 'Autodesk ids stand')} with {mails:,} e-mails, and each e-mail"
        " counts as a user of its own.",
        "Where it is one person whose e-mail has changed, write one of them in all rows and load the file again.",
        rows,
    )
