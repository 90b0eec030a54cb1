"""Weekly log levels, blips and echoes, on numbers small enough to check by hand."""

import numpy as np
import pytest

from analytics.forecast.futures.weeks import (
    by_week,
    day_scatter,
    deviations,
    echo,
    echo_strength,
    softening,
    week_rates,
    without_blips,
)


def test_weeks_end_on_the_last_day() -> None:
    weeks = by_week(np.arange(9.0))
    np.testing.assert_array_equal(weeks, [[np.nan] * 5 + [0, 1], [2, 3, 4, 5, 6, 7, 8]])


def test_a_rate_is_use_over_exposure() -> None:
    exposure = np.tile([1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0], 3)
    use = exposure * np.repeat([1.0, 0.0, 4.0], 7)
    np.testing.assert_allclose(week_rates(use, exposure), [1, 0, 4])


def test_a_rate_allows_for_days_not_measured_and_needs_three() -> None:
    use = np.full(21, 2.0)
    use[[1, 2, 3]] = np.nan  # four days left
    use[7:12] = np.nan  # two days left
    np.testing.assert_allclose(week_rates(use, np.ones(21)), [2, np.nan, 2])


def test_a_week_of_little_exposure_is_missing() -> None:
    exposure = np.concatenate([np.ones(14), np.full(7, 0.2)])
    assert np.isnan(week_rates(np.ones(21), exposure)).tolist() == [False, False, True]


def test_where_no_week_has_three_days_all_count() -> None:
    use = np.full(28, np.nan)
    use[::7] = 5.0
    np.testing.assert_allclose(week_rates(use, np.ones(28)), [5] * 4)


def test_the_scatter_of_days_by_hand() -> None:
    """Two weeks of 7: the days of one are off by 1 four times and by 0 thrice, so 7/6 x 4 / (49 + 49), and its root."""
    use = np.array([2.0, 0, 2, 0, 1, 1, 1, *[1.0] * 7])
    assert day_scatter(use, np.ones(14), np.array([1.0, 1.0])) == pytest.approx(np.sqrt(7 / 6 * 4 / 98))


def test_independent_days_give_the_scatter_of_their_weeks() -> None:
    use = np.random.default_rng(1).poisson(4.0, 7 * 2000).astype(float)
    weeks = use.reshape(-1, 7).sum(axis=1)
    scatter = day_scatter(use, np.ones(use.size), weeks / 7)
    assert scatter == pytest.approx(weeks.std() / weeks.mean(), rel=0.05)


def test_days_without_scatter_or_not_measured_give_the_least() -> None:
    assert day_scatter(np.ones(14), np.ones(14), np.ones(2)) == 1e-3
    assert day_scatter(np.full(14, np.nan), np.ones(14), np.full(2, np.nan)) == 1e-3


def test_logs_are_softened_by_a_fifth_of_the_newest_half_year() -> None:
    assert softening(np.array([9.0] * 30 + [1.0, np.nan, 3.0] + [2.0] * 23)) == pytest.approx(0.2 * 2)
    assert softening(np.array([6.0] * 26 + [0.0] * 26)) == pytest.approx(0.03 * 3)
    assert softening(np.zeros(3)) > 0


def test_a_blip_becomes_missing_but_a_shift_and_the_newest_week_stay() -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(20)
    blip, shift = noise.copy(), noise.copy()
    blip[8] += 3
    blip[-1] += 3
    shift[10:] += 3
    assert np.flatnonzero(np.isnan(without_blips(blip))).tolist() == [8]
    assert not np.isnan(without_blips(shift)).any()
    assert blip[8] > 3, "the caller's array is left alone"


def test_deviations_are_from_the_mean_of_13_weeks() -> None:
    levels = np.zeros(27)
    levels[13] = 13.0
    levels[20] = np.nan
    away = deviations(levels)
    assert away[[0, 6, 7, 12, 13, 20, 26]] == pytest.approx([0, 0, -1, -1, 12, 0, 0])


def test_the_strength_of_an_echo_by_hand() -> None:
    """54 weeks, r = 2, 1 at first and 1, 0 a year later, else 0: s^2 = 6 / 54, so 8 s^2 = 8 / 9.

    rho = (2 x 1 + 1 x 0 + .3 x 8/9) / (4 + 1 + 8/9) = (2 + 4/15) / (5 + 8/9) = .3849.
    """
    away = np.zeros(54)
    away[[0, 1, 52]] = [2, 1, 1]
    assert echo_strength(away) == pytest.approx((2 + 4 / 15) / (5 + 8 / 9))


def test_the_strength_is_between_none_and_four_fifths() -> None:
    same = np.tile(np.random.default_rng(1).standard_normal(52), 6)
    assert echo_strength(same) == 0.8
    assert echo_strength(np.concatenate([same[:52], -same[:52]])) == 0.0
    assert echo_strength(np.zeros(60)) == 0.0


def test_a_deviation_comes_back_after_52_weeks_and_fades() -> None:
    levels = np.zeros(60)
    levels[30] = 1.0
    away, strength = deviations(levels), echo_strength(deviations(levels))
    repeated = echo(levels, 80)
    np.testing.assert_allclose(repeated[52:112], strength * away)
    np.testing.assert_allclose(repeated[112:], strength**2 * away[8:36])
    assert not repeated[:52].any()


def test_below_60_weeks_there_is_no_echo() -> None:
    assert not echo(np.random.default_rng(1).standard_normal(59), 30).any()
