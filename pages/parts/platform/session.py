"""Cached answers on applications, kept as in `pages.parts.session`: under the store's fingerprint."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from analytics.platform import applications as platform
from analytics.platform import owed as owing
from analytics.store import api_usage as kept
from analytics.usage import By, Days
from pages.parts import controls
from pages.parts.session import data_days, fingerprint, store_of, teams


@dataclass(frozen=True)
class Look:
    """What is looked at; a key of cached answers."""

    data: str
    team: str | None
    """None: all teams."""
    days: Days | None
    """None: all days."""


def look() -> Look:
    """Read the shared controls; where they stand on all days, days of APIs after the other use are among them."""
    data, team = fingerprint(), controls.team()
    if not teams(data):
        return Look(data, team, None)
    days = controls.view().days
    return Look(data, team, None if days == data_days(data, team) else days)


@st.cache_data(max_entries=8)
def settled(data: str) -> pl.DataFrame:
    return platform.settled_usage(store_of(data))


@st.cache_data(max_entries=32)
def usage(seen: Look, application_id: int | None = None) -> pl.DataFrame:
    """Give the use that is looked at, of one application or (None) of all."""
    rows = settled(seen.data)
    if seen.team is not None:
        rows = rows.filter(pl.col("team") == seen.team)
    if seen.days is not None:
        rows = rows.filter(pl.col("day").is_between(seen.days.first, seen.days.last))
    return rows if application_id is None else rows.filter(pl.col("application_id") == application_id)


@st.cache_data(max_entries=32)
def periods(seen: Look, application_id: int | None, by: By) -> pl.DataFrame:
    return platform.by_day(usage(seen, application_id), "1w" if by is By.WEEK else "1d")


@st.cache_data(max_entries=32)
def by_application(seen: Look) -> pl.DataFrame:
    """Give the sums by application with their client ids."""
    known = applications(seen.data).select("application_id", "client_id")
    return platform.by_application(usage(seen)).join(known, on="application_id", how="left", maintain_order="left")


@st.cache_data(max_entries=32)
def by_api(seen: Look, application_id: int | None) -> pl.DataFrame:
    return platform.by_api(usage(seen, application_id))


@st.cache_data(max_entries=16)
def owed(data: str, team: str | None) -> list[owing.Owed]:
    return owing.owed(store_of(data), team)


@st.cache_data(max_entries=8)
def applications(data: str) -> pl.DataFrame:
    return kept.applications(store_of(data))


@st.cache_data(max_entries=8)
def assignments(data: str) -> pl.DataFrame:
    return kept.assignments(store_of(data))
