"""Grades change on the day they say."""

import datetime as dt

import polars as pl
import pytest

from analytics.forecast.futures.grades import Grade, grade_of


def daily(tokens: list[float | None]) -> pl.DataFrame:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(len(tokens))]
    return pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Float64})


@pytest.mark.parametrize(
    ("days", "grade"),
    [
        (0, "none"),
        (13, "none"),
        (14, "rough"),
        (29, "rough"),
        (30, "fair"),
        (89, "fair"),
        (90, "good"),
        (364, "good"),
        (365, "seasonal"),
        (1000, "seasonal"),
    ],
)
def test_the_grade_follows_the_measured_days(days: int, grade: str) -> None:
    assert grade_of(daily([1.0, None] * days)) is Grade(grade)


def test_without_use_there_is_no_grade() -> None:
    assert grade_of(daily([0.0] * 400)) is Grade.NONE
    # Days before the first use are no history.
    assert grade_of(daily([0.0] * 399 + [0.1])) is Grade.NONE
    assert grade_of(daily([0.0] * 399 + [0.1] * 30)) is Grade.FAIR
    assert grade_of(daily([0.1] + [0.0] * 364)) is Grade.SEASONAL
