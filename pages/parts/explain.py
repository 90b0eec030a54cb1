"""How a page's numbers were computed: the text beside the page, with the lines of Python that print the same."""

from pathlib import Path

import streamlit as st


def computed(page: str) -> None:
    """Show, folded at the end of a page, the text that lies beside its file under the same name."""
    with st.expander("How this was computed", icon=":material/calculate:"):
        st.markdown(Path(page).with_suffix(".md").read_text(encoding="utf-8"))
