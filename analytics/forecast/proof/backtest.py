"""A rolling backtest: what would have been forecast at the end of each past month, set against what came."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.forecast.futures.burn_rate import burn_rate
from analytics.forecast.futures.demand import demand
from analytics.forecast.futures.history import Floats
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.proof.scores import AHEAD, Score, crps, score
from analytics.forecast.proof.used_up import at_hand, used_up
from analytics.forecast.run_out import BAND, run_out
from analytics.pool import Pack, known_until, team_daily, team_ledger
from analytics.store import Store
from analytics.store.closings import closing_days
from analytics.usage.days import since_first_use

MOST = 24
"""Origins at most, the newest: each takes about a twentieth of a second."""
TO_CHOOSE = 12
"""Origins, the newest, that choose the method."""
_FEWEST_TO_CHOOSE = 9
FARTHEST = 1096
"""Days ahead beyond which nothing is forecast: three years."""
_FEWEST_MEASURED = 30  # days
_MOST_MISSING = 0.03  # share of the days ahead
_USE = {
    "origin": pl.Date,
    "days": pl.Int64,
    **dict.fromkeys(("p10", "expected", "p90", "actual", "burn_rate", "crps", "crps_burn_rate"), pl.Float64),
}
DATES = dict.fromkeys(("origin", "p10", "p50", "p90", "end", "came", "seen_until"), pl.Date)
"""The columns of run-out dates and what came: see `Backtest.dates`."""


@dataclass(frozen=True)
class Trial:
    """The rows of a `Backtest` of one origin."""

    use: list[tuple[object, ...]]
    dates: list[tuple[object, ...]]


@dataclass(frozen=True)
class Backtest:
    """What would have been forecast, and what came."""

    use: pl.DataFrame
    """One row per origin and days ahead: `origin` (the last day known), `days`; in tokens `p10`, `expected` (P50),
    `p90`, `actual`, `burn_rate`, and the errors `crps` and `crps_burn_rate` (of a single number its distance)."""
    dates: pl.DataFrame
    """One row per origin with tokens at hand: `origin`, `p10`, `p50`, `p90` (run-out of the tokens at hand; null: not
    by `end`), `end` (the last day looked at), `came` (the day they were used up in fact; null: not by `seen_until`),
    `seen_until` (`end`, or the last day known of where that is before it)."""

    @property
    def score(self) -> Score | None:
        """How all trials came out; None without a trial, or where nothing was used."""
        return score(self.use)

    @property
    def lately(self) -> Score | None:
        """How the trials of the newest twelve origins came out, which choose the method; None as of `score`."""
        return score(self._newest)

    @property
    def burn_rate_wins(self) -> bool:
        """Whether the burn rate is to be used on this pool.

        Over the newest twelve origins, nine at least, it was closer to what came on the whole, and from most of them.

        Notes
        -----
        Strict, for a past year says little of the next: on 76 daily series it applied to 9 of 1,296 origins, and the
        burn rate did worse than the models even there (by a third); one lucky month, or six origins, did more harm.
        """
        lately = self.lately
        if lately is None or lately.origins < _FEWEST_TO_CHOOSE or lately.skill >= 0:
            return False
        each = self._newest.group_by("origin").agg(pl.col("crps", "crps_burn_rate").sum())
        return 2 * each.filter(pl.col("crps_burn_rate") < pl.col("crps")).height > each.height

    @property
    def _newest(self) -> pl.DataFrame:
        newest = self.use["origin"].unique().sort().tail(TO_CHOOSE)
        return self.use.filter(pl.col("origin").is_in(newest.implode()))


def backtest(daily: pl.DataFrame, paths: int, most: int = MOST, closed: Collection[date] = ()) -> Backtest:
    """Forecast the use after the end of each past month with what was known then.

    Parameters
    ----------
    daily
        `day`, `tokens` (null: not measured); one row per day, sorted.
    paths
        Simulated futures.
    most
        Origins at most, the newest.
    closed
        As of `simulate`.
    """
    return gathered(
        trial(daily.filter(pl.col("day") <= origin), daily.filter(pl.col("day") > origin), paths, closed=closed)
        for origin in origins(daily)[-most:]
    )


def team_backtest(store: Store, team: str, paths: int) -> Backtest:
    """Make the backtest of a team of the store, run-out dates included; errors are those of `team_demand`."""
    daily = team_demand(store, team)
    return gathered(team_trial(store, team, daily, origin, paths) for origin in origins(daily)[-MOST:])


def team_demand(store: Store, team: str) -> pl.DataFrame:
    """Give what a team wanted by day up to the last complete day; errors are those of `team_daily`.

    Returns
    -------
    pl.DataFrame
        As `demand` gives it.
    """
    daily = team_daily(store, team, known_until(store, team))
    return demand(daily, team_ledger(store, team, daily.item(-1, "day")).days)


def team_trial(store: Store, team: str, daily: pl.DataFrame, origin: date, paths: int) -> Trial:
    """Make the trial of a team from one day, with the tokens that it had on that day; `daily` as of `team_demand`."""
    past, future = daily.filter(pl.col("day") <= origin), daily.filter(pl.col("day") > origin)
    return trial(past, future, paths, at_hand(team_ledger(store, team, origin)), team_closing_days(store, team, daily))


def team_closing_days(store: Store, team: str, daily: pl.DataFrame) -> list[date]:
    """Return the closing days of a team that trials know, past and to come; `daily` as of `team_demand`."""
    return closing_days(store, team, daily.item(0, "day"), daily.item(-1, "day") + timedelta(days=FARTHEST))


def origins(daily: pl.DataFrame) -> list[date]:
    """Return the last days of months, oldest first, with 30 measured days from the first use on, and 30 days after."""
    last: date = daily.item(-1, "day")
    ends = since_first_use(daily).filter(
        pl.col("day") == pl.col("day").dt.month_end(),
        pl.col("tokens").is_not_null().cum_sum() >= _FEWEST_MEASURED,
        pl.col("tokens").fill_null(0).cum_sum() > 0,
        pl.col("day") <= last - timedelta(days=AHEAD[0]),
    )
    return ends["day"].to_list()


def trial(
    past: pl.DataFrame,
    future: pl.DataFrame,
    paths: int,
    packs: Sequence[Pack] = (),
    closed: Collection[date] = (),
) -> Trial:
    """Forecast from one day with what was known then; days ahead of which over 3 % were not measured are left out.

    Parameters
    ----------
    past
        `day`, `tokens` (null: not measured) up to the origin; one row per day, sorted.
    future
        The same after it.
    paths
        Simulated futures.
    packs
        What can still pay after the origin.
    closed
        As of `simulate`.
    """
    origin: date = past.item(-1, "day")
    end = min(max((pack.last_day for pack in packs), default=origin), origin + timedelta(days=FARTHEST))
    futures = simulate(past, max((end - origin).days, *AHEAD), paths, closed=closed)
    use = [(origin, *row) for row in _use(futures, future, burn_rate(past))]
    if not packs:
        return Trial(use, [])
    tomorrow = origin + timedelta(days=1)
    day = run_out(futures[:, : (end - origin).days], tomorrow, packs).day
    return Trial(use, [(origin, day.p10, day.p50, day.p90, end, *used_up(future, tomorrow, packs))])


def gathered(trials: Iterable[Trial]) -> Backtest:
    """Put trials together, oldest first."""
    listed = list(trials)
    return Backtest(
        use=pl.DataFrame([row for one in listed for row in one.use], _USE, orient="row"),
        dates=pl.DataFrame([row for one in listed for row in one.dates], DATES, orient="row"),
    )


def _use(futures: Floats, future: pl.DataFrame, rate: float) -> list[tuple[float, ...]]:
    rows: list[tuple[float, ...]] = []
    for days in AHEAD:
        came = future.head(days)["tokens"].cast(pl.Float64)
        if came.len() < days or came.null_count() > _MOST_MISSING * days:
            continue
        actual, expected = float(came.sum()), rate * days
        totals = futures[:, :days].sum(axis=1)
        low, middle, high = np.quantile(totals, BAND).tolist()
        rows.append(
            (days, low, middle, high, actual, expected, crps(totals, actual), crps(np.array([expected]), actual))
        )
    return rows
