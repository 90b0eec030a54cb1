"""A gate that any number of readers pass at once, and that somebody can close."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Any number of threads may read at once; who closes the gate waits for them and keeps new ones out."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._open = True

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Pass the gate, and count as a reader until the block ends."""
        with self._changed:
            self._changed.wait_for(lambda: self._open)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Wait for the readers to leave, and let nobody in until the block ends."""
        try:
            with self._changed:
                self._open = False
                self._changed.wait_for(lambda: self._readers == 0)
            yield
        finally:
            with self._changed:
                self._open = True
                self._changed.notify_all()
