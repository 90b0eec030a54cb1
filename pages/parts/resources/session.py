"""Cached answers on resources, kept as in `pages.parts.session`: under the store's fingerprint."""

from datetime import date

import polars as pl
import streamlit as st

from analytics.platform.alerting import alerts_due
from analytics.platform.cards import Card, card, together, token_card
from analytics.platform.charging import drawn as paid_by
from analytics.platform.foresight import Foreseen, foreseen
from analytics.platform.invoices import NO_INVOICES
from analytics.platform.invoices import invoices as invoices_of
from analytics.pool.charged.accounts import Accounts, resource_accounts
from analytics.store.resources import resources as bought_of
from analytics.store.usage_alerts import UsageAlert, usage_alerts
from pages.parts.session import outlooks, settings, store_of, teams


@st.cache_data(max_entries=16)
def accounts(data: str, team: str | None, today: date) -> Accounts:
    return resource_accounts(store_of(data), team, today)


@st.cache_data(max_entries=16, show_spinner=False)
def futures(data: str, team: str | None, today: date) -> list[Foreseen]:
    return [foreseen(account, settings()) for account in accounts(data, team, today).accounts]


@st.cache_data(max_entries=16, show_spinner=False)
def cards(data: str, team: str | None, today: date) -> list[Card]:
    """Give the cards of one team, or of all: of its tokens too, where their use is known."""
    tokens = [token_card(answer) for answer in outlooks(data, team)] if teams(data) else []
    return together(tokens, [card(future) for future in futures(data, team, today)])


@st.cache_data(max_entries=16)
def drawn(data: str, team: str | None, today: date, place: int) -> pl.DataFrame:
    return paid_by(accounts(data, team, today).accounts[place])


@st.cache_data(max_entries=16)
def invoices(data: str, team: str | None, today: date) -> pl.DataFrame:
    """Give the invoices of Pay as You Go of all resources, the newest cycles first."""
    found = [invoices_of(future) for future in futures(data, team, today)]
    return pl.concat(found).sort("first_day", "resource", descending=[True, False]) if found else NO_INVOICES


@st.cache_data(max_entries=16)
def bought(data: str, team: str | None) -> pl.DataFrame:
    return bought_of(store_of(data), team)


@st.cache_data(max_entries=16)
def alerts(data: str) -> dict[int, UsageAlert]:
    return usage_alerts(store_of(data))


@st.cache_data(max_entries=16, show_spinner=False)
def due(data: str, today: date) -> pl.DataFrame:
    return alerts_due(alerts(data), cards(data, None, today))
