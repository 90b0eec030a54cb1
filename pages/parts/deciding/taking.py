"""The buttons with which somebody decides, and the history of who decided what and when."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from analytics.clock import utc_now
from analytics.licensing import decisions
from analytics.store.decisions import State, Step
from analytics.wording import day_text
from pages.parts import messages, notes, session, tables
from pages.parts.deciding import session as answers
from pages.parts.session import View

_LATER = timedelta(days=90)
"""An exemption that is proposed."""
_DONE = {
    State.PROPOSED: "is proposed again",
    State.ACCEPTED: "is accepted",
    State.REJECTED: "is rejected",
    State.EXEMPT: "is put off",
    State.DONE: "is done",
}


def decide(row: Mapping[str, Any], view: View) -> None:
    """Offer what can be decided about a move: accept, reject, later; of an accepted one, that it is done."""
    on_sample = session.on_sample_data()
    who = st.text_input(
        "Your name, for the history",
        session.settings().known_decider,
        key="decider",
        max_chars=80,
        persist_state="session",
        help="There is no log-in: the name is recorded as it is typed, and kept while this window is open",
    )
    state = State(row["state"])
    key = f"{view.data} {row['move']}"
    today = utc_now().date()
    with st.form(f"decide {key}"):
        with st.grid(3, min_column_width=200):
            note = st.text_input(
                "Reason or note", "", max_chars=200, key=f"note {key}", help="A rejection needs a reason"
            )
            owner = st.text_input(
                "Owner, if another than before", "", max_chars=80, key=f"owner {key}", help="Who sees to it"
            )
            if state is State.ACCEPTED:
                day = st.date_input("Done on", today, key=f"day {key}", help="The first day on the subscription")
            else:
                day = st.date_input("Later: until", today + _LATER, key=f"day {key}")
            paid = None
            if state is State.ACCEPTED:
                price = None if row["price_year"] is None else float(row["price_year"])
                paid = st.number_input(
                    f"Paid for a year, {row['currency'] or 'in the currency of the tokens'}",
                    min_value=0.0,
                    value=price,
                    step=1.0,
                    key=f"paid {key}",
                    help="For all that was bought for this user",
                )
        with st.container(horizontal=True):
            for label, icon, asked in _buttons(state):
                if st.form_submit_button(label, icon=icon, disabled=on_sample, key=f"{asked} {key}"):
                    dated = day if asked in (State.EXEMPT, State.DONE) else None
                    with messages.errors_shown():
                        step = Step(asked, who or "", dated, note, owner)
                        cost = Decimal(str(paid)) if asked is State.DONE and paid is not None else None
                        decisions.take(session.own_store(), row, step, utc_now(), cost)
                        until = f" until {day_text(day)}" if asked is State.EXEMPT else ""
                        notes.leave(f"The move of {row['user']} {_DONE[asked]}{until}.")
    if on_sample:
        st.info("Load an export of your own first; nothing is decided about the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")


def steps_of(row: Mapping[str, Any], view: View) -> None:
    """Show who decided what about a move, and when."""
    if not row["steps"]:
        return
    every = answers.history(view.data, view.shown).filter(pl.col("decision_id") == row["decision_id"])
    st.markdown("**Who decided what**")
    tables.table(
        tables.filled(every.select("decided_at", "state", "who", "day", "note", "owner")), "Steps of the move", view
    )


def _buttons(state: State) -> list[tuple[str, str, State]]:
    accept = ("Accept", ":material/check:", State.ACCEPTED)
    reject = ("Reject", ":material/close:", State.REJECTED)
    later = ("Later", ":material/schedule:", State.EXEMPT)
    done = ("It is done", ":material/task_alt:", State.DONE)
    back = ("Take back", ":material/undo:", State.PROPOSED)
    return {
        State.PROPOSED: [accept, reject, later],
        State.ACCEPTED: [done, reject, back],
        State.EXEMPT: [accept, reject, later, back],
        State.REJECTED: [accept, later, back],
        State.DONE: [back],
    }[state]
