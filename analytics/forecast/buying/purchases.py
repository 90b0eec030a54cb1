"""Ways to get through the term and the year after it: what each buys, and what becomes of it in the same futures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.forecast.buying.offers import Offer, Order
from analytics.forecast.futures.history import Floats
from analytics.forecast.ordering import LeadTime, business_days_after, year_after, year_from
from analytics.pool import PER_TOKEN, Pack, Payments, pay
from analytics.settings import Settings

_BAND = (0.1, 0.5, 0.9)
_DRAWN = 3
"""Days between two that are drawn: a picture shows no more, and all would take three times as long."""
_BOUGHT = -2
"""Below it lie the numbers of packs that are only thought of."""


@dataclass(frozen=True)
class Band:
    """A quantity across the futures."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Purchase:
    """Tokens that are bought."""

    ordered_on: date
    arrives: date
    """The first day on which they can be used."""
    last_day: date
    """The last day of the year for which they are valid."""
    order: Order


@dataclass(frozen=True)
class Way:
    """What comes of some purchases, from the day after the last one known to a day far enough to judge them."""

    name: str
    until: date
    """The last day looked at."""
    purchases: list[Purchase]
    """In order of arrival."""
    outage: float
    """Share of the futures with a day before the term ends whose use is not fully covered, 0 to 1."""
    outage_days: Band
    """Such days before the term ends."""
    lapse: Band
    """Tokens that lapse by the end of `until`."""
    left: Band
    """Tokens left then in packs that go on."""
    balance: pl.DataFrame
    """One row for every third day: `day`, `p10`, `p50`, `p90`: tokens left at its end."""

    @property
    def tokens(self) -> int:
        """Tokens bought in all."""
        return sum(purchase.order.tokens for purchase in self.purchases)

    @property
    def money(self) -> Decimal:
        """What they cost in all, in the offer's currency."""
        return sum((purchase.order.money for purchase in self.purchases), Decimal(0))


@dataclass(frozen=True)
class Step:
    """A purchase whose quantity is still to be found."""

    ordered_on: date
    arrives: date
    aims: Mapping[date, float]
    """How sure it is to be enough up to and including a day, 0 to 1; one or several."""


class Futures:
    """Simulated use and what is there to pay for it.

    Parameters
    ----------
    tokens
        Tokens used on each day of each future; shape (futures, days).
    first_day
        The day of the first column.
    coming
        What packs can pay from then on.
    grace_days
        Days for which work goes on without tokens: a purchase also pays for so many days before it arrives.
    owed
        Tokens used before the first day that the next purchase pays first.
    """

    def __init__(
        self,
        tokens: Floats,
        first_day: date,
        coming: Sequence[Pack],
        grace_days: int = 0,
        owed: Decimal = Decimal(0),
    ) -> None:
        self.use: NDArray[np.int64] = np.rint(tokens * PER_TOKEN).astype(np.int64)
        self.first_day = first_day
        self.coming = list(coming)
        self.grace = timedelta(days=grace_days)
        self.owed = owed

    @property
    def last_day(self) -> date:
        """The day of the last column."""
        return self.first_day + timedelta(days=self.use.shape[1] - 1)

    @cached_property
    def unaided(self) -> Payments:
        """What becomes of use and packs when nothing is bought."""
        return pay(self.use, self.first_day, self.coming)

    def missing(self, payments: Payments, arrives: date, until: date) -> Floats:
        """Give the tokens that a purchase would have to pay for, in each future; shape (futures,)."""
        short: Floats = payments.unpaid[:, self.at(self.pays_from(arrives)) : self.at(until) + 1].sum(axis=1)
        return short / PER_TOKEN

    def pays_from(self, arrives: date) -> date:
        """Give the first day for which a purchase that arrives then can pay."""
        return max(arrives - self.grace, self.first_day)

    def at(self, day: date) -> int:
        """Give the place of a day."""
        return max((day - self.first_day).days, 0)

    def followed(self, name: str, steps: Sequence[Step], offer: Offer, term_end: date) -> Way:
        """Make purchases one after the other, each as large as it has to be for its aims, and see what comes."""
        packs: list[Pack] = []
        purchases = []
        owed = self.owed
        payments = self.unaided
        for number, step in enumerate(steps):
            needs = [enough(self.missing(payments, step.arrives, day), sure) for day, sure in step.aims.items()]
            order = offer.order(max(needs) + owed)
            last_day = year_from(step.arrives)
            if order.tokens:
                purchases.append(Purchase(step.ordered_on, step.arrives, last_day, order))
                left, owed = max(order.tokens - owed, Decimal(0)), max(owed - order.tokens, Decimal(0))
                packs.append(Pack(_BOUGHT - number, left, self.pays_from(step.arrives), last_day))
                payments = pay(self.use, self.first_day, [*self.coming, *packs])
        short = payments.unpaid[:, : self.at(term_end) + 1] > 0
        days = self.use.shape[1]
        until = self.first_day + timedelta(days=days - 1)
        ending = [place for place, pack in enumerate([*self.coming, *packs]) if pack.last_day == until]
        low, middle, high = np.quantile(payments.balance[:, ::_DRAWN], _BAND, axis=0) / PER_TOKEN
        return Way(
            name=name,
            until=until,
            purchases=purchases,
            outage=float(short.any(axis=1).mean()),
            outage_days=band(short.sum(axis=1)),
            lapse=band(payments.lapsed.sum(axis=1) / PER_TOKEN),
            left=band((payments.balance[:, -1] - payments.lapsed[:, ending].sum(axis=1)) / PER_TOKEN),
            balance=pl.DataFrame(
                {
                    "day": [self.first_day + timedelta(days=ahead) for ahead in range(0, days, _DRAWN)],
                    "p10": low,
                    "p50": middle,
                    "p90": high,
                },
                schema_overrides={"day": pl.Date},
            ),
        )


def delivery(ordered_on: date, end: date | None, last_day: date, settings: LeadTime) -> tuple[date, date]:
    """Return the first day on which an order can be used, and the last day that it is to cover.

    Parameters
    ----------
    ordered_on
        The day of the order.
    end
        The end of the term, which it is to cover; where that is over by then, or None, it covers a year.
    last_day
        The last day looked at.
    settings
        How long an order takes.
    """
    arrives = business_days_after(ordered_on, settings.lead_time_days, settings.country)
    if end is not None and arrives <= end:
        return arrives, end
    return arrives, min(year_after(end) if end else year_from(arrives), last_day)


def tokens_to_buy(futures: Futures, end: date | None, settings: Settings) -> Decimal:
    """Return the whole tokens of an order of the first day that is to last as surely as the settings say.

    They are those missing from its delivery on, for an order pays nothing of the days before, and what is owed.
    """
    arrives, covers_until = delivery(futures.first_day, end, futures.last_day, settings)
    return Decimal(needed(futures.missing(futures.unaided, arrives, covers_until), settings.sure, futures.owed))


def needed(missing: Floats, sure: float, owed: Decimal) -> int:
    """Whole tokens that cover what is missing with this chance, after they have paid what is owed."""
    return ceil(enough(missing, sure) + owed)


def enough(missing: Floats, sure: float) -> int:
    """Whole tokens that cover what is missing with this chance: the next future above, never between two."""
    return int(np.ceil(np.quantile(missing, sure, method="higher")))


def band(values: NDArray[np.int64] | Floats) -> Band:
    """Give the middle and the ends between which eight futures in ten lie."""
    return Band(*np.quantile(values, _BAND).tolist())
