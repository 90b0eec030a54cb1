"""Loads that must not win in silence: filtered, with other identities, with a mistyped day, with packs missing."""

import duckdb

from analytics.exports import Receipt
from analytics.store.loading.changes import replaces

FAR_FEWER = 0.5
"""A load with less than this share of what it would replace looks filtered."""
FEW_IN_COMMON = 0.2
"""With less than this share of the known users among its own, a load seems to name them otherwise."""
_ENOUGH_USERS = 5
LONGEST_LEAP = 366
"""Days between two days of use in one file beyond which a day looks mistyped."""


def reasons_to_hold(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[str]:
    """Compare the rows in `checked` with the current usage on the days and teams that both cover.

    Returns
    -------
    list of str
        Each reason in words; empty when the load may replace what is there.
    """
    if not replaces(cursor, receipt):
        return _leaps(cursor)
    [row] = cursor.execute(
        """
        WITH shared AS (
            SELECT day, team_id FROM day_winners
            WHERE record = 'tokens' AND day BETWEEN $first_day AND $last_day
              AND team_id IN (SELECT DISTINCT team_id FROM checked WHERE reason IS NULL)
              AND EXISTS (FROM checked WHERE reason IS NULL AND NOT seat)
        ),
        old AS (SELECT user_id, product_id, tokens FROM current_usage JOIN shared USING (day, team_id)),
        new AS (
            SELECT user_id, product_id, tokens FROM checked JOIN shared USING (day, team_id)
            WHERE reason IS NULL AND NOT seat
        )
        SELECT
            (SELECT coalesce(sum(tokens), 0) FROM old), (SELECT coalesce(sum(tokens), 0) FROM new),
            (SELECT count(DISTINCT product_id) FROM old), (SELECT count(DISTINCT product_id) FROM new),
            (SELECT count(DISTINCT user_id) FROM old), (SELECT count(DISTINCT user_id) FROM new),
            (SELECT count(user_id) FROM (SELECT user_id FROM old INTERSECT SELECT user_id FROM new)),
            (SELECT count(*) FROM (SELECT product_id FROM old INTERSECT SELECT product_id FROM new))
        """,
        {"first_day": receipt.first_day, "last_day": receipt.last_day},
    ).fetchall()
    old_tokens, new_tokens, old_products, new_products, old_users, new_users, users_in_common, common = row
    reasons = [
        f"on the days it shares with what is loaded it has {new:,.0f} {what} instead of {old:,.0f}"
        for what, old, new in (
            ("tokens", old_tokens, new_tokens),
            ("products", old_products, new_products),
            ("users", old_users, new_users),
        )
        if float(new) < FAR_FEWER * float(old)
    ]
    if min(old_users, new_users) >= _ENOUGH_USERS and users_in_common < FEW_IN_COMMON * min(old_users, new_users):
        reasons.append(
            f"only {users_in_common:,} of its {new_users:,} users are among the {old_users:,} known ones,"
            " as if their identities had changed"
        )
    if min(old_products, new_products) > 0 and common < FEW_IN_COMMON * min(old_products, new_products):
        reasons.append(
            f"it has hardly a product in common with what is loaded for {', '.join(receipt.teams)} on the same days,"
            " as if it belonged to another team"
        )
    return reasons + _leaps(cursor)


def _leaps(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Find a leap over more than a year between days of use: a mistyped day would make centuries of idleness."""
    rows = cursor.execute(
        "SELECT earlier, day FROM (SELECT day, lag(day) OVER (ORDER BY day) AS earlier"
        " FROM (SELECT DISTINCT day FROM checked WHERE reason IS NULL)) WHERE day - earlier > $leap ORDER BY day",
        {"leap": LONGEST_LEAP},
    ).fetchall()
    return [f"its days leap from {earlier} to {day}" for earlier, day in rows]


def packs_to_hold(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Compare a table of packs in `checked` with the table that it would replace."""
    rows = cursor.execute("""
        SELECT t.name, p.tokens, p.first_day, p.last_day
        FROM current_packs AS p JOIN teams AS t USING (team_id)
        WHERE p.load_id IS NOT NULL AND p.team_id IN (SELECT team_id FROM checked WHERE reason IS NULL)
          AND (p.team_id, p.tokens, p.first_day, p.last_day) NOT IN
              (SELECT (team_id, tokens, first_day, last_day) FROM checked WHERE reason IS NULL)
        ORDER BY ALL
    """).fetchall()
    return [
        f"it does not list the {tokens:,.0f} tokens of {team} from {first} to {last} that are loaded now"
        for team, tokens, first, last in rows
    ]
