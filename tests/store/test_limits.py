"""Limits: set, replaced, removed; what cannot be meant is refused."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from analytics.errors import LimitError, StoreError
from analytics.exports import Receipt
from analytics.store import Store, current_usage, pseudonymise, shown_names
from analytics.store.directory import directory
from analytics.store.limits import NewLimit, Of, Period, add_limit, limits, remove_limit
from analytics.usage import over_limits


def test_a_limit_for_the_same_takes_its_place(load_lines: Callable[..., Receipt], store: Store) -> None:
    load_lines("2026-01-31,A,Revit,2026,ann@b.example,,,10")
    add_limit(store, NewLimit(Of.USER, Period.DAY, Decimal(20)))
    add_limit(store, NewLimit(Of.TEAM, Period.MONTH, Decimal(500), "A"))
    add_limit(store, NewLimit(Of.USER, Period.DAY, Decimal("17.5")))
    shown = limits(store).select("of", "team", "period", "limit").rows()
    assert shown == [("team", "A", "month", 500), ("user", None, "day", Decimal("17.5"))]


def test_a_limit_is_removed_once(store: Store) -> None:
    number = add_limit(store, NewLimit(Of.ALL, Period.DAY, Decimal(20)))
    remove_limit(store, number)
    assert limits(store).is_empty()
    with pytest.raises(StoreError, match="no limit 1"):
        remove_limit(store, number)


@pytest.mark.parametrize("tokens", [Decimal(-1), Decimal("NaN"), Decimal("0.0000001"), Decimal(10) ** 10])
def test_no_limit_that_tokens_cannot_have(tokens: Decimal) -> None:
    with pytest.raises(LimitError):
        NewLimit(Of.ALL, Period.DAY, tokens)


@pytest.mark.parametrize("named", [(Of.USER, "A"), (Of.DEPARTMENT, "A"), (Of.TEAM, None, "Design")])
def test_only_a_limit_of_a_team_or_department_names_one(named: tuple[Of, str | None]) -> None:
    of, *names = named
    with pytest.raises(LimitError, match="name one"):
        NewLimit(of, Period.DAY, Decimal(1), *names)


def test_a_team_or_department_that_is_not_known_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no team Z"):
        add_limit(store, NewLimit(Of.TEAM, Period.DAY, Decimal(1), "Z"))
    with pytest.raises(StoreError, match="no department Z"):
        add_limit(store, NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(1), None, "Z"))


def test_a_department_of_a_teams_name_is_another(load_lines: Callable[..., Receipt], store: Store) -> None:
    load_lines("2026-01-31,A,Revit,2026,ann@b.example,,,10")
    load_lines("ann@b.example,A", header="Email,Department")
    for limit in (
        NewLimit(Of.TEAM, Period.DAY, Decimal(1), "A"),
        NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(2), None, "A"),
    ):
        add_limit(store, limit)
    add_limit(store, NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(3), None, "A"))
    shown = limits(store).select("of", "team", "department", "limit").rows()
    assert shown == [("team", "A", None, 1), ("department", None, "A", 3)]


def test_pseudonyms_replace_whom_limits_name_and_they_still_hold(
    load_lines: Callable[..., Receipt], store: Store
) -> None:
    load_lines("2026-01-31,Team of ann@b.example,Revit,2026,ann@b.example,Ann,Leemhuis,10")
    load_lines("ann@b.example,Staff of Leemhuis", header="Email,Department")
    add_limit(store, NewLimit(Of.TEAM, Period.DAY, Decimal(1), "Team of ann@b.example"))
    add_limit(store, NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(2), None, "Staff of Leemhuis"))
    pseudonymise(store, bytes(range(32)))
    found = over_limits(current_usage(store), limits(store), shown_names(store), directory(store))
    assert sorted(found["excess"]) == [8, 9]
    assert "ann" not in str(limits(store).rows())
    assert "Leemhuis" not in str(limits(store).rows())
