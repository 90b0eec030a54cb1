"""Use that has stopped: a pause that ends, or the end of use; nobody can tell yet, so the futures hold both."""

import numpy as np

from analytics.forecast.futures.exposure import Exposure
from analytics.forecast.futures.history import Booleans, Floats, History

FEWEST_DAYS = 14
"""Days without use, expected closing days apart, from which use has stopped."""


def days_without_use(history: History, exposure: Exposure) -> int:
    """Count the newest days without use; 0 while there are fewer than 14 on which some was to be expected."""
    used = np.flatnonzero(history.use > 0)
    idle = history.use.size - 1 - int(used[-1])
    open_days = ~exposure.is_closing_day(history.days[used[-1] + 1 :])
    return idle if open_days.sum() >= FEWEST_DAYS else 0


def longest_pause(use: Floats) -> int:
    """Count the days of the longest pause between two days of use."""
    return int(np.diff(np.flatnonzero(use > 0)).max(initial=1)) - 1


def resumed(idle: int, days: int, paths: int, rng: np.random.Generator) -> Booleans:
    """Mark the days to come on which use is back, in each future; shape (paths, days).

    Notes
    -----
    Of a pause of d days that has no scale of its own, the chance that it goes on for x days more is d / (d + x): half
    of the futures resume before it is twice as long, a tenth not before it is ten times as long.

    References
    ----------
    .. [1] Gott (1993), Implications of the Copernican principle for our future prospects, Nature 363.
    """
    lasting = (rng.permutation(paths) + 0.5) / paths
    more = idle * (1 / lasting - 1)
    back: Booleans = np.arange(days) >= more[:, None]
    return back
