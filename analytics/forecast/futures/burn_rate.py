"""The burn rate, as a spreadsheet has it: the mean of the last 30 days goes on; and how far off it used to be."""

from collections.abc import Collection
from datetime import date
from statistics import NormalDist

import numpy as np
import polars as pl

from analytics.forecast.futures.history import Floats, History, Integers, day_numbers, history_of, weekdays

DAYS = 30
_AHEAD = (30, 60, 90, 180)
_FEWEST = 4  # past errors that make a spread
_STEP = 7  # days between two of them, so that weekdays do not matter
_LARGEST = 2.5  # log units, as the bank's reach
_WEEKS = 13  # whose weekdays are taken


def burn_rate(daily: pl.DataFrame) -> float:
    """Give the mean tokens of a day over the last 30 days up to the last measured one.

    Parameters
    ----------
    daily
        `day`, `tokens`; as of `simulate`, and so are the errors.
    """
    history = history_of(daily)
    return history.unit * _mean(history.use[-DAYS:])


def burn_rate_paths(daily: pl.DataFrame, horizon: int, paths: int, closed: Collection[date] = ()) -> Floats:
    """Make futures around the burn rate, as far off it as the burn rates of the past were.

    Parameters
    ----------
    daily
        `day`, `tokens`; as of `simulate`, and so are the errors.
    horizon
        Days; the first is the day after the last row.
    paths
        Futures.
    closed
        As of `simulate`.

    Returns
    -------
    numpy.ndarray
        Tokens of each day in each future; shape (paths, horizon). In the middle future the burn rate goes on, spread
        over weekdays as in the last 13 weeks.

    Notes
    -----
    The spread of the tokens used up to a day ahead is log-normal. Its width is the root mean square of the log errors
    that burn rates of this history, a week apart, had 30, 60, 90 and 180 days ahead; between these it is interpolated,
    and beyond the last it grows with the square root of the days. Every future keeps its place in it, so sums and
    run-out dates have the right spread, single days a smaller one.
    """
    closings, measured = day_numbers(closed), history_of(daily)
    history = measured.without_days(closings)
    days = history.tail + horizon
    coming, factors = history.coming(days), _weekday_factors(history)
    rate = history.unit * _rate(measured, closings, factors)
    expected = rate * np.cumsum(factors[weekdays(coming)] * ~np.isin(coming, closings))
    places = (np.arange(paths) + 0.5) / paths
    normal = NormalDist()
    off = np.array([normal.inv_cdf(place) for place in places])[:, None] * _spread(history.use, days)
    used = np.maximum.accumulate(expected * np.exp(np.clip(off, -_LARGEST, _LARGEST)), axis=1)
    futures: Floats = np.diff(used, axis=1, prepend=0.0)[:, history.tail :]
    return futures


def _rate(history: History, closings: Integers, factors: Floats) -> float:
    """Return the mean of the newest 30 days that were not closed, as if those between had been worked on, too."""
    worked = np.flatnonzero(~np.isin(history.days, closings))[-DAYS:]
    span = np.flatnonzero(history.measured)
    span = span[span >= worked.min(initial=history.days.size)]
    seen = worked[history.measured[worked]]
    of_span, of_seen = (_mean(factors[weekdays(history.days[days])]) for days in (span, seen))
    return _mean(history.use[seen]) * of_span / of_seen if of_seen > 0 else 0.0


def _spread(use: Floats, days: int) -> Floats:
    """Give the width, in log units, of the tokens used up to each day ahead; shape (days,)."""
    known, width = [0.0], [0.0]
    for ahead in _AHEAD:
        errors = [_log_error(use, origin, ahead) for origin in range(use.size - ahead, DAYS - 1, -_STEP)]
        seen = [error for error in errors if error is not None]
        if len(seen) < _FEWEST:
            break
        known.append(float(ahead))
        # What lies farther ahead is not better known.
        width.append(max(width[-1], float(np.sqrt(np.mean(np.square(seen))))))
    if len(known) == 1:
        return np.zeros(days)
    ahead_of = np.arange(1.0, days + 1)
    inside: Floats = np.interp(ahead_of, known[1:], width[1:])
    return inside * np.sqrt(np.maximum(ahead_of / known[-1], 1.0))


def _log_error(use: Floats, origin: int, ahead: int) -> float | None:
    """Give how far the use after a day was off its burn rate; None where one of them is not known or nothing."""
    rate, came = _mean(use[origin - DAYS : origin]), _mean(use[origin : origin + ahead])
    return float(np.clip(np.log(came / rate), -_LARGEST, _LARGEST)) if rate > 0 and came > 0 else None


def _weekday_factors(history: History) -> Floats:
    """Give what a weekday takes of a mean day, Monday first; shape (7,)."""
    recent = slice(-7 * _WEEKS, None)
    of_day, use = weekdays(history.days[recent]), history.use[recent]
    means = np.array([_mean(use[of_day == weekday]) for weekday in range(7)])
    return means / means.mean() if means.mean() > 0 else np.ones(7)


def _mean(use: Floats) -> float:
    measured = use[~np.isnan(use)]
    return float(measured.mean()) if measured.size else 0.0
