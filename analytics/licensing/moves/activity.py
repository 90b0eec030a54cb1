"""How busy a team is by day, so that a year can be told from a part of it: weekends, holidays, season and growth.

Time is counted in *full days*: those of a week are the days that somebody can work in it, five in an office, and they
lie where the team is busy. A year has about 260 of them. Who is there for a part of the year only is measured by the
full days of that part.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.usage.charged import QUARTER, QUARTERS, YEAR

Floats = NDArray[np.float64]
_WEEK = 7
_QUARTERS = [f"quarter_{place}" for place in range(QUARTERS)]
_ROUNDS = 3
_CHARGED_A_DAY = 3.0
"""Charged days of a day by which the weekday's usual share still counts beside what was seen."""
_SWING, _DRIFT, _UNSEEN = 0.1, 0.06, 0.15
"""Standard deviations assumed where little is known: of a week's use beside the same week a year before, of the yearly
growth of use per user, and of the use in months that no export covers."""


@dataclass(frozen=True)
class Activity:
    """The full days of one team, and what is to be expected of a year to come."""

    first: date
    """The first covered day."""
    last: date
    """The last covered day."""
    before: Floats
    """The full days before each day from the first on; one more than there are days, so the last is of all."""
    year: float
    """Full days of the 365 to come, without growth."""
    growth: float
    """What users do in the year to come, as a multiple of what they did; 1 where nothing can be told."""
    growth_sd: float
    """Standard deviation of it, with that of months not seen."""


class Calendar:
    """The full days of all teams, asked for many users at once; days are counted from 1 January 1970."""

    def __init__(self, teams: dict[int, Activity]) -> None:
        ids = sorted(teams)
        self._ids = np.array(ids, dtype=np.int64)
        self._before = np.concatenate([*(teams[team].before for team in ids), np.zeros(0)])
        sizes = np.array([len(teams[team].before) for team in ids], dtype=np.int64)
        self._offset = np.cumsum(sizes) - sizes
        self._most = sizes - 1
        self._first = np.array([(teams[team].first - _EPOCH).days for team in ids])
        self.last = np.array([(teams[team].last - _EPOCH).days for team in ids])
        """Of each team."""
        self.year = np.array([teams[team].year * teams[team].growth for team in ids])
        """Of each team: the full days of the 365 to come, with growth."""
        self.growth_sd = np.array([teams[team].growth_sd for team in ids])

    def teams(self, frame: pl.DataFrame) -> NDArray[np.int64]:
        """Give the place of each row's team in the arrays of this calendar."""
        return np.searchsorted(self._ids, frame["team_id"].to_numpy())

    def full_days(self, teams: NDArray[np.int64], first: NDArray[np.int64], stop: NDArray[np.int64]) -> Floats:
        """Give the full days from one day to before another, for rows whose teams are at these places."""
        offset, most, start = self._offset[teams], self._most[teams], self._first[teams]
        from_first = self._before[offset + np.clip(first - start, 0, most)]
        to_stop = self._before[offset + np.clip(stop - start, 0, most)]
        return np.asarray(np.maximum(to_stop - from_first, 0.0))


_EPOCH = date(1970, 1, 1)


