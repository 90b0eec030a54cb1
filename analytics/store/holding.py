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
            SELECT w.day, t.team_id, t.name
            FROM day_winners AS w JOIN teams AS t USING (team_id)
            WHERE w.record = 'tokens' AND list_contains($teams, t.name)
              AND w.day BETWEEN $first_day AND $last_day
        ),
        old AS (
            SELECT u.user_id, k.key, u.product_id, u.tokens
            FROM current_usage AS u JOIN shared USING (day, team_id) LEFT JOIN users AS k USING (user_id)
        ),
        new AS (
            SELECT c.user_key, c.product, c.tokens
            FROM checked AS c JOIN shared AS s ON s.day = c.day AND s.name = c.team
            WHERE c.reason IS NULL
        )
        SELECT
            (SELECT coalesce(sum(tokens), 0) FROM old), (SELECT coalesce(sum(tokens), 0) FROM new),
            (SELECT count(DISTINCT product_id) FROM old), (SELECT count(DISTINCT product) FROM new),
            (SELECT count(DISTINCT key) FROM old), (SELECT count(DISTINCT user_key) FROM new),
            (SELECT count(*) FROM (SELECT key FROM old INTERSECT SELECT user_key FROM new) WHERE key IS NOT NULL)
        """,
        {"teams": list(receipt.teams), "first_day": receipt.first_day, "last_day": receipt.last_day},
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
