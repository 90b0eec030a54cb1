"""Cached answers on what is loaded, kept as in `pages.parts.session`: under the store's fingerprint."""

import polars as pl
import streamlit as st

from analytics import usage
from analytics.store import coverage
from analytics.store import sources as behind
from pages.parts.session import store_of


@st.cache_resource(max_entries=16)
def calendar(data: str, team: str | None) -> pl.DataFrame:
    return coverage.calendar(store_of(data), team)


@st.cache_resource(max_entries=16)
def covered_teams(data: str, team: str | None) -> pl.DataFrame:
    return coverage.coverage(store_of(data), team)


@st.cache_resource(max_entries=16)
def gaps(data: str, team: str | None) -> pl.DataFrame:
    return coverage.gaps(store_of(data), team)


@st.cache_resource(max_entries=8)
def all_loads(data: str) -> pl.DataFrame:
    return coverage.all_loads(store_of(data))


@st.cache_resource(max_entries=32)
def sources(data: str, team: str | None, days: usage.Days | None) -> pl.DataFrame:
    """List the loads that count for a team (None: all) and a range (None: all days)."""
    first, last = (days.first, days.last) if days else (None, None)
    return behind.sources(store_of(data), team, first, last)


@st.cache_resource(max_entries=32)
def beneath(data: str, load_id: int) -> pl.DataFrame:
    return coverage.beneath(store_of(data), load_id)
