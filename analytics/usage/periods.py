"""Periods to compare a range with, and whether loads cover them: a day that is not covered is not a day without use."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from analytics.usage.ranges import Days, months_after, whole_months

_YEAR = 365
_LAG = timedelta(days=31)


class Against(StrEnum):
    """What a range is compared with."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"

    @property
    def label(self) -> str:
        """The words people see."""
        return "The days before" if self is Against.PREVIOUS else "The same days last year"

    @property
    def suffix(self) -> str:
        """How the columns of this comparison end."""
        return self.value.replace("-", "_")


def earlier(days: Days, against: Against) -> Days:
    """Give the days that a range is compared with.

    The previous period is as many days, up to the day before the range; of whole calendar months, such as a quarter, it
    is as many months, for those are what people compare. Last year are the same calendar days a year
    before, as months are: their weekdays fall one day otherwise, and 29 February, which has no
    counterpart, is taken for the 28th, so that a range across it is one day longer than last year's.

    >>> earlier(Days(date(2026, 2, 2), date(2026, 2, 28)), Against.PREVIOUS)
    Days(first=datetime.date(2026, 1, 6), last=datetime.date(2026, 2, 1))
    >>> earlier(Days(date(2026, 7, 1), date(2026, 9, 30)), Against.PREVIOUS)
    Days(first=datetime.date(2026, 4, 1), last=datetime.date(2026, 6, 30))
    >>> earlier(Days(date(2024, 2, 1), date(2024, 2, 29)), Against.LAST_YEAR)
    Days(first=datetime.date(2023, 2, 1), last=datetime.date(2023, 2, 28))
    """
    if against is Against.PREVIOUS:
        months = whole_months(days)
        first = months_after(days.first, -months) if months else days.first - timedelta(days=days.count)
        return Days(first, days.first - timedelta(days=1))
    return Days(_year_before(days.first), _year_before(days.last))


def merged(periods: Sequence[Days]) -> list[Days]:
    """Give the same days as spans that do not overlap, so that rows are read once.

    >>> merged([Days(date(2026, 1, 3), date(2026, 1, 9)), Days(date(2026, 1, 1), date(2026, 1, 5))])
    [Days(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 1, 9))]
    """
    spans: list[Days] = []
    for period in sorted(periods, key=lambda period: period.first):
        if spans and period.first <= spans[-1].last + timedelta(days=1):
            spans[-1] = Days(spans[-1].first, max(spans[-1].last, period.last))
        else:
            spans.append(period)
    return spans


def are_covered(covered: pl.DataFrame, periods: Sequence[Days]) -> bool:
    """Tell whether periods can be compared: whoever is covered on a day of one is covered on every day of all.

    Parameters
    ----------
    covered
        One row per team and day that a load covers: `team_id`, `day`.
    periods
        The periods.
    """
    return _are_covered(_days_by_team(covered), periods)


def comparable(covered: pl.DataFrame, days: Days, against: Against) -> Days | None:
    """Give the days, at the end of a range, that can be compared with earlier ones.

    Parameters
    ----------
    covered
        One row per team and day that a load covers: `team_id`, `day`.
    days
        The range; it is the answer where it can be compared itself.
    against
        What it is compared with.

    Returns
    -------
    Days or None
        The longest such part of the range, 365 days at the most, that ends with the range or, where one team's export
        is up to a month older than another's, with that team's last day; None: there is none.
    """
    teams = _days_by_team(covered)
    if _are_covered(teams, [days, earlier(days, against)]):
        return days
    ends = {days.last, *(own[-1] for own in teams if days.last - _LAG <= own[-1] < days.last and own[-1] >= days.first)}
    parts = [part for last in ends if (part := _longest(teams, Days(days.first, last), against))]
    return max(parts, key=lambda part: (part.count, part.last), default=None)


def _longest(teams: Sequence[Sequence[date]], days: Days, against: Against) -> Days | None:
    """Give the longest end of a range that can be compared, a year at the most."""
    for count in range(min(_YEAR, days.count), 0, -1):
        part = Days(days.last - timedelta(days=count - 1), days.last)
        if _are_covered(teams, [part, earlier(part, against)]):
            return part
    return None


def _days_by_team(covered: pl.DataFrame) -> list[list[date]]:
    return [days.sort().to_list() for days in covered.group_by("team_id").agg(pl.col("day").unique())["day"]]


def _are_covered(teams: Sequence[Sequence[date]], periods: Sequence[Days]) -> bool:
    used = False
    for days in teams:
        counts = [bisect_right(days, period.last) - bisect_left(days, period.first) for period in periods]
        whole = all(count == period.count for count, period in zip(counts, periods, strict=True))
        if any(counts) and not whole:
            return False
        used = used or whole
    return used


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
