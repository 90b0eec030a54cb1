"""The front door: closed forms, equivariance and the edges of what may come in."""

import datetime as dt
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import HistoryError
from analytics.forecast.futures.burn_rate import burn_rate, burn_rate_paths
from analytics.forecast.futures.demand import demand
from analytics.forecast.futures.grades import grade_of
from analytics.forecast.futures.simulation import simulate

MONDAY = dt.date(2024, 1, 8)  # half a year from here has no turn of the year
NO_PACKS = pl.DataFrame(schema={"day": pl.Date, "available": pl.Decimal(38, 6)})
WEEK = [100.0, 120.0, 110.0, 100.0, 90.0, 20.0, 0.0]


def daily(tokens: list[float | None], start: dt.date = MONDAY) -> pl.DataFrame:
    days = [start + dt.timedelta(days=i) for i in range(len(tokens))]
    return pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Float64})


def uneven(days: int) -> list[float | None]:
    """Use that differs by weekday and drifts, with two gaps."""
    rng = np.random.default_rng(7)
    use = np.array(WEEK)[np.arange(days) % 7] * np.exp(0.2 * rng.standard_normal(days).cumsum() / 5)
    return [None if day in (9, 33) else round(float(value), 1) for day, value in enumerate(use)]


@pytest.mark.parametrize(("days", "spread"), [(14, 0.3), (30, 0.1), (60, 0.05), (400, 0.05)])
def test_constant_use_goes_on(days: int, spread: float) -> None:
    futures = simulate(daily([100.0] * days, dt.date(2023, 3, 1)), 42)
    assert futures.shape == (1000, 42)
    assert futures.dtype == np.float64
    np.testing.assert_allclose(np.median(futures, axis=0), 100, rtol=0.01)
    low, high = np.quantile(futures, [0.1, 0.9])
    assert 1 - spread < low / 100 < high / 100 < 1 + spread


def test_each_week_keeps_the_weekday_pattern() -> None:
    futures = simulate(daily(WEEK * 20), 70).reshape(1000, 10, 7)
    np.testing.assert_allclose(futures, futures[:, :, :1] * np.array(WEEK) / 100, rtol=1e-6)


def test_idle_weekends_stay_idle() -> None:
    futures = simulate(daily([50, 50, 50, 50, 50, 0, 0] * 10), 28).reshape(1000, 4, 7)
    assert futures[:, :, 5:].max() == 0
    assert futures[:, :, :5].min() > 0


@pytest.mark.parametrize("factor", [0.1, 3.0, 1e6])
def test_the_unit_does_not_matter(factor: float) -> None:
    use = uneven(100)
    scaled = [None if value is None else factor * value for value in use]
    np.testing.assert_allclose(simulate(daily(scaled), 60), factor * simulate(daily(use), 60), rtol=1e-6)


def test_the_date_does_not_matter_away_from_the_turn_of_the_year() -> None:
    later = MONDAY + dt.timedelta(days=364)
    np.testing.assert_array_equal(simulate(daily(uneven(100)), 60), simulate(daily(uneven(100), later), 60))


def test_same_input_same_answer_and_a_seed_changes_it() -> None:
    history = daily(uneven(100))
    first = simulate(history, 30)
    np.testing.assert_array_equal(first, simulate(history, 30))
    np.testing.assert_array_equal(simulate(history, 30, seed=1), simulate(history, 30, seed=1))
    assert not np.array_equal(first, simulate(history, 30, seed=1))


def test_a_longer_horizon_only_adds_days() -> None:
    history = daily(uneven(430))
    np.testing.assert_allclose(simulate(history, 30), simulate(history, 800)[:, :30], rtol=1e-12)


def test_fewer_paths_agree_with_many() -> None:
    history = daily(uneven(100))
    few, many = (np.median(simulate(history, 90, paths=n).sum(axis=1)) for n in (200, 4000))
    assert few == pytest.approx(many, rel=0.05)


def test_days_without_measurement_at_the_end_are_stepped_over() -> None:
    use = uneven(100)
    tail = simulate(daily([*use, None, None, None]), 30)
    np.testing.assert_allclose(tail, simulate(daily(use), 33)[:, 3:], rtol=1e-12)


def test_a_missing_row_is_a_day_not_measured_and_order_is_free() -> None:
    history = daily(uneven(100))
    shuffled = history.drop_nulls().sample(fraction=1, shuffle=True, seed=1)
    np.testing.assert_array_equal(simulate(shuffled, 30), simulate(history, 30))


