"""Uploaded files on their way into one's own store, and back out."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.typing import UploadedFile

from analytics.clock import utc_now
from analytics.exports import Receipt
from analytics.exports.dates import DateOrder
from analytics.store import LoadOptions, load_all, loads, undo
from pages.parts import messages, session

_ORDERS = {
    None: "As the file says",
    DateOrder.DMY: "Day, month, year",
    DateOrder.MDY: "Month, day, year",
    DateOrder.YMD: "Year, month, day",
}
_ROUND = "upload round"
_RECEIPTS = "receipts"


def round_number() -> int:
    """Count the rounds of uploading: after a load the next one begins with an empty drop zone."""
    return int(st.session_state.setdefault(_ROUND, 0))


def order_label(order: DateOrder | None) -> str:
    """Put an order of day and month into words."""
    return _ORDERS[order]


def proposals(files: Sequence[UploadedFile], options: LoadOptions) -> list[Receipt]:
    """Say for each file what it is and what loading it would do."""
    return [receipt for file in files for receipt in _load(file, options)]


def load_files(files: Sequence[UploadedFile], options: LoadOptions) -> None:
    """Load the files one by one with progress, keep their receipts, and begin a new round."""
    receipts: list[Receipt] = []
    with st.status("Loading", expanded=True) as status:
        for file in files:
            st.write(file.name)
            receipts.extend(_load(file, options))
        status.update(label="Loaded", state="complete")
    st.session_state[_RECEIPTS] = receipts
    st.session_state[_ROUND] += 1
    st.rerun()


def receipts() -> None:
    """Show the receipts of the last round."""
    for receipt in st.session_state.get(_RECEIPTS, []):
        messages.receipt(receipt)


def undo_one() -> None:
    """Offer to take one load back."""
    if session.on_sample_data():
        return
    own = loads(session.own_store())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        load_id = st.selectbox("Load to take back", own["load_id"].to_list(), index=None, key="undo")
        if (
            st.button("Undo", key="undo_button", icon=":material/undo:", disabled=load_id is None)
            and load_id is not None
        ):
            undo(session.own_store(), load_id, utc_now())
            st.session_state.pop(_RECEIPTS, None)
            st.rerun()


def _load(upload: UploadedFile, options: LoadOptions) -> list[Receipt]:
    # The reader needs a file; the bytes leave the disk again at once.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(upload.getbuffer())
        return load_all(session.own_store(), path, utc_now(), options, name=upload.name)
