"""The use of a resource to come: simulated futures by the forecaster of tokens, and what is left to pay for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.errors import HistoryError
from analytics.forecast import Paths, RunOut, run_out, simulate
from analytics.pool import Pack
from analytics.pool.charged.accounts import Account
from analytics.pool.charged.draw_down import Grant
from analytics.settings import Settings
from analytics.store.resources import Source

_REACH = 366
# Free tier pays before Token Flex and Token Flex before Flex, as annual tokens do before multi-year and Flex ones.
_TURN = {None: "annual", Source.FREE_TIER: "annual", Source.TOKEN_FLEX: "multi-year"}


@dataclass(frozen=True)
class Foreseen:
    """An account and its simulated futures."""

    account: Account
    paths: Paths | None
    """Use of each day, for a year; None where there is too little of it to foresee more."""


def foreseen(account: Account, settings: Settings) -> Foreseen:
    """Simulate the use of a resource by the forecaster of tokens; what nobody paid for was wanted too, and counts."""
    first = account.use["day"].min()
    if not isinstance(first, date):
        return Foreseen(account, None)
    calendar = pl.DataFrame({"day": pl.date_range(first, account.on, eager=True)})
    used = account.use.group_by("day").agg(tokens=pl.col("quantity").sum())
    daily = calendar.join(used, on="day", how="left").with_columns(pl.col("tokens").fill_null(Decimal(0)))
    try:
        return Foreseen(account, Paths(account.on + timedelta(days=1), simulate(daily, _REACH, settings.paths)))
    except HistoryError:
        return Foreseen(account, None)


def used_up(future: Foreseen) -> RunOut | None:
    """Tell when what has a limit is used up, looking as far as it goes; None where nothing is foreseen."""
    if future.paths is None:
        return None
    packs = packs_ahead(future.account, future.paths.last_day)
    use = future.paths.until(max((pack.last_day for pack in packs), default=future.paths.last_day)).copy()
    # What is carried fills units together with the use to come.
    use[:, 0] += float(future.account.remainder)
    return run_out(use, future.paths.first_day, packs)


def packs_ahead(account: Account, until: date) -> list[Pack]:
    """Give what grants with a limit can pay of the use after the last day known, as packs of use."""
    tomorrow = account.on + timedelta(days=1)
    left: dict[Grant, int | None] = dict(zip(account.grants, account.drawn.left, strict=True))
    packs: list[Pack] = []
    for grant in [grant for each in account.purchases for grant in each.grants(until)]:
        units = left.get(grant, grant.units)
        last = grant.last_day or date.max - timedelta(days=1)
        if units and last >= tomorrow:
            first = max(grant.first_day, tomorrow)
            packs.append(Pack(len(packs), units * account.size, first, last, _TURN.get(grant.source)))
    return packs


def quantiles(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float, float]:
    """Give low, middle and high (P10, P50, P90) of futures; each is one of them."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), method="inverted_cdf")
    return float(low), float(middle), float(high)
