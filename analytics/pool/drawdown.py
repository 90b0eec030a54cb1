"""How packs pay for use: earliest last day first, the smaller pack first where last days are equal.

One rule for the ledger of the past (one path) and for simulated futures (a thousand): between two days on
which a pack starts or ends, the packs in force form one balance, so whole stretches are paid at once.
Amounts are whole millionths of a token, so that nothing drifts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PER_TOKEN = 1_000_000
"""Millionths in a token."""


@dataclass(frozen=True)
class Pack:
    """A pack as the rule of payment sees it."""

    pack_id: int
    tokens: Decimal
    first_day: date
    """The first day on which it pays."""
    last_day: date
    """The last day on which it pays; what is left then lapses."""

    @property
    def order(self) -> tuple[date, Decimal, int]:
        """Packs pay in ascending order of this."""
        return (self.last_day, self.tokens, self.pack_id)


@dataclass(frozen=True)
class Payments:
    """What became of use and packs, along each path; all amounts in millionths of a token."""

    unpaid: NDArray[np.int64]
    """(paths, days): use of the day that no pack could pay."""
    balance: NDArray[np.int64]
    """(paths, days): left at the end of the day in the packs that were in force on it."""
    lapsed: NDArray[np.int64]
    """(paths, packs): left in the pack after its last day; zero while that day has not passed."""


@dataclass(frozen=True)
class _Stretch:
    """Days on which the same packs are in force."""

    days: slice
    packs: list[int]
    """Positions of the packs in force, in the order in which they pay."""
    opening: NDArray[np.int64]
    """(paths, packs in force): left at the start."""
    paid: NDArray[np.int64]
    """(paths, days): paid since the start, all packs together."""

    def paid_by(self, pack: int) -> NDArray[np.int64]:
        """Give what the pack at this place in the order has paid since the start: (paths, days)."""
        before = self.opening[:, :pack].sum(axis=1, keepdims=True)
        share: NDArray[np.int64] = np.clip(self.paid - before, 0, self.opening[:, pack : pack + 1])
        return share


def to_millionths(tokens: Decimal) -> int:
    """Give tokens as whole millionths.

    >>> to_millionths(Decimal("0.1"))
    100000
    """
    return int(tokens * PER_TOKEN)


def pay(use: NDArray[np.int64], first_day: date, packs: Sequence[Pack]) -> Payments:
    """Let packs pay for use.

    Parameters
    ----------
    use
        (paths, days): millionths of a token used on each day.
    first_day
        The day of the first column.
    packs
        In any order.
    """
    unpaid = use.copy()
    balance = np.zeros_like(use)
    lapsed = np.zeros((use.shape[0], len(packs)), dtype=np.int64)
    for stretch in _stretches(use, first_day, packs):
        unpaid[:, stretch.days] -= np.diff(stretch.paid, axis=1, prepend=0)
        balance[:, stretch.days] = stretch.opening.sum(axis=1, keepdims=True) - stretch.paid
        for place, pack in enumerate(stretch.packs):
            if (packs[pack].last_day - first_day).days == stretch.days.stop - 1:
                lapsed[:, pack] = stretch.opening[:, place] - stretch.paid_by(place)[:, -1]
    return Payments(unpaid, balance, lapsed)


def paid_by_pack(use: NDArray[np.int64], first_day: date, packs: Sequence[Pack]) -> NDArray[np.int64]:
    """Tell which pack paid what on which day, along one path.

    Parameters
    ----------
    use
        (days,): millionths of a token used on each day.
    first_day
        The day of the first element.
    packs
        In any order.

    Returns
    -------
    NDArray
        (days, packs): millionths of a token, packs in the order given.
    """
    paid = np.zeros((len(use), len(packs)), dtype=np.int64)
    for stretch in _stretches(use[np.newaxis, :], first_day, packs):
        for place, pack in enumerate(stretch.packs):
            paid[stretch.days, pack] = np.diff(stretch.paid_by(place)[0], prepend=0)
    return paid


def _stretches(use: NDArray[np.int64], first_day: date, packs: Sequence[Pack]) -> Iterator[_Stretch]:
    days = use.shape[1]
    starts = [(pack.first_day - first_day).days for pack in packs]
    ends = [(pack.last_day - first_day).days + 1 for pack in packs]
    left = np.tile(np.array([to_millionths(pack.tokens) for pack in packs], dtype=np.int64), (use.shape[0], 1))
    in_order = sorted(range(len(packs)), key=lambda position: packs[position].order)
    edges = sorted({0, days, *(edge for edge in starts + ends if 0 < edge < days)})
    for start, end in pairwise(edges):
        active = [pack for pack in in_order if starts[pack] <= start and end <= ends[pack]]
        opening = left[:, active]
        paid = np.minimum(np.cumsum(use[:, start:end], axis=1), opening.sum(axis=1, keepdims=True))
        stretch = _Stretch(slice(start, end), active, opening, paid)
        yield stretch
        for place, pack in enumerate(active):
            left[:, pack] -= stretch.paid_by(place)[:, -1]
