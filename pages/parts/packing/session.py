"""Answers on packs, remembered as in `pages.parts.session`: once per state of the store."""

from datetime import date

import polars as pl

from analytics import pool
from analytics.store import packs as bought
from analytics.store import team_names
from analytics.store.packs import token_events
from analytics.usage.selection import last_complete_day
from pages.parts.session import remembered, store_of, teams


@remembered
def books(data: str, team: str | None) -> dict[str, pool.Ledger]:
    """Give the ledger of one team, or of all, up to the last complete day; none where there is no data."""
    if not teams(data):
        return {}
    store = store_of(data)
    return pool.team_ledgers(store, [team] if team else team_names(store), last_complete_day(store, team))


@remembered
def known_until(data: str, team: str | None) -> dict[str, date]:
    """Give the last complete day of each team with use."""
    store = store_of(data)
    return {name: pool.known_until(store, name) for name in teams(data) if team in (None, name)}


@remembered
def money(data: str, team: str | None) -> pl.DataFrame:
    return pool.pack_money(books(data, team), bought(store_of(data)))


@remembered
def events(data: str, team: str | None) -> pl.DataFrame:
    """List the token events of one team, or of all; without use only those that were loaded."""
    loaded = token_events(store_of(data), team)
    ledgers = books(data, team)
    return pool.events(ledgers, loaded) if ledgers else loaded


@remembered
def pack_table(data: str, team: str | None) -> pl.DataFrame:
    """List the packs with what became of them, those in force first, and in money."""
    return pool.pack_table(books(data, team), bought(store_of(data), team), money(data, team))
