"""What is loaded and what it covers: the calendar with its gaps, every load with its state, what lies beneath one."""

from enum import StrEnum

import polars as pl

from analytics.store.catalogue import LISTS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.implied_days import implied_days
from analytics.store.loads import ROWS_LEFT


class DayState(StrEnum):
    """What is known of a day."""

    USED = "used"
    IDLE = "covered, without use"
    GAP = "gap"


class LoadState(StrEnum):
    """Whether a load counts."""

    COUNTS = "counts"
    COUNTS_IN_PART = "counts in part"
    REPLACED = "replaced by newer loads"
    TAKEN_BACK = "taken back"
    PURGED = "purged"


# Loads speak for teams, or (record `api`) for applications: `unit` is the key of either, that of an application below
# zero. `covered` has the days that loads speak for, the implied ones too, `known` every day from a unit's first of them
# to its last.
_UNIT = "coalesce(team_id, -application_id)"
_COVERED = f"""
    covered AS (
        SELECT record, {_UNIT} AS unit, day FROM day_winners
        WHERE $team_id IS NULL OR team_id = $team_id
           OR application_id IN (SELECT application_id FROM current_api_usage WHERE team_id = $team_id)
        UNION SELECT unnest($records), unnest($units), unnest($days)
    ),
    units AS (
        SELECT team_id AS unit, name AS team FROM teams UNION ALL SELECT -application_id, name FROM applications
    )
"""
_DAYS = f"""
    WITH {_COVERED},
    known AS (
        SELECT record, unit, unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day
        FROM covered GROUP BY record, unit
    ),
    used AS (
        SELECT DISTINCT 'tokens' AS record, team_id AS unit, day FROM current_usage
        UNION ALL SELECT DISTINCT 'seats', team_id, day FROM current_seats
        UNION ALL SELECT DISTINCT 'api', -application_id, day FROM current_api_usage
    ),
    days AS (
        SELECT record, unit, day, covered.day IS NULL AS gap, used.day IS NOT NULL AS used
        FROM known LEFT JOIN covered USING (record, unit, day) LEFT JOIN used USING (record, unit, day)
    )
"""


def _of(store: Store, team: str | None) -> dict[str, object]:
    """Return the parameters of `_COVERED`: the team, and the days that follow from loads which do not name it."""
    key = team_id(store, team)
    days = pl.concat(implied_days(store, record).with_columns(record=pl.lit(record)) for record in ("tokens", "seats"))
    of_team = days if key is None else days.filter(team_id=key)
    lists = {"records": "record", "units": "team_id", "days": "day"}
    return {"team_id": key} | {name: of_team[column].to_list() for name, column in lists.items()}


def calendar(store: Store, team: str | None = None) -> pl.DataFrame:
    """Say of each day what is known of it.

    Parameters
    ----------
    store
        Where from.
    team
        One team; None for all.

    Returns
    -------
    pl.DataFrame
        One row per record (`tokens`, `seats`, `api`) and calendar day: `record`, `day`, `state` (a gap where one team
        at least has one, else used where one team at least has use), `teams_used`, `teams_idle`, `teams_gap`; of the
        record `api` these are applications. A team takes part from its first covered day to its last.
    """
    return store.frame(
        f"""
        {_DAYS}
        SELECT record, day,
               CASE WHEN bool_or(gap) THEN '{DayState.GAP}' WHEN bool_or(used) THEN '{DayState.USED}'
                    ELSE '{DayState.IDLE}' END AS state,
               count(*) FILTER (used) AS teams_used,
               count(*) FILTER (NOT gap AND NOT used) AS teams_idle,
               count(*) FILTER (gap) AS teams_gap
        FROM days GROUP BY record, day ORDER BY record DESC, day
        """,
        _of(store, team),
    )


def coverage(store: Store, team: str | None = None) -> pl.DataFrame:
    """Say from when to when each team is covered, and how well.

    Returns
    -------
    pl.DataFrame
        One row per record (`tokens`, `seats`, `api`) and team: `record`, `team` (of the record `api` the application),
        `first_day`, `last_day` (of those covered), `days_used`, `days_idle` (covered, without use), `gap_days`.
    """
    return store.frame(
        f"""
        {_DAYS}
        SELECT record, team, min(day) AS first_day, max(day) AS last_day,
               count(*) FILTER (used) AS days_used,
               count(*) FILTER (NOT gap AND NOT used) AS days_idle,
               count(*) FILTER (gap) AS gap_days
        FROM days JOIN units USING (unit) GROUP BY record, unit, team ORDER BY record DESC, team, unit
        """,
        _of(store, team),
    )


