"""The choice of what to look into; it stands in the address unless it would tell a name."""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.forecast import countries
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


def held(label: str, options: Mapping[str, str], key: str, width: int | Literal["stretch"] = 320) -> str:
    """Let a person choose one of the options, the first to begin with, also where their labels tell names.

    Parameters
    ----------
    label
        What is chosen.
    options
        The options with their labels; the address holds the option, which names nobody, and never the label, so that
        a link shows the same whether names are shown or masked.
    key
        The parameter of the address.
    width
        In pixels, or as wide as the page.
    """
    asked = st.query_params.get(key)
    if asked in options and key not in st.session_state:
        st.session_state[key] = asked
    choice: str = st.selectbox(
        label, list(options), format_func=options.__getitem__, key=key, persist_state="session", width=width
    )
    if choice != next(iter(options)):
        st.query_params[key] = choice
    elif key in st.query_params:
        del st.query_params[key]
    return choice


def country(place: DeltaGenerator, usual: str) -> str:
    """Let a person choose whose public holidays are no business days; it stands in the address.

    Parameters
    ----------
    place
        Where to ask.
    usual
        The one that is assumed everywhere.
    """
    names = countries()
    chosen = place.selectbox(
        "Country",
        list(names),
        list(names).index(usual) if usual in names else None,
        format_func=names.__getitem__,
        key="country",
        bind="query-params",
        help="Whose public holidays are no business days.",
    )
    return chosen or usual


def period() -> By:
    """Let a person choose days, weeks or months."""
    chosen = st.segmented_control("By", list(_PERIODS), default="Day", key="period", bind="query-params", required=True)
    return _PERIODS[chosen or "Day"]
