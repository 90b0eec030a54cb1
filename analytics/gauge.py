"""One state of one store, and a memory of what was computed from it."""

import sys
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields, is_dataclass
from threading import Lock, RLock
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl
from cachetools import LRUCache

from analytics.errors import TokenGaugeError
from analytics.store import Store

MEMORY = 256 * 2**20
"""Bytes of answers that a gauge keeps; what was asked for longest ago goes first."""
R = TypeVar("R")


class StateMovedError(TokenGaugeError):
    """Something was written to the store while an answer on its state of before was being made."""


class Gauge:
    """Answers on one state of a store, each made once, whoever asks and in whichever thread.

    An answer is kept under its question. Of an answer that was made while somebody wrote, some rows would be of before
    and some of after: it is not kept, and who asked is told to ask again.

    Parameters
    ----------
    store
        What is asked.
    state
        The fingerprint of the state that the answers are on.
    memory
        How many bytes of answers are kept.
    """

    def __init__(self, store: Store, state: str, memory: int = MEMORY) -> None:
        self.store = store
        self.state = state
        self._kept: LRUCache[Hashable, Any] = LRUCache(memory, getsizeof=size)
        self._always: dict[Hashable, Any] = {}
        self._making: dict[Hashable, AbstractContextManager[Any]] = {}
        self._lock = Lock()

    def once(self, question: Hashable, make: Callable[[], R], *, always: bool = False) -> R:
        """Return the answer to a question, made now if nobody has asked before.

        Parameters
        ----------
        question
            Everything that the answer depends on beside the state.
        make
            Makes it; meanwhile others who ask the same wait.
        always
            Whether it is kept however large it is: what most other answers are made from.

        Raises
        ------
        StateMovedError
            When the store's state is not the gauge's any more after the answer was made.
        """
        found = self._found(question)
        if found:
            return cast("R", found[0])
        with self._lock:
            making = self._making.setdefault(question, RLock())
        try:
            with making:
                found = self._found(question)
                if found:
                    return cast("R", found[0])
                answer = make()
                self.check()
                self._keep(question, answer, always=always)
                return answer
        finally:
            with self._lock:
                self._making.pop(question, None)

    def check(self) -> None:
        """Refuse when somebody has written to the store since the state of this gauge."""
        if self.store.fingerprint != self.state:
            raise StateMovedError(
                "The data changed while this was being computed.", hint="Ask again: the answer will be on the new data."
            )

    def _found(self, question: Hashable) -> tuple[Any] | None:
        with self._lock:
            for kept in (self._kept, self._always):
                if question in kept:
                    return (kept[question],)
        return None

    def _keep(self, question: Hashable, answer: object, *, always: bool) -> None:
        with self._lock:
            if always:
                self._always[question] = answer
            elif size(answer) <= self._kept.maxsize:
                self._kept[question] = answer


def size(answer: object) -> int:
    """Return the bytes of an answer with all that it holds, each thing counted once; what is computed lazily is not."""
    waiting, seen, total = [answer], set[int](), 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        if isinstance(one, pl.DataFrame | pl.Series):
            total += int(one.estimated_size())
        elif isinstance(one, np.ndarray):
            total += one.nbytes
        else:
            total += sys.getsizeof(one)
            if isinstance(one, Mapping):
                waiting += [*one.keys(), *one.values()]
            elif isinstance(one, list | tuple | set | frozenset):
                waiting += one
            elif is_dataclass(one):
                waiting += [getattr(one, field.name) for field in fields(one)]
    return total
