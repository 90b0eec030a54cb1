"""The use of a resource to come: simulated futures by the forecaster of tokens, and who pays for it in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.errors import HistoryError
from analytics.forecast import RunOut, RunOutDay, simulate
from analytics.pool.charged.accounts import REACH, Account
from analytics.pool.charged.grants import Days, Grant, Payments, pay_units
from analytics.pool.charged.units import PER_UNIT_OF_USE, Integers, fill_units
from analytics.settings import Settings

Booleans = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
_OLDEST = timedelta(days=730)
"""Use that is known only until longer ago says nothing about the year to come."""
# Beyond it a day's use is no number of whole millionths any more.
_LARGEST = 9e12


@dataclass(frozen=True)
class Ahead:
    """Simulated futures of one resource, and who pays charged units in them."""

    first_day: date
    """The day after the last one known; what is used from then to today is foreseen too."""
    days: Days
    payments: Payments
    """By the account's grants, in their order."""

    def between(self, first: date, last: date) -> slice:
        """Give the days from one to another, both included, as far as they are foreseen."""
        start, stop = (first - self.first_day).days, (last - self.first_day).days + 1
        return slice(min(max(start, 0), len(self.days)), min(max(stop, 0), len(self.days)))


@dataclass(frozen=True)
class Foreseen:
    """An account and its futures."""

    account: Account
    ahead: Ahead | None
    """None where there is too little use to foresee more, or where it was too long ago."""


@dataclass(frozen=True)
class Projection:
    """When something has run out, as a distribution over futures."""

    end: date
    """The last day looked at."""
    day: RunOutDay
    chance: float
    """Share of the futures that run out on or before `end`, 0 to 1."""
    fan: pl.DataFrame
    """One row per day: `day`, `p10`, `p50`, `p90`: tokens or charged units left at its end."""


def of_tokens(found: RunOut | None) -> Projection | None:
    """Give what the outlook of tokens says of their run-out."""
    return None if found is None else Projection(found.end, found.day, found.chance, found.fan)


def foreseen(account: Account, settings: Settings) -> Foreseen:
    """Simulate the use of a resource by the forecaster of tokens; what nobody paid for was wanted too, and counts."""
    known = account.known_until
    if known is None or account.on - known > _OLDEST:
        return Foreseen(account, None)
    first = known + timedelta(days=1)
    try:
        ahead = (account.on + REACH - known).days
        paths = simulate(account.daily, ahead, settings.paths, closed=account.closed)
    except HistoryError:
        return Foreseen(account, None)
    use = np.rint(np.minimum(paths, _LARGEST) * PER_UNIT_OF_USE).astype(np.int64)
    days = pl.date_range(first, account.on + REACH, eager=True)
    # What is carried fills units together with the use to come.
    filled = fill_units(use, days, account.sizes, int(account.remainder * PER_UNIT_OF_USE))
    payments = pay_units(filled.units, days.to_numpy(), account.grants, account.drawn.left)
    return Foreseen(account, Ahead(first, days.to_numpy(), payments))


def reached(grants: Sequence[Grant], on: date) -> list[int]:
    """Give the places of grants with a limit that are drawn from: not those behind one in force without a limit."""
    endless = min((each.order for each in grants if each.units is None and each.in_force(on)), default=None)
    return [
        place
        for place, each in enumerate(grants)
        if each.units is not None and (endless is None or each.order < endless)
    ]


def used_up(future: Foreseen) -> Projection | None:
    """Tell when what has a limit is used up, looking as far as it goes; None where nothing is foreseen.

    It is on the first day on which a unit is paid without a limit, or by nobody, and nothing with a limit is left. What
    was short before the day to speak of, and has been refreshed or bought since, does not count.
    """
    account, ahead = future.account, future.ahead
    counted = reached(account.grants, account.on)
    if ahead is None or not counted:
        return None
    last = max(account.grants[place].last_day or date.max for place in counted)
    days = ahead.between(ahead.first_day, min(last, account.on + REACH))
    if not days.stop:
        return None
    balance, beyond = _balance(account, ahead, counted), _beyond(account, ahead)
    today = ahead.between(ahead.first_day, account.on).stop
    short = ((beyond > 0) & (balance == 0) & ~_mended(balance, today))[:, days]
    balance = balance[:, days]
    first_short = np.where(short.any(axis=1), short.argmax(axis=1), days.stop)
    low, middle, high = np.quantile(balance, _BAND, axis=0)
    return Projection(
        end=ahead.first_day + timedelta(days=days.stop - 1),
        day=RunOutDay(*(_day(ahead, at, days.stop) for at in quantiles(first_short))),
        chance=float(short.any(axis=1).mean()),
        fan=pl.DataFrame(
            {"day": pl.Series(ahead.days[days]), "p10": low, "p50": middle, "p90": high},
            schema_overrides={"day": pl.Date},
        ),
    )


def quantiles(values: Integers) -> tuple[int, int, int]:
    """Give low, middle and high (P10, P50, P90) of futures; each is one of them."""
    low, middle, high = np.quantile(values, _BAND, method="inverted_cdf")
    return int(low), int(middle), int(high)


_BAND = (0.1, 0.5, 0.9)


def _balance(account: Account, ahead: Ahead, counted: Sequence[int]) -> Integers:
    """Give the units left at the end of each day in what is in force on it: (futures, days)."""
    balance = np.zeros_like(ahead.payments.unpaid)
    for place in counted:
        own, there = ahead.payments.by_grant[place], account.drawn.left[place] or 0
        balance[:, own.days] += there - np.cumsum(own.units, axis=1)
    return balance


def _mended(balance: Integers, upto: int) -> Booleans:
    """Mark the first days of each future after which, among these days, something is left: (futures, days)."""
    later = np.zeros(balance.shape, dtype=np.bool_)
    later[:, :upto] = np.maximum.accumulate((balance[:, :upto] > 0)[:, ::-1], axis=1)[:, ::-1]
    return later


def _beyond(account: Account, ahead: Ahead) -> Integers:
    """Give the units that are paid without a limit, or by nobody: (futures, days)."""
    beyond = ahead.payments.unpaid.copy()
    for grant, own in zip(account.grants, ahead.payments.by_grant, strict=True):
        if grant.units is None:
            beyond[:, own.days] += own.units
    return beyond


def _day(ahead: Ahead, at: int, stop: int) -> date | None:
    return None if at >= stop else ahead.first_day + timedelta(days=at)
