"""Teams that should be in a file, and are not."""

import duckdb

from analytics.exports import Finding, Receipt
from analytics.store.loading.findings.rows import NAMED
from analytics.wording import listed_text


def teams_missing(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> Finding | None:
    """Find teams without rows that the loads of the other teams usually have; each is asked about once.

    A load without a team that the ones before it had is one that was asked about, so the next is not.
    """
    rows = cursor.execute(
        """
        WITH mine AS (SELECT DISTINCT team_id FROM checked WHERE reason IS NULL AND NOT seat),
        others AS (SELECT load_id, team_id, last_day FROM coverage WHERE record = 'tokens'),
        beside AS (SELECT DISTINCT load_id FROM others WHERE team_id IN (FROM mine)),
        usual AS (
            SELECT team_id, count(DISTINCT load_id) AS loads, max(last_day) AS last_day
            FROM others WHERE load_id IN (FROM beside) AND team_id NOT IN (FROM mine) GROUP BY team_id
        )
        SELECT name FROM usual JOIN teams USING (team_id)
        WHERE loads = (SELECT count(*) FROM beside) AND last_day < $last_day ORDER BY name
        """,
        {"last_day": receipt.last_day},
    ).fetchall()
    if not rows:
        return None
    teams = listed_text([name for (name,) in rows], NAMED)
    return Finding(
        "Teams missing",
        f"No use of {teams}, which every load of the other teams had so far.",
        "Right if nobody used tokens there: its days count as days without use. If this export leaves it out, load its"
        " own export of these days too. You are asked this once.",
        0,
    )
