"""Cached answers on how past forecasts came out, kept as in `pages.parts.session`: under the store's fingerprint."""

from datetime import date

import polars as pl
import streamlit as st

from analytics.forecast.futures.choice import burn_rate_chosen as chosen
from analytics.forecast.proof import backtest
from analytics.forecast.proof.vintages import Kept, kept_forecasts
from pages.parts.session import settings, store_of


@st.cache_resource(max_entries=32, show_spinner=False)
def daily(data: str, team: str) -> pl.DataFrame:
    return backtest.team_demand(store_of(data), team)


# One origin each, so that a page can show how far it is.
@st.cache_resource(max_entries=1024, show_spinner=False)
def trial(data: str, team: str, origin: date) -> backtest.Trial:
    return backtest.team_trial(store_of(data), team, daily(data, team), origin, settings().paths)


@st.cache_resource(max_entries=32, show_spinner=False)
def kept(data: str, team: str) -> Kept:
    return kept_forecasts(store_of(data), team)


@st.cache_resource(max_entries=64, show_spinner=False)
def burn_rate_chosen(data: str, team: str, by: date) -> bool:
    return chosen(store_of(data), team, by)
