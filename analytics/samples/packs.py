"""The packs of tokens that the simulated company bought, and which of them paid for its usage."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from analytics.samples.company import DESIGN, PLANT
from analytics.samples.days import LAST_DAY
from analytics.samples.usage import UsageRow

_LIST_PRICE = Decimal("3.00")
# Autodesk publishes no discounts for large packs.
_ASSUMED_VOLUME_PRICE = Decimal("2.70")


@dataclass(frozen=True, slots=True)
class Pack:
    """One purchase of tokens by one team."""

    team: str
    tokens: int
    start: date
    """The day of the purchase, on which the tokens can be used already."""
    last_day: date
    """The last day on which the tokens can be used."""
    price_per_token: Decimal
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class PackUse:
    """What became of a pack up to the last simulated day, that day included."""

    pack: Pack
    used: int
    left: int
    """Tokens that can still be used after that day; 0 when the pack has ended."""
    lapsed: int
    """Tokens that were lost when the pack ended; 0 while it runs."""


@dataclass(frozen=True, slots=True)
class Payment:
    """How the packs paid for all usage."""

    packs: tuple[PackUse, ...]
    """One entry per pack, in the order of the packs."""
    unpaid: int
    """Tokens of usage that no pack could pay."""


def _bought(team: str, tokens: int, start: date, note: str = "") -> Pack:
    """Buy a pack, which lasts a year; from 20,000 tokens the price is the customer's own, an invented one."""
    large = tokens >= 20_000
    return Pack(
        team=team,
        tokens=tokens,
        start=start,
        last_day=start.replace(year=start.year + 1) - timedelta(days=1),
        price_per_token=_ASSUMED_VOLUME_PRICE if large else _LIST_PRICE,
        currency="USD",
        note="; ".join(filter(None, (note, "invented customer rate" if large else ""))),
    )


PACKS = (
    _bought(DESIGN, 40_000, date(2024, 9, 1), "first term"),
    _bought(DESIGN, 10_000, date(2024, 9, 1), "first term"),
    _bought(DESIGN, 5_000, date(2024, 9, 1), "first term"),
    _bought(DESIGN, 25_000, date(2025, 9, 1), "second term"),
    _bought(DESIGN, 10_000, date(2025, 9, 1), "second term"),
    _bought(DESIGN, 30_000, date(2026, 3, 16), "early renewal after the autumn project"),
    _bought(DESIGN, 12_000, date(2026, 3, 16), "early renewal after the autumn project"),
    _bought(PLANT, 10_000, date(2024, 9, 1), "first term"),
    _bought(PLANT, 5_000, date(2024, 9, 1), "first term"),
    _bought(PLANT, 20_000, date(2025, 2, 3), "second term"),
    _bought(PLANT, 5_000, date(2025, 2, 3), "second term"),
    _bought(PLANT, 25_000, date(2026, 2, 3), "third term"),
    _bought(PLANT, 10_000, date(2026, 2, 3), "third term"),
)


def paid(rows: Iterable[UsageRow], packs: tuple[Pack, ...] = PACKS) -> Payment:
    """Let each day's usage of a team be paid by the team's packs of that day.

    The pack with the earliest last day pays first; among packs with the same last day the smallest one.
    """
    owed: Counter[tuple[date, str]] = Counter()
    for row in rows:
        owed[row.day, row.team] += row.tokens
    left = [pack.tokens for pack in packs]
    in_turn = sorted(range(len(packs)), key=lambda n: (packs[n].last_day, packs[n].tokens, packs[n].start))
    unpaid = 0
    for (day, team), tokens in sorted(owed.items()):
        rest = tokens
        for n in in_turn:
            if packs[n].team == team and packs[n].start <= day <= packs[n].last_day:
                part = min(rest, left[n])
                left[n] -= part
                rest -= part
        unpaid += rest
    return Payment(packs=tuple(_use(pack, rest) for pack, rest in zip(packs, left, strict=True)), unpaid=unpaid)


def _use(pack: Pack, rest: int) -> PackUse:
    ended = pack.last_day <= LAST_DAY
    return PackUse(pack, used=pack.tokens - rest, left=0 if ended else rest, lapsed=rest if ended else 0)
