"""Balances that somebody read off Autodesk's page: how many tokens a team has left at the end of a day."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from analytics.errors import PackError, StoreError
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.naming import known_team

_LARGEST = Decimal(10) ** 9


@dataclass(frozen=True)
class StatedBalance:
    """What a person read."""

    team: str
    day: date
    tokens: Decimal
    """Left at the end of the day; below zero is what the team owes."""
    note: str | None = None

    def __post_init__(self) -> None:
        if not self.tokens.is_finite() or abs(self.tokens) > _LARGEST or self.tokens != round(self.tokens, DECIMALS):
            raise PackError(
                f"{self.tokens} is no balance of tokens.", hint="Enter the tokens that Autodesk says are left."
            )


def state_balance(store: Store, stated: StatedBalance, now: datetime) -> None:
    """Keep a balance; one of the same team and day is replaced.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    with store.writing() as cursor:
        key = {"team_id": team_id(store, known_team(cursor, stated.team)), "day": stated.day}
        cursor.execute("DELETE FROM stated_balances WHERE team_id = $team_id AND day = $day", key)
        cursor.execute(
            "INSERT INTO stated_balances VALUES ($team_id, $day, $tokens, $note, $now)",
            key | {"tokens": stated.tokens, "note": stated.note, "now": now},
        )


def forget_balance(store: Store, team: str, day: date) -> None:
    """Remove a stated balance.

    Raises
    ------
    StoreError
        When there is none of that team and day.
    """
    key = {"team_id": team_id(store, team), "day": day}
    with store.writing() as cursor:
        gone = cursor.execute("DELETE FROM stated_balances WHERE team_id = $team_id AND day = $day RETURNING 1", key)
        if gone.fetchone() is None:
            raise StoreError(
                f"No balance of {team} is stated for {day}.", hint="List the stated balances to see their days."
            )


def stated_balances(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the stated balances of one team (None: all): one row each, `team`, `day`, `tokens`, `note`, newest first."""
    return store.frame(
        """
        SELECT t.name AS team, day, tokens, note FROM stated_balances JOIN teams AS t USING (team_id)
        WHERE $team_id IS NULL OR team_id = $team_id
        ORDER BY day DESC, team
        """,
        {"team_id": team_id(store, team)},
    )
