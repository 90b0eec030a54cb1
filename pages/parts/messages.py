"""Errors and empty answers as people see them."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics.errors import TokenGaugeError
from analytics.masking import masked_text
from analytics.wording import day_text, plain_text
from pages.parts.session import View


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error that a person can meet as a sentence and a hint, instead of ending the page."""
    try:
        yield
    except TokenGaugeError as error:
        # Whoever may see names is a setting, and that may be what is wrong.
        message, hint = (plain_text(masked_text(text)) for text in (error.message, error.hint))
        st.error(hint, title=message, icon=":material/error:")


def nothing_used(view: View) -> None:
    """Say that the range is covered by data, and that nobody used anything in it."""
    st.info(f"Nothing was used from {day_text(view.days.first)} to {day_text(view.days.last)}. Choose a longer range.")
