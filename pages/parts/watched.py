"""Long work in a thread of its own: shown as it goes, and ended when the visitor presses Cancel or goes away."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.store import Progress, Watch
from pages.parts import controls

Answer = TypeVar("Answer")
_UNDER_WAY = "work under way"
_CANCELLED = "work cancelled"
_QUIET = 0.4
"""Seconds of work that go without a word."""
_LOOK = 0.25
"""Seconds between two looks at how far it is."""


@dataclass(frozen=True)
class _Work:
    watch: Watch
    future: Future[Any]

    def end(self) -> None:
        """Cancel it, and wait until it has left everything as it was."""
        # Again and again: a cancel may come just before the statement that it was to end.
        while not self.future.done():
            self.watch.cancel()
            wait([self.future], _LOOK)


def done(work: Callable[[Watch], Answer], title: str, place: DeltaGenerator) -> Answer:
    """Do long work, which is given a watch to be followed and cancelled by, and give its answer.

    Whatever the visitor does meanwhile, pressing Cancel among it, ends this run of the page with an exception at the
    next look; then the work is cancelled and waited for.

    Parameters
    ----------
    work
        What to do; it may not use the page.
    title
        What it is, in a few words; no other work of this run of the page has the same.
    place
        Where it is shown: an `st.empty()` that stands there in every run, so that nothing else on the page moves.
    """
    settle()
    watch = Watch()
    with ThreadPoolExecutor(1) as other:
        future = other.submit(work, watch)
        under_way = _Work(watch, future)
        try:
            st.session_state[_UNDER_WAY] = under_way
            wait([future], _QUIET)
            if not future.done():
                with place.container(border=True):
                    bar = st.progress(0.0, controls.from_file(title))
                    st.button(
                        "Cancel",
                        key=f"cancel {title}",
                        icon=":material/close:",
                        on_click=_note_cancel,
                        args=(title,),
                    )
                while not future.done():
                    seen = watch.progress
                    bar.progress(seen.share or 0.0, _sentence(title, seen))
                    wait([future], _LOOK)
            place.empty()
        except BaseException:
            under_way.end()
            raise
    return future.result()


def settle() -> None:
    """End what an earlier run of the page has left under way; a click starts the next run before the last has ended."""
    earlier: _Work | None = st.session_state.get(_UNDER_WAY)
    if earlier is not None:
        earlier.end()


def cancelled() -> str | None:
    """Give the title of the work that the visitor has just cancelled; None: none was."""
    title: str | None = st.session_state.pop(_CANCELLED, None)
    return title


def _note_cancel(title: str) -> None:
    st.session_state[_CANCELLED] = title


def _sentence(title: str, seen: Progress) -> str:
    """Say what is being done and how far it is."""
    rows = f", about {seen.rows:,} rows so far" if seen.rows else ""
    return f"{controls.from_file(title)}: {seen.doing}{rows}"
