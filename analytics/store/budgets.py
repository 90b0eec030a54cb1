"""The budgets and tiers that were set: how many tokens a team, or a department of it, may use in which time."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

import polars as pl

from analytics.errors import PlanError
from analytics.exports.numbers import DECIMALS
from analytics.store.current import team_id
from analytics.store.database import Store

TIERS = (Decimal(25), Decimal(50), Decimal(75))
"""The tiers of a team for which none were set, in percent of the term's tokens."""
_LARGEST = Decimal(10) ** 9
_LARGEST_TIER = 1000


class BudgetPeriod(StrEnum):
    """The time for which a budget is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


@dataclass(frozen=True)
class Budget:
    """A budget as a person sets it."""

    period: BudgetPeriod
    first_day: date
    """Any day: a business year need not begin in January."""
    tokens: Decimal
    """More than these are over the budget."""
    department: str | None = None
    """As the directory names it; None: the whole team."""

    def __post_init__(self) -> None:
        if (
            not self.tokens.is_finite()
            or not 0 <= self.tokens <= _LARGEST
            or self.tokens != round(self.tokens, DECIMALS)
        ):
            raise PlanError(f"{self.tokens} is no budget of tokens.", hint="Enter how many tokens may be used.")

    @property
    def last_day(self) -> date:
        """The last day that counts."""
        years, month = divmod(self.first_day.month - 1 + self.period.months, 12)
        year = self.first_day.year + years
        day = min(self.first_day.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) - timedelta(days=1)


def set_budgets(store: Store, team: str, budgets: Sequence[Budget]) -> None:
    """Set the budgets of a team in place of those it had.

    Raises
    ------
    PlanError
        When two are for the same.
    StoreError
        When there is no such team.
    """
    known = team_id(store, team)
    meant = [(budget.department, budget.period, budget.first_day) for budget in budgets]
    twice = next((one for place, one in enumerate(meant) if one in meant[:place]), None)
    if twice is not None:
        raise PlanError(
            f"There are two budgets for the {twice[1]} from {twice[2]} of {twice[0] or 'the whole team'}.",
            hint="Leave one of them.",
        )
    with store.writing() as cursor:
        cursor.execute("DELETE FROM budgets WHERE team_id = $team_id", {"team_id": known})
        for budget in budgets:
            cursor.execute(
                "INSERT INTO budgets VALUES ($team_id, $department, $period, $first_day, $tokens)",
                vars(budget) | {"team_id": known},
            )


def budgets(store: Store, team: str) -> list[Budget]:
    """List the budgets of a team, the whole team before its departments, then by first day."""
    rows = store.frame(
        """
        SELECT period, first_day, tokens, department FROM budgets WHERE team_id = $team_id
        ORDER BY department NULLS FIRST, first_day, period
        """,
        {"team_id": team_id(store, team)},
    )
    return [Budget(**{**row, "period": BudgetPeriod(row["period"])}) for row in rows.iter_rows(named=True)]


def set_tiers(store: Store, team: str, percents: Sequence[Decimal]) -> None:
    """Set the tiers of a team in place of those it had, in percent; without any, `TIERS` hold again.

    Raises
    ------
    PlanError
        When one is no share of the tokens that can be watched.
    StoreError
        When there is no such team.
    """
    for percent in percents:
        if not (percent.is_finite() and 0 < percent <= _LARGEST_TIER and percent == round(percent, 3)):
            raise PlanError(f"{percent} % is no tier.", hint="Enter percentages above 0, such as 25, 50, 75.")
    known = team_id(store, team)
    with store.writing() as cursor:
        cursor.execute("DELETE FROM budget_tiers WHERE team_id = $team_id", {"team_id": known})
        for percent in percents:
            cursor.execute(
                "INSERT INTO budget_tiers VALUES ($team_id, $percent)", {"team_id": known, "percent": percent}
            )


def tiers(store: Store, team: str) -> list[Decimal]:
    """List the tiers of a team in percent, the lowest first."""
    rows: pl.DataFrame = store.frame(
        "SELECT DISTINCT percent FROM budget_tiers WHERE team_id = $team_id ORDER BY percent",
        {"team_id": team_id(store, team)},
    )
    return rows["percent"].to_list() or list(TIERS)
