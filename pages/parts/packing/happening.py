"""Token events: what has changed the tokens other than use, and those entered by hand."""

from decimal import Decimal

import streamlit as st

from analytics.clock import utc_now
from analytics.store import team_names
from analytics.store.own_events import EventKind, NewEvent, add_event, own_events, remove_event
from analytics.wording import day_text, tokens_count
from pages.parts import controls, session, tables
from pages.parts.messages import errors_shown
from pages.parts.packing import session as packing

_KINDS = {
    EventKind.MOVE: "Tokens moved to another team",
    EventKind.MERGE: "Team merged into another",
    EventKind.CORRECTION: "Correction",
}


def listed(data: str, team: str | None) -> None:
    """Show all token events."""
    rows = packing.events(data, team)
    if not rows.is_empty():
        st.subheader("Token events")
        tables.table(rows, "Token events")


def enter() -> None:
    """Offer to enter a token event, and to remove one; it goes into one's own store."""
    if session.on_sample_data():
        return
    store = session.own_store()
    teams = team_names(store)
    with st.expander("Enter a move, a merge or a correction", icon=":material/swap_horiz:"):
        with st.form("event", border=False), st.grid(3, min_column_width=180):
            kind = st.selectbox("What happened", list(_KINDS), format_func=_KINDS.__getitem__, key="event_kind")
            team = st.selectbox("Team", teams, format_func=controls.name, key="event_team")
            to_team = st.selectbox(
                "To team",
                teams,
                index=None,
                format_func=controls.name,
                accept_new_options=True,
                key="event_to",
                help="Of a move or a merge",
            )
            day = st.date_input("Day", utc_now().date(), key="event_day", required=True, help="From its morning on")
            tokens = st.number_input(
                "Tokens", value=None, step=1.0, key="event_tokens", help="Of a correction below zero: fewer than known"
            )
            note = st.text_input("Why", key="event_note")
            if st.form_submit_button("Enter the event", type="primary") and kind and team and day:
                known = None if tokens is None else Decimal(str(tokens))
                with errors_shown():
                    add_event(store, NewEvent(kind, day, team, known, to_team or None, note or None), utc_now())
                    st.rerun()
        _remove()


def _remove() -> None:
    words = {
        row["event_id"]: f"{_KINDS[EventKind(row['kind'])]}, {day_text(row['day'])}, {controls.name(row['team'])}"
        + ("" if row["tokens"] is None else f", {tokens_count(row['tokens'])}")
        for row in own_events(session.own_store()).to_dicts()
    }
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        event_id = st.selectbox(
            "Event to remove", list(words), index=None, format_func=words.__getitem__, key="event_to_remove"
        )
        pressed = st.button("Remove", key="event_removal", icon=":material/delete:", disabled=event_id is None)
        if pressed and event_id is not None:
            remove_event(session.own_store(), event_id)
            st.rerun()
