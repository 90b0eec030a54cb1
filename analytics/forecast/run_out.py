"""When the tokens run out: simulated use drawn from the packs, day by day, a thousand times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.pool import PER_TOKEN, Pack, Payments, pay, to_millionths

BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class RunOutDay:
    """The first day whose use the packs cannot cover, as a distribution; None: not before the end.

    Where they were used up before the first day looked at, all three are the day on which they were.
    """

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
    expired: float
    """Share of the futures that run out although tokens that had lapsed by then would have covered the day, 0 to 1."""
    lapse: NDArray[np.float64]
    """Per future: tokens that lapse by `end`, packs that end on it included."""
    lapse_by_pack: pl.DataFrame
    """One row per pack that ends by `end`, in the order in which they do: `pack_id`, `last_day`, `left` (Decimal; what
    it can pay now), `p10`, `p50`, `p90` (tokens that lapse), `chance` (share of the futures in which any do)."""
    outages: pl.DataFrame
    """One row per spell between the starts of packs in which some future runs short: `first_day` and `last_day` of the
    spell, `chance`, `p10`, `p50`, `p90` (the first day short; null: not in it), `days` (short, in the middle one of the
    futures that run short in it)."""
    fan: pl.DataFrame
    """One row per day: `day`, `p10`, `p50`, `p90`: tokens left in active packs at its end."""


def run_out(paths: NDArray[np.float64], first_day: date, packs: Sequence[Pack], spent: date | None = None) -> RunOut:
    """Draw simulated use from packs by the ledger's rule.

    Parameters
    ----------
    paths
        (futures, days): tokens used on each day.
    first_day
        The day of the first column.
    packs
        What each pack has left on the morning of `first_day`, and packs to come.
    spent
        The day before `first_day` on which packs were used up; it is the day of the run-out unless something can pay
        on `first_day`. None: they were not.
    """
    use = np.rint(paths * PER_TOKEN).astype(np.int64)
    payments = pay(use, first_day, packs)
    days = use.shape[1]
    short = payments.unpaid > 0
    first_short = _first(short)
    is_out = spent is not None and not any(pack.tokens > 0 for pack in packs if pack.first_day <= first_day)
    p10, p50, p90 = (spent if is_out else _day_of(first_short, share, first_day, days) for share in BAND)
    low, middle, high = np.quantile(payments.balance, BAND, axis=0) / PER_TOKEN
    return RunOut(
        end=first_day + timedelta(days=days - 1),
        day=RunOutDay(p10, p50, p90),
        chance=1.0 if is_out else float(short.any(axis=1).mean()),
        shortfall=payments.unpaid.sum(axis=1) / PER_TOKEN,
        expired=_expired(use, first_short, first_day, packs),
        lapse=payments.lapsed.sum(axis=1) / PER_TOKEN,
        lapse_by_pack=_lapse_by_pack(payments, first_day + timedelta(days=days - 1), packs),
        outages=_outages(short, first_day, packs),
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


def _first(short: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the first day short of each future; one without has a day beyond, so that quantiles can say "not in it"."""
    first: NDArray[np.int64] = np.where(short.any(axis=1), short.argmax(axis=1), short.shape[1])
    return first


def _expired(use: NDArray[np.int64], first_short: NDArray[np.int64], first_day: date, packs: Sequence[Pack]) -> float:
    rows = np.flatnonzero(first_short < use.shape[1])
    days = first_short[rows]
    used = np.cumsum(use, axis=1)[rows, days]
    starts = np.array([(pack.first_day - first_day).days for pack in packs])
    tokens = np.array([to_millionths(pack.tokens) for pack in packs], dtype=np.int64)
    begun = (tokens * (starts <= days[:, np.newaxis])).sum(axis=1)
    return float((begun >= used).sum() / len(use))


def _lapse_by_pack(payments: Payments, end: date, packs: Sequence[Pack]) -> pl.DataFrame:
    ending = sorted((pack.order, place) for place, pack in enumerate(packs) if pack.last_day <= end)
    places = [place for _, place in ending]
    lapsed = payments.lapsed[:, places]
    low, middle, high = np.quantile(lapsed, BAND, axis=0) / PER_TOKEN
    return pl.DataFrame(
        {
            "pack_id": [packs[place].pack_id for place in places],
            "last_day": [packs[place].last_day for place in places],
            "left": [packs[place].tokens for place in places],
            "p10": low,
            "p50": middle,
            "p90": high,
            "chance": (lapsed > 0).mean(axis=0),
        },
        schema_overrides={"pack_id": pl.Int64, "last_day": pl.Date, "left": pl.Decimal(38, 6)},
    )


def _outages(short: NDArray[np.bool_], first_day: date, packs: Sequence[Pack]) -> pl.DataFrame:
    days = short.shape[1]
    starts = sorted({0, *(at for pack in packs if 0 < (at := (pack.first_day - first_day).days) < days)})
    rows = []
    for start, stop in pairwise([*starts, days]):
        spell = short[:, start:stop]
        counts = spell.sum(axis=1)
        if counts.any():
            begins = first_day + timedelta(days=start)
            dates = (_day_of(_first(spell), share, begins, stop - start) for share in BAND)
            middle = float(np.quantile(counts[counts > 0], 0.5))
            rows.append(
                (begins, first_day + timedelta(days=stop - 1), float((counts > 0).mean()), *dates, round(middle))
            )
    return pl.DataFrame(rows, schema=_OUTAGES, orient="row")


_OUTAGES: dict[str, type[pl.DataType]] = {
    "first_day": pl.Date,
    "last_day": pl.Date,
    "chance": pl.Float64,
    "p10": pl.Date,
    "p50": pl.Date,
    "p90": pl.Date,
    "days": pl.Int64,
}


def _day_of(first_short: NDArray[np.int64], share: float, first_day: date, days: int) -> date | None:
    ahead = int(np.quantile(first_short, share, method="inverted_cdf"))
    return None if ahead >= days else first_day + timedelta(days=ahead)
