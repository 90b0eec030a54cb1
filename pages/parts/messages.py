"""Errors and receipts as people see them."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics.errors import TokenGaugeError
from analytics.exports import Receipt, Status
from analytics.wording import day_text, plain_text, tokens_text
from pages.parts.session import View

_SHOW = {Status.LOADED: st.success, Status.UNCHANGED: st.info, Status.HELD: st.warning, Status.REFUSED: st.error}


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error that a person can meet as a sentence and a hint, instead of ending the page."""
    try:
        yield
    except TokenGaugeError as error:
        st.error(plain_text(error.hint), title=plain_text(error.message), icon=":material/error:")


def nothing_used(view: View) -> None:
    """Say that the range is covered by data, and that nobody used anything in it."""
    st.info(f"Nothing was used from {day_text(view.days.first)} to {day_text(view.days.last)}. Choose a longer range.")


def receipt(shown: Receipt) -> None:
    """Show what a file is and what becomes, or became, of its rows."""
    # What would be loaded is not yet a success.
    show = st.info if shown.dry_run and shown.status is Status.LOADED else _SHOW[shown.status]
    show(plain_text(shown.message), title=plain_text(shown.file))
    if shown.first_day is None or shown.last_day is None:
        return
    facts = [
        f"{tokens_text(shown.tokens)} tokens",
        f"{day_text(shown.first_day)} to {day_text(shown.last_day)}",
        plain_text(", ".join(shown.teams)),
    ]
    st.caption(" · ".join(facts))
    for aside in shown.set_aside:
        st.caption(f"Set aside: {aside.rows:,} rows, because {aside.reason}")
