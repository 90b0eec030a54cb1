"""The loads there have been: one to look into, and to take back."""

import polars as pl
import streamlit as st

from analytics.clock import utc_now
from analytics.store import receipt_of, undo
from analytics.store.coverage import LoadState
from analytics.wording import count_text, tokens_text
from pages.parts import controls, notes, receipts, session, tables
from pages.parts.history import purging
from pages.parts.history import session as loaded

_GONE = (LoadState.TAKEN_BACK, LoadState.PURGED)
_KEY = "load to look into"
_COLUMNS = ("load_id", "file", "first_day", "last_day", "tokens", "state", "kind", "rows_used", "rows_in", "teams")
_LATER = ("loaded_at", "undone_at", "purged_at", "rows_left")
_IS = (*_GONE, LoadState.REPLACED)
_OF = {"seats": " of seats", "api": " of API usage"}


def chosen(data: str) -> dict[str, object] | None:
    """List the loads, and give the one that is looked into; None: none is."""
    listed = controls.masked(loaded.all_loads(data))
    gone = listed.filter(pl.col("state").is_in(_GONE)).height
    label = f"Show those taken back or purged, too ({gone:,})"
    if not (gone and st.toggle(label, key="gone_loads")):
        listed = listed.filter(~pl.col("state").is_in(_GONE))
    later = [column for column in _LATER if not listed[column].is_null().all()]
    tables.table(listed.select(*_COLUMNS, *later), "Loads", opens=_KEY)
    known = listed["load_id"].to_list()
    files = dict(zip(known, listed["file"], strict=True))
    load_id = st.selectbox(
        "Load to look into",
        known,
        index=None,
        format_func=lambda load_id: f"{load_id}: {files[load_id]}",
        key=_KEY,
        placeholder="Click a row above, or choose here",
    )
    return None if load_id is None else listed.row(by_predicate=pl.col("load_id") == load_id, named=True)


def look_into(data: str, load: dict[str, object] | None) -> None:
    """Show the receipt of a load, and what can be done with it; None: leave its place free."""
    with st.container(border=load is not None):
        if load is None:
            return
        load_id, state = int(str(load["load_id"])), load["state"]
        st.markdown(f"**Load {load_id} {'is ' if state in _IS else ''}{state}.**")
        if state == LoadState.PURGED:
            st.markdown("Its rows, the name of its file and its receipt are gone for good.")
            return
        receipt = receipt_of(session.store(), load_id)
        receipts.shown(receipt, f"load {load_id}")
        receipts.downloads(
            receipt, session.store(), names_shown=controls.names_shown(), in_force=state != LoadState.TAKEN_BACK
        )
        if session.on_sample_data():
            return
        if state != LoadState.TAKEN_BACK:
            _take_back(data, load_id)
        with st.expander("Purge this load", icon=":material/delete_forever:"):
            purging.load(data, load_id)


def _take_back(data: str, load_id: int) -> None:
    st.markdown(f"If you take it back: {_then(loaded.beneath(data, load_id))}")
    if st.button("Take back", key="take_back", icon=":material/undo:"):
        undo(session.own_store(), load_id, utc_now())
        notes.leave(f"Load {load_id} is taken back.")


def _then(beneath: pl.DataFrame) -> str:
    """Say what would count instead of a load."""
    parts = [_part(row) for row in beneath.iter_rows(named=True)]
    return f"{'; '.join(parts)}." if parts else "nothing changes, for newer loads count for all it says."


def _part(row: dict[str, object]) -> str:
    record, load_id = str(row["record"]), row["load_id"]
    if record not in receipts.RECORDS:
        return "its table does not count any more" if load_id is None else f"the table of load {load_id} counts again"
    days = count_text(int(str(row["days"])), "day")
    now, then = (tokens_text(float(str(row[column]))) for column in ("tokens_now", "tokens_then"))
    if load_id is None:
        lost = f", with {now} tokens," if record == "tokens" else _OF[record]
        return f"{days}{lost} are not covered any more"
    back = f" with {then} tokens instead of {now}" if record == "tokens" else _OF[record]
    return f"load {load_id} counts again for {days}{back}"
