"""Errors and empty answers as people see them."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics.errors import TokenGaugeError
from analytics.gauge import StateMovedError
from analytics.masking import masked_text
from analytics.store import hidden
from analytics.wording import day_text, plain_text
from pages.parts import controls, session
from pages.parts.session import View


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error that a person can meet as a sentence and a hint, instead of ending the page.

    Where the data change while a page is made, it is made again: half of it would be of before.
    """
    try:
        yield
    except StateMovedError:
        st.rerun()
    except TokenGaugeError as error:
        message, hint = (plain_text(_shown(text)) for text in (error.message, error.hint))
        st.error(hint, title=message, icon=":material/error:")


def _shown(text: str) -> str:
    try:
        return text if controls.names_shown() else hidden(session.store(), text)
    except TokenGaugeError:  # who may see names is a setting and who is named the store knows: either may be wrong
        return masked_text(text)


def nothing_used(view: View) -> None:
    """Say that the range is covered by data, and that nobody used anything in it."""
    st.info(f"Nothing was used from {day_text(view.days.first)} to {day_text(view.days.last)}. Choose a longer range.")
