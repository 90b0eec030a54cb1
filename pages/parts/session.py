"""The store behind the pages, and every answer that they remember: once per state of the store, for all visitors.

What is remembered is shared and never changed by any visitor: a copy for each would take longer than most answers.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, lru_cache, wraps
from inspect import signature
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import polars as pl
import streamlit as st
from cachetools import LRUCache

from analytics import forecast, pool, samples, usage
from analytics.clock import utc_now
from analytics.gauge import Gauge
from analytics.masking import Mask
from analytics.settings import Settings
from analytics.store import (
    LoadOptions,
    Names,
    Store,
    assumptions,
    covered_days,
    current_usage,
    is_empty,
    load,
    mask_of,
    masked_names,
    shown_names,
)
from analytics.store import directory as directories
from analytics.store.current import team_id
from analytics.store.files import there_was
from analytics.store.packs import token_events as loaded_events

P = ParamSpec("P")
R = TypeVar("R")
SAMPLE_FOLDER = Path(__file__).parents[2] / "sample_data"


# Asked dozens of times by every page; Streamlit's own memory takes a hundred times as long to answer.
@cache
def settings() -> Settings:
    return Settings.from_env()


def assumed(data: str) -> Settings:
    """Return the settings with the assumptions that the store of a fingerprint keeps."""
    return _assumed(data, settings())


@lru_cache(maxsize=8)
def _assumed(data: str, environment: Settings) -> Settings:
    return assumptions.assumed(store_of(data), environment)


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _file_store(path: str) -> Store:
    return Store(Path(path))


@st.cache_resource(show_spinner=False)
def _sample_store() -> Store:
    store = Store()
    # Whatever this computer's clock says, the days of the sample are over.
    now = max(utc_now(), datetime.combine(samples.LAST_DAY + timedelta(days=1), time()))
    for name in samples.EXPORT_FILES:
        load(store, SAMPLE_FOLDER / name, now, LoadOptions())
    return store


# The newest state of the own store and of the sample, and one of before, on which a page may still be under way.
_gauges: LRUCache[str, Gauge] = LRUCache(3)
_gauges_lock = Lock()


def own_store() -> Store:
    """Return the store that keeps what people load, made on the first call and refused when its file is gone."""
    store = _file_store(os.path.realpath(settings().store))
    store.check()
    return store


def on_sample_data() -> bool:
    """Tell whether the pages show the sample, because there never was anything of one's own."""
    return not there_was(settings().store) or _is_empty(own_store().fingerprint)


def store() -> Store:
    """Give the store that the pages show now."""
    return _sample_store() if on_sample_data() else own_store()


def fingerprint() -> str:
    """Return the state that the pages show now; the first answers on it may be asked for."""
    shown = store()
    data = shown.fingerprint
    _gauge_of(shown, data)
    return data


def store_of(data: str) -> Store:
    """Give the store of a fingerprint: somebody may load a first file of their own while this page is being made."""
    if there_was(settings().store) and own_store().knows(data):
        return own_store()
    return _sample_store()


@dataclass(frozen=True)
class View:
    """What the shared controls say; with the fingerprint it is what every answer is remembered under."""

    data: str
    """The fingerprint of the store."""
    team: str | None
    """None: all teams."""
    days: usage.Days
    shown: bool
    """Whether names and e-mails are shown."""
    product_id: int | None = None
    """None: all products."""
    user_id: int | None = None
    """None: all users."""
    part: usage.Part | None = None
    """None: the whole company."""


def gauge(data: str) -> Gauge:
    """Return the gauge of a state that a page is or was on."""
    with _gauges_lock:
        known = _gauges.get(data)
    return known or _gauge_of(store_of(data), data)


def _gauge_of(store: Store, data: str) -> Gauge:
    with _gauges_lock:
        # A store that was closed and opened again may be in the same state as before.
        if data not in _gauges or _gauges[data].store is not store:
            _gauges[data] = Gauge(store, data)
        return _gauges[data]


def remembered(answer: Callable[P, R]) -> Callable[P, R]:
    """Make an answer once per state of the store; its first argument is the state's fingerprint, or has it as `data`.

    The other arguments are plain values that can be told from each other; a frame is none.
    """
    order = tuple(signature(answer).parameters)

    @wraps(answer)
    def asked(*given: P.args, **named: P.kwargs) -> R:
        question = (*given, *(named[name] for name in order[len(given) :] if name in named))
        of: Any = question[0]
        data = of if isinstance(of, str) else of.data
        return gauge(data).once((answer, *question), lambda: answer(*given, **named))

    return asked


