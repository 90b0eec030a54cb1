"""The choice of one product or one user to look into; it stands in the address unless it would tell a name."""

from collections.abc import Sequence

import streamlit as st

from pages.parts.session import View


def one(label: str, options: Sequence[str], key: str, view: View) -> str:
    """Let a person choose one of the options, the first to begin with."""
    choice: str = st.selectbox(
        label,
        options,
        key=key,
        bind=None if view.shown else "query-params",
        persist_state="session" if view.shown else None,
    )
    return choice
