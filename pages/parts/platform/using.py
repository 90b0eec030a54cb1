"""What applications use of APIs: by day, by API, and beside all that their team uses."""

from dataclasses import replace

import streamlit as st

from analytics import charts
from analytics.masking import masked_text
from analytics.usage import By
from analytics.wording import day_text, listed_text, percent_text, tokens_count, tokens_text
from pages.parts import choices, controls, loadable, tables
from pages.parts.pictures import draw_chart
from pages.parts.platform import session
from pages.parts.platform.session import Look

_ALL = "all"
_MOST_DAYS = 400
"""Days beyond which weeks are drawn."""
_NAMED = 4


def nothing_known(seen: Look) -> None:
    """Say what to load where nothing is known of applications."""
    if not session.teams_of_apis(seen.data):
        st.markdown("### No use of APIs is loaded yet. Fill in the table below and load it.")
    else:
        st.markdown("### No application of this team used an API in these days.")
    template()


def template() -> None:
    """Offer the table to fill in, for no export of the portal is published."""
    st.markdown(
        "Autodesk publishes no export of the portal's usage. Fill in this table, or load one of your own and say"
        " what its columns mean. The status is *resolved* (or *charged*) or *uncharged* (or *unresolved*)."
    )
    with st.container(horizontal=True):
        loadable.template("API usage")
        st.page_link("pages/data/load.py", label="Load it", icon=":material/upload_file:")


def chosen(seen: Look) -> Look:
    """Let a person choose one application, or all."""
    rows = session.by_application(seen)
    named = {str(key): controls.name(name) for key, name in rows.select("application_id", "application").iter_rows()}
    choice = choices.held("Application", {_ALL: "All applications", **named}, "application")
    return seen if choice == _ALL else replace(seen, application_id=int(choice))


def chosen_api(seen: Look) -> Look:
    """Let a person choose one API, or of it one engine or job type, as the portal does; or all."""
    found = {_ALL: ("All APIs", seen)}
    for api, job in session.by_api(seen).select("api", "job").sort("api", "job", nulls_last=False).iter_rows():
        for one, name in {None: api, job: api if job is None else f"{api}, {job}"}.items():
            # The address holds it, and a file may have an e-mail anywhere.
            found[masked_text(name)] = (controls.name(name), replace(seen, api=api, job=one))
    choice = choices.held("API, engine or job type", {key: label for key, (label, _) in found.items()}, "api")
    return found[choice][1]


def picture(seen: Look) -> None:
    """Draw resolved tokens in blue and uncharged ones in orange."""
    days = session.periods(seen, By.DAY)["day"]
    by = By.WEEK if len(days) and (days[-1] - days[0]).days > _MOST_DAYS else By.DAY
    draw_chart(
        f"Tokens of APIs by {by}: resolved in blue, uncharged in orange",
        charts.api_tokens,
        session.periods(seen, by),
        by,
    )
    with st.expander("The table behind the picture", icon=":material/table:"):
        tables.table(session.periods(seen, by), f"Tokens of APIs by {by}", team=seen.team)


def apis(seen: Look) -> None:
    """Show use by API, with the engines of Automation and the job types of Model Derivative."""
    rows = session.by_api(seen)
    first = rows.row(0, named=True)
    name = ", ".join(filter(None, (first["api"], first["job"])))
    st.subheader("By API, engine and job type")
    st.markdown(f"Most tokens went to {controls.from_file(name)}: {percent_text(first['share'])}.")
    draw_chart("Tokens by API, with its engine or job type", charts.api_tokens_by_job, rows)
    tables.table(rows, "Use by API", team=seen.team)


def whole_team(seen: Look) -> None:
    """Lead from an application to all that its team uses."""
    if seen.application_id is None:
        return
    payers = session.by_team(seen)
    first, last = day_text(payers["first_day"].min()), day_text(payers["last_day"].max())  # type: ignore[arg-type] # of days
    used = f"The application used {tokens_count(payers['tokens'].sum())} from {first} to {last}"
    team = payers.item(-1, "team")
    if payers.height == 1:
        st.markdown(f"{used}; {controls.from_file(team)} pays for it.")
    else:
        named = payers.select("team", "tokens").iter_rows()
        parts = [f"{controls.from_file(name)} {tokens_text(tokens)}" for name, tokens in named]
        st.markdown(f"{used}: {listed_text(parts, _NAMED)}. {controls.from_file(team)} pays for it now.")
    if seen.team == team:
        st.page_link("pages/usage/overview.py", label=f"All tokens of {controls.name(team)}", icon=":material/speed:")
    else:
        # Neither a link nor a change of page can set a control that stands in the address (Streamlit 1.67).
        label = f"Look at {controls.name(team)} only"
        st.button(label, key="whole_team", icon=":material/filter_alt:", on_click=_look_at, args=(team,))


def _look_at(team: str) -> None:
    st.session_state["team"] = team
