"""The answer of the Load page in a sentence, and what to do next."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from analytics.exports import Receipt, Status
from analytics.store import packs
from analytics.wording import count_text
from pages.parts import notes, session
from pages.parts.uploads import IN, Proposal

_STATES = {
    Status.LOADED: "ready to be loaded",
    Status.HELD: "held until you confirm",
    Status.UNCHANGED: "in already",
    Status.REFUSED: "nothing that can be loaded",
    Status.CANCELLED: "not looked at yet",
}


def last_receipts(*, with_files: bool) -> list[Receipt]:
    """Give the receipts of the files that were loaded last; with files in the drop zone, only if not all went in."""
    kept: list[Receipt] = st.session_state.get(notes.RECEIPTS, [])
    all_in = all(receipt.status in IN for receipt in kept)
    return [] if with_files and all_in else kept


def shown(found: Sequence[Proposal], ready: int) -> None:
    """Show the answer, and once files are in, where to go from here."""
    loaded = sum(receipt.status is Status.LOADED for receipt in last_receipts(with_files=False))
    if found:
        st.markdown(f"### {_sentence(found, ready)}")
    elif not loaded:
        st.markdown("### Drop an export of Autodesk Account here; you see what it is before anything is loaded.")
    else:
        st.markdown(f"### {count_text(loaded, 'file is', 'files are')} in.")
        with st.container(horizontal=True):
            st.page_link("pages/usage/overview.py", label="See what was used: Overview", icon=":material/speed:")
            if packs(session.own_store()).is_empty():
                st.page_link("pages/data/packs.py", label="Enter what you bought: Packs", icon=":material/inventory_2:")


def _sentence(found: Sequence[Proposal], ready: int) -> str:
    states = Counter(_state(proposal.receipt) for proposal in found)
    confirmed = ready - states[_STATES[Status.LOADED]]
    states[_STATES[Status.LOADED]] += confirmed
    states[_STATES[Status.HELD]] -= confirmed
    found_states = [(state, files) for state, files in states.items() if files]
    if len(found) == 1:
        return f"The file is {found_states[0][0]}."
    if len(found_states) == 1:
        return f"All {len(found):,} files are {found_states[0][0]}."
    parts = [f"{files:,} {'is' if files == 1 else 'are'} {state}" for state, files in found_states]
    return f"Of {len(found):,} files {', '.join(parts)}."


def _state(receipt: Receipt) -> str:
    if receipt.question is not None:
        return "waiting for an answer"
    return _STATES[receipt.status]
