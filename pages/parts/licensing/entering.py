"""Rates, prices and contents of collections entered by hand: tables to be changed, with rows for what is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from analytics.clock import utc_now
from analytics.store import team_names
from analytics.store.price_list import (
    LIST,
    NET,
    change_contents,
    change_prices,
    own_contents,
    own_prices,
)
from analytics.store.rates import change_rates, own_rates
from pages.parts import controls, session
from pages.parts.licensing import names, pricing
from pages.parts.licensing.kept import TOKEN, kept_contents, kept_prices, kept_rates
from pages.parts.messages import errors_shown

_PRICES = pl.Schema(
    {
        "price_id": pl.Int64(),
        "offer": pl.String(),
        "team": pl.String(),
        "amount": pl.Float64(),
        "currency": pl.String(),
        "basis": pl.String(),
        "first_day": pl.Date(),
        "source": pl.String(),
        "checked_on": pl.Date(),
    }
)
_RATES = pl.Schema(
    {
        "rate_id": pl.Int64(),
        "product": pl.String(),
        "tokens": pl.Float64(),
        "first_day": pl.Date(),
        "source": pl.String(),
        "checked_on": pl.Date(),
    }
)


def enter(day: date) -> None:
    """Offer what was entered as tables to be changed; they go into one's own store.

    Parameters
    ----------
    day
        The first day that is proposed.
    """
    if session.on_sample_data():
        st.info("Load an export of your own first; rates and prices are not changed for the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    prices, rates, collections, products = st.tabs(["Prices", "Rates", "What collections hold", "Names of products"])
    with prices:
        _enter_prices(day)
    with rates:
        _enter_rates(day)
    with collections:
        _enter_contents()
    with products:
        names.enter()


def _enter_prices(day: date) -> None:
    store = session.own_store()
    own = own_prices(store).with_columns(pl.col("offer").fill_null(TOKEN))
    asked = pricing.asked(session.fingerprint()).filter(~pl.col("price_known")).select("currency", offer="product")
    proposed = asked.with_columns(basis=pl.lit(NET), first_day=pl.lit(day), checked_on=pl.lit(utc_now().date()))
    known = pl.concat([own, proposed], how="diagonal_relaxed").select(_PRICES.names()).cast(_PRICES)
    shown = controls.masked(known)
    with st.form("prices", border=False):
        edited = _edited(shown, _price_config(day), "Prices entered by hand")
        st.caption(
            f"{TOKEN}: the price of one token, of one team or (without a team) of all; else what one user pays for"
            " a year of that product or collection. A price holds from its first day until the next one of the same"
            " begins. Rows without an amount are asked for: fill them in, or leave them."
        )
        if st.form_submit_button("Keep the prices", type="primary", icon=":material/save:"):
            with errors_shown():
                change_prices(store, own["price_id"].to_list(), kept_prices(known, shown, edited, team_names(store)))
                st.rerun()


def _enter_rates(day: date) -> None:
    store = session.own_store()
    own = own_rates(store)
    asked = pricing.asked(session.fingerprint()).filter(pl.col("rate").is_null()).select("product").unique()
    proposed = asked.sort("product").with_columns(first_day=pl.lit(day), checked_on=pl.lit(utc_now().date()))
    known = pl.concat([own, proposed], how="diagonal_relaxed").select(_RATES.names()).cast(_RATES)
    shown = controls.masked(known)
    with st.form("rates", border=False):
        edited = _edited(shown, _rate_config(day), "Rates entered by hand")
        st.caption(
            "A rate holds from its first day until the next one of the same product begins; days before keep what held"
            " then. Rows without tokens are asked for: fill them in, or leave them."
        )
        if st.form_submit_button("Keep the rates", type="primary", icon=":material/save:"):
            with errors_shown():
                change_rates(store, own["rate_id"].to_list(), kept_rates(known, shown, edited))
                st.rerun()


def _enter_contents() -> None:
    store = session.own_store()
    own = own_contents(store)
    with st.form("contents", border=False):
        edited = _edited(
            own,
            {
                "collection": st.column_config.TextColumn("Collection"),
                "product": st.column_config.TextColumn("Product in it", help="As the exports call it."),
            },
            "Contents of collections entered by hand",
        )
        st.caption(
            "One row for each product in a collection. What is entered about a collection takes the place of what is"
            " shipped about it; remove its rows, and that holds again."
        )
        if st.form_submit_button("Keep the contents", type="primary", icon=":material/save:"):
            with errors_shown():
                change_contents(store, kept_contents(edited))
                st.rerun()


def _edited(shown: pl.DataFrame, config: Mapping[str, Any], name: str) -> pl.DataFrame:
    edited: pl.DataFrame = st.data_editor(
        shown,
        num_rows="dynamic",
        hide_index=True,
        column_config=dict(config),
        # Under another key the editor forgets what was changed in it, which by then is in the rows.
        key=f"{name} {session.fingerprint()}",
        alt=name,
    )
    return edited


def _price_config(day: date) -> dict[str, Any]:
    column = st.column_config
    return {
        "price_id": column.NumberColumn("Price", disabled=True, width=60, help="Its number, given when kept."),
        "offer": column.TextColumn("Of what", help=f"{TOKEN}, or a product or collection as the exports call it."),
        "team": column.TextColumn("Team", help="Of a token: whose; empty: all teams."),
        "amount": column.NumberColumn("Price", min_value=0, format="localized", help="Of a token, or of a year."),
        "currency": column.TextColumn("Currency", max_chars=3, default="USD", width=80),
        "basis": column.SelectboxColumn("Kind", options=[NET, LIST], default=NET, help="Net: what you pay yourself."),
        **_dated_config(day),
    }


def _rate_config(day: date) -> dict[str, Any]:
    column = st.column_config
    return {
        "rate_id": column.NumberColumn("Rate", disabled=True, width=60, help="Its number, given when kept."),
        "product": column.TextColumn("Product", help="As the exports call it."),
        "tokens": column.NumberColumn("Tokens for 24 hours", min_value=0, format="localized"),
        **_dated_config(day),
    }


def _dated_config(day: date) -> dict[str, Any]:
    column = st.column_config
    return {
        "first_day": column.DateColumn("From", format="D MMM YYYY", default=day),
        "source": column.TextColumn("Source", help="Where it was read."),
        "checked_on": column.DateColumn("Checked on", format="D MMM YYYY", default=utc_now().date()),
    }
