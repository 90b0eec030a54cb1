"""A table of API usage against what is loaded of the same applications and days: what it would take back."""

import duckdb

from analytics.exports import Receipt
from analytics.store.loading.holding import FAR_FEWER, Reason, leaps
from analytics.store.loading.reasons import REPEATED, TOTALS
from analytics.store.queries import single
from analytics.wording import count_text, listed_text, tokens_count, tokens_text

_NAMED = 3
_JOB = "concat_ws(', ', api, job)"


def compare_with_current(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> None:
    """Make `restated`: what is loaded and what `checked` has on the days that both cover of an application.

    One row per `application_id`, `day`, `api`, `job` with `old_resolved`, `old_uncharged`, `new_resolved`,
    `new_uncharged` (tokens) and `kept` (whether the table has a row of it).
    """
    cursor.execute(
        """
        CREATE OR REPLACE TEMP TABLE restated AS
        WITH shared AS (
            SELECT application_id, day FROM day_winners
            WHERE record = 'api' AND day BETWEEN $first_day AND $last_day
              AND application_id IN (SELECT application_id FROM checked WHERE reason IS NULL)
        ),
        sides AS (
            SELECT application_id, day, api, job, tokens, uncharged, false AS new
            FROM current_api_usage JOIN shared USING (application_id, day)
            UNION ALL
            SELECT application_id, day, api, job, tokens, uncharged, true
            FROM checked JOIN shared USING (application_id, day) WHERE reason IS NULL
        )
        SELECT application_id, day, api, job,
               coalesce(sum(tokens) FILTER (NOT new AND NOT uncharged), 0) AS old_resolved,
               coalesce(sum(tokens) FILTER (NOT new AND uncharged), 0) AS old_uncharged,
               coalesce(sum(tokens) FILTER (new AND NOT uncharged), 0) AS new_resolved,
               coalesce(sum(tokens) FILTER (new AND uncharged), 0) AS new_uncharged,
               bool_or(new) AS kept
        FROM sides GROUP BY ALL
        """,
        {"first_day": receipt.first_day, "last_day": receipt.last_day},
    )


def api_usage_to_hold(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[Reason]:
    """Look whether a table of API usage would take back more than it tells, as one that was filtered does.

    Parameters
    ----------
    cursor
        Holds `checked`, and `restated` as `compare_with_current` makes it.
    receipt
        What was counted in it.

    Returns
    -------
    list of Reason
        Empty when the table may replace what is there.
    """
    return [*_lost_jobs(cursor), *_fewer_tokens(cursor), *_forgiven(cursor), *_unread(cursor, receipt), *leaps(cursor)]


def _lost_jobs(cursor: duckdb.DuckDBPyConnection) -> list[Reason]:
    """Find applications that have lost all they used of an API, engine or job type: the portal filters by these."""
    rows = cursor.execute(f"""
        SELECT any_value(a.name), list({_JOB} ORDER BY api, job)
        FROM (
            SELECT application_id, api, job FROM restated
            GROUP BY ALL HAVING sum(old_resolved + old_uncharged) > 0 AND NOT bool_or(kept)
        ) JOIN applications AS a USING (application_id)
        GROUP BY application_id ORDER BY ALL
    """).fetchall()
    lost = [f"{name} with {listed_text(jobs, _NAMED)}" for name, jobs in rows]
    if not lost:
        return []
    return [
        Reason(
            f"on the days it shares with what is loaded it has no use of {listed_text(lost, _NAMED)}, as if it had been"
            " filtered",
            "Load a table of all APIs, engines and job types.",
        )
    ]


def _fewer_tokens(cursor: duckdb.DuckDBPyConnection) -> list[Reason]:
    [(old, new)] = cursor.execute(
        "SELECT coalesce(sum(old_resolved + old_uncharged), 0), coalesce(sum(new_resolved + new_uncharged), 0)"
        " FROM restated"
    ).fetchall()
    if float(new) >= FAR_FEWER * float(old):
        return []
    message = f"on the days it shares with what is loaded it has {tokens_count(new)} instead of"
    return [Reason(f"{message} {tokens_text(old)}")]


def _forgiven(cursor: duckdb.DuckDBPyConnection) -> list[Reason]:
    """Find uncharged use that is neither uncharged any more nor resolved; what is lost whole is told already."""
    rows = cursor.execute("""
        SELECT any_value(a.name), sum(gone)
        FROM (
            SELECT application_id,
                   least(old_uncharged - new_uncharged, old_uncharged + old_resolved - new_uncharged - new_resolved)
                   AS gone
            FROM (
                SELECT application_id, api, sum(COLUMNS('^(old|new)_')), bool_or(kept) AS kept
                FROM restated GROUP BY application_id, api
            ) WHERE kept
        ) JOIN applications AS a USING (application_id)
        WHERE gone > 0 GROUP BY application_id ORDER BY ALL
    """).fetchall()
    return [
        Reason(f"of the uncharged tokens of {name} {tokens_text(tokens)} would be gone without being resolved")
        for name, tokens in rows
    ]


def _unread(cursor: duckdb.DuckDBPyConnection, receipt: Receipt) -> list[Reason]:
    """Count rows set aside that may be what is loaded already: their days would count without them."""
    rows = single(
        cursor,
        f"""
        WITH known AS (SELECT DISTINCT application_id, day FROM restated WHERE old_resolved + old_uncharged > 0)
        SELECT count(*) FROM checked
        WHERE reason IS NOT NULL AND reason NOT IN ('{REPEATED}', '{TOTALS}')
          AND EXISTS (
            FROM known
            WHERE known.day = coalesce(checked.day, known.day)
              AND known.application_id = coalesce(checked.application_id, known.application_id)
          )
        """,
    )
    if not rows:
        return []
    return [
        Reason(
            f"{count_text(rows, 'row is', 'rows are')} set aside, on days of which {', '.join(receipt.teams)} has use"
            " loaded already: that use would be lost",
            "See why they are set aside, and load the table again.",
        )
    ]
