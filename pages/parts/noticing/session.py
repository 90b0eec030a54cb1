"""Cached answers on what stands out, kept as in `pages.parts.session`: under the store's fingerprint."""

from dataclasses import replace

import polars as pl
import streamlit as st

from analytics import forecast, usage
from analytics.store.limits import limits as limits_of
from pages.parts.session import View, daily, data_days, directory, names, rows, settings, store_of


@st.cache_resource(max_entries=8)
def limits(data: str) -> pl.DataFrame:
    return limits_of(store_of(data))


@st.cache_resource(max_entries=16)
def over_limits(view: View) -> pl.DataFrame:
    return usage.over_limits(rows(view), limits(view.data), names(view), directory(view.data, view.shown))


@st.cache_resource(max_entries=16)
def unusual(data: str, team: str | None) -> forecast.Findings | None:
    """Find what is out of the ordinary in all days of one team, or of all."""
    days = data_days(data, team)
    every = daily(View(data=data, team=team, days=days, shown=False))
    return forecast.unusual(every, forecast.public_holidays(settings().country, days.first.year, days.last.year))


@st.cache_resource(max_entries=64)
def causes(view: View, excess: usage.Excess, by: usage.By) -> pl.DataFrame:
    days = usage.Days(excess.reference.first, excess.days.last)
    return usage.causes(rows(replace(view, days=days)), excess, by, names(view))
