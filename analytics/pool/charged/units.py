"""Charged units: use is charged by whole units only, and what does not fill one is carried on.

Nothing ends what is carried: "The 10 minutes used rolls over to the next billing cycle", so the days of all cycles are
one row of days, and what a cycle carries on is what its last day does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.errors import PackError
from analytics.pool.charged.cycles import Cycle
from analytics.pool.drawdown import PER_TOKEN

PER_UNIT_OF_USE = PER_TOKEN
"""Millionths, as of tokens: amounts of use are whole ones, so that nothing drifts."""
EXACT = pl.Decimal(38, 6)
"""How amounts of use are kept in frames."""
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True)
class UnitSize:
    """How much use one charged unit is, from a day on."""

    first_day: date
    """The first day of use on which it holds; the earliest holds before it too."""
    size: Decimal
    """Use in one unit, such as 20 processing minutes."""

    def __post_init__(self) -> None:
        if not self.size > 0:
            raise PackError(f"{self.size} is no size of a unit.", hint="Enter how much use one charged unit is.")


def charged_units(daily: pl.DataFrame, sizes: Sequence[UnitSize]) -> pl.DataFrame:
    """Count whole units of use, day by day.

    Parameters
    ----------
    daily
        `day`, `quantity` (Decimal, not negative); one row per day, ascending.
    sizes
        At least one. On a day on which the size changes, what was carried counts by the new one: it may fill a unit
        by itself.

    Returns
    -------
    pl.DataFrame
        One row per day: `day`, `quantity` (use), `size` (of a unit on that day), `units` (Int64; filled on that day),
        `remainder` (Decimal; use at the end of the day that fills no unit yet, less than a unit). Over any first days,
        use = the sum of units x size + the last remainder.

    >>> from decimal import Decimal
    >>> use = pl.DataFrame({"day": [date(2025, 7, 15), date(2025, 8, 15)], "quantity": [Decimal(10), Decimal(30)]})
    >>> charged_units(use, [UnitSize(date(2025, 7, 15), Decimal(20))])["units"].to_list()
    [0, 2]
    """
    use = to_millionths(daily["quantity"])
    filled = fill_units(use[np.newaxis, :], daily["day"], sizes, carried=0)
    return daily.select("day", pl.col("quantity").cast(EXACT)).with_columns(
        size=_exact(filled.size), units=pl.Series(filled.units[0]), remainder=_exact(filled.remainder[0])
    )


@dataclass(frozen=True)
class Filled:
    """Whole units along each path; amounts of use in millionths."""

    size: Integers
    """(days,): use in a unit on each day."""
    units: Integers
    """(paths, days): units filled on each day."""
    remainder: Integers
    """(paths, days): use at the end of the day that fills no unit yet."""


def fill_units(use: Integers, days: pl.Series, sizes: Sequence[UnitSize], carried: int) -> Filled:
    """Fill whole units with use: of the past (one path), or of simulated futures.

    Parameters
    ----------
    use
        (paths, days): millionths of use.
    days
        The days, ascending.
    sizes
        At least one.
    carried
        Millionths of use from before the first day that filled no unit then.
    """
    ordered = sorted(sizes, key=lambda size: size.first_day)
    size_of = np.zeros(use.shape[1], dtype=np.int64)
    units, remainder = np.zeros_like(use), np.zeros_like(use)
    before = np.full(use.shape[0], carried, dtype=np.int64)
    starts = [0, *(int(days.search_sorted(each.first_day)) for each in ordered[1:])]
    for each, start, end in zip(ordered, starts, [*starts[1:], use.shape[1]], strict=True):
        if start == end:
            continue
        size = int(each.size * PER_UNIT_OF_USE)
        # Only what is beyond whole units is added up over the days: all use of years may be more than a number holds.
        whole, rest = np.divmod(use[:, start:end], size)
        upto = before[:, np.newaxis] + np.cumsum(rest, axis=1)
        filled = upto // size
        size_of[start:end] = size
        units[:, start:end] = whole + np.diff(filled, axis=1, prepend=0)
        remainder[:, start:end] = upto - filled * size
        before = remainder[:, end - 1]
    return Filled(size_of, units, remainder)


def by_cycle(charged: pl.DataFrame, cycles: Sequence[Cycle]) -> pl.DataFrame:
    """Add charged units up by billing cycle.

    Parameters
    ----------
    charged
        As `charged_units` gives it.
    cycles
        In their order, without days between them.

    Returns
    -------
    pl.DataFrame
        One row per cycle: `first_day`, `last_day` (of the buyer), `starts`, `ends` (UTC), `carried` (into it),
        `quantity`, `units`, `remainder` (carried on). With one size, carried + quantity = units x size + remainder.
    """
    rows = []
    for cycle in cycles:
        inside = charged.filter(pl.col("day").is_between(cycle.first_use_day, cycle.last_use_day))
        before = charged.filter(pl.col("day") < cycle.first_use_day).tail(1)["remainder"]
        carried = before.item() if len(before) else Decimal(0)
        rows.append(
            {
                "first_day": cycle.first_day,
                "last_day": cycle.last_day,
                "starts": cycle.starts,
                "ends": cycle.ends,
                "carried": carried,
                "quantity": inside["quantity"].sum() if inside.height else Decimal(0),
                "units": inside["units"].sum(),
                "remainder": inside["remainder"].to_list()[-1] if inside.height else carried,
            }
        )
    return pl.DataFrame(rows, schema=_CYCLES)


_CYCLES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "first_day": pl.Date,
    "last_day": pl.Date,
    "starts": pl.Datetime("us"),
    "ends": pl.Datetime("us"),
    "carried": EXACT,
    "quantity": EXACT,
    "units": pl.Int64,
    "remainder": EXACT,
}


def to_millionths(quantity: pl.Series) -> Integers:
    """Give amounts of use as whole millionths."""
    whole: Integers = (quantity.cast(EXACT) * PER_UNIT_OF_USE).cast(pl.Int64).to_numpy()
    return whole


def _exact(millionths: Integers) -> pl.Series:
    return pl.Series(millionths).cast(pl.Decimal(38, 0)).cast(EXACT) / PER_UNIT_OF_USE
