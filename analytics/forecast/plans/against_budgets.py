"""Budgets against use: the variance to date, which is certain, and at the end of the period, which is expected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.forecast.by_part.part_tables import split
from analytics.forecast.by_part.parts import Parts
from analytics.forecast.futures.history import Floats
from analytics.forecast.outlook import Outlook, Paths
from analytics.forecast.plans.ahead import band
from analytics.forecast.plans.terms import Term
from analytics.store import Store
from analytics.store.budgets import Budget, BudgetPeriod, budgets
from analytics.store.directory import directory
from analytics.usage import Unit, UsageDays
from analytics.usage.by_part import days_by_unit_label

WHOLE_TEAM = "whole team"
CONFIRMED, ESTIMATED, IN_PART = "confirmed", "estimated", "known in part"
"""Whether all of a period's use is in the ledger, or part of it is expected, or of some days nothing is known."""
WITHIN, OVER, LIKELY_WITHIN, LIKELY_OVER, UNCERTAIN, UNKNOWN = (
    *("within", "over", "likely within", "likely over", "uncertain", "not known"),
)
"""How a budget stands; *likely* is a chance of four in five."""
RECENT = 91
"""Days whose use tells what share of the team's use to come is a department's: whole weeks, a quarter of a year."""
_TOKENS = pl.Decimal(38, 6)
_LIKELY = 0.8
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "whose": pl.String,
    "period": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "budget": _TOKENS,
    "used": _TOKENS,
    "planned": _TOKENS,
    "variance": _TOKENS,
    "figures": pl.String,
    "p10": pl.Float64,
    "p50": pl.Float64,
    "p90": pl.Float64,
    "variance_end": pl.Float64,
    "over_chance": pl.Float64,
    "state": pl.String,
}


def department_parts(
    store: Store, answer: Outlook, departments: pl.DataFrame, budgets: Sequence[Budget]
) -> Parts | None:
    """Split a team's futures among its departments, as far as its budgets look.

    None: no budget of a department looks ahead, or there is no forecast.
    """
    ends = [each.last_day for each in budgets if each.department and each.last_day > answer.as_of]
    if answer.paths is None or not ends:
        return None
    return split(store, answer, answer.paths, departments, max(ends))


def against_budgets(
    budgets: Sequence[Budget], answer: Outlook, departments: pl.DataFrame, split_futures: Parts | None = None
) -> pl.DataFrame:
    """Set budgets against what was used and what is expected.

    A department's use to come is its part of the team's futures; of the small departments, which have no part of their
    own, it is their share of the team's use of the last 91 days.

    Parameters
    ----------
    budgets
        Of the team.
    answer
        The outlook of the team.
    departments
        `day`, `part` (the department), `tokens` (Decimal) of the team; one row per day and department with use.
    split_futures
        As `department_parts` gives it.

    Returns
    -------
    pl.DataFrame
        One row per budget, in the order given: `whose`, `period`, `first_day`, `last_day`, `budget`, `used` (to date;
        null: none of these days is known), `planned` (the budget's share of the days gone, in tenths of a token),
        `variance` (used less planned), `figures` (`CONFIRMED`, `ESTIMATED`, or `IN_PART` where data are missing),
        `p10`, `p50`, `p90` (tokens by the period's end; all the same where they are confirmed; null: no forecast, or
        data are missing), `variance_end` (p50 less budget), `over_chance` (of more than the budget, 0 to 1; null as
        p10), `state` (see `WITHIN`). Tokens are Decimal where they are certain.
    """
    team = answer.ledger.days.select("day", tokens="used")
    recent = answer.as_of - timedelta(days=RECENT - 1)
    rows = []
    for budget in budgets:
        use, coming = team, answer.paths
        if budget.department is not None:
            use = departments.filter(pl.col("part") == budget.department)
            of_team = float(_between(team, recent, answer.as_of))
            share = float(_between(use, recent, answer.as_of)) / of_team if of_team else 0.0
            coming = _of_department(budget.department, answer.paths, split_futures, share)
        gone_until = min(budget.last_day, answer.as_of)
        used = _between(use, budget.first_day, gone_until)
        missing = [day for day in answer.unmeasured if budget.first_day <= day <= gone_until]
        days = (budget.last_day - budget.first_day).days + 1
        gone = min(max((answer.as_of - budget.first_day).days + 1, 0), days)
        planned = round(budget.tokens * gone / days, 1)
        none_known = bool(missing) and len(missing) == gone
        sums = None if missing else _sums(coming, answer.as_of, budget, used)
        confirmed = budget.last_day <= answer.as_of and not missing
        low, middle, high = (None, None, None) if sums is None else band(sums)
        over = None if sums is None else float((sums > float(budget.tokens)).mean())
        rows.append(
            {
                "whose": budget.department or WHOLE_TEAM,
                "period": budget.period.value,
                "first_day": budget.first_day,
                "last_day": budget.last_day,
                "budget": budget.tokens,
                "used": None if none_known else used,
                "planned": planned,
                "variance": None if none_known else used - planned,
                "figures": CONFIRMED if confirmed else IN_PART if missing else ESTIMATED,
                "p10": low,
                "p50": middle,
                "p90": high,
                "variance_end": None if middle is None else middle - float(budget.tokens),
                "over_chance": over,
                "state": _state(over, confirmed=confirmed, spent=used > budget.tokens),
            }
        )
    return pl.DataFrame(rows, schema=_SCHEMA)


