"""Loads that must not win in silence: one that looks filtered, one whose identities changed."""

import duckdb

from analytics.exports import Receipt

FAR_FEWER = 0.5
"""A load with less than this share of what it would replace looks filtered."""
FEW_IN_COMMON = 0.2
"""With less than this share of the known users among its own, a load seems to name them otherwise."""
_ENOUGH_USERS = 5


def reasons_to_hold(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[str]:
    """Compare the rows in `checked` with the current usage on the days and teams that both cover.

    Returns
    -------
    list of str
        Each reason in words; empty when the load may replace what is there.
    """
    row = cursor.execute(
        """
        WITH shared AS (
            SELECT day, team_id FROM day_winners
            WHERE record = 'tokens' AND day BETWEEN $first_day AND $last_day
              AND team_id IN (SELECT DISTINCT team_id FROM checked WHERE reason IS NULL)
        ),
        old AS (SELECT user_id, product_id, tokens FROM current_usage JOIN shared USING (day, team_id)),
        new AS (
            SELECT user_id, product_id, tokens FROM checked JOIN shared USING (day, team_id) WHERE reason IS NULL
        )
        SELECT
            (SELECT coalesce(sum(tokens), 0) FROM old), (SELECT coalesce(sum(tokens), 0) FROM new),
            (SELECT count(DISTINCT product_id) FROM old), (SELECT count(DISTINCT product_id) FROM new),
            (SELECT count(DISTINCT user_id) FROM old), (SELECT count(DISTINCT user_id) FROM new),
            (SELECT count(*) FROM (SELECT user_id FROM old INTERSECT SELECT user_id FROM new) WHERE user_id IS NOT NULL)
        """,
        {"first_day": receipt.first_day, "last_day": receipt.last_day},
    ).fetchone()
    assert row is not None  # scalar subqueries always give their row
    old_tokens, new_tokens, old_products, new_products, old_users, new_users, users_in_common = row
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
    return reasons
