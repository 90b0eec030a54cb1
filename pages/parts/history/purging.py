"""Data removed for good: shown first, confirmed, then done."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics.clock import utc_now
from analytics.store import Purge, purge_before, purge_before_preview, purge_load, purge_load_preview
from analytics.wording import count_text, day_text, listed_text, plain_text
from pages.parts import controls, notes, session

_FOR_GOOD = (
    "A purge cannot be taken back: what is removed is gone from the store's file too. Autodesk keeps an export for 14"
    " days, so a file that you have not kept yourself may not be had again."
)
_MANY = 10


def older(data: str) -> None:
    """Offer to remove what is older than a day."""
    st.markdown(
        "What all loads say about the days before one day is removed, so that nothing is kept longer than needed."
    )
    day = st.date_input("Purge what is older than", None, key="purge_day")
    if day is not None:
        _offer(
            f"{data} older than {day}",
            partial(purge_before_preview, session.own_store(), day),
            lambda: purge_before(session.own_store(), day, utc_now()),
            f"What is older than {day_text(day)} is removed.",
            "old data",
        )
    else:
        st.caption(_FOR_GOOD)


def load(data: str, load_id: int) -> None:
    """Offer to remove one load."""
    st.markdown("All rows of this load, those set aside too, the name of its file and its receipt are removed.")
    _offer(
        f"{data} load {load_id}",
        partial(purge_load_preview, session.own_store(), load_id),
        lambda: purge_load(session.own_store(), load_id, utc_now()),
        f"Load {load_id} is purged.",
        "this load",
    )


def _offer(what: str, ask: Callable[[], Purge], purge: Callable[[], Purge], said: str, name: str) -> None:
    """Show what a purge would remove when asked, and do it when that was seen and confirmed."""
    st.caption(_FOR_GOOD)
    seen: tuple[str, Purge] | None = st.session_state.get(f"purge {name}")
    asked = st.button(f"Show what purging {name} would remove", key=f"show purge {name}", icon=":material/visibility:")
    # It stands there in every run, so that what follows does not move.
    place = st.empty()
    if asked:
        with place, st.spinner("Counting what would be removed"):
            seen = what, ask()
        st.session_state[f"purge {name}"] = seen
    # Whatever has changed since then has it asked anew.
    if seen is None or seen[0] != what:
        return
    found = seen[1]
    if not found.rows and not found.loads and not found.marks_text:
        st.info("There is nothing to remove.")
        return
    st.warning(_sentences(found), title=f"Would be removed: {found.rows_text}")
    sure = st.checkbox(f"Remove {name} for good; I know that it cannot be taken back", key=f"sure {what}")
    if st.button(f"Remove {name} for good", key=f"remove {name}", icon=":material/delete_forever:", disabled=not sure):
        with st.spinner("Removing, and writing the store's file anew"):
            purge()
        notes.leave(said)


def _sentences(found: Purge) -> str:
    lines = []
    if found.first_day and found.last_day:
        lines.append(f"Days: {day_text(found.first_day)} to {day_text(found.last_day)}.")
    if found.loads:
        lines.append(f"Loads that lose something: {listed_text([str(load_id) for load_id in found.loads], _MANY)}.")
    if found.users:
        lines.append(f"{count_text(len(found.users), 'person is', 'persons are')} forgotten.")
    lines += [
        f"Load {back.load_id} counts again" + (f" for {count_text(back.days, 'day')}." if back.days else ".")
        for back in found.returns
    ]
    if found.cells:
        lines.append(f"With them go {found.cells_text}.")
    if found.marks_text:
        lines.append(f"With them go {found.marks_text}.")
    if found.gaps:
        lines.append(f"{controls.from_file(found.gaps_text)}: not known, not zero.")
    if found.kept_text:
        lines.append(f"{found.kept_text[0].upper()}{found.kept_text[1:]}.")
    if found.copies:
        lines.append(f"Copies of the store from earlier versions go too: {plain_text(', '.join(found.copies))}.")
    return "  \n".join(lines)
