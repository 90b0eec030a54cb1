"""Packs entered and removed by hand, and what was loaded beside them."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import streamlit as st

from analytics.clock import utc_now
from analytics.store import NewPack, add_pack, packs, remove_pack, team_names
from analytics.store.packs import subscriptions, token_events
from pages.parts import session, tables


def enter_one() -> None:
    """Offer a form for one pack; it goes into one's own store."""
    if session.on_sample_data():
        st.info("Load an export of your own first; packs are not added to the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    today = utc_now().date()
    with st.form("pack"):
        team = st.selectbox("Team", team_names(session.own_store()), accept_new_options=True, key="pack_team")
        tokens = st.number_input("Tokens", min_value=1, value=500, step=100, key="pack_tokens")
        first, last = st.columns(2)
        start = first.date_input("First day", today, key="pack_start", required=True)
        end = last.date_input("Last day", today + timedelta(days=364), key="pack_end", required=True)
        price, currency = st.columns(2)
        paid = price.number_input("Price per token", min_value=0.0, value=None, step=0.01, key="pack_price")
        money = currency.text_input("Currency", "USD", max_chars=3, key="pack_currency")
        if st.form_submit_button("Enter the pack", type="primary") and team and start and end:
            known = None if paid is None else Decimal(str(paid))
            add_pack(
                session.own_store(),
                NewPack(team, Decimal(tokens), start, end, known, money.strip().upper() if known is not None else None),
            )
            st.rerun()


def remove_one() -> None:
    """Offer to remove a pack that was entered by hand."""
    if session.on_sample_data():
        return
    by_hand = packs(session.own_store()).filter(pl.col("load_id").is_null())["pack_id"].to_list()
    if not by_hand:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pack_id = st.selectbox("Pack to remove", by_hand, index=None, key="remove_pack")
        if (
            st.button("Remove", key="remove_button", icon=":material/delete:", disabled=pack_id is None)
            and pack_id is not None
        ):
            remove_pack(session.own_store(), pack_id)
            st.rerun()


def beside_packs() -> None:
    """Show the token events and the subscriptions that were loaded, if there are any."""
    events = token_events(session.store())
    if not events.is_empty():
        st.subheader("Token events")
        tables.table(events, "Token events")
    subscribed = subscriptions(session.store())
    if not subscribed.is_empty():
        st.subheader("Subscriptions")
        st.markdown(
            "The Subscriptions export does not tell the tokens of a pack: enter them above. Where no number of seats"
            " stands, it tells none, as for Flex."
        )
        tables.table(subscribed, "Subscriptions")
