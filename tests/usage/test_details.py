"""Details of one product or one user."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.store import Store, current_usage, masked_names
from analytics.usage import (
    Days,
    data_days,
    months_by_product,
    user_products,
    versions,
    weekly_tokens,
    weeks_by_product,
)

Loader = Callable[..., Receipt]


@pytest.fixture
def small(load_lines: Loader, store: Store) -> Store:
    load_lines(
        "2026-01-05,A,Revit,2026,ann@b.example,,,10",
        "2026-01-06,A,Revit,2026,ann@b.example,,,0",
        "2026-01-06,A,Revit,2025,ann@b.example,,,10",
        "2026-01-19,A,Revit,,ann@b.example,,,10",
        "2026-01-06,A,AutoCAD,2026,bob@b.example,,,7",
    )
    return store


def test_days_used_each_week(small: Store) -> None:
    ann = current_usage(small).filter(user_id=1)
    assert weeks_by_product(ann, masked_names(small)).rows() == [
        (date(2026, 1, 5), "Revit", 2, Decimal(20)),
        (date(2026, 1, 19), "Revit", 1, Decimal(10)),
    ]


def test_use_by_version(small: Store) -> None:
    assert versions(current_usage(small), masked_names(small)).rows() == [
        ("AutoCAD", "2026", 1, 1, Decimal(7)),
        ("Revit", "2025", 1, 1, Decimal(10)),
        ("Revit", "2026", 2, 1, Decimal(10)),
        ("Revit", "not stated", 1, 1, Decimal(10)),
    ]


def test_a_users_products(small: Store) -> None:
    assert user_products(current_usage(small), masked_names(small)).rows() == [
        ("User 0001", "Revit", Decimal(30), 3, 3, date(2026, 1, 5), date(2026, 1, 19)),
        ("User 0002", "AutoCAD", Decimal(7), 1, 1, date(2026, 1, 6), date(2026, 1, 6)),
    ]


def test_the_strip_has_every_week(small: Store) -> None:
    strips = dict(weekly_tokens(current_usage(small)).iter_rows())
    assert strips == {1: [20.0, 0.0, 10.0], 2: [7.0, 0.0, 0.0]}


def test_months_by_product(small: Store) -> None:
    assert months_by_product(current_usage(small), masked_names(small)).rows() == [
        (date(2026, 1, 1), "AutoCAD", Decimal(7)),
        (date(2026, 1, 1), "Revit", Decimal(30)),
    ]


def test_the_days_of_data(small: Store) -> None:
    assert data_days(small) == data_days(small, "A") == Days(date(2026, 1, 5), date(2026, 1, 19))


def test_no_data_yet(store: Store) -> None:
    with pytest.raises(StoreError, match="no usage yet"):
        data_days(store)


def test_the_details_of_nothing_are_empty(store: Store) -> None:
    rows, names = current_usage(store), masked_names(store)
    for detail in (weeks_by_product, versions, user_products, months_by_product):
        assert detail(rows, names).is_empty()
    assert weekly_tokens(rows).is_empty()
