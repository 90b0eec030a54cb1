"""Sums of current API usage, added up where the rows are: there may be millions of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.store.current import SELECTED, selection, team_id
from analytics.store.database import Store


@dataclass(frozen=True)
class ApiPart:
    """A part of API usage; None of a field: all there is."""

    team: str | None = None
    """The team that pays, by assignment, else as the row names it."""
    application_id: int | None = None
    api: str | None = None
    job: str | None = None
    """An engine of Automation, or a job type of Model Derivative."""
    first_day: date | None = None
    """UTC, as all days of APIs."""
    last_day: date | None = None


_NAMES = {"application": "application_id", "team": "team_id"}


def api_sums(store: Store, keys: Sequence[str], part: ApiPart) -> pl.DataFrame:
    """Add up current API usage.

    Parameters
    ----------
    store
        Where from.
    keys
        What to add up by: of `day`, `application_id`, `application`, `team_id`, `team`, `api`, `job`, `unit`.
    part
        What to add up.

    Returns
    -------
    pl.DataFrame
        One row per combination of the keys that is used: the keys, `apis` (how many), `newest_team` (that pays for
        the newest use), `quantity`, `tokens` (Decimal), `first_day`, `last_day` (of use; without them where `day` is a
        key); sorted by the keys.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    # Keys first: names are joined to the sums, not to the rows.
    names = {key: of for key, of in _NAMES.items() if key in keys}
    rows = ", ".join(dict.fromkeys(names.get(key, key) for key in keys))
    days = "" if "day" in keys else ", first_day, last_day"
    return store.frame(
        f"""
        SELECT {", ".join(keys)}, apis, newest_team, quantity, tokens{days}
        FROM (
            SELECT {rows}, count(DISTINCT api) AS apis, arg_max(team_id, day) AS newest_id,
                   sum(quantity)::DECIMAL(38, 6) AS quantity, sum(tokens)::DECIMAL(38, 6) AS tokens,
                   min(day) AS first_day, max(day) AS last_day
            FROM (FROM current_api_usage {SELECTED})
            WHERE ($application_id IS NULL OR application_id = $application_id)
                AND ($api IS NULL OR api = $api) AND ($job IS NULL OR job = $job)
            GROUP BY {rows}
        )
        JOIN (SELECT team_id AS newest_id, name AS newest_team FROM teams) USING (newest_id)
        {"".join(f"JOIN (SELECT {of}, name AS {key} FROM {key}s) USING ({of})" for key, of in names.items())}
        ORDER BY {", ".join(f"{key} NULLS FIRST" for key in keys)}
        """,
        selection(store, part.team, part.first_day, part.last_day)
        | {"application_id": part.application_id, "api": part.api, "job": part.job},
    )


def uncharged_sums(store: Store) -> pl.DataFrame:
    """Add up the tokens of uncharged use that counts.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `application_id`, `application`, `team` (that pays), `api`, `job` and `unit` with tokens:
        with `tokens` (Decimal, above zero); sorted by day and application.
    """
    return store.frame("""
        SELECT day, application_id, a.name AS application, t.name AS team, api, job, unit, tokens
        FROM (
            SELECT day, application_id, team_id, api, job, unit, sum(tokens)::DECIMAL(38, 6) AS tokens
            FROM current_api_usage WHERE uncharged AND tokens > 0 GROUP BY ALL
        )
        JOIN applications AS a USING (application_id) JOIN teams AS t USING (team_id)
        ORDER BY day, application, application_id, api, job NULLS FIRST, unit NULLS FIRST, team
    """)


def uncharged_tokens(store: Store) -> pl.DataFrame:
    """Add up the tokens of uncharged use that count: `team`, `day`, `tokens` (Decimal, above zero); sorted."""
    return store.frame("""
        SELECT name AS team, day, sum(tokens)::DECIMAL(38, 6) AS tokens
        FROM current_api_usage JOIN teams USING (team_id)
        WHERE uncharged AND tokens > 0 GROUP BY name, day ORDER BY name, day
    """)


def api_days(store: Store, team: str | None = None) -> pl.DataFrame:
    """Give the first day of use of APIs of each team (None: of all), and the last day for which it is known.

    Returns
    -------
    pl.DataFrame
        One row per team that pays for some: `team_id`, `team`, `first_day`, `last_day` (to which the tables reach that
        name an application for which it pays still, else of its use); sorted by team.
    """
    return store.frame(
        """
        -- As the view `current_api_usage`, but of days and not of rows, in less than half the time.
        WITH days AS (SELECT DISTINCT load_id, application_id, team_id, day FROM api_rows),
        current_days AS (
            SELECT days.* FROM days JOIN day_winners USING (application_id, load_id, day) WHERE record = 'api'
        ),
        used AS (
            SELECT d.application_id, coalesce(a.team_id, d.team_id) AS team_id, min(d.day) AS first_day,
                   max(d.day) AS last_day
            FROM current_days AS d ASOF LEFT JOIN application_teams AS a
            ON a.application_id = d.application_id AND d.day >= a.first_day
            GROUP BY ALL
        ),
        reached AS (
            SELECT application_id, max(last_day) AS last_day FROM coverage WHERE record = 'api' GROUP BY application_id
        ),
        newest AS (SELECT application_id, arg_max(team_id, last_day) AS team_id FROM used GROUP BY application_id)
        SELECT team_id, name AS team, min(u.first_day) AS first_day, max(coalesce(r.last_day, u.last_day)) AS last_day
        FROM used AS u
        JOIN teams USING (team_id)
        LEFT JOIN newest AS n USING (application_id, team_id)
        LEFT JOIN reached AS r ON r.application_id = n.application_id
        WHERE $team_id IS NULL OR team_id = $team_id
        GROUP BY team_id, name ORDER BY team
        """,
        {"team_id": team_id(store, team)},
    )
