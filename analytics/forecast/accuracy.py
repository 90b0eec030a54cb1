"""How well the forecaster would have done on this pool: a trial forecast of its last weeks, against what came."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.forecast.futures.burn_rate import burn_rate
from analytics.forecast.futures.grades import Grade, grade_of
from analytics.forecast.futures.history import Floats

Futures = Callable[[pl.DataFrame, int, int], Floats]
"""From daily use, days and a number of paths to simulated use, shape (paths, days)."""
DAYS = 60
"""How far back the trial forecast starts, and so how far it looks."""


@dataclass(frozen=True)
class Accuracy:
    """One trial: the use of some days, as it would have been forecast and as it was."""

    origin: date
    """The last day that the trial forecast knew."""
    days: int
    """Days forecast."""
    low: float
    """Tokens, P10."""
    expected: float
    """Tokens, P50."""
    high: float
    """Tokens, P90."""
    actual: float
    """Tokens used."""
    burn_rate: float
    """Tokens that the average of the 30 days before would have given."""

    @property
    def error(self) -> float:
        """How far the expected use was off, as a share of the actual use; negative: too low."""
        return self.expected / self.actual - 1


def accuracy(daily: pl.DataFrame, paths: int, futures: Futures) -> Accuracy | None:
    """Forecast the last 60 days from what was known before them.

    Parameters
    ----------
    daily
        `day`, `tokens` (null: not measured); one row per day, sorted.
    paths
        Simulated futures.
    futures
        The method.

    Returns
    -------
    Accuracy or None
        None when the history is too short for a trial, has gaps in those days, or had no use in them.
    """
    past, future = daily.head(-DAYS), daily.tail(DAYS)
    actual = float(future["tokens"].sum() or 0)
    if grade_of(past) in (Grade.NONE, Grade.ROUGH) or future["tokens"].null_count() or actual == 0:
        return None
    totals = futures(past, DAYS, paths).sum(axis=1)
    low, expected, high = np.quantile(totals, (0.1, 0.5, 0.9)).tolist()
    origin = future.item(0, "day") - timedelta(days=1)
    return Accuracy(origin, DAYS, low, expected, high, actual, burn_rate(past) * DAYS)