def test_decimal_tokens_are_read_and_the_frame_is_left_alone() -> None:
    numbers = [Decimal(value).scaleb(-1) for value in range(100, 160)]
    history = daily([float(value) for value in numbers])
    exact = history.with_columns(tokens=pl.Series(numbers, dtype=pl.Decimal(18, 1)))
    before = exact.clone()
    np.testing.assert_array_equal(simulate(exact, 30), simulate(history, 30))
    assert exact.equals(before)


def test_holidays_ahead_take_less() -> None:
    holiday = dt.date(2024, 5, 1)  # a Wednesday
    use = WEEK * 16  # up to Sunday, 28 April
    plain, closed = simulate(daily(use), 7), simulate(daily(use), 7, holidays=[holiday])
    assert np.median(closed[:, 2] / closed[:, 1]) < 0.5 * np.median(plain[:, 2] / plain[:, 1])


@pytest.mark.parametrize(
    "tokens",
    [[], [5.0] * 13, [5.0] * 13 + [None] * 40, [0.0] * 60, [None] * 20, [0.0] * 60 + [5.0] * 13, [-5.0] * 60],
)
def test_too_little_history_is_refused(tokens: list[float | None]) -> None:
    with pytest.raises(HistoryError) as caught:
        simulate(daily(tokens), 30)
    assert caught.value.hint


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.just(0.0)), max_size=800),
    st.integers(14, 120),
    st.integers(0, 2**32 - 1),
)
def test_history_begins_on_the_first_day_of_use(before: list[float | None], days: int, seed: int) -> None:
    use: list[float | None] = [20.0, *np.random.default_rng(seed).poisson(5, days).astype(float).tolist()]
    alone, within = daily(use), daily([*before, *use], MONDAY - dt.timedelta(days=len(before)))
    np.testing.assert_array_equal(simulate(within, 40, 50), simulate(alone, 40, 50))
    np.testing.assert_array_equal(burn_rate_paths(within, 40, 50), burn_rate_paths(alone, 40, 50))
    assert burn_rate(within) == burn_rate(alone)
    assert grade_of(within) is grade_of(alone)
    assert demand(within, NO_PACKS).equals(alone)


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 60), st.lists(st.floats(-1e6, -1.0), min_size=1, max_size=10))
def test_tokens_given_back_are_no_use_to_come(days: int, refunds: list[float]) -> None:
    use = [50.0, 60.0, 70.0, 50.0, 60.0] * (days // 5)
    futures = simulate(daily([*use, *refunds]), 60, 50)
    assert futures.min() >= 0
    # The days of the refunds are stepped over as others that were not measured.
    unknown: list[float | None] = [None] * len(refunds)
    np.testing.assert_array_equal(futures, simulate(daily([*use, *unknown]), 60, 50))
    assert burn_rate_paths(daily([*use, *refunds]), 60, 50).min() >= 0


def test_a_day_twice_is_refused() -> None:
    history = daily([5.0] * 20)
    with pytest.raises(HistoryError, match="more than once"):
        simulate(pl.concat([history, history.head(1)]), 30)


def test_pools_with_many_idle_weeks_repeat_their_past() -> None:
    month = [*[0.0] * 7, *[10.0] * 5, 0.0, 0.0, *[0.0] * 7, *[30.0] * 5, 0.0, 0.0]
    futures = simulate(daily(month * 5), 56)
    assert set(np.unique(futures).round(9)) == {0.0, 10.0, 30.0}
    assert 0.2 < (futures.reshape(1000, 8, 7).sum(axis=2) == 0).mean() < 0.8


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.just(0.0), st.floats(0, 1e6)), min_size=14, max_size=90),
    st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1)),
)
def test_futures_are_finite_and_never_negative(tokens: list[float | None], start: dt.date) -> None:
    first_use = next((place for place, value in enumerate(tokens) if value), len(tokens))
    measured = [value for value in tokens[first_use:] if value is not None]
    history = daily(tokens, start)
    if len(measured) < 14:
        with pytest.raises(HistoryError):
            simulate(history, 30, paths=20)
    else:
        futures = simulate(history, 30, paths=20)
        assert futures.shape == (20, 30)
        assert np.isfinite(futures).all()
        assert (futures >= 0).all()
