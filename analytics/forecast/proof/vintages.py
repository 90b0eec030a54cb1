"""Vintages: the forecast of each team as it was made after each load, kept, and set against what happened since."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from analytics.errors import TokenGaugeError
from analytics.forecast.futures.grades import Grade
from analytics.forecast.outlook import Outlook, Question, outlook
from analytics.forecast.proof.backtest import DATES, TO_CHOOSE, backtest, team_closing_days, team_demand
from analytics.forecast.proof.used_up import used_up
from analytics.forecast.run_out import BAND
from analytics.pool import Pack
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.vintages import NewVintage, keep_vintages, newest_loads, vintages

AHEAD = (30, 60, 90, 180)
"""Days ahead for which the tokens used are kept."""
_MOST_TEAMS = 10
"""Teams that get a forecast after one load, those with most use first: each takes about a second."""
_USE = {"origin": pl.Date, "days": pl.Int64, **dict.fromkeys(("p10", "expected", "p90", "actual"), pl.Float64)}


def keep_forecasts(store: Store, settings: Settings, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Make and keep the forecast of every team that has none since its newest load, and tell how many were kept.

    Parameters
    ----------
    store
        Where the loads are, and where to.
    settings
        Whose.
    now
        The moment, UTC.
    go_on
        Asked before each team; those made until it says no are kept.
    """
    missing = newest_loads(store).filter(~pl.col("has_vintage")).head(_MOST_TEAMS)
    made: list[NewVintage] = []
    for team, load_id in missing.select("team", "load_id").iter_rows():
        if not go_on():
            break
        # A team of which too little is known has no forecast to keep; the others have.
        with suppress(TokenGaugeError):
            made += _made(store, team, load_id, settings)
    if made:
        keep_vintages(store, made, now)
    return len(made)


@dataclass(frozen=True)
class Kept:
    """The forecasts of one team as they were made, and what came."""

    dates: pl.DataFrame
    """One row per forecast with tokens at hand: as `dates` of a `Backtest`."""
    use: pl.DataFrame
    """One row per forecast and days ahead: `origin`, `days`, `p10`, `expected`, `p90` and `actual` (tokens; null: not
    known yet)."""


def kept_forecasts(store: Store, team: str) -> Kept:
    """Set the forecasts kept of one team against what happened, as the store knows it now.

    Raises
    ------
    StoreError
        When there is no such team, or no data of it.
    """
    daily = team_demand(store, team)
    # Of several loads with the same newest day the last one knew most.
    newest = vintages(store, team).unique("as_of", keep="last", maintain_order=True)
    kept = [(as_of, json.loads(answer)) for as_of, answer in newest.select("as_of", "answer").iter_rows()]
    return Kept(
        dates=pl.DataFrame([row for one in kept for row in _date_row(*one, daily)], DATES, orient="row"),
        use=pl.DataFrame([row for one in kept for row in _use_rows(*one, daily)], _USE, orient="row"),
    )


def _made(store: Store, team: str, load_id: int, settings: Settings) -> Iterator[NewVintage]:
    daily = team_demand(store, team)
    past = backtest(daily, settings.paths, TO_CHOOSE, team_closing_days(store, team, daily))
    answer = outlook(store, team, Question(burn_rate=past.burn_rate_wins), settings)
    if answer.grade is not Grade.NONE:
        document = _document(answer) | {"burn_rate": past.burn_rate_wins}
        yield NewVintage(team, load_id, answer.known_until, answer.method, document)


def _document(answer: Outlook) -> dict[str, object]:
    assert answer.paths is not None  # what has a grade has futures
    totals = np.cumsum(answer.paths.tokens, axis=1)
    days = [ahead for ahead in AHEAD if ahead <= totals.shape[1]]
    forecast = answer.run_out
    day = forecast.day if forecast else None
    return {
        "run_out": [_iso(day.p10), _iso(day.p50), _iso(day.p90)] if day else None,
        "chance": forecast.chance if forecast else None,
        "end": _iso(forecast.end) if forecast else None,
        "packs": [
            {
                "tokens": str(pack.tokens),
                "first_day": pack.first_day.isoformat(),
                "last_day": pack.last_day.isoformat(),
                "pool": pack.pool,
                "size": None if pack.size is None else str(pack.size),
            }
            for pack in answer.coming
        ],
        "used": {str(ahead): np.quantile(totals[:, ahead - 1], BAND).tolist() for ahead in days},
    }


def _date_row(as_of: date, answer: dict[str, Any], daily: pl.DataFrame) -> Iterator[tuple[date | None, ...]]:
    if answer["run_out"] is None:
        return
    tomorrow = as_of + timedelta(days=1)
    packs = [
        Pack(
            pack_id=number,
            tokens=Decimal(pack["tokens"]),
            first_day=_day(pack["first_day"]),
            last_day=_day(pack["last_day"]),
            pool=pack["pool"],
            size=None if pack["size"] is None else Decimal(pack["size"]),
        )
        for number, pack in enumerate(answer["packs"])
    ]
    days = [day and _day(day) for day in answer["run_out"]]
    end = _day(answer["end"])
    came = daily.filter(pl.col("day").is_between(tomorrow, end))
    yield (as_of, *days, end, *used_up(came, tomorrow, packs))


def _use_rows(as_of: date, answer: dict[str, Any], daily: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    for ahead, (low, middle, high) in answer["used"].items():
        last = as_of + timedelta(days=int(ahead))
        came = daily.filter(pl.col("day") > as_of, pl.col("day") <= last)["tokens"]
        known = came.len() == int(ahead) and not came.null_count()
        yield as_of, int(ahead), low, middle, high, float(came.sum()) if known else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str) -> date:
    return date.fromisoformat(text)
