"""The fingerprint of each file, asked once a commit."""

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path


class Kept:
    """A store's fingerprint until the next write, for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fingerprint: str | None = None
        self._writes = 0

    def fingerprint(self, ask: Callable[[], str]) -> str:
        """Return the kept fingerprint, asked for where none is kept."""
        with self._lock:
            kept, writes = self._fingerprint, self._writes
        if kept is not None:
            return kept
        asked = ask()
        with self._lock:
            # What was asked for before a write ended may be of before it.
            if writes == self._writes:
                self._fingerprint = asked
        return asked

    def forget(self) -> None:
        """Ask anew from now on: something may have been written."""
        with self._lock:
            self._fingerprint = None
            self._writes += 1


@cache
def kept_of(file: Path) -> Kept:  # noqa: ARG001 - the file is the key
    """Return what all stores of this process keep of one file: any of them may write to it."""
    return Kept()
