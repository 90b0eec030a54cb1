"""Answers on what is loaded, remembered as in `pages.parts.session`: once per state of the store."""

import polars as pl

from analytics import usage
from analytics.store import coverage
from analytics.store import sources as behind
from pages.parts.session import remembered, store_of


@remembered
def calendar(data: str, team: str | None) -> pl.DataFrame:
    return coverage.calendar(store_of(data), team)


@remembered
def covered_teams(data: str, team: str | None) -> pl.DataFrame:
    return coverage.coverage(store_of(data), team)


@remembered
def gaps(data: str, team: str | None) -> pl.DataFrame:
    return coverage.gaps(store_of(data), team)


@remembered
def all_loads(data: str) -> pl.DataFrame:
    return coverage.all_loads(store_of(data))


@remembered
def sources(data: str, team: str | None, days: usage.Days | None) -> pl.DataFrame:
    """List the loads that count for a team (None: all) and a range (None: all days)."""
    first, last = (days.first, days.last) if days else (None, None)
    return behind.sources(store_of(data), team, first, last)


@remembered
def beneath(data: str, load_id: int) -> pl.DataFrame:
    return coverage.beneath(store_of(data), load_id)
