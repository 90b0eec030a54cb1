"""The history of use as arrays: from the first day of use to the last measured one, in units of mean daily use."""

import zlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from analytics.errors import HistoryError
from analytics.usage.days import since_first_use

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Booleans = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

FEWEST_DAYS = 14
GIANT, RECENT, FEWEST_RECENT = 2.0, 182, 28  # times the largest other day, days looked at, of these measured


@dataclass(frozen=True, slots=True)
class History:
    """Daily use from the first day of use to the last measured one, without missing calendar days."""

    days: Integers
    """Days since 1 January 1970, ascending by one; shape (days,)."""
    use: Floats
    """Use of each day in multiples of `unit`; NaN = not measured; shape (days,)."""
    unit: float
    """Tokens: the mean use of a measured day."""
    tail: int
    """Rows of the caller's frame after the last measured day, none of them measured."""

    @property
    def measured(self) -> Booleans:
        """Whether a day was measured; shape (days,)."""
        return ~np.isnan(self.use)

    @property
    def seed(self) -> int:
        """A seed from the gaps and the order of the values, so neither the unit nor the date moves it."""
        _, ranks = np.unique(self.use, return_inverse=True, equal_nan=True)
        return zlib.crc32(ranks.astype("<i8").tobytes())

    def without_newest(self, count: int) -> "History":
        """Return the history up to `count` days before its end."""
        return replace(self, days=self.days[:-count], use=self.use[:-count])

    def without_days(self, days: Integers) -> "History":
        """Return the history with some days (since 1 January 1970) as if they had not been measured."""
        return replace(self, use=np.where(np.isin(self.days, days), np.nan, self.use))

    def coming(self, count: int) -> Integers:
        """Return the `count` days after the last measured one, in days since 1 January 1970."""
        return np.arange(count) + int(self.days[-1]) + 1


def day_numbers(dates: Collection[date]) -> Integers:
    """Return dates as days since 1 January 1970, ascending; shape (dates,)."""
    return np.array(sorted((day - date(1970, 1, 1)).days for day in dates), dtype=np.int64)


def weekdays(days: Integers) -> Integers:
    """Monday = 0 to Sunday = 6 of days since 1 January 1970, which was a Thursday.

    >>> weekdays(np.array([0, 1, 4])).tolist()
    [3, 4, 0]
    """
    return (days + 3) % 7


def history_of(daily: pl.DataFrame) -> History:
    """Lay a frame of daily use out as a `History`.

    Parameters
    ----------
    daily
        `day`, `tokens`; one row per day in any order. A null, and a calendar day without a row, is not measured.
        Nor is a day below zero: tokens that were given back hide what was used on it.

    Raises
    ------
    HistoryError
        With two rows for a day, fewer than 14 measured days from the first one with use, or no use on any of them.
    """
    used = pl.col("tokens").cast(pl.Float64)
    rows = daily.select(
        pl.col("day").cast(pl.Date).to_physical().cast(pl.Int64),
        pl.when(used.is_finite() & (used >= 0)).then(used).alias("tokens"),
    ).sort("day")
    if rows["day"].is_duplicated().any():
        raise HistoryError("A day occurs more than once in the history.", hint="Add the use of each day up first.")
    seen = since_first_use(rows).drop_nulls("tokens")
    if seen.height < FEWEST_DAYS:
        raise HistoryError(
            f"A forecast needs {FEWEST_DAYS} measured days from the first one with use; there are {seen.height}.",
            hint="Load exports that cover more days.",
        )
    days, tokens = seen["day"].to_numpy(), seen["tokens"].to_numpy()
    unit = float(tokens.mean())
    if unit <= 0:
        raise HistoryError(
            "No tokens were used on the measured days, so there is no rate to project.",
            hint="Check that the exports cover the days on which tokens were used.",
        )
    use = np.full(days[-1] - days[0] + 1, np.nan)
    use[days - days[0]] = tokens / unit
    return History(days=np.arange(days[0], days[-1] + 1), use=use, unit=unit, tail=int(rows["day"][-1] - days[-1]))


def without_giant_day(history: History) -> History:
    """Make a day of the newest week missing that has more than twice what any other day of half a year has.

    One such day says nothing of the days to come; a second one does, and then both count.
    """
    recent = history.use[-RECENT:]
    if np.count_nonzero(~np.isnan(recent)) < FEWEST_RECENT:
        return history
    largest = int(np.nanargmax(recent))
    if largest < recent.size - 7 or recent[largest] <= GIANT * np.nanmax(np.delete(recent, largest)):
        return history
    use = history.use.copy()
    use[use.size - recent.size + largest] = np.nan
    return replace(history, use=use)
