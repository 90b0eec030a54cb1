"""How often each user uses each product on a full day, and whether they still do: from their own days and the pool's.

Each full day of a user's time is taken for a draw with their own chance of a charged day. What a few weeks say is set
against the pool: its rates (a beta distribution by product), how much more than by chance use differs from quarter to
quarter (a project, a season), and how many stop in a year.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.licensing.moves.activity import Calendar, Floats
from analytics.usage.charged import QUARTER, QUARTERS, USER, YEAR

_MOST = 0.985
"""The highest chance of a charged day; nobody is certain."""
_FULL_YEAR = 260.0
"""Full days of a year where people work five days a week; only for what is assumed below."""
_STOP_A_YEAR, _YEARS_KNOWN = 0.1, 5.0
"""The share who stop in a year, and the years of use for which this counts beside what was seen."""
_GONE = 0.01
"""Whoever would be silent for so long with no more than this chance has stopped."""
_SPREAD, _SPREAD_KNOWN, _OWN_KNOWN = 1.5, 20.0, 6.0
"""How much more than by chance use differs between quarters; the degrees of freedom for which that counts beside the
pool's, and for which the pool's counts beside a user's own."""
_FEWEST_DAYS, _FEWEST_USERS = 8, 20
"""Charged days of a user, and users of a product, below which they say nothing about spread or the pool's rates."""
_WEAKEST, _STRONGEST = 2.0, 20.0
"""Full days that the pool's rate is worth at least and at most: a month is enough to be known as unlike the others."""


@dataclass(frozen=True)
class _Time:
    """For how long something has been going on, in full days; one value per row."""

    since: Floats
    """From the first use, or the start of the year looked back on where that is later, to the end."""
    before: Floats
    """Before the first use: what somebody may have been there for without any."""
    silent: Floats
    """After the last use."""

    @property
    def days(self) -> Floats:
        return self.since + self.before


