"""The controls that all pages share, drawn once by app.py; their values stand in the address."""

from contextlib import suppress
from datetime import date

import polars as pl
import streamlit as st

from analytics.errors import TokenGaugeError
from analytics.exports import Receipt
from analytics.masking import Mask
from analytics.usage import Days, Preset, days_of_range
from analytics.wording import day_text, plain_text
from pages.parts import session

CUSTOM = "Custom"


def draw() -> None:
    """Draw the team, the time range and the switch for names."""
    data = session.fingerprint()
    with st.sidebar:
        if not session.teams(data):
            st.caption("No usage of tokens is loaded yet.")
            _names_switch()
            return
        team = st.selectbox(
            "Team", [None, *session.teams(data)], format_func=_team_label, key="team", bind="query-params"
        )
        known = session.data_days(data, team)
        labels = [preset.label for preset in Preset] + [CUSTOM]
        choice = st.selectbox("Time range", labels, key="range", bind="query-params")
        if choice == CUSTOM:
            first, last = st.columns(2)
            # A person may pick any day; the range is cut to the data, and says so below.
            first.date_input("First day", known.first, key="from", bind="query-params", required=True)
            last.date_input("Last day", known.last, key="to", bind="query-params", required=True)
        with suppress(TokenGaugeError):  # a page that needs the range says what is wrong with it
            days = view().days
            st.caption(f"{day_text(days.first)} to {day_text(days.last)}")
        _names_switch()
        if session.on_sample_data():
            st.info("You are looking at sample data of an invented company.", icon=":material/science:")
            st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")


def view() -> session.View:
    """Read the controls.

    Raises
    ------
    StoreError
        When no usage is loaded.
    RangeError
        When the days chosen are no range, or none of them has data.
    """
    data = session.fingerprint()
    team: str | None = st.session_state.get("team")
    known = session.data_days(data, team)
    return session.View(data=data, team=team, days=_days(known), shown=names_shown())


def team() -> str | None:
    """Give the team that is looked at; None for all, also where the pages know no team."""
    chosen: str | None = st.session_state.get("team")
    return chosen if chosen in session.teams(session.fingerprint()) else None


def names_shown() -> bool:
    """Tell whether names and e-mails are shown."""
    allowed = session.settings().names
    return allowed == "shown" or (allowed == "ask" and bool(st.session_state.get("names")))


def mask() -> Mask | None:
    """Return what is hidden of what the pages show; None: names and e-mails are shown."""
    return None if names_shown() else session.mask(session.fingerprint())


def masked(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table as it is shown: with those whom its texts name masked unless names are shown."""
    hides = mask()
    return hides.table(frame) if hides else frame


def from_file(text: str) -> str:
    """Write a text that came from a file or was typed as Markdown shows it, with names masked unless they are shown."""
    return plain_text(name(text))


def from_receipt(receipt: Receipt, text: str) -> str:
    """Write a text of a receipt as `from_file` does, with the name of its file masked where that names somebody."""
    hides = mask()
    if hides and receipt.names_somebody:
        text = Mask(frozenset({receipt.file})).text(text)
    return from_file(text)


def _names_switch() -> None:
    if session.settings().names == "ask":
        st.toggle("Show names and e-mails", key="names", persist_state="session")


def name(text: str) -> str:
    """Write a text where no Markdown is read, such as the name of a team: with names masked unless they are shown."""
    hides = mask()
    return hides.text(text) if hides else text


def _team_label(team: str | None) -> str:
    return "All teams" if team is None else name(team)


def _days(known: Days) -> Days:
    choice = st.session_state["range"]
    if choice == CUSTOM:
        first: date = st.session_state["from"]
        last: date = st.session_state["to"]
        return days_of_range(f"{first}..{last}", known)
    return days_of_range(next(preset for preset in Preset if preset.label == choice), known)
