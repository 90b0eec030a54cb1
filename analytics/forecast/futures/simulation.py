"""The front door of the forecaster: a frame of daily use in, simulated futures of daily use out.

A simulated future is one run of days that could come; a sum over its days is one sum that could come, so intervals
of sums and dates come from many of them, not from adding up the edges of a band.
"""

from collections.abc import Collection
from datetime import date

import numpy as np
import polars as pl

from analytics.forecast.futures.bank import NEWEST, filtered, members_for, weights
from analytics.forecast.futures.exposure import exposure_of
from analytics.forecast.futures.history import Floats, History, day_numbers, history_of, without_giant_day
from analytics.forecast.futures.intermittent import block_paths, is_intermittent
from analytics.forecast.futures.paths import day_paths, not_a_year, unknown_season, week_paths, week_shapes
from analytics.forecast.futures.pauses import days_without_use, longest_pause, resumed
from analytics.forecast.futures.weeks import day_scatter, echo, softening, week_rates, without_blips

REACH = 2.5  # log units beyond the range of the history's weeks


def simulate(
    daily: pl.DataFrame,
    horizon: int,
    paths: int = 1000,
    seed: int | None = None,
    holidays: Collection[date] = (),
    closed: Collection[date] = (),
) -> Floats:
    """Simulate the use of the days after a history.

    Parameters
    ----------
    daily
        `day`, `tokens`; one row per day. A null, and a calendar day without a row, is not measured; 0 is a true zero.
    horizon
        Days to simulate; the first is the day after the last row of `daily`, measured or not.
    paths
        Simulated futures.
    seed
        None takes it from the gaps and the order of the values: the same input gives the same answer.
    holidays
        Days off, past and future.
    closed
        Closing days that are known, past and future: nothing is used on them, and they say nothing of other days.

    Returns
    -------
    numpy.ndarray
        Tokens of each day on each path; shape (paths, horizon).

    Raises
    ------
    HistoryError
        With fewer than 14 measured days, or no use on any of them.

    Notes
    -----
    The weekly log level, adjusted for the calendar, follows an average over a fixed bank of state space models. On
    series never used for a choice it saved .36 of the error (CRPS) of the 30-day burn rate, .39 on work; the draw of
    the series alone moves that by 3 %: `benchmarks/forecast.md`. Level shifts upwards, growth, stops and closing days
    are in the futures. Pools with many weeks without use repeat blocks of their past instead.

    References
    ----------
    .. [1] Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, ch. 2.
    .. [2] Durbin & Koopman (2012), Time Series Analysis by State Space Methods, ch. 4.
    .. [3] Hyndman & Athanasopoulos (2021), FPP3, ch. 5.5 (simulated futures and their quantiles).
    """
    history = without_giant_day(history_of(daily))
    rng = np.random.default_rng(history.seed if seed is None else seed)
    days = history.tail + horizon
    closings = day_numbers(closed)
    idle = days_without_use(history, exposure_of(history, holidays, closed))
    usual = history.without_days(closings).use
    if idle and not (is_intermittent(usual) and idle <= 2 * longest_pause(usual)):
        of_use, of_pause = rng.spawn(2)
        used = history.without_newest(idle)
        futures = _used(used, idle + days, paths, of_use, holidays, closed)[:, idle:]
        futures = np.where(resumed(idle, days, paths, of_pause), futures, 0.0)
    else:
        futures = _used(history, days, paths, rng, holidays, closed)
    futures[:, np.isin(history.coming(days), closings)] = 0.0
    return history.unit * futures[:, history.tail :]


def _used(
    history: History,
    horizon: int,
    paths: int,
    rng: np.random.Generator,
    holidays: Collection[date],
    closed: Collection[date],
) -> Floats:
    usual = history.without_days(day_numbers(closed)).use
    if is_intermittent(usual):
        return block_paths(usual, horizon, paths, rng)
    return level_paths(history, horizon, paths, rng, holidays, closed)


def level_paths(
    history: History,
    horizon: int,
    paths: int,
    rng: np.random.Generator,
    holidays: Collection[date] = (),
    closed: Collection[date] = (),
) -> Floats:
    """Simulate the days after the last measured one from the weekly level; shape (paths, horizon), in its units."""
    exposure = exposure_of(history, holidays, closed)
    worth = exposure.of(history.days)
    rates = week_rates(history.use, worth)
    soft = softening(rates)
    observed = np.log(rates + soft)

    ahead = -(-horizon // 7)
    levels = without_blips(observed)
    repeated = echo(levels, ahead)
    centre = np.nanmean(levels)
    steady = levels - centre - repeated[: levels.size]
    members = members_for(levels.size)
    known = filtered(steady, members, NEWEST)
    of_weeks, of_days, of_season = rng.spawn(3)  # apart, so that a longer horizon leaves the earlier days as they are
    scatter = day_scatter(history.use, worth, rates)
    weeks = week_paths(known, weights(known, steady, scatter), members, ahead, paths, of_weeks)
    weeks += centre + repeated[levels.size :, None]
    if not_a_year(levels.size):
        weeks += unknown_season(levels, ahead, paths, of_season)

    within = np.clip(weeks, np.nanmin(observed) - REACH, np.nanmax(observed) + REACH)
    coming = exposure.of(history.coming(7 * ahead))
    shapes = week_shapes(history.use, worth)
    return day_paths(np.maximum(np.exp(within) - soft, 0.0), coming, shapes, of_days)[:, :horizon]
