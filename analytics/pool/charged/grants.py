"""Which source pays which charged unit: Free tier, then Token Flex, then Flex, then Pay as You Go.

The order is Autodesk's. Within one source the grant that ends first pays first, and of those with the same end the
smaller, as packs do. One rule for the past (one path) and for simulated futures (a thousand).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.pool.charged.units import Integers
from analytics.store.resources import Source

BOUGHT = "Purchased"
"""Names what is paid by capacity that was bought, where a source stands."""
Days = np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]
_RANK: dict[Source | None, int] = {None: 0} | {source: place for place, source in enumerate(Source)}


@dataclass(frozen=True)
class Grant:
    """Units that a source can pay in a span of days: one purchase, or one period between two refreshes."""

    source: Source | None
    """None: it was bought by itself, as capacity is."""
    units: int | None
    """None: as many as are used."""
    first_day: date
    """The first day of use (UTC) that it pays."""
    last_day: date | None
    """The last one; what is left then lapses. None: no end."""
    resource_id: int = 0
    """The row of the list of resources from which it comes."""

    @property
    def order(self) -> tuple[int, date, float, date, int]:
        """Grants pay in ascending order of this."""
        size = float("inf") if self.units is None else self.units
        return (_RANK[self.source], self.last_day or date.max, size, self.first_day, self.resource_id)

    @property
    def payer(self) -> str:
        """Its name where a source stands."""
        return str(self.source or BOUGHT)

    def in_force(self, day: date) -> bool:
        """Tell whether it pays on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class Payment:
    """What one grant pays along each path, on the days on which it is in force."""

    days: slice
    """Of the days asked about."""
    units: Integers
    """(paths, days of `days`)."""


@dataclass(frozen=True)
class Payments:
    """Who pays charged units along each path; by day they add up to those units."""

    by_grant: tuple[Payment, ...]
    """In the order of the grants given."""
    unpaid: Integers
    """(paths, days): units that no grant could pay."""

    def of(self, grant: int, days: slice) -> Integers:
        """Give the units that a grant pays on some of the days: (paths,)."""
        own = self.by_grant[grant]
        first = max(days.start, own.days.start) - own.days.start
        paid: Integers = own.units[:, first : max(days.stop - own.days.start, first)].sum(axis=1)
        return paid


def pay_units(units: Integers, days: Days, grants: Sequence[Grant], left: Sequence[int | None]) -> Payments:
    """Let grants pay for charged units.

    No grant has a say in what those before it pay, so each in turn takes what they have left to pay: as much as it
    has on the days on which it is in force, and all of it if it has no limit.

    Parameters
    ----------
    units
        (paths, days): charged units filled on each day.
    days
        The days, ascending.
    grants
        In any order.
    left
        What each can pay still, in the order of the grants; None: as many as are used.
    """
    unpaid = units.copy()
    found: dict[int, Payment] = {}
    for place in sorted(range(len(grants)), key=lambda at: grants[at].order):
        grant, there = grants[place], left[place]
        stop = (
            len(days) if grant.last_day is None else int(np.searchsorted(days, np.datetime64(grant.last_day), "right"))
        )
        window = slice(min(int(np.searchsorted(days, np.datetime64(grant.first_day))), stop), stop)
        asked = unpaid[:, window]
        paid = (
            asked.copy() if there is None else np.diff(np.minimum(np.cumsum(asked, axis=1), there), axis=1, prepend=0)
        )
        found[place] = Payment(window, paid)
        asked -= paid
    return Payments(tuple(found[place] for place in range(len(grants))), unpaid)
