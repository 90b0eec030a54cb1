"""What became of charged units and of the use in them: who paid, and what is left.

A unit is paid whole, on the day on which it is filled; the use in it belongs to whoever pays it, also the part of it
used on days before. Use that fills no unit yet is nobody's: it is open.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import polars as pl

from analytics.pool.charged.grants import Grant, pay_units
from analytics.pool.charged.units import EXACT, PER_UNIT_OF_USE, to_millionths
from analytics.pool.drawdown import from_millionths

OPEN = "Not charged yet"
"""Names the use that fills no unit yet, where a source stands."""
NOBODY = "Not covered by any purchase"
"""Names the use in units that no grant could pay."""
_Schema: TypeAlias = dict[str, pl.DataType | type[pl.DataType]]
_USE: _Schema = {"day": pl.Date, "source": pl.String, "quantity": EXACT}
_UNITS: _Schema = {"day": pl.Date, "grant": pl.Int64, "source": pl.String, "units": pl.Int64, "quantity": EXACT}


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


@dataclass(frozen=True)
class _Paid:
    """Units of one day that one grant paid (None: none could), and the millionths of use in them."""

    day: date
    grant: int | None
    units: int
    use: int


def draw_down(charged: pl.DataFrame, grants: Sequence[Grant]) -> DrawDown:
    """Let grants pay for charged units, in Autodesk's order.

    Parameters
    ----------
    charged
        As `charged_units` gives it.
    grants
        In any order.
    """
    paid = list(_paid(charged, grants))
    spent = [0] * len(grants)
    for each in paid:
        if each.grant is not None:
            spent[each.grant] += each.units
    rows = [(each.day, each.grant, _payer(each, grants), each.units, from_millionths(each.use)) for each in paid]
    return DrawDown(
        pl.DataFrame(rows, _UNITS, orient="row"),
        _use(charged, paid, grants),
        tuple(None if grant.units is None else grant.units - units for grant, units in zip(grants, spent, strict=True)),
    )


def _paid(charged: pl.DataFrame, grants: Sequence[Grant]) -> Iterator[_Paid]:
    """List who paid, by day and in turn."""
    days, sizes = charged["day"].to_list(), to_millionths(charged["size"])
    units = charged["units"].to_numpy().astype(np.int64)[np.newaxis, :]
    payments = pay_units(units, charged["day"].to_numpy(), grants, [grant.units for grant in grants])
    turns = sorted(range(len(grants)), key=lambda place: grants[place].order)
    rows: list[tuple[int, int | None, int]] = []
    for place in turns:
        own = payments.by_grant[place]
        rows += [(own.days.start + int(at), place, int(own.units[0, at])) for at in np.flatnonzero(own.units[0])]
    rows += [(int(at), None, int(payments.unpaid[0, at])) for at in np.flatnonzero(payments.unpaid[0])]
    # A stable sort: of one day they stay in turn, nobody last.
    for at, payer, count in sorted(rows, key=lambda row: row[0]):
        yield _Paid(days[at], payer, count, count * int(sizes[at]))


def _use(charged: pl.DataFrame, paid: Sequence[_Paid], grants: Sequence[Grant]) -> pl.DataFrame:
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
    rows = [(*key, from_millionths(part)) for key, part in sums.items()]
    return pl.DataFrame(rows, _USE, orient="row")


def _payers(paid: Sequence[_Paid], grants: Sequence[Grant]) -> Iterator[tuple[str, int | None]]:
    """Give who paid the use, in its order, and how much of it; at last what is open (None: all the rest)."""
    for each in paid:
        yield _payer(each, grants), each.use
    yield OPEN, None


def _payer(paid: _Paid, grants: Sequence[Grant]) -> str:
    return NOBODY if paid.grant is None else grants[paid.grant].payer
