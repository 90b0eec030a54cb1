"""Days are read one way for a whole column, or asked about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports.dates import DateOrder, days_of

_FORMS = {
    "%Y-%m-%d": None,
    "%Y/%m/%d": None,
    "%d.%m.%Y": None,
    "%d %b %Y": None,
    "%Y-%m-%d 00:00:00": None,
    "%Y-%m-%dT10:20:30Z": None,
    "%d/%m/%Y": DateOrder.DMY,
    "%m/%d/%Y": DateOrder.MDY,
}


@pytest.mark.parametrize("form", _FORMS)
@given(days=st.lists(st.dates(date(2000, 1, 1), date(2060, 1, 1)), min_size=1))
def test_every_way_of_writing_gives_the_same_days(form: str, days: list[date]) -> None:
    assert days_of({day.strftime(form) for day in days}, _FORMS[form]) == {day.strftime(form): day for day in days}


@given(st.dates(date(1950, 1, 1), date(2060, 1, 1)))
def test_excel_serials_are_days(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)  # serial 45292 is 1 January 2024, as any spreadsheet shows
    assert days_of([serial]) == {serial: day}
    assert days_of(["45292"]) == {"45292": date(2024, 1, 1)}


def test_one_day_above_twelve_settles_the_column() -> None:
    assert days_of(["03/02/2026", "13/02/2026"])["03/02/2026"] == date(2026, 2, 3)
    assert days_of(["03/02/2026", "02/13/2026"])["03/02/2026"] == date(2026, 3, 2)


def test_a_column_that_can_be_read_both_ways_is_asked_about() -> None:
    with pytest.raises(ExportError, match=r"two ways: 03/02/2026") as caught:
        days_of(["03/02/2026", "04/02/2026"])
    assert "--dates" in caught.value.hint


def test_a_column_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ExportError, match="contradict"):
        days_of(["13/02/2026", "02/13/2026"])


def test_what_is_no_day_is_absent() -> None:
    assert days_of(["Total", "2026-02-30", "2026-02-28", ""]) == {"2026-02-28": date(2026, 2, 28)}


def test_days_of_a_leap_year() -> None:
    assert days_of(["2024-02-29"]) == {"2024-02-29": date(2024, 2, 28) + timedelta(days=1)}
