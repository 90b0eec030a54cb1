"""Use out of the ordinary: weeks and days above what was expected, and steady climbs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import polars as pl
from scipy.stats import kendalltau, theilslopes

from analytics.errors import HistoryError
from analytics.forecast.futures.history import Booleans, Floats
from analytics.forecast.noticing.expectation import NORMAL, Expectation, expectation

SURE = 4.0
"""Standard deviations above what was expected. In 63 simulated series of 26 months without any event this raised no
alarm for weeks and none for days, and it found the project in all 42 that have one: `benchmarks/unusual.py`."""
SURE_OF_CLIMB = 3.0
"""Standard deviations of Kendall's tau; the same series raised no alarm, and a rise by half within 17 weeks was found
in all of them."""
LONGEST = 8  # weeks of one spike
CLIMB = 26  # weeks over which a climb is looked for
LEAST_RISE = 0.2  # of a climb
_LEAST_EXCESS = 0.25  # of what an ordinary working day uses, for a single day
_LEAST_SHARE = 0.1  # of what was expected of them, for weeks
_ONE_DAY = 0.6  # of the excess of weeks: where one day has more, it is a matter of that day
_WORKING = 0.5  # of an average day: from there on it is a working day
_ENDS = 4  # weeks by which the ends of a climb are known
_FEWEST = 20  # weeks of a climb that must be measured and no spike
_TAKEN = -1e6


class Shape(StrEnum):
    """What is out of the ordinary."""

    WEEKS = "weeks"
    DAY = "day"
    CLIMB = "climb"


@dataclass(frozen=True, slots=True)
class Unusual:
    """One stretch of days with more use than expected."""

    shape: Shape
    since: date
    """The first of the days; of a climb, where it began."""
    first: date
    """The first of the days that are compared: of a climb, of its last four weeks."""
    last: date
    """The last of them."""
    tokens: float
    """Used on the days compared."""
    expected: float
    """Expected on them; of a climb, at the level at which it began."""
    score: float
    """Standard deviations above what was expected."""

    @property
    def excess(self) -> float:
        """Tokens above what was expected."""
        return self.tokens - self.expected


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about a history."""

    days: pl.DataFrame
    """`day`, `tokens` (null: not measured), `expected`; one row per day."""
    found: tuple[Unusual, ...]
    """The newest first."""
    seasonal: bool
    """Whether the season is known and taken out; without it a busy season passes for a climb."""


def unusual(daily: pl.DataFrame, holidays: Collection[date] = (), closed: Collection[date] = ()) -> Findings | None:
    """Find what is out of the ordinary.

    Parameters
    ----------
    daily
        `day`, `tokens`; null = not measured.
    holidays
        Public holidays, on which less is expected.
    closed
        Closing days that are known, on which nothing is.

    Returns
    -------
    Findings or None
        None where the history is shorter than half a year, or without use.

    Notes
    -----
    Weeks are scanned by stretches of 1 to 8: the sum of their scores over the root of their number (a scan statistic).
    A climb is a rank correlation of use with time over 26 weeks, with the season taken out.

    References
    ----------
    .. [1] Glaz, Naus & Wallenstein (2001), Scan Statistics.
    .. [2] Mann (1945), Econometrica 13; Sen (1968), JASA 63: trend by ranks, and its slope.
    """
    try:
        known = expectation(daily, holidays, closed)
    except HistoryError:
        return None
    if known is None:
        return None
    weeks = list(_weeks(known))
    days = [day for day in _days(known) if not any(one.first <= day.first <= one.last for one in weeks)]
    found = sorted([*weeks, *days, *_climbs(known, weeks)], key=lambda one: (one.last, one.shape), reverse=True)
    return Findings(known.frame(), tuple(found), known.seasonal)


def _weeks(known: Expectation) -> Iterator[Unusual]:
    """Take the most striking stretch of weeks, then the next beside it, until none is striking."""
    score = known.weeks.score.copy()
    while True:
        total = np.concatenate([[0.0], np.cumsum(score)])
        lengths = range(1, min(LONGEST, score.size) + 1)
        best = [(total[length:] - total[:-length]) / np.sqrt(length) for length in lengths]
        length = max(lengths, key=lambda weeks: float(best[weeks - 1].max()))
        start, top = int(best[length - 1].argmax()), float(best[length - 1].max())
        if top <= SURE:
            return
        chosen = (known.week >= start) & (known.week < start + length)
        above = np.where(chosen & known.history.measured, known.history.use - known.use, 0.0)
        if above.sum() > _LEAST_SHARE * known.use[chosen].sum() and above.max() < _ONE_DAY * above.sum():
            yield _stretch(known, Shape.WEEKS, chosen, known.use, top)
        score[start : start + length] = _TAKEN