def use_rates(pairs: pl.DataFrame, users: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Tell the rate at which each user uses each product.

    Parameters
    ----------
    pairs
        Of `charged.pair_use`.
    users
        Of `charged.user_use`.
    calendar
        How busy the teams are.

    Returns
    -------
    pl.DataFrame
        The pairs with `days` (full days they had), `rate` (expected chance of a charged day on a full day), `weight`
        (full days that the rate is worth, the pool's among them), `spread` (variance between quarters as a multiple of
        chance), `there` (chance that the user still uses it), `stopping` (chance of that on each full day), `history`
        (calendar days since the user's first use of anything).
    """
    teams = calendar.teams(users)
    first, last = _days(users["first_use"]), _days(users["last_use"])
    time = _time(calendar, teams, first, last, np.zeros_like(first))
    used = users["days_used"].to_numpy().astype(np.float64)
    rate = _rough(used, time.since)
    stopping = _stopping(rate, time)
    time = replace(time, before=_waited(rate, stopping, time.before))
    users = users.select(
        *USER,
        pl.Series("user_there", _there(_rough(used, time.days), stopping, time.silent)),
        pl.Series("user_before", time.before),
        pl.Series("user_first", first),
        pl.Series("history", calendar.last[teams] - first + 1),
    )
    found = _pair_rates(pairs.join(users, on=list(USER), maintain_order="left"), calendar, stopping)
    return found.drop("user_there", "user_before", "user_first")


def _pair_rates(pairs: pl.DataFrame, calendar: Calendar, user_stopping: float) -> pl.DataFrame:
    teams = calendar.teams(pairs)
    first, last = _days(pairs["first_ever"]), _days(pairs["last_ever"])
    charged = pairs["charged_days"].to_numpy().astype(np.float64)
    time = _time(calendar, teams, first, last, pairs["user_first"].to_numpy())
    before = np.where(first > calendar.last[teams] - YEAR + 1, time.before + pairs["user_before"].to_numpy(), 0.0)
    rate = _rough(charged, time.since)
    stopping = _stopping(rate, time)
    time = replace(time, before=_waited(rate, stopping, before))
    rate = _rough(charged, time.days)
    spread = _spread(pairs, calendar, time, rate)
    there = _there(rate, stopping, time.silent / np.maximum(spread, 1.0))
    # Who has stopped shows the rate until then.
    days = np.maximum(np.where(there < 0.5, time.days - time.silent, time.days), charged)
    ours, weight = _prior(pairs["product_id"].to_numpy(), charged, days, spread)
    known = days / spread
    return pairs.with_columns(
        pl.Series("days", days),
        pl.Series("rate", np.minimum((ours * weight + charged / spread) / (weight + known), _MOST)),
        pl.Series("weight", weight + known),
        pl.Series("spread", spread),
        pl.Series("there", there * pairs["user_there"].to_numpy()),
        pl.lit(max(stopping, user_stopping)).alias("stopping"),
    )


def _days(days: pl.Series) -> NDArray[np.int64]:
    return days.cast(pl.Int32).to_numpy().astype(np.int64)


def _time(
    calendar: Calendar,
    teams: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    earliest: NDArray[np.int64],
) -> _Time:
    """Measure the time since the first use, before it (from `earliest` on) and after the last, all within the year."""
    end = calendar.last[teams] + 1
    start = end - YEAR
    return _Time(
        since=np.maximum(calendar.full_days(teams, np.maximum(first, start), end), 1.0),
        before=calendar.full_days(teams, np.maximum(start, earliest), first),
        silent=calendar.full_days(teams, np.maximum(last + 1, start), end),
    )


def _rough(used: Floats, days: Floats) -> Floats:
    """Give a rate that is neither 0 nor 1."""
    return np.minimum((used + 0.5) / (np.maximum(days, used) + 1.0), _MOST)


def _stopping(rate: Floats, time: _Time) -> float:
    """Estimate the chance of stopping on a full day from those who are silent for longer than chance allows."""
    gone = (1 - rate) ** time.silent < _GONE
    active = np.where(gone, time.since - time.silent, time.since).sum()
    return float((gone.sum() + _STOP_A_YEAR * _YEARS_KNOWN) / (active + _YEARS_KNOWN * _FULL_YEAR))


def _there(rate: Floats, stopping: float, silent: Floats) -> Floats:
    """Give the chance that somebody silent for so long is still there: silent by chance, against stopped meanwhile."""
    quiet = (1 - rate) * (1 - stopping)
    still = quiet**silent
    stopped = stopping * (1 - still) / (1 - quiet)
    return np.asarray(still / (still + stopped))


def _waited(rate: Floats, starting: float, most: Floats) -> Floats:
    """Expect how many full days somebody was there before the first use, of so many that there are.

    As many start as stop. Whoever came `k` days before the first use did nothing on each of them; whoever was there
    from the beginning did nothing on all.
    """
    quiet = (1 - rate) * (1 - starting)
    still = quiet**most
    came = starting * (1 - still) / (1 - quiet)
    days = starting * (quiet * (1 - still) / (1 - quiet) ** 2 - most * still / (1 - quiet))
    return np.asarray((days + most * still) / (came + still))


def _spread(pairs: pl.DataFrame, calendar: Calendar, time: _Time, rate: Floats) -> Floats:
    """Compare the quarters of each year: their variance as a multiple of what chance makes."""
    teams = calendar.teams(pairs)
    end = calendar.last[teams] + 1
    first = _days(pairs["first_ever"])
    excess, degrees = np.zeros(pairs.height), np.full(pairs.height, -1.0)
    for place in range(QUARTERS):
        stop, start = end - QUARTER * place, end - QUARTER * (place + 1)
        had = calendar.full_days(teams, np.maximum(start, first), stop)
        used = pairs[f"quarter_{place}"].to_numpy().astype(np.float64)
        told = had >= QUARTER / 4
        noise = np.maximum(had * rate * (1 - rate), 0.5)
        excess += np.where(told, (used - had * rate) ** 2 / noise, 0.0)
        degrees += told
    tells = (degrees > 0) & (pairs["charged_days"].to_numpy() >= _FEWEST_DAYS) & (time.silent < QUARTER / 2)
    pool = (excess[tells].sum() + _SPREAD * _SPREAD_KNOWN) / (degrees[tells].sum() + _SPREAD_KNOWN)
    own = (excess + pool * _OWN_KNOWN) / (np.maximum(degrees, 0) + _OWN_KNOWN)
    return np.asarray(np.maximum(np.where(tells, own, pool), 0.5))


def _prior(products: NDArray[np.int64], charged: Floats, days: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Give the pool's mean rate of each row's product, and the full days that it is worth (a beta's two numbers)."""
    tells = days >= _FULL_YEAR / 4
    means, weights = np.empty_like(charged), np.empty_like(charged)
    whole = _beta(charged[tells], days[tells], spread[tells])
    kinds, places = np.unique(products, return_inverse=True)
    users = np.bincount(places[tells], minlength=len(kinds))
    for kind in range(len(kinds)):
        mine = places == kind
        seen = mine & tells
        means[mine], weights[mine] = (
            _beta(charged[seen], days[seen], spread[seen]) if users[kind] >= _FEWEST_USERS else whole
        )
    return means, weights


def _beta(charged: Floats, days: Floats, spread: Floats) -> tuple[float, float]:
    """Fit a beta distribution to rates by its moments: its mean, and the full days it is worth."""
    if len(charged) < 2:
        return 0.15, _WEAKEST
    rates = charged / days
    mean = float(np.clip(rates.mean(), 0.01, 0.9))
    noise = float((spread * rates * (1 - rates).clip(0) / days).mean())
    between = max(float(rates.var(ddof=1)) - noise, 1e-6)
    return mean, float(np.clip(mean * (1 - mean) / between - 1, _WEAKEST, _STRONGEST))
