"""From weeks to days: shapes move use within a week and add none."""

import numpy as np

from analytics.forecast.futures.paths import day_paths, not_a_year, unknown_season, week_shapes

WORTH = [2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]


def test_shapes_are_use_over_what_exposure_asks_for() -> None:
    gaps = [np.nan, 5, 5, 5, 5, 5, 0]
    moved = [5.0, 10, 5, 5, 5, 5, 0]  # 35 tokens on a worth of 7: 5 each
    shapes = week_shapes(np.array([gaps, moved]).ravel(), np.array([WORTH, WORTH]).ravel())
    np.testing.assert_allclose(shapes, [[0.5, 2, 1, 1, 1, 1, 1]])


def test_without_a_fully_measured_week_with_use_the_shape_is_flat() -> None:
    np.testing.assert_array_equal(week_shapes(np.full(10, np.nan), np.ones(10)), np.ones((1, 7)))
    np.testing.assert_array_equal(week_shapes(np.zeros(14), np.ones(14)), np.ones((1, 7)))


def test_only_the_newest_26_weeks_lend_their_shape() -> None:
    assert week_shapes(np.ones(210), np.ones(210)).shape == (26, 7)


def test_days_of_a_week_add_up_to_rate_times_worth() -> None:
    rng = np.random.default_rng(1)
    weeks = rng.gamma(2.0, size=(3, 50))
    exposure = np.array(WORTH * 3)
    days = day_paths(weeks, exposure, rng.gamma(0.3, size=(26, 7)), rng)
    assert days.shape == (50, 21)
    np.testing.assert_allclose(days.reshape(50, 3, 7).sum(axis=2).T, 7 * weeks)


def test_a_shape_without_any_use_on_days_of_worth_is_passed_over() -> None:
    only_sunday = np.array([[0.0, 0, 0, 0, 0, 0, 7]])
    days = day_paths(np.array([[3.0]]), np.array(WORTH), only_sunday, np.random.default_rng(1))
    np.testing.assert_allclose(days, [3 * np.array(WORTH)])


def test_a_season_that_nobody_has_seen_is_zero_now_and_widens() -> None:
    levels = np.tile([0.1, -0.1], 10)
    term = unknown_season(levels, 26, 4000, np.random.default_rng(1))
    assert term.shape == (26, 4000)
    np.testing.assert_allclose(term.mean(axis=1), 0, atol=0.005)
    spread = term.std(axis=1)
    assert spread[25] > 1.8 * spread[0] > 0
    assert 0.05 < spread[25] < 0.1
    longer = unknown_season(levels, 40, 4000, np.random.default_rng(1))
    # Sums of another length may round their last digit otherwise.
    np.testing.assert_allclose(longer[:26], term, rtol=1e-9, atol=1e-12)
    assert not unknown_season(np.zeros(20), 26, 10, np.random.default_rng(1)).any()


def test_a_season_is_unknown_from_a_quarter_to_a_year() -> None:
    assert [not_a_year(weeks) for weeks in (11, 12, 51, 52)] == [False, True, True, False]
