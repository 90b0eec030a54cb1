"""Cached answers on licensing, kept as in `pages.parts.session`: under the store's fingerprint."""

from dataclasses import replace

import polars as pl
import streamlit as st

from analytics import licensing
from analytics.licensing import prices
from pages.parts.session import View, data_days, names, settings, store_of, teams, use_days


@st.cache_data(max_entries=8)
def book(data: str) -> licensing.PriceBook:
    """Give all rates and prices."""
    return licensing.price_book(store_of(data), settings())


@st.cache_data(max_entries=8)
def inferred_rates(data: str) -> pl.DataFrame | None:
    """Give the rates as the exports of all days and teams tell them; None where no use of tokens is loaded."""
    if not teams(data):
        return None
    every = View(data, None, data_days(data, None), shown=False)
    return prices.inferred_rates(use_days(every), names(every), book(data).card)


def moves(view: View) -> licensing.Moves:
    """Give the moves of all days of data, whatever the time range."""
    return _moves(replace(view, days=data_days(view.data, view.team)))


@st.cache_data(max_entries=8)
def _moves(view: View) -> licensing.Moves:
    return licensing.moves(store_of(view.data), use_days(view), view.team, names(view), book(view.data), settings())