def team_budgets(store: Store, answer: Outlook, term: Term, rows: UsageDays) -> pl.DataFrame:
    """Set a team's budgets against use; where none was set, the even shares of a term's quarters stand in.

    Parameters
    ----------
    store
        Where the budgets and the directory are.
    answer
        The outlook of the team.
    term
        Whose tokens are shared out where no budget was set.
    rows
        Usage days of the team, of all days.

    Returns
    -------
    pl.DataFrame
        As `against_budgets`.
    """
    asked = budgets(store, answer.team) or even_budgets(term)
    by_department = days_by_unit_label(rows, directory(store), Unit.DEPARTMENT)
    return against_budgets(asked, answer, by_department, department_parts(store, answer, by_department, asked))


def even_budgets(term: Term) -> list[Budget]:
    """Share a term's tokens out evenly by day over its whole quarters: what stands in where no budget was set."""
    shares: list[Budget] = []
    first, given = term.first_day, 0
    while term.tokens:
        quarter = Budget(BudgetPeriod.QUARTER, first, Decimal(0))
        if quarter.last_day > term.last_day:
            break
        # Rounded from the term's beginning on, so that the quarters add up to its tokens.
        by_then = round(term.tokens * ((quarter.last_day - term.first_day).days + 1) / term.days)
        shares.append(replace(quarter, tokens=Decimal(by_then - given)))
        first, given = quarter.last_day + timedelta(days=1), by_then
    return shares


def _between(use: pl.DataFrame, first: date, last: date) -> Decimal:
    return Decimal(use.filter(pl.col("day").is_between(first, last))["tokens"].sum() or 0)


def _of_department(name: str, whole: Paths | None, split_futures: Parts | None, share: float) -> Paths | None:
    if split_futures is not None and name in split_futures.names:
        return Paths(split_futures.first_day, split_futures.tokens[split_futures.names.index(name)])
    return None if whole is None else Paths(whole.first_day, share * whole.tokens)


def _sums(coming: Paths | None, as_of: date, budget: Budget, used: Decimal) -> Floats | None:
    """Give the tokens by the period's end in each future; one number where it is over."""
    if budget.last_day <= as_of:
        return np.array([float(used)])
    if coming is None or coming.last_day < budget.last_day:
        return None
    before = max((budget.first_day - coming.first_day).days, 0)
    sums: Floats = coming.until(budget.last_day)[:, before:].sum(axis=1)
    return float(used) + sums


def _state(over: float | None, *, confirmed: bool, spent: bool) -> str:
    if confirmed or spent:
        return OVER if spent else WITHIN
    if over is None:
        return UNKNOWN
    if over >= _LIKELY:
        return LIKELY_OVER
    return LIKELY_WITHIN if over <= 1 - _LIKELY else UNCERTAIN
