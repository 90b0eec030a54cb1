"""The UTC offsets of a file beside those of what is loaded: an instant near midnight is of two days in two of them."""

from collections.abc import Iterable

import duckdb

from analytics.exports import Receipt

_DAYLIGHT = 60
"""Minutes by which two offsets of one place may differ."""


def other_offsets(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[int]:
    """Return the offsets of the loads in force of the same teams, on the same days or beside them, if they are others.

    An hour is daylight saving; more, and use around midnight stands on other days than there.

    Returns
    -------
    list of int
        Minutes ahead of UTC; empty where one side says none or they agree.
    """
    if not receipt.offsets:
        return []
    rows = cursor.execute(
        """
        SELECT DISTINCT json_extract(receipt, '$.offsets')::INTEGER[] FROM loads
        WHERE undone_at IS NULL AND purged_at IS NULL AND load_id IN (
            SELECT load_id FROM coverage JOIN teams USING (team_id)
            WHERE list_contains($teams, name) AND first_day <= $last_day + 1 AND last_day >= $first_day - 1
        )
        """,
        {"teams": list(receipt.teams), "first_day": receipt.first_day, "last_day": receipt.last_day},
    ).fetchall()
    others = sorted({offset for (offsets,) in rows for offset in offsets or ()})
    alike = any(abs(mine - other) <= _DAYLIGHT for mine in receipt.offsets for other in others)
    return [] if alike else others


def offsets_text(minutes: Iterable[int]) -> str:
    """Write offsets as times do.

    >>> offsets_text([-300, 345])
    '-05:00 and +05:45'
    """
    return " and ".join(f"{'-' if each < 0 else '+'}{abs(each) // 60:02}:{abs(each) % 60:02}" for each in minutes)
