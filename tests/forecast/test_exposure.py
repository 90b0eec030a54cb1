"""The worth of calendar days, on use that can be divided in the head."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from analytics.forecast.futures.exposure import exposure_of, kinds, local_level
from analytics.forecast.futures.history import History, history_of, weekdays

MONDAY = dt.date(2024, 1, 8)


def history(tokens: list[float], start: dt.date = MONDAY) -> History:
    days = [start + dt.timedelta(days=i) for i in range(len(tokens))]
    return history_of(pl.DataFrame({"day": days, "tokens": tokens}))


def number(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def test_weekdays_are_numbered_from_monday() -> None:
    days = [MONDAY + dt.timedelta(days=i) for i in range(7)]
    assert [day.weekday() for day in days] == weekdays(np.array([number(day) for day in days])).tolist()


@pytest.mark.parametrize("days", [14, 17, 30, 200])
def test_factors_are_use_over_mean_use(days: int) -> None:
    week = [10.0, 20.0, 20.0, 10.0, 10.0, 0.0, 0.0]  # mean 10
    factor = exposure_of(history((week * 30)[:days])).weekday
    np.testing.assert_allclose(factor, np.array(week) / 10, atol=1e-6)


def test_factors_have_mean_one_whatever_the_use() -> None:
    use = np.random.default_rng(3).gamma(0.5, size=300)
    assert exposure_of(history(use.tolist())).weekday.mean() == pytest.approx(1)


def test_a_rising_level_is_not_taken_for_a_weekday() -> None:
    use = 1.01 ** np.arange(200)
    np.testing.assert_allclose(exposure_of(history(use.tolist())).weekday, 1, atol=0.01)


def test_a_weekday_not_seen_twice_leans_on_the_working_week() -> None:
    use = history([10.0] * 21)
    use.use[[5, 12, 19]] = np.nan  # no Saturday; the other days' use is 6, their prior worth 5 + .15
    factor = exposure_of(use).weekday
    assert factor[5] / factor[0] == pytest.approx(0.15 * 6 / 5.15)


def test_the_local_level_is_the_mean_of_28_days() -> None:
    use = np.concatenate([np.full(28, 1.0), np.full(28, 3.0)])
    level = local_level(use, np.ones(56))
    assert level[[0, 14, 28, 42, 55]].tolist() == [1, 1, 2, 3, 3]


def test_kinds_of_days() -> None:
    named = [
        *("2024-05-01", "2024-12-21", "2024-12-22", "2024-12-23", "2024-12-24", "2024-12-25", "2024-12-31"),
        *("2025-01-01", "2025-01-02", "2025-01-03"),
    ]
    days = np.array([number(dt.date.fromisoformat(day)) for day in named])
    assert kinds(days, days[[0, 5]]).tolist() == [1, 0, 3, 3, 2, 1, 2, 2, 3, 0]


def test_a_holiday_is_shrunk_toward_half_the_weekends_share_and_a_quarter() -> None:
    """Use 1 a day on seven days: prior .5 x 1 + .25 = .75, worth 1.5 days; one holiday of 1 day with no use."""
    use = history([1.0] * 30 + [0.0] + [1.0] * 25)
    holiday = MONDAY + dt.timedelta(days=30)
    kind = exposure_of(use, [holiday]).kind
    days = 1 / use.unit  # the local level of the other days, in mean days
    assert kind[1] == pytest.approx((0 + 1.5 * 0.75) / (days + 1.5))
