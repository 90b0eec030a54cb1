"""How a page's numbers were computed: the text beside the page, with the lines of Python that print the same."""

import json
from pathlib import Path

import streamlit as st

from pages.parts import session

_STORE = "token_gauge.duckdb"
"""The store's file, as the texts name it."""


def computed(page: str) -> None:
    """Show, folded at the end of a page, the text that lies beside its file under the same name."""
    with st.expander("How this was computed", icon=":material/calculate:"):
        name = session.settings().store.name
        text = Path(page).with_suffix(".md").read_text(encoding="utf-8")
        st.markdown(text.replace(f'"{_STORE}"', json.dumps(name, ensure_ascii=False)))
        st.caption("As long as the app runs it has the store to itself: run these lines on a copy of its file.")
