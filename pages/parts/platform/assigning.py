"""Which team pays for which application from when on, entered by hand."""

from datetime import date

import streamlit as st

from analytics.clock import utc_now
from analytics.store import team_names
from analytics.store.api_usage import Assignment, assign, remove_assignment
from analytics.wording import day_text
from pages.parts import controls, notes, tables
from pages.parts import session as shared
from pages.parts.platform import session


def section(data: str) -> None:
    """List the assignments, and offer to make or remove one."""
    st.subheader("Which team pays for an application")
    listed = session.assignments(data)
    if listed.is_empty():
        st.markdown("Each application counts for the team that its table names.")
    else:
        tables.table(listed, "Assignments")
    if shared.on_sample_data():
        st.info("Load a table of your own first; the sample's applications are not assigned.")
        return
    notes.show()
    _assign(data)
    if not listed.is_empty():
        _remove(data)


def _assign(data: str) -> None:
    names = dict(session.applications(data).select("application_id", "application").iter_rows())
    known = sorted({*team_names(shared.own_store()), *session.teams_of_apis(data)})
    with st.form("assignment"), st.grid(3, min_column_width=180):
        application_id = st.selectbox(
            "Application", list(names), format_func=lambda key: controls.name(names[key]), key="assigned_application"
        )
        team = st.selectbox(
            "Team that pays",
            known,
            index=None,
            format_func=controls.name,
            accept_new_options=True,
            key="assigned_team",
            help="Its tokens pay for the application, and it owes what nobody paid.",
        )
        first_day = st.date_input(
            "From",
            utc_now().date(),
            key="assigned_from",
            required=True,
            help="Use before this day stays with the team that had it.",
        )
        if st.form_submit_button("Assign", type="primary") and application_id is not None and team:
            assign(shared.own_store(), Assignment(application_id, team, first_day))
            notes.leave(
                f"{controls.name(names[application_id])} is paid by {controls.name(team)}"
                f" from {day_text(first_day)} on."
            )


def _remove(data: str) -> None:
    words: dict[tuple[int, date], str] = {
        (row["application_id"], row["first_day"]): f"{controls.name(row['application'])}:"
        f" {controls.name(row['team'])} from {day_text(row['first_day'])}"
        for row in session.assignments(data).iter_rows(named=True)
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Assignment to remove", list(words), index=None, format_func=words.__getitem__, key="assignment_to_remove"
        )
        if (
            st.button("Remove", key="assignment_removal", icon=":material/delete:", disabled=chosen is None)
            and chosen is not None
        ):
            remove_assignment(shared.own_store(), *chosen)
            notes.leave("The assignment is removed.")
