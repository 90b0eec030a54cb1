"""Pace: the tokens a day that would land exactly on the end, against those that are used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.forecast.outlook import Outlook
from analytics.pool import PER_TOKEN, Pack, pay, to_millionths


@dataclass(frozen=True)
class Pace:
    """Tokens a day, weekends and holidays among the days."""

    lasting: float
    """The most that can be used on every day up to the end without a day that no pack covers."""
    recent: float | None
    """The mean of the measured days among the last 28; None: none of them is measured."""
    expected: float
    """The mean up to the end in the middle future."""


def pace(answer: Outlook) -> Pace | None:
    """Give the pace of a team; None where there is no end, or no forecast."""
    if answer.paths is None or answer.end is None or not answer.coming:
        return None
    first_day = answer.paths.first_day
    days = (answer.end - first_day).days + 1
    totals = answer.paths.until(answer.end).sum(axis=1)
    lasting = lasting_pace(answer.coming, first_day, answer.end)
    return Pace(lasting, answer.recent, float(np.quantile(totals, 0.5)) / days)


def lasting_pace(packs: Sequence[Pack], first_day: date, end: date) -> float:
    """Give the most tokens a day that packs cover on every day from one to another.

    With one pack it is what the pack has over the days. Packs that end early or start late lower it: what lapses
    cannot be used later, and what is to come not before.

    >>> from decimal import Decimal
    >>> lasting_pace([Pack(1, Decimal(300), date(2026, 1, 1), date(2026, 12, 31))], date(2026, 1, 1), date(2026, 1, 30))
    10.0
    """
    days = (end - first_day).days + 1
    most = sum(to_millionths(pack.tokens) for pack in packs) // days
    if not pay(np.full((1, days), most, dtype=np.int64), first_day, packs).unpaid.any():
        return most / PER_TOKEN
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        short = pay(np.full((1, days), middle, dtype=np.int64), first_day, packs).unpaid.any()
        low, high = (low, middle) if short else (middle, high)
    return low / PER_TOKEN
