"""What each day of the past was expected to use, given its weekday, its holiday, the season and the slow trend."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import statsmodels.api as sm

from analytics.forecast.futures.exposure import exposure_of
from analytics.forecast.futures.history import Floats, History, Integers, history_of, weekdays

WEEKS_OF_A_YEAR = 365.2425 / 7
FEWEST_WEEKS = 26
"""Weeks below which nothing can be said about what is ordinary."""
SEASON_WEEKS = 78
"""Weeks from which on a season is told from a trend: a year and a half."""
_WAVES = 2  # a year's season as a wave a year and one twice a year
_WEEKS_A_BEND = 80  # of the trend: much longer than a project, which must not pass for one
NORMAL = 1.4826
"""Median absolute deviations, in standard deviations of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks from Monday to Sunday, on a scale on which ordinary weeks scatter evenly: the square root of use."""

    days: Integers
    """The Mondays, in days since 1 January 1970; shape (weeks,)."""
    root: Floats
    """The square root of use per average day; NaN where too little of the week was measured; shape (weeks,)."""
    season: Floats
    """What the season adds to it; shape (weeks,)."""
    expected: Floats
    """What season and trend make of it; shape (weeks,)."""
    scale: float
    """The standard deviation of ordinary weeks around what was expected; 0 where they all are the same."""

    @property
    def score(self) -> Floats:
        """How many standard deviations each week is above what was expected; 0 = not measured; shape (weeks,)."""
        score: Floats = np.nan_to_num((self.root - self.expected) / self.scale) if self.scale else 0 * self.expected
        return score


@dataclass(frozen=True, slots=True)
class Expectation:
    """The history, and what was expected of it."""

    history: History
    worth: Floats
    """The worth of each day in average days; shape (days,)."""
    weeks: Weeks
    week: Integers
    """The place in `weeks` of each day; shape (days,)."""
    seasonal: bool
    """Whether the history is long enough to know the season."""

    @property
    def use(self) -> Floats:
        """The tokens expected of each day, in the history's unit; shape (days,)."""
        expected: Floats = np.maximum(self.weeks.expected, 0)[self.week] ** 2 * self.worth
        return expected

    def frame(self) -> pl.DataFrame:
        """Give `day`, `tokens` (null: not measured) and `expected`, both Float64; one row per day, sorted."""
        unit = self.history.unit
        return pl.DataFrame(
            {
                "day": pl.Series(self.history.days).cast(pl.Int32).cast(pl.Date),
                "tokens": pl.Series(self.history.use * unit).fill_nan(None),
                "expected": self.use * unit,
            }
        )


def expectation(
    daily: pl.DataFrame, holidays: Collection[date] = (), closed: Collection[date] = ()
) -> Expectation | None:
    """Say what was to be expected of each day.

    Parameters
    ----------
    daily
        `day`, `tokens`; null = not measured.
    holidays
        Public holidays.
    closed
        Closing days that are known: nothing is expected of them, and what was used on them says nothing of their week.

    Returns
    -------
    Expectation or None
        None with less than half a year.

    Raises
    ------
    HistoryError
        See `history_of`.

    Notes
    -----
    Tukey's biweight gives weeks far from the rest no say, so a project of some weeks does not raise what is expected
    of them. The square root makes counts scatter evenly.

    References
    ----------
    .. [1] Beaton & Tukey (1974), Technometrics 16(2): robust regression.
    .. [2] Bartlett (1936), Supplement to the JRSS 3(1): the square root of counts.
    """
    history = history_of(daily)
    worth = exposure_of(history, holidays, closed).of(history.days)
    monday = history.days - weekdays(history.days)
    mondays, week = np.unique(monday, return_inverse=True)
    if mondays.size < FEWEST_WEEKS:
        return None
    measured = history.measured & (worth > 0)
    worths = np.bincount(week, np.where(measured, worth, 0.0))
    used = np.bincount(week, np.where(measured, history.use, 0.0))
    counts = worths > 0.25 * np.median(worths)
    root = np.sqrt(np.where(counts, used / np.where(counts, worths, 1.0), np.nan))
    seasonal = int(counts.sum()) >= SEASON_WEEKS
    return Expectation(history, worth, _fitted(mondays, root, seasonal), week, seasonal)


def _fitted(mondays: Integers, root: Floats, seasonal: bool) -> Weeks:
    known = ~np.isnan(root)
    if np.ptp(root[known]) == 0:
        return Weeks(mondays, root, 0 * root, np.full(root.size, root[known][0]), 0.0)
    trend = _trend(mondays.size)
    waves = _waves(mondays) if seasonal else np.empty((mondays.size, 0))
    design = np.column_stack([trend, waves])
    fit = sm.RLM(root[known], design[known], M=sm.robust.norms.TukeyBiweight()).fit()
    season, expected = waves @ fit.params[trend.shape[1] :], design @ fit.params
    scale = NORMAL * float(np.median(np.abs(root[known] - expected[known])))
    return Weeks(mondays, root, season, expected, scale)


def _waves(mondays: Integers) -> Floats:
    turns = [2 * np.pi * wave * mondays / 7 / WEEKS_OF_A_YEAR for wave in range(1, _WAVES + 1)]
    return np.column_stack([shape(turn) for turn in turns for shape in (np.sin, np.cos)])


def _trend(count: int) -> Floats:
    """Give the columns of a line with its bends; shape (count, bends + 2)."""
    pieces = max(round(count / _WEEKS_A_BEND), 1)
    starts = [count * number / pieces for number in range(pieces)]
    slopes = [np.maximum(0, np.arange(count) - start) / count for start in starts]
    return np.column_stack([np.ones(count), *slopes])