@remembered
def _is_empty(data: str) -> bool:
    return is_empty(store_of(data))


@remembered
def teams(data: str) -> list[str]:
    return pool.teams_with_use(store_of(data))


@remembered
def data_days(data: str, team: str | None) -> usage.Days:
    return usage.data_days(store_of(data), team)


@remembered
def directory(data: str, shown: bool) -> pl.DataFrame:
    return (directories.shown_directory if shown else directories.directory)(store_of(data))


@remembered
def summary(view: View, by: usage.By) -> pl.DataFrame:
    return usage.summary(use_days(view), by, names(view))


@remembered
def named_users(view: View) -> int:
    return use_days(view)["user_id"].drop_nulls().n_unique()


@remembered
def daily(view: View) -> pl.DataFrame:
    covered = covered_days(store_of(view.data), view.team).filter(
        pl.col("day").is_between(view.days.first, view.days.last)
    )
    return usage.daily_tokens(rows(view), covered)


@remembered
def months_by_product(view: View) -> pl.DataFrame:
    return usage.months_by_product(rows(view), names(view))


@remembered
def user_products(view: View) -> pl.DataFrame:
    return usage.user_products(rows(view), names(view))


@remembered
def versions(view: View) -> pl.DataFrame:
    return usage.versions(rows(view), names(view))


@remembered
def child_products(view: View) -> pl.DataFrame:
    return usage.child_products(rows(view), names(view))


@remembered
def weeks_by_product(view: View) -> pl.DataFrame:
    return usage.weeks_by_product(rows(view), names(view))


@remembered
def users_with_weeks(view: View) -> pl.DataFrame:
    """Give the summary by user with each user's tokens by week."""
    by_user = summary(view, usage.By.USER)
    return by_user.join(usage.weekly_tokens(rows(view)), on="user_id", how="left", nulls_equal=True)


@remembered
def outlooks(data: str, team: str | None) -> list[forecast.Outlook]:
    """Give the outlook of one team, or of all with the most pressing at the head."""
    question = forecast.Question()
    if team is None:
        return forecast.outlooks(store_of(data), question, assumed(data))
    return [forecast.outlook(store_of(data), team, question, assumed(data))]


@remembered
def token_events(data: str, team: str | None) -> pl.DataFrame:
    """List the token events of one team, or of all, up to the last day of data."""
    books = {outlook.team: outlook.ledger for outlook in outlooks(data, team)}
    return pool.events(books, loaded_events(store_of(data), team))


def rows(view: View) -> pl.DataFrame:
    """Give the rows of current usage."""
    return _selected(_all_rows(view.data), view)


def use_days(view: View) -> usage.UsageDays:
    """Give the usage days."""
    return usage.UsageDays(_selected(_all_use_days(view.data), view))


# Kept for all days and however large they are, for everything is made of them: to take some of the rows takes a
# twentieth of the time of reading them, and a hundredth of that of rolling them up.
def _all_rows(data: str) -> pl.DataFrame:
    return gauge(data).once("rows", lambda: usage.in_order(current_usage(store_of(data))), always=True)


def _all_use_days(data: str) -> usage.UsageDays:
    return gauge(data).once("use days", lambda: usage.rolled_up(_all_rows(data)), always=True)


def _selected(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    wanted = {
        "team_id": team_id(store_of(view.data), view.team),
        "product_id": view.product_id,
        "user_id": view.user_id,
    }
    keys = [pl.col(key) == one for key, one in wanted.items() if one is not None]
    selected = frame.filter(pl.col("day").is_between(view.days.first, view.days.last), *keys)
    if view.part is None:
        return selected
    return usage.collected(usage.use_of_part(selected.lazy(), directory(view.data, shown=False), view.part))


@remembered
def mask(data: str) -> Mask:
    """Return what is hidden while names are masked."""
    return mask_of(store_of(data))


def names(view: View) -> Names:
    return _names(view.data, view.shown)


@remembered
def _names(data: str, shown: bool) -> Names:
    return (shown_names if shown else masked_names)(store_of(data))
