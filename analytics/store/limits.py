"""The limits that were set: how many tokens a user, a team or all may use in a day or a month."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import duckdb
import polars as pl

from analytics.errors import LimitError, StoreError
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store

_LARGEST = Decimal(10) ** 9


class Of(StrEnum):
    """Whose use is limited."""

    USER = "user"
    TEAM = "team"
    ALL = "all"


class Period(StrEnum):
    """The time in which it is limited."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class NewLimit:
    """A limit as a person sets it."""

    of: Of
    period: Period
    tokens: Decimal
    """More than these are too many."""
    team: str | None = None
    """The one team that is limited; None: each team, or users of all teams."""

    def __post_init__(self) -> None:
        if (
            not self.tokens.is_finite()
            or not 0 <= self.tokens <= _LARGEST
            or self.tokens != round(self.tokens, DECIMALS)
        ):
            raise LimitError(f"{self.tokens} is no quantity of tokens.", hint="Enter the tokens that are not too many.")
        if self.team is not None and self.of is not Of.TEAM:
            raise LimitError("Only a limit of a team can name one.", hint="Leave the team out.")


def add_limit(store: Store, limit: NewLimit) -> int:
    """Set a limit and give its number; one for the same period and the same whose is replaced.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    team_id(store, limit.team)
    with store.writing() as cursor:
        cursor.execute(
            "DELETE FROM limits WHERE kind = $of AND period = $period AND name IS NOT DISTINCT FROM $team",
            {"of": limit.of, "period": limit.period, "team": limit.team},
        )
        row = cursor.execute(
            "INSERT INTO limits SELECT (SELECT coalesce(max(limit_id), 0) + 1 FROM limits),"
            " $of, $team, $period, $tokens RETURNING limit_id",
            vars(limit),
        ).fetchone()
    assert row is not None  # the insert has one row
    return int(row[0])


def remove_limit(store: Store, limit_id: int) -> None:
    """Remove a limit.

    Raises
    ------
    StoreError
        When there is no such limit.
    """
    with store.writing() as cursor:
        removed = cursor.execute("DELETE FROM limits WHERE limit_id = $limit_id RETURNING 1", {"limit_id": limit_id})
        if removed.fetchone() is None:
            raise StoreError(f"There is no limit {limit_id}.", hint="List the limits to see their numbers.")


def drop_limits_of_forgotten(cursor: duckdb.DuckDBPyConnection) -> int:
    """Remove the limits of teams that the store does not know, and tell how many they were."""
    return len(cursor.execute("DELETE FROM limits WHERE name NOT IN (SELECT name FROM teams) RETURNING 1").fetchall())


def limits(store: Store) -> pl.DataFrame:
    """List the limits: one row each, `limit_id`, `of`, `team` (null: each), `period`, `limit` (Decimal)."""
    return store.frame(
        'SELECT limit_id, kind AS of, name AS team, period, tokens AS "limit" FROM limits ORDER BY limit_id'
    )
