"""Cached answers on packs, kept as in `pages.parts.session`: under the store's fingerprint."""

from datetime import date

import polars as pl
import streamlit as st

from analytics import pool
from analytics.store import packs as bought
from analytics.store import team_names
from analytics.store.packs import token_events
from analytics.usage.selection import last_complete_day
from pages.parts.session import store_of, teams


@st.cache_resource(max_entries=16)
def books(data: str, team: str | None) -> dict[str, pool.Ledger]:
    """Give the ledger of one team, or of all, up to the last complete day; none where there is no data."""
    if not teams(data):
        return {}
    store = store_of(data)
    return pool.team_ledgers(store, [team] if team else team_names(store), last_complete_day(store, team))


@st.cache_resource(max_entries=16)
def known_until(data: str, team: str | None) -> dict[str, date]:
    """Give the last complete day of each team with use."""
    store = store_of(data)
    return {name: pool.known_until(store, name) for name in teams(data) if team in (None, name)}


@st.cache_resource(max_entries=16)
def money(data: str, team: str | None) -> pl.DataFrame:
    return pool.pack_money(books(data, team), bought(store_of(data)))


@st.cache_resource(max_entries=16)
def events(data: str, team: str | None) -> pl.DataFrame:
    """List the token events of one team, or of all; without use only those that were loaded."""
    loaded = token_events(store_of(data), team)
    ledgers = books(data, team)
    return pool.events(ledgers, loaded) if ledgers else loaded


@st.cache_resource(max_entries=16)
def pack_table(data: str, team: str | None) -> pl.DataFrame:
    """List the packs with what became of them, those in force first, and in money."""
    return pool.pack_table(books(data, team), bought(store_of(data), team), money(data, team))
