"""Budgets and tiers: set, replaced, listed; what cannot be meant is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from analytics.errors import PlanError, StoreError
from analytics.exports import Receipt
from analytics.store import Store
from analytics.store.budgets import TIERS, Budget, BudgetPeriod, budgets, set_budgets, set_tiers, tiers

Loader = Callable[..., Receipt]
JANUARY = Budget(BudgetPeriod.MONTH, date(2026, 1, 1), Decimal(100))


def test_budgets_are_set_as_a_whole(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-31,A,Revit,2026,ann@b.example,,,10", "2026-01-31,B,Revit,2026,ann@b.example,,,10")
    quarter = Budget(BudgetPeriod.QUARTER, date(2026, 1, 1), Decimal("50.5"), "Design")
    set_budgets(store, "A", [quarter, JANUARY])
    set_budgets(store, "B", [JANUARY])
    assert budgets(store, "A") == [JANUARY, quarter]
    set_budgets(store, "A", [])
    assert (budgets(store, "A"), budgets(store, "B")) == ([], [JANUARY])


def test_two_budgets_for_the_same_are_refused_and_nothing_changes(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-31,A,Revit,2026,ann@b.example,,,10")
    set_budgets(store, "A", [JANUARY])
    with pytest.raises(PlanError, match="two budgets for the month from 2026-01-01 of the whole team"):
        set_budgets(store, "A", [JANUARY, Budget(BudgetPeriod.MONTH, date(2026, 1, 1), Decimal(7))])
    assert budgets(store, "A") == [JANUARY]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (BudgetPeriod.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (BudgetPeriod.MONTH, date(2026, 1, 31), date(2026, 2, 27)),
        (BudgetPeriod.QUARTER, date(2025, 11, 1), date(2026, 1, 31)),
        (BudgetPeriod.YEAR, date(2026, 4, 1), date(2027, 3, 31)),
        (BudgetPeriod.YEAR, date(2028, 2, 29), date(2029, 2, 27)),
    ],
)
def test_a_period_ends_the_day_before_the_next_begins(period: BudgetPeriod, first: date, last: date) -> None:
    assert Budget(period, first, Decimal(1)).last_day == last


@pytest.mark.parametrize("tokens", [Decimal(-1), Decimal("NaN"), Decimal("0.0000001"), Decimal(10) ** 10])
def test_no_budget_that_tokens_cannot_have(tokens: Decimal) -> None:
    with pytest.raises(PlanError):
        Budget(BudgetPeriod.MONTH, date(2026, 1, 1), tokens)


def test_tiers_are_set_sorted_and_come_back_when_none_is_left(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-31,A,Revit,2026,ann@b.example,,,10")
    assert tiers(store, "A") == list(TIERS)
    set_tiers(store, "A", [Decimal(90), Decimal("33.3"), Decimal(90)])
    assert tiers(store, "A") == [Decimal("33.3"), Decimal(90)]
    with pytest.raises(PlanError, match="0 % is no tier"):
        set_tiers(store, "A", [Decimal(0)])
    set_tiers(store, "A", [])
    assert tiers(store, "A") == list(TIERS)


def test_a_team_that_is_not_known_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no team Z"):
        set_budgets(store, "Z", [])
    with pytest.raises(StoreError, match="no team Z"):
        set_tiers(store, "Z", [])
