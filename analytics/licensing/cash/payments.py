"""What is paid for subscriptions, and what no longer is, day by day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.licensing.cash.spans import Span
from analytics.licensing.portfolio import seats
from analytics.usage.ranges import months_after


@dataclass(frozen=True)
class Payment:
    """Money for subscriptions on a day; below zero: no longer paid."""

    day: date
    amount: float


def payments_of(chosen: pl.DataFrame, start: date, spans: Sequence[Span]) -> Iterator[Payment]:
    """Give what is paid for subscriptions from the moves on, each renewed on its anniversary.

    When those that are given up would have been renewed is not known: it is counted as of the first day of the term
    that begins next, once a year.
    """
    needed = seats(chosen)
    last = spans[-1].last_day
    renewed = spans[-1].first_day
    year = 0
    while (day := months_after(start, 12 * year)) <= last:
        yield Payment(day, float(needed["seats_cost"].sum()))
        year += 1
    yield Payment(max(renewed, start), -float(needed["seats_saved"].sum()))


def within(payments: Iterable[Payment], first: date, last: date) -> tuple[float, float]:
    """Add up what is paid for subscriptions, and what no longer is, between two days."""
    amounts = [payment.amount for payment in payments if first <= payment.day <= last]
    return sum(each for each in amounts if each > 0), -sum(each for each in amounts if each < 0)
