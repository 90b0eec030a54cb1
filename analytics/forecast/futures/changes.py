"""Changes of use in the newest weeks: a new level, or none any more; and the futures in which it stays so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.forecast.futures.exposure import exposure_of
from analytics.forecast.futures.history import Floats, history_of, without_giant_day
from analytics.forecast.futures.pauses import days_without_use
from analytics.forecast.futures.weeks import week_rates

NEWEST, BEFORE, FEWEST = 8, 13, 6  # weeks: in which it may have begun, that it is held against, of these measured
LEAST = 1.5  # times as much, or as little


@dataclass(frozen=True)
class Change:
    """Use that has been at another level lately."""

    since: date
    """The first day of it."""
    days: int
    """Days of it, up to the last one measured."""
    factor: float
    """Times as much as before, with the calendar taken into account; 0: nothing was used since."""
    daily: Floats
    """Tokens of the days after the last row of the history if it stays so; shape (1, days)."""


def newest_change(daily: pl.DataFrame, horizon: int, closed: Collection[date] = ()) -> Change | None:
    """Find a change of use in the newest weeks.

    Use has stopped after two weeks without any on days on which some was to be expected. It has another level where
    each of up to eight newest weeks lies above, or below, all of the 13 weeks before them, and their mean is half as
    much again as the median of these, or two thirds of it.

    Parameters
    ----------
    daily
        `day`, `tokens`; as of `simulate`, and so are the errors.
    horizon
        Days to follow it.
    closed
        As of `simulate`.
    """
    history = without_giant_day(history_of(daily))
    exposure = exposure_of(history, closed=closed)
    last = date(1970, 1, 1) + timedelta(days=int(history.days[-1]))
    idle = days_without_use(history, exposure)
    if idle:
        return Change(last - timedelta(days=idle - 1), idle, 0.0, np.zeros((1, horizon)))
    rates = week_rates(history.use, exposure.of(history.days))
    for weeks in range(NEWEST, 0, -1):
        newest, before = rates[-weeks:], rates[-weeks - BEFORE : -weeks]
        before = before[~np.isnan(before)]
        if before.size < FEWEST or np.isnan(newest).any() or not newest.any() or not before.any():
            continue
        factor = float(newest.mean() / max(np.median(before), 1e-9))
        apart = newest.min() > before.max() or newest.max() < before.min()
        if apart and not 1 / LEAST < factor < LEAST:
            coming = exposure.of(history.coming(history.tail + horizon))[history.tail :]
            stays = history.unit * newest.mean() * coming[None, :]
            return Change(last - timedelta(days=7 * weeks - 1), 7 * weeks, factor, stays)
    return None
