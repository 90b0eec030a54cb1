"""Balances read at Autodesk, set against the ledger."""

from datetime import date
from decimal import Decimal

import streamlit as st

from analytics.clock import utc_now
from analytics.pool import Reconciliation, reconciliation
from analytics.store.own_events import EventKind, NewEvent, add_event
from analytics.store.stated import StatedBalance, forget_balance, state_balance, stated_balances
from analytics.wording import day_text, plain_text, tokens_text
from pages.parts import controls, session

_MOST = 5


def state(team: str | None) -> None:
    """Offer to state a balance, and show what was stated against the ledger."""
    st.subheader("Does Autodesk say the same?")
    if session.on_sample_data():
        st.caption("With an export of your own you can enter what Autodesk shows as left, and see whether it ties.")
        return
    store, data = session.own_store(), session.fingerprint()
    teams = [team] if team else session.teams(data)
    if not teams:
        st.caption("Load an export with use of tokens first.")
        return
    with st.form("stated", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        of = st.selectbox("Team", teams, format_func=controls.name, key="stated_team")
        day = st.date_input(
            "At the end of", session.data_days(data, team).last, key="stated_day", required=True, width=160
        )
        tokens = st.number_input("Tokens left, as Autodesk shows", value=None, step=1.0, key="stated_tokens")
        if st.form_submit_button("Compare", type="primary") and of and day and tokens is not None:
            state_balance(store, StatedBalance(of, day, Decimal(str(tokens))), utc_now())
            st.rerun()
    stated = stated_balances(store, team)
    for place, row in enumerate(stated.head(_MOST).to_dicts()):
        _one(place, row["team"], row["day"], row["tokens"])
    if stated.height > _MOST:
        st.caption(f"The newest {_MOST} of {stated.height} stated balances are shown.")


def _one(place: int, team: str, day: date, tokens: Decimal) -> None:
    store = session.own_store()
    if day < session.data_days(session.fingerprint(), team).first:
        st.caption(f"{controls.from_file(team)}, {day_text(day)}: before the first day of data.")
        return
    found = reconciliation(store, team, day, tokens)
    show = st.success if not found.difference else st.info if found.explained else st.warning
    show(plain_text(f"{day_text(day)}: {tokens_text(tokens)} stated. {found.sentence}"), title=controls.name(team))
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.difference and st.button("Keep the difference as a correction", key=f"correct {place}"):
            _correct(found)
            st.rerun()
        if st.button("Forget this balance", key=f"forget {place}", type="tertiary"):
            forget_balance(store, team, day)
            st.rerun()
    others = found.reasons[0 if found.explained else 1 :]
    if others and not found.explained:
        st.markdown("\n".join(["Or:", "", *(f"- {plain_text(reason.what)}" for reason in others)]))


def _correct(found: Reconciliation) -> None:
    note = f"to the balance of {tokens_text(found.stated)} stated for {day_text(found.day)}"
    event = NewEvent(EventKind.CORRECTION, found.day, found.team, found.difference, note=note)
    add_event(session.own_store(), event, utc_now())
