"""Answers on the directory and chargeback, remembered as in `pages.parts.session`: once per state of the store."""

import polars as pl

from analytics import pool, usage
from analytics.store import directory as known
from analytics.usage import Unit
from pages.parts.session import View, directory, names, remembered, store_of, use_days


@remembered
def places(data: str, shown: bool) -> pl.DataFrame:
    return (known.shown_places if shown else known.places)(store_of(data))


@remembered
def allocation(view: View, unit: Unit) -> pl.DataFrame:
    return usage.allocation(use_days(view), directory(view.data, view.shown), unit)


@remembered
def chargeback(view: View, unit: Unit) -> pool.Chargeback:
    return pool.chargeback(store_of(view.data), directory(view.data, view.shown), unit, view.team, view.days)


@remembered
def match(view: View) -> usage.Match:
    return usage.match(use_days(view), directory(view.data, view.shown))


@remembered
def unmatched_users(view: View) -> pl.DataFrame:
    """List the users whom the directory does not name: `user`, `tokens`, `last_day`."""
    found = known.unmatched_users(store_of(view.data))
    return found.join(names(view).users, on="user_id", maintain_order="left").select("user", "tokens", "last_day")


@remembered
def unused_rows(view: View) -> pl.DataFrame:
    return (known.shown_unused_rows if view.shown else known.unused_rows)(store_of(view.data))


@remembered
def belongings(view: View) -> pl.DataFrame:
    """List where each user of the store belongs: `user`, the units, `first_day`, `last_day` (null: open)."""
    days = pl.col("first_day", "last_day")
    stated = pl.when(~days.is_in([known.OPEN_START, known.OPEN_END])).then(days)
    found = directory(view.data, view.shown).with_columns(stated)
    return found.join(names(view).users, on="user_id", maintain_order="left").select(
        "user", *Unit, "first_day", "last_day"
    )
