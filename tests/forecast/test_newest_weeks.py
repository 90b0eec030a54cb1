"""What the newest weeks say: a new level, one giant day, a stop, growth and closing days; truths by arithmetic."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast.futures.changes import newest_change
from analytics.forecast.futures.exposure import yearly_closing
from analytics.forecast.futures.history import Floats, history_of
from analytics.forecast.futures.simulation import simulate

SUNDAY = dt.date(2026, 6, 28)
"""The last day known; nothing of the turn of the year lies within the days ahead that are looked at."""
REACH = 600


def working(count: int, last: dt.date = SUNDAY) -> Floats:
    return np.array([(last - dt.timedelta(days=count - 1 - ahead)).weekday() < 5 for ahead in range(count)], float)


def frame(use: Floats, last: dt.date = SUNDAY) -> pl.DataFrame:
    days = pl.date_range(last - dt.timedelta(days=use.size - 1), last, eager=True)
    return pl.DataFrame({"day": days, "tokens": use})


def scattered(mean: Floats, seed: int = 1) -> Floats:
    """Draw whole tokens: five people with a usage day each of about a fifth of the mean."""
    return np.random.default_rng(seed).poisson(5 * mean) / 5


def balance(level: float, days: int) -> float:
    """Tokens that end on a day so many days ahead, at so many on each weekday."""
    return level * working(days, SUNDAY + dt.timedelta(days=days)).sum() - level / 2


def run_outs(use: Floats, tokens: float) -> tuple[int, int, int]:
    """P10, P50 and P90 of the days to the run-out; REACH: not within them."""
    used = np.cumsum(simulate(frame(use), REACH), axis=1)
    low, middle, high = np.quantile(np.minimum((used <= tokens).sum(axis=1) + 1, REACH), [0.1, 0.5, 0.9])
    return int(low), int(middle), int(high)


def changed(days: int, weeks: int, level: float) -> Floats:
    use = 20 * working(days)
    use[-7 * weeks :] *= level / 20
    return scattered(use)


@pytest.mark.parametrize("days", [120, 400])
@pytest.mark.parametrize("weeks", [2, 3, 6])
def test_use_that_doubled_may_stay_doubled(days: int, weeks: int) -> None:
    low, middle, high = run_outs(changed(days, weeks, 40), balance(40, 80))
    assert low <= 80 <= high
    if weeks > 2:
        assert middle < 100


@pytest.mark.parametrize("days", [120, 400])
@pytest.mark.parametrize("seed", [1, 3, 5])
def test_use_that_doubled_a_week_ago_may_be_a_new_level_or_one_week(days: int, seed: int) -> None:
    use = 20 * working(days)
    use[-7:] *= 2
    low, _, high = run_outs(np.random.default_rng(seed).poisson(use).astype(float), balance(40, 80))
    assert low <= 80  # a date too late is the dangerous one
    assert high >= 120  # one odd week: 160


@pytest.mark.parametrize("days", [120, 400])
@pytest.mark.parametrize("giant", [100.0, 400.0, 4000.0])
def test_one_giant_day_does_not_move_the_middle(days: int, giant: float) -> None:
    use = scattered(20 * working(days))
    before = run_outs(use, balance(20, 80))
    use[-3] = giant
    after = run_outs(use, balance(20, 80))
    assert abs(after[1] - before[1]) <= 5


@pytest.mark.parametrize("idle", [14, 30, 60])
def test_a_stop_is_a_pause_or_the_end(idle: int) -> None:
    use = scattered(20 * working(400))
    use[-idle:] = 0
    low, middle, high = run_outs(use, balance(20, 80))
    # Taken up again tomorrow the tokens last 80 days; half of the pauses last twice as long as so far.
    assert 75 <= low <= 95
    assert middle == pytest.approx(80 + idle, abs=12)
    assert high > 80 + 5 * idle
    change = newest_change(frame(use), 30)
    assert change is not None
    assert (change.factor, change.daily.sum()) == (0, 0)
    assert idle <= change.days <= idle + 2  # a weekend may lie before it


@pytest.mark.parametrize(("yearly", "days"), [(1.5, 400), (1.5, 730), (3.0, 400), (3.0, 730)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_growth_goes_on(yearly: float, days: int, seed: int) -> None:
    truth = 120
    level = 20 * yearly ** ((np.arange(days + truth) - days) / 365)
    use = scattered(level * working(days + truth, SUNDAY + dt.timedelta(days=truth)), seed)
    low, middle, high = run_outs(use[:days], use[days:].sum() - use[-1] / 2)
    assert low <= truth <= high
    assert middle / truth < 1.2


@pytest.mark.parametrize(("weeks", "level", "factor"), [(1, 40, 2.0), (3, 40, 2.0), (6, 10, 0.5), (8, 60, 3.0)])
def test_a_change_is_told_with_its_weeks_and_what_follows_if_it_stays(weeks: int, level: float, factor: float) -> None:
    use = 20 * working(200)
    use[-7 * weeks :] *= level / 20
    change = newest_change(frame(use), 28)
    assert change is not None
    assert (change.days, change.since) == (7 * weeks, SUNDAY - dt.timedelta(days=7 * weeks - 1))
    assert change.factor == pytest.approx(factor)
    np.testing.assert_allclose(
        change.daily[0], level * working(28, SUNDAY + dt.timedelta(days=28)), rtol=0.05, atol=1e-6
    )
    assert change.daily.sum() == pytest.approx(20 * level, rel=0.01)


@pytest.mark.parametrize("seed", range(6))
def test_ordinary_weeks_are_no_change(seed: int) -> None:
    assert newest_change(frame(scattered(20 * working(300), seed)), 28) is None
    rng = np.random.default_rng(seed)
    use = scattered(20 * working(300), seed)
    use[-3] = rng.uniform(100, 1000)
    assert newest_change(frame(use), 28) is None


CLOSED = [(month, day) for month, days in ((12, range(20, 32)), (1, range(1, 5))) for day in days]


def with_closing(first: dt.date, last: dt.date, closed: list[tuple[int, int]]) -> pl.DataFrame:
    count = (last - first).days + 1
    use = scattered(20 * working(count, last))
    days = [first + dt.timedelta(days=ahead) for ahead in range(count)]
    return frame(np.where([(day.month, day.day) in closed for day in days], 0.0, use), last)


@pytest.mark.parametrize("last", [dt.date(2025, 11, 30), dt.date(2025, 12, 28), dt.date(2025, 6, 30)])
def test_a_company_that_closed_twice_is_expected_to_close(last: dt.date) -> None:
    daily = with_closing(dt.date(2023, 3, 1), last, CLOSED)
    days = [last + dt.timedelta(days=1 + ahead) for ahead in range(250)]
    futures = simulate(daily, len(days))
    shut = np.array([(day.month, day.day) in CLOSED for day in days])
    open_days = ~shut & np.array([day.weekday() < 5 for day in days])
    assert futures[:, shut].max() == 0
    assert futures[:, open_days].mean() == pytest.approx(20, rel=0.05)
    assert newest_change(daily, 10) is None


def test_a_closing_seen_once_or_given_up_is_not_expected() -> None:
    once = with_closing(dt.date(2024, 3, 1), dt.date(2025, 11, 30), CLOSED)
    assert yearly_closing(history_of(once)).size == 0
    summer = [(8, day) for day in range(4, 18)]
    twice = with_closing(dt.date(2023, 3, 1), dt.date(2025, 7, 31), summer)
    assert set(yearly_closing(history_of(twice))) == {800 + day for _, day in summer}
    worked_through = with_closing(dt.date(2025, 8, 1), dt.date(2025, 11, 30), [])
    assert yearly_closing(history_of(pl.concat([twice, worked_through]))).size == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(90, 500), st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 2, 3, 20, 60]), st.sampled_from([1, 2]))
def test_tenfold_tokens_and_days_a_year_of_weeks_later_change_nothing(
    days: int, seed: int, idle: int, factor: int
) -> None:
    use = scattered(20 * working(days), seed)
    use[-21:] *= factor
    if idle:
        use[-idle:] = 0
    here = simulate(frame(use), 60, 60)
    np.testing.assert_allclose(simulate(frame(10 * use), 60, 60), 10 * here, rtol=1e-6, atol=1e-6)
    later = SUNDAY + dt.timedelta(days=364)
    if days < 170:  # no turn of the year among the days
        np.testing.assert_allclose(simulate(frame(use, later), 60, 60), here, rtol=1e-9, atol=1e-9)
