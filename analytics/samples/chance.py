"""Draws that are the same on every machine and in every version of Python: all come from `Random.random`."""

from collections.abc import Iterable
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chosen(values: tuple[T, ...], rng: Random) -> T:
    """Pick one of the values, each with the same chance."""
    return values[int(rng.random() * len(values))]


def shuffled(values: Iterable[T], rng: Random) -> list[T]:
    """Put the values into a random order."""
    return sorted(values, key=lambda _: rng.random())


def spread(low: float, high: float, count: int, rng: Random) -> list[float]:
    """Space values evenly from `low` to `high`, in a random order.

    Their sum is the same for every seed, which keeps the shares of the case within their bounds.

    Examples
    --------
    >>> sorted(spread(10, 20, 3, Random(1)))
    [10.0, 15.0, 20.0]
    """
    step = (high - low) / (count - 1)
    return shuffled([low + step * n for n in range(count)], rng)
