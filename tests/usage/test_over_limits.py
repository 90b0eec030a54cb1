"""Who is over a limit: against a plain count."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analytics.exports import Receipt
from analytics.store import Store, current_usage, masked_names
from analytics.store.directory import directory
from analytics.store.limits import NewLimit, Of, Period, add_limit, limits
from analytics.usage import over_limits


@pytest.fixture
def small(load_lines: Callable[..., Receipt], store: Store) -> Store:
    load_lines(
        "2026-01-30,A,Revit,2026,ann@b.example,,,10",
        "2026-01-30,A,AutoCAD,2026,ann@b.example,,,7",
        "2026-01-31,B,AutoCAD,2026,bob@b.example,,,7",
        "2026-02-01,A,Revit,2026,,,,30",
    )
    load_lines("ann@b.example,Design,2026-01-30", "bob@b.example,Plant,", header="Email,Department,Valid to")
    return store


@pytest.mark.parametrize(
    ("limit", "over"),
    [
        (NewLimit(Of.USER, Period.DAY, Decimal(16)), [("User 0001", date(2026, 1, 30), 17, 1)]),
        (NewLimit(Of.USER, Period.DAY, Decimal(17)), []),
        (
            NewLimit(Of.TEAM, Period.MONTH, Decimal(16)),
            [("A", date(2026, 2, 1), 30, 14), ("A", date(2026, 1, 1), 17, 1)],
        ),
        (NewLimit(Of.TEAM, Period.MONTH, Decimal(5), "B"), [("B", date(2026, 1, 1), 7, 2)]),
        (NewLimit(Of.ALL, Period.MONTH, Decimal(24)), [("all", date(2026, 2, 1), 30, 6)]),
        # Ann was in Design until the 30th; where nobody is named nobody's department is known.
        (
            NewLimit(Of.DEPARTMENT, Period.MONTH, Decimal(6)),
            [("Design", date(2026, 1, 1), 17, 11), ("Plant", date(2026, 1, 1), 7, 1)],
        ),
        (NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(6), None, "Plant"), [("Plant", date(2026, 1, 31), 7, 1)]),
        (NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(7), None, "Plant"), []),
    ],
)
def test_what_is_above_a_limit_is_listed(small: Store, limit: NewLimit, over: list[tuple[object, ...]]) -> None:
    add_limit(small, limit)
    found = over_limits(current_usage(small), limits(small), masked_names(small), directory(small))
    assert found.select("who", "first_day", "tokens", "excess").rows() == over


def test_no_limit_no_rows(small: Store) -> None:
    assert over_limits(current_usage(small), limits(small), masked_names(small), directory(small)).is_empty()


def test_users_over_a_month_of_the_sample(sample_store: Store) -> None:
    rows = current_usage(sample_store)
    plain = Counter[tuple[int, date]]()
    for day, user, tokens in rows.select("day", "user_id", "tokens").iter_rows():
        plain[user, day.replace(day=1)] += tokens
    limit = pl.DataFrame(
        {"limit_id": [1], "of": ["user"], "team": [None], "period": ["month"], "limit": [Decimal(150)]}
    )
    found = over_limits(rows, limit, masked_names(sample_store), directory(sample_store))
    expected = sorted((f"User {user:04}", month, tokens) for (user, month), tokens in plain.items() if tokens > 150)
    assert sorted(found.select("who", "first_day", "tokens").rows()) == expected
    assert expected
