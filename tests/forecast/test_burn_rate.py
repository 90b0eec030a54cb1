"""The burn rate as a distribution: its middle is the burn rate, and it is as wide as past errors were."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import HistoryError
from analytics.forecast.futures.burn_rate import burn_rate, burn_rate_paths

START = dt.date(2024, 1, 8)


def daily(tokens: list[float | None]) -> pl.DataFrame:
    days = [START + dt.timedelta(days=ahead) for ahead in range(len(tokens))]
    return pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Float64})


def test_constant_use_goes_on_in_every_future() -> None:
    futures = burn_rate_paths(daily([100.0] * 300), 200, 50)
    np.testing.assert_allclose(futures, 100)


def test_the_middle_future_is_the_burn_rate() -> None:
    rng = np.random.default_rng(3)
    history = daily((100 * np.exp(0.3 * rng.standard_normal(400))).tolist())
    rate = history["tokens"].tail(30).mean()
    assert burn_rate(history) == pytest.approx(rate)
    totals = burn_rate_paths(history, 84, 999).sum(axis=1)
    assert np.median(totals) == pytest.approx(84 * burn_rate(history), rel=1e-9)


def test_the_band_is_as_wide_as_burn_rates_were_off() -> None:
    # The rate doubles and halves every 60 days, so that a burn rate is off by a factor of two or less.
    wave = daily([100.0 if day // 60 % 2 else 200.0 for day in range(720)])
    low, high = np.quantile(burn_rate_paths(wave, 60, 1000).sum(axis=1), [0.1, 0.9])
    errors = [
        np.log(wave["tokens"].slice(end, 60).mean() / wave["tokens"].slice(end - 30, 30).mean())
        for end in range(660, 29, -7)
    ]
    width = 2 * 1.2816 * np.sqrt(np.mean(np.square(errors)))
    assert np.log(high / low) == pytest.approx(width, rel=0.02)


def test_idle_weekends_stay_idle() -> None:
    futures = burn_rate_paths(daily([50, 50, 50, 50, 50, 0, 0] * 20), 28, 100).reshape(100, 4, 7)
    assert futures[:, :, 5:].max() == pytest.approx(0, abs=1e-9)
    assert futures[:, :, :5].min() > 0


def test_days_without_measurement_at_the_end_are_stepped_over() -> None:
    rng = np.random.default_rng(4)
    use = rng.integers(50, 150, 200).astype(float).tolist()
    np.testing.assert_allclose(
        burn_rate_paths(daily([*use, None, None]), 30, 100), burn_rate_paths(daily(use), 32, 100)[:, 2:]
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.just(0.0), st.floats(0, 1e6)), min_size=14, max_size=150))
def test_futures_are_finite_and_never_negative(tokens: list[float | None]) -> None:
    first_use = next((place for place, value in enumerate(tokens) if value), len(tokens))
    if sum(value is not None for value in tokens[first_use:]) < 14:
        with pytest.raises(HistoryError):
            burn_rate_paths(daily(tokens), 30, 20)
    else:
        futures = burn_rate_paths(daily(tokens), 30, 20)
        assert futures.shape == (20, 30)
        assert np.isfinite(futures).all()
        assert (futures >= 0).all()
