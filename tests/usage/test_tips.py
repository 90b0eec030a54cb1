"""Tips: made of the user's own numbers, about the habits that the user has, and never more of a name than asked for."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from analytics.exports import Receipt
from analytics.licensing import range_prices, tips_text
from analytics.settings import Settings
from analytics.store import Names, Store, current_usage, masked_names, shown_names
from analytics.usage import data_days
from analytics.usage.habits import Rules

Loader = Callable[..., Receipt]
FRIDAY = date(2026, 1, 2)


def text_for(store: Store, names: Names, number: int = 0, rules: Rules | None = None) -> str | None:
    user_id, user = names.users.sort("user_id").row(number)
    days = data_days(store)
    rows = current_usage(store).filter(pl.col("user_id") == user_id)
    return tips_text(user, rows, days, rules or Rules(), names, range_prices(store, None, days, Settings()))


@pytest.fixture
def weekends(load_lines: Loader, store: Store) -> Store:
    """Ann left AutoCAD open over two weekends, each from Friday to Tuesday, with Revit beside it on one Monday."""
    open_days = [FRIDAY + timedelta(days=7 * week + ahead) for week in range(2) for ahead in range(5)]
    load_lines(
        *(f"{day},A,AutoCAD,2026,ann@b.example,Ann,Bee,7" for day in open_days),
        f"{open_days[3]},A,Revit,2026,ann@b.example,Ann,Bee,10",
        "2026-01-08,A,Maya,2026,ann@b.example,Ann,Bee,0",
        "2026-01-08,A,Maya,2026,bob@b.example,Bob,Cee,6",
        "2026-01-08,A,Revit,2026,bob@b.example,Bob,Cee,10",
        "2026-01-13,A,Maya,2026,bob@b.example,Bob,Cee,6",
        "2026-01-14,A,Maya,2026,bob@b.example,Bob,Cee,6",
    )
    return store


def test_a_text_has_the_users_own_numbers(weekends: Store) -> None:
    text = text_for(weekends, shown_names(weekends))
    assert text is not None
    assert text.startswith("Hello Ann Bee,\n")
    assert "2 January 2026 to 14 January 2026" in text
    assert "AutoCAD was open over 2 weekends; those Saturdays and Sundays cost 28 tokens (about USD 84)." in text
    assert "Please close it on Fridays" in text
    assert "On 1 day you opened two or more products, most often Revit and AutoCAD." in text
    assert "cost 7 tokens (about USD 21)" in text
    assert "You used Revit on 1 day only; that cost 10 tokens (about USD 30)." in text
    assert "On 1 day you opened Maya too briefly to be charged." in text


def test_only_habits_that_the_user_has_are_named(weekends: Store) -> None:
    text = text_for(weekends, shown_names(weekends), 1)
    assert text is not None
    assert "weekend" not in text
    assert "briefly" not in text
    assert "most often Revit and Maya" in text


def test_a_text_is_masked_as_the_names_are(weekends: Store) -> None:
    text = text_for(weekends, masked_names(weekends))
    assert text is not None
    assert text.startswith("Hello User 0001,\n")
    assert not {"Ann", "Bee", "@"} & set(text.replace(",", " ").split())
    assert "@" not in text


def test_no_mail_address_stands_in_a_text(weekends: Store) -> None:
    text = text_for(weekends, shown_names(weekends))
    assert text is not None
    assert "@" not in text


def test_who_has_no_habit_gets_no_text(load_lines: Loader, store: Store) -> None:
    load_lines(*(f"2026-01-{day:02},A,Maya,2026,bob@b.example,Bob,Cee,6" for day in (5, 6, 7)))
    assert text_for(store, shown_names(store)) is None