def gaps(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the spans of days that no load covers, between days that are covered.

    Returns
    -------
    pl.DataFrame
        One row per record (`tokens`, `seats`, `api`), team and span: `record`, `team` (of the record `api` the
        application), `first_day`, `last_day`, `days`.
    """
    return store.frame(
        f"""
        WITH {_COVERED}
        SELECT record, team, day + 1 AS first_day, next_day - 1 AS last_day, next_day - day - 1 AS days
        FROM (
            SELECT record, unit, day, lead(day) OVER (PARTITION BY record, unit ORDER BY day) AS next_day FROM covered
        ) JOIN units USING (unit)
        WHERE next_day - day > 1 ORDER BY record DESC, team, unit, first_day
        """,
        _of(store, team),
    )


_COUNTING_LISTS = " UNION ".join(f"SELECT load_id FROM {view}" for view in (*LISTS.values(), "current_directory"))


def all_loads(store: Store) -> pl.DataFrame:
    """List every load, newest first, also those taken back or purged.

    Returns
    -------
    pl.DataFrame
        One row per load: `load_id`, `file`, `kind`, `state`, `teams` (list), `first_day`, `last_day`, `rows_in`,
        `rows_used`, `tokens`, `loaded_at`, `undone_at`, `purged_at` (UTC; of a load that is in force, the moment when
        old rows of it were), `rows_left` (of such a load, of the rows used; null for the others).
    """
    return store.frame(f"""
        WITH covering AS (
            SELECT load_id, sum(last_day - first_day + 1) AS covered FROM coverage GROUP BY load_id
        ),
        counting AS (SELECT load_id, count(*) AS days FROM day_winners GROUP BY load_id)
        SELECT load_id, file, kind,
               CASE WHEN sha256 = '' THEN '{LoadState.PURGED}'
                    WHEN undone_at IS NOT NULL THEN '{LoadState.TAKEN_BACK}'
                    WHEN load_id IN ({_COUNTING_LISTS}) OR days >= covered THEN '{LoadState.COUNTS}'
                    WHEN days > 0 THEN '{LoadState.COUNTS_IN_PART}'
                    ELSE '{LoadState.REPLACED}' END AS state,
               (receipt->'teams')::VARCHAR[] AS teams,
               (receipt->>'first_day')::DATE AS first_day, (receipt->>'last_day')::DATE AS last_day,
               (receipt->>'rows_in')::BIGINT AS rows_in, (receipt->>'rows_used')::BIGINT AS rows_used,
               (receipt->>'tokens')::DECIMAL(38, 6) AS tokens, loaded_at, undone_at, purged_at, rows_left
        FROM loads LEFT JOIN covering USING (load_id) LEFT JOIN counting USING (load_id)
             LEFT JOIN ({ROWS_LEFT}) USING (load_id)
        ORDER BY load_id DESC
    """)


def beneath(store: Store, load_id: int) -> pl.DataFrame:
    """Say what counts in the place of a load once it is taken back.

    Returns
    -------
    pl.DataFrame
        One row per record and load that counts again: `record` (`tokens`, `seats`, `api`, or a list's table), `load_id`
        (null: nothing lies beneath; its days become gaps), `days` (of whatever team; 0 for a list), `tokens_now`,
        `tokens_then` (of those days; 0 for all records but `tokens`). Empty for a load that does not count.
    """
    lists = " UNION ALL ".join(
        f"""
        SELECT '{table}' AS record, (
            SELECT max(load_id) FROM {table} AS older
            WHERE older.team_id = mine.team_id AND older.load_id <> $load_id
        ) AS load_id, 0 AS days, 0 AS tokens_now, 0 AS tokens_then
        FROM (SELECT DISTINCT team_id FROM {view} WHERE load_id = $load_id) AS mine
        """
        for table, view in LISTS.items()
    )
    # A directory speaks for all teams.
    lists += """
        UNION ALL SELECT 'directory_rows', (SELECT max(load_id) FROM directory_rows WHERE load_id <> $load_id), 0, 0, 0
        FROM (SELECT DISTINCT load_id FROM current_directory WHERE load_id = $load_id)
    """
    return store.frame(
        f"""
        WITH mine AS (SELECT record, {_UNIT} AS unit, day FROM day_winners WHERE load_id = $load_id),
        older AS (
            SELECT record, {_UNIT} AS unit, load_id,
                   unnest(generate_series(first_day, last_day, INTERVAL 1 DAY))::DATE AS day
            FROM coverage WHERE load_id <> $load_id
        ),
        next AS (
            SELECT record, unit, day, max(older.load_id) AS load_id
            FROM mine LEFT JOIN older USING (record, unit, day) GROUP BY ALL
        ),
        tokens AS (
            SELECT next.record, next.unit, next.day,
                   coalesce(sum(u.tokens) FILTER (u.load_id = $load_id), 0) AS tokens_now,
                   coalesce(sum(u.tokens) FILTER (u.load_id = next.load_id), 0) AS tokens_then
            FROM next LEFT JOIN usage_rows AS u ON next.record = 'tokens' AND u.team_id = next.unit
                 AND u.day = next.day AND u.load_id IN ($load_id, next.load_id)
            GROUP BY ALL
        )
        SELECT record, load_id, count(DISTINCT day) AS days, sum(tokens_now)::DECIMAL(38, 6) AS tokens_now,
               sum(tokens_then)::DECIMAL(38, 6) AS tokens_then
        FROM next JOIN tokens USING (record, unit, day) GROUP BY record, load_id
        UNION ALL SELECT DISTINCT * FROM ({lists})
        ORDER BY record DESC, load_id NULLS LAST
        """,
        {"load_id": load_id},
    )
