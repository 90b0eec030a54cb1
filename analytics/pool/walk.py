"""The walk through the days of teams: packs pay for use, purchases settle debts, token events change what packs have.

On each day, in this order: packs that start settle what is owed; token events take effect, in the order in which they
were entered; packs pay for the day's use. Which packs an event takes from, no source says; ours is the order in which
packs pay, for what is moved first would have been used first:

- a move, or a correction to fewer tokens, takes from the packs in force on its day, in their order;
- what is moved stays part of its pack, with its last day, its size and its price;
- a merge takes all that is left in packs in force and to come, and what is owed;
- a correction to more tokens goes back to the pack in force that pays next, or that paid last where all are empty, as
  if it had paid too much.

What an event asks for and does not find is missing, and nothing is made up for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from analytics.pool.drawdown import PER_TOKEN, Debt, Pack, Settlement, paid_by_pack, pay, settled, to_millionths
from analytics.store.own_events import EventKind


@dataclass(frozen=True)
class Change:
    """A token event that changes packs in the morning of its day."""

    kind: EventKind
    day: date
    team: str
    tokens: Decimal | None = None
    """Moved, or corrected (below zero: fewer); None of a merge."""
    to_team: str | None = None
    """None of a correction, and of tokens that went to a team that nobody names."""
    event_id: int | None = None
    """None: it came with a table of token events."""
    note: str | None = None


@dataclass(frozen=True)
class Applied:
    """What came of a change."""

    change: Change
    tokens: int
    """Millionths that left the team, or (correction) were added."""
    missing: int
    """Millionths asked for that were not there."""


@dataclass
class Share:
    """What one team has of a pack; it changes as the walk goes on."""

    pack: Pack
    first_day: date
    """The first day on which it pays for this team."""
    left: int
    """Millionths that can still be paid."""
    paid: NDArray[np.int64]
    """(days,): millionths paid for use of the day."""
    evenings: NDArray[np.int64]
    """(days,): millionths left at the end of the day; what lapsed is in it."""
    bought: int = 0
    changed: int = 0
    """By events."""
    settled: int = 0
    """Paid of debts."""
    gone: bool = False
    """Whether a merge took it."""
    paid_before: int = 0
    """What it had paid for teams that were merged into this one, before their merges; in none of the above."""
    use_before: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(days,): the use of the day that is in it; empty: none."""

    def in_force(self, day: date) -> bool:
        """Tell whether it pays on a day."""
        return self.first_day <= day <= self.pack.last_day


