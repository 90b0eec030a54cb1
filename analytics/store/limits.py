"""The limits that were set: how many tokens a user, a team, a department or all may use in a day or a month."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import duckdb
import polars as pl

from analytics.errors import LimitError, StoreError
from analytics.exports.numbers import DECIMALS
from analytics.masking import masked_text
from analytics.store.current import team_id
from analytics.store.database import Store
from analytics.store.directory import department_names

_LARGEST = Decimal(10) ** 9


class Of(StrEnum):
    """Whose use is limited."""

    USER = "user"
    TEAM = "team"
    DEPARTMENT = "department"
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
    department: str | None = None
    """The one department that is limited, as a directory calls it; None: each department."""

    def __post_init__(self) -> None:
        if (
            not self.tokens.is_finite()
            or not 0 <= self.tokens <= _LARGEST
            or self.tokens != round(self.tokens, DECIMALS)
        ):
            raise LimitError(f"{self.tokens} is no quantity of tokens.", hint="Enter the tokens that are not too many.")
        for of, named in ((Of.TEAM, self.team), (Of.DEPARTMENT, self.department)):
            if named is not None and self.of is not of:
                raise LimitError(f"Only a limit of a {of} can name one.", hint=f"Leave the {of} out.")

    @property
    def name(self) -> str | None:
        """Who is limited; None: each of the kind."""
        return self.department if self.of is Of.DEPARTMENT else self.team


def add_limit(store: Store, limit: NewLimit) -> int:
    """Set a limit and give its number; one for the same period and the same whose is replaced.

    Raises
    ------
    StoreError
        When there is no such team, or no directory that names the department.
    """
    team_id(store, limit.team)
    if limit.department is not None and limit.department not in department_names(store):
        raise StoreError(
            f"There is no department {masked_text(limit.department)}.",
            hint="Load a directory that names it, or name another.",
        )
    with store.writing() as cursor:
        cursor.execute(
            "DELETE FROM limits WHERE kind = $of AND period = $period AND name IS NOT DISTINCT FROM $name",
            {"of": limit.of, "period": limit.period, "name": limit.name},
        )
        row = cursor.execute(
            "INSERT INTO limits SELECT (SELECT coalesce(max(limit_id), 0) + 1 FROM limits),"
            " $of, $name, $period, $tokens RETURNING limit_id",
            {"of": limit.of, "name": limit.name, "period": limit.period, "tokens": limit.tokens},
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
    """Remove the limits of teams and departments that the store does not know, and tell how many they were."""
    return len(
        cursor.execute("""
            DELETE FROM limits WHERE name IS NOT NULL AND name NOT IN (
                SELECT name FROM teams WHERE kind = 'team'
                UNION ALL SELECT department FROM directory_rows WHERE kind = 'department' AND department IS NOT NULL
            ) RETURNING 1
        """).fetchall()
    )


def limits(store: Store) -> pl.DataFrame:
    """List the limits.

    Returns
    -------
    pl.DataFrame
        One row per limit, by number: `limit_id`, `of`, `team`, `department` (null: each), `period`, `limit` (Decimal).
    """
    return store.frame("""
        SELECT limit_id, kind AS of, CASE kind WHEN 'team' THEN name END AS team,
               CASE kind WHEN 'department' THEN name END AS department, period, tokens AS "limit"
        FROM limits ORDER BY limit_id
    """)
