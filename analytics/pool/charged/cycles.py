"""Billing cycles: months or years from the day of purchase, as the buyer's calendar and clock have them.

Use is known by days of UTC, and a cycle begins at midnight of the buyer. A day of use counts for the cycle in which
its noon (UTC) lies, and so most of it; how much of the day lies in the other cycle, the instants of the cycle tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

from analytics.store.resources import Refreshes
from analytics.usage.ranges import months_after

_MONTHS = {Refreshes.MONTHLY: 1, Refreshes.YEARLY: 12}
_NOON = time(12)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cycle:
    """One billing cycle, or one period between two refreshes."""

    first_day: date
    """In the buyer's time zone, as is `last_day`."""
    last_day: date
    starts: datetime
    """The buyer's midnight before the first day (UTC)."""
    ends: datetime
    """The buyer's midnight after the last day (UTC)."""

    @property
    def first_use_day(self) -> date:
        """The first day of use (UTC) that counts for it."""
        return self.starts.date() if self.starts.time() <= _NOON else self.starts.date() + _ONE_DAY

    @property
    def last_use_day(self) -> date:
        """The last day of use (UTC) that counts for it."""
        return self.ends.date() - _ONE_DAY if self.ends.time() <= _NOON else self.ends.date()


def cycles(purchased: date, zone: str, every: Refreshes, until: date, last_day: date | None = None) -> list[Cycle]:
    """List the cycles that begin up to and including a day of use.

    Parameters
    ----------
    purchased
        The day of purchase in the buyer's time zone; each cycle begins on this day of its month, or on the last day of
        a month that is shorter.
    zone
        The buyer's time zone (IANA), as it was at the time of purchase.
    every
        How long a cycle is; never: one cycle up to `last_day`, or without end (then up to `until`).
    until
        The last day of use to look at.
    last_day
        The buyer's last day, which cuts the last cycle; None: no end.

    >>> july = cycles(date(2025, 7, 15), "UTC", Refreshes.MONTHLY, date(2025, 9, 1))
    >>> [(cycle.first_day.isoformat(), cycle.last_day.isoformat()) for cycle in july]
    [('2025-07-15', '2025-08-14'), ('2025-08-15', '2025-09-14')]
    """
    if every is Refreshes.NEVER:
        return [_cycle(purchased, last_day or max(until, purchased), zone)]
    found = []
    for first, following in _starts(purchased, _MONTHS[every]):
        if last_day is not None and first > last_day:
            break
        cycle = _cycle(first, min(following - _ONE_DAY, last_day or date.max), zone)
        if cycle.first_use_day > until:
            break
        found.append(cycle)
    return found


def _starts(purchased: date, months: int) -> Iterator[tuple[date, date]]:
    """Give the first days of cycles, each with that of the next; counted from the purchase, so that none drifts."""
    yield from pairwise(months_after(purchased, number * months) for number in count())


def _cycle(first_day: date, last_day: date, zone: str) -> Cycle:
    return Cycle(first_day, last_day, _midnight(first_day, zone), _midnight(last_day + _ONE_DAY, zone))


def _midnight(day: date, zone: str) -> datetime:
    """Give the instant at which a day begins; where clocks skip midnight, the instant at which they do."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
