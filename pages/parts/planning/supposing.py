"""The scenarios page's tables and sentences, and what is entered on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from analytics.clock import utc_now
from analytics.forecast.what_if.scenarios import Outcome
from analytics.forecast.what_if.supposed import change_text, scenarios_sentence
from analytics.store.changes import Change, Moved
from analytics.store.scenarios import Scenario, remove_scenario, save_scenario
from analytics.wording import day_text, listed_text
from pages.parts import controls
from pages.parts import session as shared
from pages.parts.planning import asking, session
from pages.parts.session import View

_NEW = "A new one"
_NAMED = 3
"""Users named in a sentence; how many more there are is said."""


def headline(outcomes: Sequence[Outcome], team: str, *, alone: bool) -> str:
    """Say what comes of the base and of the scenarios; with the team where there are several."""
    said = controls.from_file(scenarios_sentence(outcomes))
    return said if alone else f"{controls.from_file(team)}: {said}"


def beneath(outcomes: Sequence[Outcome], teams: int, *, are_examples: bool) -> None:
    """Say what the scenarios are and to what day they look."""
    parts = []
    if are_examples:
        parts.append("These are examples, until you save a scenario of your own.")
    if outcomes and outcomes[0].run_out:
        parts.append(f"All look to {day_text(outcomes[0].until)}, the end as it is.")
        parts.append(f"Cost: what the scenario buys and what is missing, in {outcomes[0].currency}.")
    if teams > 1:
        parts.append("Choose a team on the left to see its scenarios in place of the most pressing one's.")
    if parts:
        st.caption(" ".join(parts))


def fans(outcomes: Sequence[Outcome]) -> Outcome | None:
    """Let a person choose the scenario to draw beside the base; None where no packs pay."""
    dated = {outcome.scenario.name: outcome for outcome in outcomes[1:] if outcome.run_out}
    if not dated:
        return None
    chosen = st.selectbox("Tokens left, beside the base", list(dated), key="scenario_fan")
    return dated.get(chosen)


def lists(view: View, team: str, shown: Sequence[Scenario], saved: Sequence[Scenario]) -> None:
    """Show what each scenario changes; those that were saved can be taken back, change by change.

    Parameters
    ----------
    view, team
        Whose.
    shown
        Under the names that may be shown.
    saved
        The same as they are kept; none where those shown are examples.
    """
    products = dict(session.products(view, team).iter_rows())
    users = dict(session.users(view, team).iter_rows())
    currency = session.money(view.data, team).currency
    for label, scenario in zip(shown, saved or shown, strict=True):
        with st.container(border=True):
            st.markdown(f"**{controls.from_file(label.name)}**")
            for place, change in enumerate(scenario.changes):
                with st.container(horizontal=True, vertical_alignment="center"):
                    said = change_text(change, products, currency) + _who(change, users)
                    st.markdown(controls.from_file(said[0].upper() + said[1:]))
                    if saved and st.button("Take out", key=f"take out {label.name} {place}", icon=":material/undo:"):
                        kept = scenario.changes[:place] + scenario.changes[place + 1 :]
                        save_scenario(shared.own_store(), team, replace(scenario, changes=kept), utc_now())
                        st.rerun()
            if saved and st.button("Remove the scenario", key=f"remove {label.name}", icon=":material/delete:"):
                remove_scenario(shared.own_store(), team, scenario.name)
                st.rerun()


def enter(view: View, team: str, shown: Sequence[Scenario], saved: Sequence[Scenario]) -> None:
    """Offer to add a change to a scenario, new or saved; it goes into one's own store. Parameters as of `lists`."""
    if shared.on_sample_data():
        st.info("Load an export of your own first; scenarios are not kept for the sample data.")
        st.page_link("pages/data/load.py", label="Load your own export", icon=":material/upload_file:")
        return
    kept = {label.name: scenario for label, scenario in zip(shown, saved, strict=False)}
    chosen = st.selectbox("Scenario", [_NEW, *kept], key="scenario_chosen")
    kind = st.selectbox("What is different", list(asking.KINDS), key="scenario_kind")
    with st.form("change", border=False):
        name = st.text_input("Its name", max_chars=80, key="scenario_name") if chosen == _NEW else chosen
        change = asking.asked(view, team, kind)
        if st.form_submit_button("Add to the scenario", type="primary", icon=":material/add:"):
            if change is None:
                st.warning("Choose somebody first.")
                return
            before = kept.get(name) or Scenario(name, ())
            save_scenario(shared.own_store(), team, replace(before, changes=(*before.changes, change)), utc_now())
            st.rerun()


def _who(change: Change, users: Mapping[int, str]) -> str:
    if not isinstance(change, Moved) or not change.user_ids:
        return ""
    return f": {listed_text([users.get(user_id, 'somebody') for user_id in change.user_ids], _NAMED)}"
