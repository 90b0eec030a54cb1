"""Closing days entered by hand: spans on which a team, or the whole company, uses nothing, past and to come."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from analytics.errors import PlanError, StoreError
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.implied_days import all_closing_days
from analytics.store.naming import known_team

_LONGEST = 366
"""Days of a closing."""


@dataclass(frozen=True)
class NewClosing:
    """A closing as a person enters it."""

    first_day: date
    last_day: date
    team: str | None = None
    """None: the whole company."""
    yearly: bool = False
    """Whether it comes back every year from then on."""
    note: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= (self.last_day - self.first_day).days < _LONGEST:
            raise PlanError(
                f"{self.first_day} to {self.last_day} is no closing.",
                hint="Enter a last day that is not before the first, within a year.",
            )


def add_closing(store: Store, closing: NewClosing, now: datetime) -> int:
    """Enter a closing and return its number.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    with store.writing() as cursor:
        team = None if closing.team is None else known_team(cursor, closing.team)
        row = cursor.execute(
            "INSERT INTO closings SELECT (SELECT coalesce(max(closing_id), 0) + 1 FROM closings),"
            " $team_id, $first_day, $last_day, $yearly, $note, $now RETURNING closing_id",
            {
                "team_id": team_id(store, team),
                "first_day": closing.first_day,
                "last_day": closing.last_day,
                "yearly": closing.yearly,
                "note": closing.note,
                "now": now,
            },
        ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def remove_closing(store: Store, closing_id: int) -> None:
    """Remove a closing.

    Raises
    ------
    StoreError
        When there is no such closing.
    """
    with store.writing() as cursor:
        gone = cursor.execute("DELETE FROM closings WHERE closing_id = $number RETURNING 1", {"number": closing_id})
        if gone.fetchone() is None:
            raise StoreError(f"There is no closing {closing_id}.", hint="List the closings to see their numbers.")


def closings(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the closings that hold for one team (None: all), by first day.

    Returns
    -------
    pl.DataFrame
        One row per closing: `closing_id`, `team` (null: the whole company), `first_day`, `last_day`, `yearly`, `note`,
        `entered_at` (UTC).
    """
    return store.frame(
        """
        SELECT closing_id, name AS team, first_day, last_day, yearly, note, entered_at
        FROM closings LEFT JOIN teams USING (team_id)
        WHERE $team_id IS NULL OR team_id IS NULL OR team_id = $team_id
        ORDER BY first_day, closing_id
        """,
        {"team_id": team_id(store, team)},
    )


def closing_days(store: Store, team: str | None, first_day: date, last_day: date) -> list[date]:
    """Return the days of a span on which a team is closed, or (None) the whole company, sorted."""
    days = all_closing_days(store, first_day, last_day)
    of_team = days.filter(pl.col("team_id").is_null() | pl.col("team_id").eq_missing(team_id(store, team)))
    return of_team["day"].unique().sort().to_list()
