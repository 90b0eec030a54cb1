"""What applications use of the APIs of Autodesk Platform Services (APS), and which team pays for it from when on."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.errors import StoreError
from analytics.exports.letters import folded
from analytics.store.current import SELECTED, selection, team_id
from analytics.store.database import Store
from analytics.store.naming import known_team_id


@dataclass(frozen=True)
class Assignment:
    """A team that pays for an application, from a day on until another one does."""

    application_id: int
    team: str
    """May be new."""
    first_day: date
    """From this day on its use counts for the team, whatever the rows of a table say."""


def api_usage(
    store: Store, team: str | None = None, first_day: date | None = None, last_day: date | None = None
) -> pl.DataFrame:
    """Give current API usage.

    Parameters
    ----------
    store
        Where from.
    team
        The team that pays, by assignment, else as the row names it; None for all.
    first_day, last_day
        The days to give (UTC), both included; None leaves that side open.

    Returns
    -------
    pl.DataFrame
        One row per row of a table: `day`, `application_id`, `application`, `team`, `api`, `job` (the engine of
        Automation, the job type of Model Derivative; null: none), `quantity` (Decimal, in `unit`), `unit` (null: not
        said), `tokens` (Decimal), `uncharged` (bool: nobody had tokens for it when the table was made); sorted by day
        and application.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    return store.frame(
        f"""
        SELECT day, application_id, a.name AS application, t.name AS team, api, job, quantity, unit, tokens, uncharged
        FROM (SELECT * FROM current_api_usage {SELECTED})
        JOIN applications AS a USING (application_id) JOIN teams AS t USING (team_id)
        ORDER BY day, application, application_id, api, job NULLS FIRST, load_id, row
        """,
        selection(store, team, first_day, last_day),
    )


def applications(store: Store) -> pl.DataFrame:
    """List the applications that are known.

    Returns
    -------
    pl.DataFrame
        One row per application: `application_id`, `application`, `client_id` (null: not said), `team` (that pays for
        its newest use, or will; null: neither is known), `first_day`, `last_day` (of its use; null: none counts);
        sorted by name.
    """
    return store.frame("""
        WITH newest AS (
            SELECT application_id, arg_max(team_id, day) AS team_id, min(day) AS first_day, max(day) AS last_day
            FROM current_api_usage GROUP BY application_id
        ),
        assigned AS (
            SELECT application_id, arg_max(team_id, first_day) AS team_id FROM application_teams GROUP BY application_id
        )
        SELECT application_id, a.name AS application, client_id, t.name AS team, first_day, last_day
        FROM applications AS a
        LEFT JOIN newest AS n USING (application_id) LEFT JOIN assigned AS s USING (application_id)
        LEFT JOIN teams AS t ON t.team_id = coalesce(s.team_id, n.team_id)
        ORDER BY application, application_id
    """)


def assign(store: Store, assignment: Assignment) -> None:
    """Say which team pays for an application from a day on; what was said for the same day before is replaced.

    Raises
    ------
    StoreError
        When there is no such application, or the team has no name.
    """
    if not folded(assignment.team):
        raise StoreError("No team is named.", hint="Name the team that pays for the application.")
    with store.writing() as cursor:
        here = {"application_id": assignment.application_id}
        if not cursor.execute("FROM applications WHERE application_id = $application_id", here).fetchall():
            raise StoreError(
                f"There is no application {assignment.application_id}.",
                hint="List the applications to see their numbers.",
            )
        cursor.execute(
            "INSERT OR REPLACE INTO application_teams VALUES ($application_id, $team_id, $first_day)",
            here | {"team_id": known_team_id(cursor, assignment.team), "first_day": assignment.first_day},
        )


def remove_assignment(store: Store, application_id: int, first_day: date) -> None:
    """Take back what was said about the team of an application from a day on.

    Raises
    ------
    StoreError
        When nothing was said for that day.
    """
    with store.writing() as cursor:
        gone = cursor.execute(
            "DELETE FROM application_teams WHERE application_id = $application_id AND first_day = $first_day"
            " RETURNING 1",
            {"application_id": application_id, "first_day": first_day},
        )
        if gone.fetchone() is None:
            raise StoreError(
                f"Application {application_id} is not assigned to a team from {first_day} on.",
                hint="List the assignments to see their days.",
            )


def assignments(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the assignments to one team (None: to all).

    Returns
    -------
    pl.DataFrame
        One row per assignment: `application_id`, `application`, `team`, `first_day`; sorted by application and day.
    """
    return store.frame(
        """
        SELECT application_id, a.name AS application, t.name AS team, first_day
        FROM application_teams JOIN applications AS a USING (application_id) JOIN teams AS t USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id ORDER BY application, application_id, first_day
        """,
        {"team_id": team_id(store, team)},
    )
