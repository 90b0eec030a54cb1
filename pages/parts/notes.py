"""A sentence about what was just done, shown by the next run of the page."""

import streamlit as st

from analytics.wording import plain_text

_NOTE = "note"
RECEIPTS = "receipts"
"""Where the receipts of the last files loaded are kept."""


def leave(sentence: str) -> None:
    """Say on the page, once it is made anew, what was done to the store; receipts shown before may no longer hold."""
    st.session_state.pop(RECEIPTS, None)
    st.session_state[_NOTE] = sentence
    st.rerun()


def show() -> None:
    """Show the sentence that was left, once."""
    # Its place stands there in every run: what moves on the page closes what was unfolded in it.
    place = st.empty()
    sentence: str | None = st.session_state.pop(_NOTE, None)
    if sentence:
        place.success(plain_text(sentence))
