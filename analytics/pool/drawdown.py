"""How packs pay for use: earliest last day first, the smaller pack first where last days are equal.

Of a Token Flex contract annual packs pay before multi-year ones, whenever these end. One rule for the ledger of the
past (one path) and for simulated futures (a thousand): between two days on which a pack starts or ends, the packs in
force form one balance, so whole stretches are paid at once. Amounts are whole millionths of a token, so that nothing
drifts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analytics.store.packs import paying_order

PER_TOKEN = 1_000_000
"""Millionths in a token."""


@dataclass(frozen=True)
class Pack:
    """A pack as the rule of payment sees it."""

    pack_id: int
    tokens: Decimal
    """What it can pay from its first day on."""
    first_day: date
    """The first day on which it pays."""
    last_day: date
    """The last day on which it pays; what is left then lapses."""
    pool: str | None = None
    """Of a Token Flex contract "annual" or "multi-year"; None: a Flex pack."""
    size: Decimal | None = None
    """Its tokens when it was bought, by which the smaller pays first; None: `tokens`."""

    @property
    def order(self) -> tuple[int, date, Decimal, int]:
        """Packs pay in ascending order of this."""
        return paying_order(self.pool, self.last_day, self.tokens if self.size is None else self.size, self.pack_id)


@dataclass(frozen=True)
class Debt:
    """Use that no pack could pay and that is owed (APS calls it uncharged): the next purchase pays it first."""

    day: date
    """The day since whose end it is owed: packs that start later pay it."""
    tokens: Decimal


@dataclass(frozen=True)
class Settlement:
    """Part of a debt, paid by a pack on its first day."""

    debt: Debt
    pack_id: int
    day: date
    tokens: Decimal


@dataclass(frozen=True)
class Payments:
    """What became of use and packs, along each path; all amounts in millionths of a token."""

    unpaid: NDArray[np.int64]
    """(paths, days): use of the day that no pack could pay."""
    balance: NDArray[np.int64]
    """(paths, days): left at the end of the day in the packs that were in force on it."""
    lapsed: NDArray[np.int64]
    """(paths, packs): left in the pack after its last day; zero while that day has not passed."""
    left: NDArray[np.int64]
    """(paths, packs): not paid by the end of the last day; what lapsed is in it."""


def to_millionths(tokens: Decimal) -> int:
    """Give tokens as whole millionths.

    >>> to_millionths(Decimal("0.1"))
    100000
    """
    return int(tokens * PER_TOKEN)


def from_millionths(millionths: int) -> Decimal:
    """Give whole millionths as tokens.

    >>> from_millionths(100_000)
    Decimal('0.100000')
    """
    return Decimal(millionths).scaleb(-6)


def settled(packs: Sequence[Pack], debts: Sequence[Debt]) -> tuple[list[Pack], list[Settlement]]:
    """Let purchases pay what was owed before them, the oldest debt first.

    Whatever is used, a pack is whole on its first day, so this needs no path.

    Returns
    -------
    list[Pack]
        The packs in the order given, with what each has left for use.
    list[Settlement]
        What was paid, by day.
    """
    in_turn = sorted(debts, key=lambda debt: debt.day)
    owed = [debt.tokens for debt in in_turn]
    left = [pack.tokens for pack in packs]
    done = []
    for position in sorted(range(len(packs)), key=lambda at: (packs[at].first_day, packs[at].order)):
        pack = packs[position]
        for place, debt in enumerate(in_turn):
            part = min(left[position], owed[place])
            if debt.day < pack.first_day and part:
                left[position] -= part
                owed[place] -= part
                done.append(Settlement(debt, pack.pack_id, pack.first_day, part))
    return [
        pack if tokens == pack.tokens else replace(pack, tokens=tokens, size=pack.size or pack.tokens)
        for pack, tokens in zip(packs, left, strict=True)
    ], done


def pay(use: NDArray[np.int64], first_day: date, packs: Sequence[Pack], debts: Sequence[Debt] = ()) -> Payments:
    """Let packs pay for use, after what is owed.

    Parameters
    ----------
    use
        (paths, days): millionths of a token used on each day.
    first_day
        The day of the first column.
    packs
        In any order.
    debts
        What is owed and not in `use`.
    """
    packs, _ = settled(packs, debts)
    unpaid, balance = np.empty_like(use), np.empty_like(use)
    left = np.tile(np.array([to_millionths(pack.tokens) for pack in packs], dtype=np.int64), (use.shape[0], 1))
    lapsed = np.zeros_like(left)
    for days, active in _stretches(use.shape[1], first_day, packs):
        opening = left[:, active].sum(axis=1)
        rest, short, used = balance[:, days], unpaid[:, days], use[:, days]
        # What is left in the evening, from what there was in the morning of the first day: below zero it is nothing.
        np.cumsum(used, axis=1, out=rest)
        np.subtract(opening[:, np.newaxis], rest, out=rest)
        np.maximum(rest, 0, out=rest)
        # Unpaid is what is used beyond what was left the evening before.
        short[:, 0] = used[:, 0] - opening
        np.subtract(used[:, 1:], rest[:, :-1], out=short[:, 1:])
        np.maximum(short, 0, out=short)
        paid = opening - rest[:, -1]
        for pack in active:
            share = np.minimum(paid, left[:, pack])
            left[:, pack] -= share
            paid -= share
            if (packs[pack].last_day - first_day).days == days.stop - 1:
                lapsed[:, pack] = left[:, pack]
    return Payments(unpaid, balance, lapsed, left)


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
    left = np.array([to_millionths(pack.tokens) for pack in packs], dtype=np.int64)
    for days, active in _stretches(len(use), first_day, packs):
        upto = np.cumsum(use[days])
        before = 0
        for pack in active:
            paid[days, pack] = np.diff(np.clip(upto - before, 0, left[pack]), prepend=0)
            before += left[pack]
        left -= paid[days].sum(axis=0)
    return paid


def _stretches(days: int, first_day: date, packs: Sequence[Pack]) -> Iterator[tuple[slice, list[int]]]:
    """Give the stretches of days on which the same packs are in force, with their positions in the order of payment."""
    starts = [(pack.first_day - first_day).days for pack in packs]
    ends = [(pack.last_day - first_day).days + 1 for pack in packs]
    in_order = sorted(range(len(packs)), key=lambda position: packs[position].order)
    edges = sorted({0, days, *(edge for edge in starts + ends if 0 < edge < days)})
    for start, end in pairwise(edges):
        yield slice(start, end), [pack for pack in in_order if starts[pack] <= start and end <= ends[pack]]