def activity(pairs: pl.DataFrame, charged: pl.DataFrame, covered: pl.DataFrame, last: date) -> Activity:
    """Measure how busy one team is.

    Between the first and the last charged day of a user and product, use is taken to go with the team's; the two days
    themselves say nothing, for without them the user would not be there. How many charged days the users who are there
    have on a day, against how many they have on the average, is how full the day is.

    Parameters
    ----------
    pairs
        Of `charged.pair_use`: `first_ever`, `last_ever`, `charged_ever` and the quarters.
    charged
        Of `charged.charged_by_day`: `day`, `charged`.
    covered
        The days that a load covers: `day`; at least one.
    last
        The last of them that counts.
    """
    days = covered.filter(pl.col("day") <= last)["day"].unique().sort()
    first = days[0]
    count = (last - first).days + 1
    seen = np.zeros(count)
    seen[_places(days, first)] = 1.0
    weekday = (np.arange(count) + first.weekday()) % _WEEK
    use = _by_day(charged.filter(pl.col("day") <= last), first, count)
    usual = _usual_week(use, seen, weekday) * _days_a_week(pairs, seen)
    start, end = _places(pairs["first_ever"], first), _places(pairs["last_ever"], first)
    inside = np.maximum(pairs["charged_ever"].to_numpy().astype(np.float64) - 2, 0)
    use = use - np.bincount(start, minlength=count) - np.bincount(end[end > start], minlength=count)
    full = usual[weekday] * seen
    for _ in range(_ROUNDS):
        before = np.concatenate([[0.0], np.cumsum(full)])
        between = before[end] - before[np.minimum(start + 1, end)]
        rate = np.divide(inside, between, out=np.zeros_like(inside), where=between > 0)
        there = np.bincount(np.minimum(start + 1, end), rate, count) - np.bincount(end, rate, count)
        full = (use.clip(0) + _CHARGED_A_DAY * usual[weekday]) / (np.cumsum(there).clip(0) + _CHARGED_A_DAY) * seen
        # Only the shape counts: the latest year keeps as many full days as its weekdays have.
        full *= (usual[weekday] * seen)[-YEAR:].sum() / max(full[-YEAR:].sum(), 1e-9)
    growth, spread = _growth(full, seen)
    known = seen[-YEAR:].sum()
    return Activity(
        first=first,
        last=last,
        before=np.concatenate([[0.0], np.cumsum(full)]),
        year=float(full[-YEAR:].sum() + (YEAR - known) * usual.mean()),
        growth=float(np.exp(growth)),
        growth_sd=float(np.hypot(spread, _UNSEEN * (1 - known / YEAR))),
    )


def _usual_week(use: Floats, seen: Floats, weekday: NDArray[np.int64]) -> Floats:
    """Give the share of each weekday in a week's use, from Monday on."""
    working = np.array([1.0, 1, 1, 1, 1, 0, 0])
    # Two weeks of an office count beside what was seen, so that the first days of data make sense.
    had = np.bincount(weekday, use, _WEEK) + 2 * working * max(use.sum() / max(seen.sum(), 1), 1)
    share = had / (np.bincount(weekday, seen, _WEEK) + 2)
    return np.asarray(share / share.sum())


def _days_a_week(pairs: pl.DataFrame, seen: Floats) -> float:
    """Give the days a week on which whoever uses most does, over a quarter; at least the five of an office."""
    weeks = max(min(seen.sum(), QUARTER) / _WEEK, 1.0)
    most = pairs.select(pl.max_horizontal(_QUARTERS).max()).item() or 0
    return float(np.clip(most / weeks, 5, _WEEK))


def _growth(full: Floats, seen: Floats) -> tuple[float, float]:
    """Compare the weeks of the last year with the same a year before: the logarithm of growth and its deviation."""
    back = 52 * _WEEK
    pairs: list[tuple[float, float]] = []
    for stop in range(len(full), back + _WEEK - 1, -_WEEK):
        now, then = slice(stop - _WEEK, stop), slice(stop - _WEEK - back, stop - back)
        if len(pairs) < 52 and seen[now].all() and seen[then].all():
            pairs.append((full[now].sum(), full[then].sum()))
    if not pairs:
        return 0.0, _DRIFT
    now_sum, then_sum = np.array(pairs).sum(axis=0)
    if now_sum <= 0 or then_sum <= 0:
        return 0.0, _DRIFT
    error = 2 * _SWING**2 / len(pairs)
    trust = _DRIFT**2 / (_DRIFT**2 + error)
    return float(np.log(now_sum / then_sum) * trust), float(np.sqrt(trust * error))


def _places(days: pl.Series, first: date) -> NDArray[np.int64]:
    return (days - first).dt.total_days().to_numpy().astype(np.int64)


def _by_day(charged: pl.DataFrame, first: date, count: int) -> Floats:
    return np.bincount(_places(charged["day"], first), charged["charged"].to_numpy(), count).astype(np.float64)
