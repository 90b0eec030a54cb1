"""When the tokens run out: simulated use drawn from the packs, day by day, a thousand times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.pool import PER_TOKEN, Pack, pay

BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class RunOutDay:
    """The first day whose use the packs cannot cover, as a distribution; None: not before the end."""

    p10: date | None
    """One future in ten has run out by then."""
    p50: date | None
    """One future in two."""
    p90: date | None
    """Nine futures in ten."""


@dataclass(frozen=True)
class RunOut:
    """What becomes of the packs of one team up to an end."""

    end: date
    """The last day looked at."""
    day: RunOutDay
    chance: float
    """Share of the futures that run out on or before `end`, 0 to 1."""
    shortfall: NDArray[np.float64]
    """Per future: tokens used by `end` that no pack pays."""
    lapse: NDArray[np.float64]
    """Per future: tokens that lapse by `end`, packs that end on it included."""
    fan: pl.DataFrame
    """One row per day: `day`, `p10`, `p50`, `p90`: tokens left in active packs at its end."""

    def to_buy(self, sure: float) -> Decimal:
        """Whole tokens to add so that with this chance none are missing by `end`."""
        # The next future above, never between two: a quantity between may fall short of both.
        needed = float(np.quantile(self.shortfall, sure, method="higher"))
        return Decimal(int(np.ceil(needed)))


def run_out(paths: NDArray[np.float64], first_day: date, packs: Sequence[Pack]) -> RunOut:
    """Draw simulated use from packs by the ledger's rule.

    Parameters
    ----------
    paths
        (futures, days): tokens used on each day.
    first_day
        The day of the first column.
    packs
        What each pack has left on the morning of `first_day`, and packs to come.
    """
    use = np.rint(paths * PER_TOKEN).astype(np.int64)
    payments = pay(use, first_day, packs)
    days = use.shape[1]
    short = payments.unpaid > 0
    # A future that does not run out has a day beyond the end, so that quantiles can say "not before".
    first_short = np.where(short.any(axis=1), short.argmax(axis=1), days)
    p10, p50, p90 = (_day_of(first_short, share, first_day, days) for share in BAND)
    low, middle, high = np.quantile(payments.balance, BAND, axis=0) / PER_TOKEN
    return RunOut(
        end=first_day + timedelta(days=days - 1),
        day=RunOutDay(p10, p50, p90),
        chance=float(short.any(axis=1).mean()),
        shortfall=payments.unpaid.sum(axis=1) / PER_TOKEN,
        lapse=payments.lapsed.sum(axis=1) / PER_TOKEN,
        fan=pl.DataFrame(
            {
                "day": [first_day + timedelta(days=ahead) for ahead in range(days)],
                "p10": low,
                "p50": middle,
                "p90": high,
            },
            schema_overrides={"day": pl.Date},
        ),
    )


def _day_of(first_short: NDArray[np.int64], share: float, first_day: date, days: int) -> date | None:
    ahead = int(np.quantile(first_short, share, method="inverted_cdf"))
    return None if ahead >= days else first_day + timedelta(days=ahead)
