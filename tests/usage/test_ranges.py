"""Time ranges count back from the last day of data and never reach beyond it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import RangeError
from analytics.usage import Days, Preset, days_of_range

DATA = Days(date(2024, 9, 1), date(2026, 10, 31))
some_days = st.tuples(*[st.dates(date(2020, 1, 1), date(2030, 12, 31))] * 2).map(lambda two: Days(min(two), max(two)))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("all", date(2024, 9, 1), date(2026, 10, 31)),
        ("this-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("past-30-days", date(2026, 10, 2), date(2026, 10, 31)),
        ("past-3-months", date(2026, 8, 1), date(2026, 10, 31)),
        ("past-12-months", date(2025, 11, 1), date(2026, 10, 31)),
        ("2026-01-01..2026-03-31", date(2026, 1, 1), date(2026, 3, 31)),
        ("2020-01-01..2024-09-02", date(2024, 9, 1), date(2024, 9, 2)),
    ],
)
def test_ranges_of_data_that_ends_with_a_month(text: str, first: date, last: date) -> None:
    assert days_of_range(text, DATA) == Days(first, last)


def test_a_month_that_is_not_complete_is_not_among_the_past_months() -> None:
    data = Days(date(2024, 1, 1), date(2026, 3, 15))
    assert days_of_range("past-3-months", data) == Days(date(2025, 12, 1), date(2026, 2, 28))
    assert days_of_range("this-month", data) == Days(date(2026, 3, 1), date(2026, 3, 15))


def test_past_months_over_the_turn_of_the_year_and_29_february() -> None:
    assert days_of_range("past-6-months", Days(date(2020, 1, 1), date(2024, 2, 29))) == Days(
        date(2023, 9, 1), date(2024, 2, 29)
    )


@given(preset=st.sampled_from(list(Preset)), data=some_days)
def test_no_preset_leaves_the_data(preset: Preset, data: Days) -> None:
    try:
        days = days_of_range(preset, data)
    except RangeError:  # fewer days than a complete month
        assert preset not in (Preset.ALL, Preset.THIS_MONTH, Preset.PAST_30_DAYS)
        return
    assert data.first <= days.first <= days.last <= data.last


@pytest.mark.parametrize("text", ["", "yesterday", "2026-01-01", "2026-02-01..2026-01-01", "2026-13-01..2026-14-01"])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(RangeError):
        days_of_range(text, DATA)


def test_a_range_without_data_says_where_the_data_is() -> None:
    with pytest.raises(RangeError, match="no data from 2019-01-01") as caught:
        days_of_range("2019-01-01..2019-12-31", DATA)
    assert "2024-09-01 to 2026-10-31" in caught.value.hint
