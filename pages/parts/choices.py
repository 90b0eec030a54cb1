"""The choice of what to look into; it stands in the address unless it would tell a name."""

from collections.abc import Sequence

import streamlit as st

from analytics.usage import By
from pages.parts.session import View

_PERIODS = {"Day": By.DAY, "Week": By.WEEK, "Month": By.MONTH}


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


def period() -> By:
    """Let a person choose days, weeks or months."""
    chosen = st.segmented_control("By", list(_PERIODS), default="Day", key="period", bind="query-params", required=True)
    return _PERIODS[chosen or "Day"]
