"""What this process keeps of each file that is a store: the fingerprint, asked once a commit, and the file's mark."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from weakref import WeakSet

_HEADERS = 3 * 4096  # bytes; the three that begin a DuckDB file: the last two change with every checkpoint


@dataclass(frozen=True)
class Mark:
    """What tells a file from any other that may come to lie in its place, and from itself cut short or written over."""

    device: int
    inode: int
    size: int
    headers: bytes
    """Nothing on Windows, where nobody else can read, and nobody change, a file that is open for writing."""

    def is_same_file(self, later: "Mark | None") -> bool:
        """Tell whether a mark is of the same file, whatever was written to it."""
        return later is not None and (self.device, self.inode) == (later.device, later.inode)

    def what_happened(self, later: "Mark | None") -> str | None:
        """Tell what became of the file by a later mark, if more than a transaction that is not kept yet."""
        if later is None:
            return "was removed"
        if not self.is_same_file(later):
            return "was replaced by another file"
        if later.headers != self.headers[: later.size]:
            return "was written over"
        return "was cut short" if later.size < self.size else None


class Kept:
    """What is kept of one file, for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fingerprint: str | None = None
        self._writes = 0
        self.committing = threading.RLock()
        """Held while the file and its mark change."""
        self.mark: Mark | None = None
        """As of the last commit; None while nobody has the file open."""
        self.users: WeakSet[object] = WeakSet()
        """The stores that have it open."""
        self._descriptor: int | None = None
        self.was_there = False
        """Whether it ever was open in this process."""

    def look(self, file: Path) -> Mark | None:
        """Take the mark of the file as it is; None where there is none."""
        try:
            state = file.stat()
        except FileNotFoundError:
            return None
        headers = os.pread(self._descriptor, _HEADERS, 0) if self._descriptor is not None else b""
        return Mark(state.st_dev, state.st_ino, state.st_size, headers)

    def hold(self, file: Path) -> None:
        """Keep the file open, to look into it until it is released."""
        # The system gives up DuckDB's lock on a file as soon as this process closes it, whoever opened it.
        if os.name != "nt" and self._descriptor is None:
            self._descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)

    def release(self) -> None:
        """Look no longer at a file that no store of this process has open any more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = self.mark = None

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
