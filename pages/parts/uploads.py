"""Uploaded files on their way into one's own store: looked at, then loaded."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.typing import UploadedFile

from analytics.clock import utc_now
from analytics.errors import ExportError
from analytics.exports import Receipt, Status, members
from analytics.forecast import keep_forecasts
from analytics.store import LoadOptions, Store, Watch, load
from analytics.wording import listed_text
from pages.parts import answers, controls, notes, pseudonyms, receipts, session, watched

_ROUND = "upload round"
_LOOKED = "files looked at"
_BLOCK = 1024 * 1024
_TEAM = "load_team"
_NAMED = 3
_LOADABLE = (Status.LOADED, Status.HELD)
IN = (Status.LOADED, Status.UNCHANGED)
"""What has become of a file that is in the store."""
_Options = Callable[[str], LoadOptions | None]
"""From the key of a file to how it is loaded; None: it is not."""


@dataclass(frozen=True)
class Proposal:
    """One file, or one file of an archive, and what loading it would do."""

    upload: UploadedFile
    key: str
    """What tells it from all others."""
    receipt: Receipt
    overlaps: tuple[Receipt, ...] = ()
    """Those of the files before it in the drop zone that speak for a day for which it speaks, too."""


@dataclass(frozen=True)
class _Looked:
    """What was found out about an upload, and what that depends on."""

    given: object
    receipts: list[Receipt]


def drop_zone() -> list[UploadedFile]:
    """Take files; after a load the next round begins with an empty drop zone."""
    return st.file_uploader(
        "Exports of Autodesk Account, or tables of your own",
        accept_multiple_files=True,
        key=f"files {st.session_state.setdefault(_ROUND, 0)}",
    )


def team() -> str | None:
    """Give the team of rows that name none; None: nobody has said it."""
    typed: str = st.session_state.get(_TEAM, "")
    return typed.strip() or None


def ask_team(found: Sequence[Proposal], place: DeltaGenerator) -> None:
    """Ask for the team of rows that name none, in a place, if there are such rows; `team` gives it to the next run."""
    if any(proposal.receipt.unnamed_rows for proposal in found):
        place.text_input("Team or contract of rows that name none", key=_TEAM)


def proposals(files: Sequence[UploadedFile], team: str | None) -> list[Proposal]:
    """Say for each file what it is and what loading it would do; each is looked at once, until something changes."""
    watched.settle()
    place = st.empty()
    before: dict[str, _Looked] = st.session_state.get(_LOOKED, {})
    looked = {file.file_id: before[file.file_id] for file in files if file.file_id in before}
    st.session_state[_LOOKED] = looked
    if not files:
        return []
    store = session.own_store()
    key, data, said = pseudonyms.key(store), store.fingerprint, answers.all_said()
    options = partial(_trial, LoadOptions(team=team, dry_run=True, key=key), said)
    cancelled = watched.cancelled()
    for number, file in enumerate(files, start=1):
        given = team, data, {of: answer for of, answer in said.items() if of.startswith(f"{file.file_id} ")}
        if file.file_id in looked and looked[file.file_id].given == given:
            continue
        found: list[Receipt] = []
        title = _title("Looking at", number, files)
        if title == cancelled:
            found.append(Receipt(file.name, Status.CANCELLED, "Not looked at; nothing was changed.", dry_run=True))
        else:
            watched.done(partial(_each, store, file, options, found), title, place)
        looked[file.file_id] = _Looked(given, found)
    found_all: list[Proposal] = []
    for file in files:
        for position, receipt in enumerate(looked[file.file_id].receipts):
            overlaps = _overlapped(receipt, found_all)
            found_all.append(Proposal(file, _key(file, position), receipt, overlaps))
    answers.keep([proposal.key for proposal in found_all])
    return found_all


def show(proposal: Proposal, number: int) -> bool:
    """Show what a file is, with its question or its corrections, and tell whether it is ready to be loaded."""
    receipt, names_shown = proposal.receipt, controls.names_shown()
    with st.container(border=True):
        if receipt.question is not None:
            answers.ask(receipt, receipt.question, proposal.key, names_shown=names_shown)
            return False
        receipts.shown(receipt, f"file {number}")
        if proposal.overlaps:
            names = listed_text([controls.from_receipt(other, other.file) for other in proposal.overlaps], _NAMED)
            st.info(f"Overlaps {names} in this drop; the later one counts.", icon=":material/layers:")
        if receipt.columns and receipt.status in (*_LOADABLE, Status.REFUSED):
            answers.correct(receipt.columns, proposal.key, names_shown=names_shown)
        if receipt.status is Status.REFUSED:
            answers.start_over(proposal.key)
        if receipt.status is Status.CANCELLED and st.button("Look at it now", key=f"look {proposal.key}"):
            del st.session_state[_LOOKED][proposal.upload.file_id]
            st.rerun()
        if receipt.status is Status.HELD:
            return st.checkbox("Load it all the same: it is right as it is", key=f"confirm {proposal.key}")
        return receipt.status is Status.LOADED


def load_files(ready: Sequence[Proposal], team: str | None, place: DeltaGenerator) -> None:
    """Load the files one by one, shown in a place, and keep their receipts; begin a new round when all went in."""
    store = session.own_store()
    options = partial(
        _chosen,
        LoadOptions(team=team, key=pseudonyms.key(store)),
        answers.all_said(),
        {proposal.key: proposal.receipt.status is Status.HELD for proposal in ready},
    )
    uploads = list(dict.fromkeys(proposal.upload for proposal in ready))
    # Kept before the first is loaded: whoever cancels sees what was loaded until then.
    loaded: list[Receipt] = []
    st.session_state[notes.RECEIPTS] = loaded
    for number, file in enumerate(uploads, start=1):
        watched.done(partial(_each, store, file, options, loaded), _title("Loading", number, uploads), place)
    if any(receipt.status is Status.LOADED for receipt in loaded):
        watched.done(partial(_keep_forecasts, store), "Keeping the forecast of each team", place)
    if all(receipt.status in IN for receipt in loaded):
        st.session_state[_ROUND] += 1
    st.rerun()


def _overlapped(receipt: Receipt, before: Sequence[Proposal]) -> tuple[Receipt, ...]:
    """Name the files of which a later one would replace days."""
    others = [other.receipt for other in before if other.receipt.status in _LOADABLE]
    if receipt.status not in _LOADABLE:
        return ()
    return tuple(other for other in others if receipt.overlaps(other))


def _each(store: Store, upload: UploadedFile, options: _Options, found: list[Receipt], watch: Watch) -> None:
    """Load, or look at, an upload or each file of an archive, and add the receipts to those found."""
    # The reader needs a file; the bytes leave the disk again at once.
    with store.work_folder.part() as folder:
        path, unpacked = folder / "upload", folder / "unpacked"
        unpacked.mkdir()
        upload.seek(0)
        with path.open("wb") as file:
            shutil.copyfileobj(upload, file, _BLOCK)
        try:
            files = members(path, unpacked, name=upload.name)
        except ExportError as error:
            found.append(Receipt(upload.name, Status.REFUSED, error.message, error.hint, dry_run=True))
            return
        for position, (member, name) in enumerate(files):
            chosen = options(_key(upload, position))
            if chosen is not None:
                found.append(load(store, member, utc_now(), chosen, name, watch))


def _keep_forecasts(store: Store, watch: Watch) -> None:
    watch.begin("Simulating")
    # The files are loaded; whatever goes wrong here, the next load makes up for it.
    with suppress(Exception):
        keep_forecasts(store, session.settings(), utc_now(), lambda: not watch.cancelled)


def _trial(common: LoadOptions, said: Mapping[str, answers.Said], key: str) -> LoadOptions:
    return said.get(key, answers.Said()).added_to(common)


def _chosen(
    common: LoadOptions, said: Mapping[str, answers.Said], confirmed: Mapping[str, bool], key: str
) -> LoadOptions | None:
    if key not in confirmed:
        return None
    return replace(_trial(common, said, key), confirmed=confirmed[key])


def _key(upload: UploadedFile, position: int) -> str:
    return f"{upload.file_id} {position}"


def _title(doing: str, number: int, files: Sequence[object]) -> str:
    """Return what is done to which file, by its number: whom its name names is known when it has been read."""
    return f"{doing} file {number:,} of {len(files):,}" if len(files) > 1 else f"{doing} the file"
