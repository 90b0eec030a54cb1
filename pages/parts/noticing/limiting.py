"""Limits set and removed by hand."""

from decimal import Decimal

import polars as pl
import streamlit as st

from analytics.store import team_names
from analytics.store.directory import department_names
from analytics.store.limits import NewLimit, Of, Period, add_limit, remove_limit
from analytics.wording import tokens_count
from pages.parts import controls, session

_OF = {Of.USER: "each user", Of.TEAM: "a team", Of.DEPARTMENT: "a department", Of.ALL: "all together"}
_EACH_TEAM, _EACH_DEPARTMENT = "each team", "each department"


def set_one() -> None:
    """Offer a form for one limit; it goes into one's own store."""
    if session.on_sample_data():
        st.info("Load an export of your own first; limits are not set for the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    with st.form("limit"), st.grid(3, min_column_width=180):
        of = st.selectbox("Whose use", list(Of), format_func=_OF.__getitem__, key="limit_of")
        team = st.selectbox(
            "Which team",
            [_EACH_TEAM, *team_names(session.own_store())],
            format_func=controls.name,
            key="limit_team",
            help="For a team's limit",
        )
        department = st.selectbox(
            "Which department",
            [_EACH_DEPARTMENT, *department_names(session.own_store())],
            format_func=controls.name,
            key="limit_department",
            help="For a department's limit; a directory says who belongs to it",
        )
        period = st.selectbox("In a", list(Period), key="limit_period")
        tokens = st.number_input("At most, tokens", min_value=0.0, value=50.0, step=1.0, key="limit_tokens")
        if st.form_submit_button("Set the limit", type="primary") and of and period:
            named = team if of is Of.TEAM and team != _EACH_TEAM else None
            place = department if of is Of.DEPARTMENT and department != _EACH_DEPARTMENT else None
            add_limit(session.own_store(), NewLimit(of, period, Decimal(str(tokens)), named, place))
            st.rerun()


def remove_one(limits: pl.DataFrame) -> None:
    """Offer to remove a limit."""
    words = {
        row["limit_id"]: f"{controls.name(row['team'] or row['department'] or _OF[Of(row['of'])])}:"
        f" {tokens_count(row['limit'])} a {row['period']}"
        for row in limits.iter_rows(named=True)
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        limit_id = st.selectbox(
            "Limit to remove", list(words), index=None, format_func=words.__getitem__, key="limit_to_remove"
        )
        if (
            st.button("Remove", key="limit_removal", icon=":material/delete:", disabled=limit_id is None)
            and limit_id is not None
        ):
            remove_limit(session.own_store(), limit_id)
            st.rerun()
