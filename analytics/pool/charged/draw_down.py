"""Which source pays which charged unit: Free tier, then Token Flex, then Flex, then Pay as You Go.

The order is Autodesk's. Within one source the grant that ends first pays first, as packs do. A unit is paid whole, on
the day on which it is filled; the use in it belongs to whoever pays it, also the part of it used on days before. Use
that fills no unit yet is nobody's: it is open.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import polars as pl

from analytics.pool.charged.units import PER_UNIT_OF_USE
from analytics.pool.rounding import whole_cells
from analytics.store.resources import Source

OPEN = "Not charged yet"
"""Names the use that fills no unit yet, where a source stands."""
NOBODY = "No source known"
"""Names the use in units that no grant could pay."""
BOUGHT = "Purchased"
"""Names what is paid by capacity that was bought, where a source stands."""
_RANK: dict[Source | None, int] = {None: 0} | {source: place for place, source in enumerate(Source)}
_Schema: TypeAlias = dict[str, pl.DataType | type[pl.DataType]]
_EXACT = pl.Decimal(38, 6)
_USE: _Schema = {"day": pl.Date, "source": pl.String, "quantity": _EXACT}
_UNITS: _Schema = {"day": pl.Date, "grant": pl.Int64, "source": pl.String, "units": pl.Int64, "quantity": _EXACT}
_APPLICATIONS: _Schema = {"day": pl.Date, "application_id": pl.Int64, "source": pl.String, "quantity": _EXACT}


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
    def order(self) -> tuple[int, date, date, int]:
        """Grants pay in ascending order of this."""
        return (_RANK[self.source], self.last_day or date.max, self.first_day, self.resource_id)

    @property
    def payer(self) -> str:
        """Its name where a source stands."""
        return str(self.source or BOUGHT)

    def in_force(self, day: date) -> bool:
        """Tell whether it pays on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True)
class DrawDown:
    """What became of the charged units of one team and API, and of the use in them."""

    units: pl.DataFrame
    """One row per day and grant that paid units on it: `day`, `grant` (its place in the list given; null: none could),
    `source` (or `NOBODY`), `units` (Int64), `quantity` (Decimal; the use in them, whenever it was)."""
    use: pl.DataFrame
    """One row per day of use and whoever paid it: `day`, `source` (or `NOBODY`, or `OPEN`), `quantity` (Decimal). Those
    of a day add up to its use; over all days, those of a source to its units."""
    left: tuple[int | None, ...]
    """Per grant, in the order given: units not paid; None: as many as are used."""


def draw_down(charged: pl.DataFrame, grants: Sequence[Grant]) -> DrawDown:
    """Let grants pay for charged units, in Autodesk's order.

    Parameters
    ----------
    charged
        As `charged_units` gives it.
    grants
        In any order.
    """
    left = [grant.units for grant in grants]
    in_turn = sorted(range(len(grants)), key=lambda place: grants[place].order)
    paid: list[tuple[date, int | None, int, int]] = []
    for day, size, units in charged.filter(pl.col("units") > 0).select("day", "size", "units").iter_rows():
        needed, each = units, int(size * PER_UNIT_OF_USE)
        for place in in_turn:
            there = left[place]
            if needed and grants[place].in_force(day):
                part = needed if there is None else min(needed, there)
                left[place] = None if there is None else there - part
                needed -= part
                if part:
                    paid.append((day, place, part, part * each))
        if needed:
            paid.append((day, None, needed, needed * each))
    rows = [
        (day, place, NOBODY if place is None else grants[place].payer, units, _exact(use))
        for day, place, units, use in paid
    ]
    return DrawDown(pl.DataFrame(rows, _UNITS, orient="row"), _use(charged, paid, grants), tuple(left))


def by_application(use: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    """Share out what sources paid on each day among the applications of that day.

    Which application's use came first on a day is not known, so each has its share of every source, to the millionth.

    Parameters
    ----------
    use
        `day`, `application_id`, `quantity` (Decimal); one row per day and application.
    drawn
        As `DrawDown.use`; of each day the same sum.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `application_id` and `source`, with `quantity` (Decimal): they add up to the use of the
        application and to what the source paid.
    """
    paid: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for day, source, quantity in drawn.select("day", "source", "quantity").iter_rows():
        paid[day][source] = paid[day].get(source, 0) + int(quantity * PER_UNIT_OF_USE)
    used: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for day, application, quantity in use.select("day", "application_id", "quantity").iter_rows():
        used[day][application] = used[day].get(application, 0) + int(quantity * PER_UNIT_OF_USE)
    rows = []
    for day, line in used.items():
        total = sum(line.values())
        if total:
            cells = {
                (application, source): Fraction(one * part, total)
                for application, one in line.items()
                for source, part in paid[day].items()
            }
            rows += [(day, *key, _exact(part)) for key, part in whole_cells(cells).items() if part]
    return pl.DataFrame(rows, _APPLICATIONS | {"application_id": use.schema["application_id"]}, orient="row")


def _use(
    charged: pl.DataFrame, paid: Sequence[tuple[date, int | None, int, int]], grants: Sequence[Grant]
) -> pl.DataFrame:
    """Lay the days of use beside the units in the order in which these were filled."""
    payers = _payers(paid, grants)
    payer, ahead = next(payers)
    sums: dict[tuple[date, str], int] = {}
    for day, quantity in charged.select("day", "quantity").iter_rows():
        rest = int(quantity * PER_UNIT_OF_USE)
        while rest:
            part = rest if ahead is None else min(rest, ahead)
            if part:
                sums[day, payer] = sums.get((day, payer), 0) + part
            rest -= part
            ahead = None if ahead is None else ahead - part
            if ahead == 0:
                payer, ahead = next(payers)
    rows = [(*key, _exact(part)) for key, part in sums.items()]
    return pl.DataFrame(rows, _USE, orient="row")


def _payers(
    paid: Sequence[tuple[date, int | None, int, int]], grants: Sequence[Grant]
) -> Iterator[tuple[str, int | None]]:
    """Give who paid the use, in its order, and how much of it; at last what is open (None: all the rest)."""
    for _, place, _, use in paid:
        yield NOBODY if place is None else grants[place].payer, use
    yield OPEN, None


def _exact(millionths: int) -> Decimal:
    return Decimal(millionths).scaleb(-6)
