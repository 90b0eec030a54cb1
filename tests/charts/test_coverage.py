"""The calendar of coverage: one cell a day, and no more than a picture has room for."""

from datetime import date, timedelta

import polars as pl

from analytics.charts import MOST_DAYS, coverage_calendar

MONDAY = date(2026, 1, 5)


def days(count: int) -> pl.DataFrame:
    return pl.DataFrame({"day": [MONDAY + timedelta(days=n) for n in range(count)], "state": ["used"] * count})


def test_a_day_stands_in_its_week_at_its_weekday() -> None:
    data = coverage_calendar(days(8)).data
    assert data.select("week", "weekday").row(6) == (MONDAY, "Sun")
    assert data.select("week", "weekday").row(7) == (MONDAY + timedelta(days=7), "Mon")


def test_a_lone_day_is_no_wall_of_colour() -> None:
    [first, last] = coverage_calendar(days(1)).to_dict()["encoding"]["x"]["scale"]["domain"]
    assert (first, last) == ({"year": 2026, "month": 1, "date": 5}, {"year": 2026, "month": 7, "date": 6})


def test_only_states_that_occur_are_in_the_legend() -> None:
    frame = days(2).with_columns(state=pl.Series(["gap", "used"]))
    assert coverage_calendar(frame).to_dict()["encoding"]["color"]["scale"]["domain"] == ["used", "gap"]


def test_of_too_many_days_the_newest_are_drawn() -> None:
    data = coverage_calendar(days(MOST_DAYS + 10)).data
    assert data.height == MOST_DAYS
    assert data["day"].item(-1) == MONDAY + timedelta(days=MOST_DAYS + 9)
