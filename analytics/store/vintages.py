"""Forecasts as they were made after each load, kept to be set against what happened."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from analytics.store.current import team_id
from analytics.store.database import Store

_NEWEST = """
    SELECT team_id, max(load_id) AS load_id
    FROM (
        SELECT team_id, load_id FROM coverage WHERE record = 'tokens'
        UNION ALL SELECT team_id, load_id FROM packs WHERE load_id IS NOT NULL
    ) GROUP BY team_id
"""


@dataclass(frozen=True)
class NewVintage:
    """The forecast of one team after its newest load."""

    team: str
    load_id: int
    as_of: date
    """The last day of data that it knew."""
    method: str
    """How it was made, in words."""
    answer: Mapping[str, object]
    """What was forecast, as JSON takes it."""


def newest_loads(store: Store) -> pl.DataFrame:
    """Tell which load in force was the last to change the use or the packs of each team.

    Returns
    -------
    pl.DataFrame
        One row per team with use or packs of a load: `team`, `load_id`, `has_vintage`; the teams with most use first.
    """
    return store.frame(f"""
        SELECT t.name AS team, load_id, v.team_id IS NOT NULL AS has_vintage
        FROM ({_NEWEST}) JOIN teams AS t USING (team_id)
        LEFT JOIN (SELECT team_id, load_id FROM vintages) AS v USING (team_id, load_id)
        LEFT JOIN (SELECT team_id, sum(tokens) AS tokens FROM current_usage GROUP BY team_id) USING (team_id)
        ORDER BY tokens DESC NULLS LAST, team
    """)


def keep_vintages(store: Store, made: Sequence[NewVintage], now: datetime) -> None:
    """Keep forecasts, in one transaction; where there is one of the same load already, it stays.

    A forecast after a load that is no longer the newest of its team is not kept: somebody has loaded a file, or taken
    one back, while it was made.
    """
    with store.writing() as cursor:
        for vintage in made:
            cursor.execute(
                f"""
                INSERT INTO vintages
                SELECT load_id, team_id, $as_of, $now, $method, $answer::JSON
                FROM ({_NEWEST}) JOIN teams USING (team_id) WHERE name = $team AND load_id = $load_id
                ON CONFLICT DO NOTHING
                """,
                {**vars(vintage), "answer": json.dumps(vintage.answer), "now": now},
            )


def vintages(store: Store, team: str | None = None, by: date | None = None) -> pl.DataFrame:
    """List the forecasts kept, of one team (None: all), as of a day or before (None: any), oldest first.

    A load that is taken back or purged takes its own with it: they were made from what was wrong. So does a purge of
    days with those made as of one of them, for they tell of its use.

    Returns
    -------
    pl.DataFrame
        One row per load and team: `team`, `load_id`, `as_of`, `made_at` (UTC), `method`, `answer` (JSON).
    """
    return store.frame(
        """
        SELECT name AS team, load_id, as_of, made_at, method, answer::VARCHAR AS answer
        FROM vintages JOIN teams USING (team_id)
        WHERE ($team_id IS NULL OR team_id = $team_id) AND ($by IS NULL OR as_of <= $by)
        ORDER BY team, as_of, load_id
        """,
        {"team_id": team_id(store, team), "by": by},
    )