def _days(known: Expectation) -> Iterator[Unusual]:
    use, expected = known.history.use, known.use
    working = known.worth >= _WORKING
    above = np.sqrt(use) - np.sqrt(expected)
    seen = working & known.history.measured
    scale = NORMAL * float(np.median(np.abs(above[seen])))
    if scale == 0:
        return
    score = above / scale
    material = use - expected > _LEAST_EXCESS * float(np.median(expected[seen]))
    for place in np.flatnonzero((score > SURE) & material):
        chosen = np.arange(use.size) == place
        yield _stretch(known, Shape.DAY, chosen, expected, float(score[place]))


def _climbs(known: Expectation, spikes: list[Unusual]) -> Iterator[Unusual]:
    """Take the surest climb, then the next that shares no week with it; weeks of a spike have no say."""
    root = known.weeks.root.copy()
    for spike in spikes:
        root[np.unique(known.week[_between(known, spike.first, spike.last)])] = np.nan
    level = root - known.weeks.season
    starts = range(level.size - CLIMB + 1)
    # What the season is taken for wrongly would climb alone; so would use that only returns from a holiday season.
    scores = np.array(
        [
            _sureness(level[start : start + CLIMB])
            if all(_rise(weeks[start : start + CLIMB]) >= LEAST_RISE for weeks in (root, level))
            else 0.0
            for start in starts
        ]
    )
    while scores.size and scores.max() > SURE_OF_CLIMB:
        start, score = int(scores.argmax()), float(scores.max())
        scores[max(0, start - CLIMB + 1) : start + CLIMB] = 0
        ends = (known.week >= start + CLIMB - _ENDS) & (known.week < start + CLIMB)
        before = _median(level[start : start + _ENDS]) + known.weeks.season
        expected = np.maximum(before, 0)[known.week] ** 2 * known.worth
        yield _stretch(known, Shape.CLIMB, ends, expected, score, since=int(known.weeks.days[start]))


def _rise(window: Floats) -> float:
    """Give by how much use rose over a window, as a share of where it began; 0 where too little is known."""
    seen = np.flatnonzero(~np.isnan(window))
    begin = _median(window[:_ENDS])
    if seen.size < _FEWEST or np.isnan(window[-_ENDS:]).any() or not begin > 0:
        return 0.0
    end = begin + float(theilslopes(window[seen], seen).slope) * (CLIMB - 1)
    return (max(end, 0.0) / begin) ** 2 - 1


def _sureness(window: Floats) -> float:
    """Give how sure it is that a window climbs, in standard deviations of Kendall's tau where there is no trend."""
    seen = np.flatnonzero(~np.isnan(window))
    spread = np.sqrt(2 * (2 * seen.size + 5) / (9 * seen.size * (seen.size - 1)))
    return float(kendalltau(seen, window[seen]).statistic) / float(spread)


def _median(window: Floats) -> float:
    seen = window[~np.isnan(window)]
    return float(np.median(seen)) if seen.size else np.nan


def _between(known: Expectation, first: date, last: date) -> Booleans:
    days = known.history.days
    return (days >= (first - date(1970, 1, 1)).days) & (days <= (last - date(1970, 1, 1)).days)


def _stretch(
    known: Expectation, shape: Shape, chosen: Booleans, expected: Floats, score: float, since: int | None = None
) -> Unusual:
    counted = chosen & known.history.measured
    days = known.history.days[counted]
    unit = known.history.unit
    first, last = _date(int(days[0])), _date(int(days[-1]))
    return Unusual(
        shape=shape,
        since=first if since is None else _date(since),
        first=first,
        last=last,
        tokens=float(known.history.use[counted].sum()) * unit,
        expected=float(expected[counted].sum()) * unit,
        score=score,
    )


def _date(days: int) -> date:
    return date(1970, 1, 1) + timedelta(days=days)
