"""Closing days on the Run-out page: those entered, and a form to enter and remove them."""

from datetime import timedelta

import polars as pl
import streamlit as st

from analytics.clock import utc_now
from analytics.store import team_names
from analytics.store.closings import NewClosing, add_closing, closings, remove_closing
from analytics.wording import day_text
from pages.parts import controls, session, tables
from pages.parts.messages import errors_shown

_COMPANY = "The whole company"


def closing_days(data: str, team: str | None) -> None:
    """Show the closings that hold, and offer to enter or remove one; it goes into one's own store."""
    rows = closings(session.store_of(data), team)
    if rows.is_empty() and session.on_sample_data():
        return
    with st.expander("Closing days", icon=":material/event_busy:"):
        st.caption(
            "No use is expected on them, and past ones are not taken for a drop. A closing that lies in a gap of the"
            " data makes its days known: nothing was used."
        )
        if not rows.is_empty():
            tables.table(rows.with_columns(pl.col("team").fill_null(_COMPANY)), "Closing days", team=team)
        if not session.on_sample_data():
            _enter()
            _remove(team)


def _enter() -> None:
    store = session.own_store()
    with st.form("closing", border=False), st.grid(3, min_column_width=180):
        tomorrow = utc_now().date() + timedelta(days=1)
        first_day = st.date_input("First day closed", tomorrow, key="closing_first", required=True)
        last_day = st.date_input("Last day closed", tomorrow, key="closing_last", required=True)
        team = st.selectbox(
            "Who closes",
            [None, *team_names(store)],
            format_func=lambda each: _COMPANY if each is None else controls.name(each),
            key="closing_team",
        )
        yearly = st.checkbox("Every year from then on", key="closing_yearly")
        note = st.text_input("Why", key="closing_note")
        if st.form_submit_button("Enter the closing", type="primary") and first_day and last_day:
            with errors_shown():
                add_closing(store, NewClosing(first_day, last_day, team, yearly, note or None), utc_now())
                st.rerun()


def _remove(team: str | None) -> None:
    words = {
        row["closing_id"]: f"{day_text(row['first_day'])} to {day_text(row['last_day'])}, "
        + (_COMPANY.lower() if row["team"] is None else controls.name(row["team"]))
        for row in closings(session.own_store(), team).to_dicts()
    }
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        closing_id = st.selectbox(
            "Closing to remove", list(words), index=None, format_func=words.__getitem__, key="closing_to_remove"
        )
        pressed = st.button("Remove", key="closing_removal", icon=":material/delete:", disabled=closing_id is None)
        if pressed and closing_id is not None:
            remove_closing(session.own_store(), closing_id)
            st.rerun()
