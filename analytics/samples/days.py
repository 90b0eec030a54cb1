"""The simulated span of days and how busy each of its days is."""

from datetime import date, timedelta

from analytics.errors import RangeError

FIRST_DAY = date(2024, 9, 1)
LAST_DAY = date(2026, 10, 31)
TRAILING_DAYS = 365
TRAILING_FIRST_DAY = LAST_DAY - timedelta(days=TRAILING_DAYS - 1)

# The federal holidays of the United States on a weekday, as they are observed. A written list, because the sample
# files must stay the same to the byte when a holiday library corrects its data.
HOLIDAYS = frozenset(
    date(year, month, day)
    for year, days in {
        2024: ((9, 2), (10, 14), (11, 11), (11, 28), (12, 25)),
        2025: (
            *((1, 1), (1, 20), (2, 17), (5, 26), (6, 19), (7, 4)),
            *((9, 1), (10, 13), (11, 11), (11, 27), (12, 25)),
        ),
        2026: ((1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12)),
    }.items()
    for month, day in days
)

# Invented; only their shape matters: a spring peak, dips in summer and winter, quiet Fridays and weekends.
_BY_MONTH = (0.94, 1.04, 1.20, 1.27, 1.20, 1.03, 0.88, 0.83, 0.98, 1.01, 0.97, 0.88)
_BY_WEEKDAY = (0.95, 1.06, 1.08, 1.05, 0.88, 0.035, 0.02)
_ON_HOLIDAY = 0.04
_AT_YEAR_END = 0.10
_GROWTH_PER_YEAR = 0.04


def span(first: date, last: date) -> list[date]:
    """List the days from `first` to `last`, both included.

    Raises
    ------
    RangeError
        When the last day is before the first.

    Examples
    --------
    >>> len(span(date(2026, 2, 27), date(2026, 3, 1)))
    3
    """
    if last < first:
        raise RangeError(f"The last day {last} is before the first day {first}.", hint="Exchange the two days.")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def is_workday(day: date) -> bool:
    """Tell whether the company works: a weekday, no holiday, and not from 24 December to 1 January.

    Examples
    --------
    >>> is_workday(date(2025, 7, 3)), is_workday(date(2025, 7, 4)), is_workday(date(2025, 7, 5))
    (True, False, False)
    """
    return day.weekday() < 5 and day not in HOLIDAYS and not is_year_end(day)


def is_year_end(day: date) -> bool:
    """Tell whether the day lies in the quiet time from 24 December to 1 January."""
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)


def activity(day: date) -> float:
    """Give how busy a day is, as a multiple of an average weekday of an average month at `FIRST_DAY`."""
    share = _BY_WEEKDAY[day.weekday()] * _BY_MONTH[day.month - 1]
    if day in HOLIDAYS:
        share *= _ON_HOLIDAY
    elif is_year_end(day):
        share *= _AT_YEAR_END
    return share * (1 + _GROWTH_PER_YEAR * (day - FIRST_DAY).days / 365)