@dataclass
class Account:
    """One team on the walk; amounts are millionths of a token."""

    use: NDArray[np.int64]
    """(days,)."""
    packs: Sequence[Pack]
    owed: list[Debt] = field(default_factory=list)
    """What is owed and not paid yet."""
    shares: list[Share] = field(default_factory=list)
    unpaid: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(days,): use that no pack could pay."""
    balance: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """(days,): left in packs in force at the end of the day."""
    settlements: list[Settlement] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)
    """The changes that touch the team."""

    def __post_init__(self) -> None:
        self.unpaid, self.balance = np.zeros_like(self.use), np.zeros_like(self.use)
        for pack in sorted(self.packs, key=lambda pack: pack.order):
            tokens = to_millionths(pack.tokens)
            nothing = np.zeros_like(self.use)
            self.shares.append(Share(pack, pack.first_day, tokens, nothing, nothing.copy(), bought=tokens))

    def in_turn(self) -> list[Share]:
        """Give the shares in the order in which they pay."""
        return sorted(self.shares, key=lambda share: share.pack.order)


def walk(accounts: Mapping[str, Account], first_day: date, changes: Sequence[Change]) -> None:
    """Go through the days of teams that share token events, and write into their accounts what happens.

    Parameters
    ----------
    accounts
        Every team that a change names; all with the same days.
    first_day
        The first of these days. What happened before it takes effect on it, in its order.
    changes
        In the order of their days; those after the last day are left out. Use after a merge stands in the account of
        the team that takes it.
    """
    days = len(next(iter(accounts.values())).use)
    steps: list[tuple[date, Change | None]] = [(change.day, change) for change in changes]
    if any(account.owed for account in accounts.values()):
        starts = {pack.first_day for account in accounts.values() for pack in account.packs}
        steps += [(day, None) for day in starts]
    steps.sort(key=lambda step: (step[0], step[1] is not None))
    start = 0
    for day, change in steps:
        place = (day - first_day).days
        if place >= days:
            break
        if place > start:
            _pay(accounts, first_day, slice(start, place))
            start = place
        if change is None:
            for account in accounts.values():
                _settle(account, day)
        else:
            _apply(accounts, change)
    _pay(accounts, first_day, slice(start, days))


def _pay(accounts: Mapping[str, Account], first_day: date, days: slice) -> None:
    day = first_day + timedelta(days=days.start)
    for account in accounts.values():
        packs = [
            replace(
                share.pack,
                tokens=Decimal(share.left) / PER_TOKEN,
                first_day=share.first_day,
                size=share.pack.size or share.pack.tokens,
            )
            for share in account.shares
        ]
        paid = paid_by_pack(account.use[days], day, packs)
        payments = pay(account.use[np.newaxis, days], day, packs)
        account.unpaid[days], account.balance[days] = payments.unpaid[0], payments.balance[0]
        for place, share in enumerate(account.shares):
            share.paid[days] = paid[:, place]
            share.evenings[days] = share.left - np.cumsum(paid[:, place])
            share.left -= int(paid[:, place].sum())


def _settle(account: Account, day: date) -> None:
    """Let the packs that start on a day pay what the team owes."""
    starting = [share for share in account.shares if share.pack.first_day == share.first_day == day]
    packs = [replace(share.pack, tokens=Decimal(share.left) / PER_TOKEN) for share in starting]
    after, done = settled(packs, account.owed)
    account.settlements += done
    for share, pack in zip(starting, after, strict=True):
        share.settled += share.left - to_millionths(pack.tokens)
        share.left = to_millionths(pack.tokens)
    # By identity: two debts may be alike.
    rest = [
        replace(debt, tokens=debt.tokens - sum(part.tokens for part in done if part.debt is debt))
        for debt in account.owed
    ]
    account.owed = [debt for debt in rest if debt.tokens]


def _apply(accounts: Mapping[str, Account], change: Change) -> None:
    giver = accounts[change.team]
    taker = accounts[change.to_team] if change.to_team is not None else None
    held = [share for share in giver.in_turn() if not share.gone]
    shares = [share for share in held if share.in_force(change.day)]
    wanted = to_millionths(change.tokens or Decimal(0))
    if change.kind is EventKind.MERGE and taker is not None:
        shares = [share for share in held if share.pack.last_day >= change.day]
        wanted = sum(share.left for share in shares)
        taker.owed = sorted([*taker.owed, *giver.owed], key=lambda debt: debt.day)
        giver.owed = []
        for share in shares:
            share.gone = True
    if change.kind is EventKind.CORRECTION and wanted > 0:
        if shares:
            paying = next((share for share in shares if share.left), shares[-1])
            paying.left += wanted
            paying.changed += wanted
        giver.applied.append(Applied(change, wanted if shares else 0, 0 if shares else wanted))
        return
    rest = abs(wanted)
    for share in shares:
        part = min(rest, share.left)
        rest -= part
        share.left -= part
        share.changed -= part
        if taker is not None and (part or share.gone):
            own = _receive(taker, share, part, change.day)
            if share.gone:
                _take_over(own, share)
    sign = -1 if change.kind is EventKind.CORRECTION else 1
    applied = Applied(change, sign * (abs(wanted) - rest), rest)
    giver.applied.append(applied)
    if taker is not None:
        taker.applied.append(applied)


def _receive(taker: Account, share: Share, part: int, day: date) -> Share:
    """Put tokens of a pack into the account of another team, with what it has of that pack already; return that."""
    first_day = max(share.first_day, day)
    own = next((each for each in taker.shares if each.pack.pack_id == share.pack.pack_id and not each.gone), None)
    if own is None:
        pack = replace(share.pack, size=share.pack.size or share.pack.tokens)
        own = Share(pack, first_day, 0, np.zeros_like(taker.use), np.zeros_like(taker.use))
        taker.shares.append(own)
    own.left += part
    own.changed += part
    return own


def _take_over(own: Share, merged: Share) -> None:
    """Keep what a pack paid for a team until it was merged: it is use of the pack, and so of the pool that has it."""
    own.paid_before += int(merged.paid.sum()) + merged.settled + merged.paid_before
    for use in (merged.paid, merged.use_before):
        if use.size:
            own.use_before = use + (own.use_before if own.use_before.size else 0)
