"""How tokens are sold: smallest order, packs, prices that depend on the quantity, and the order that covers a need."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from heapq import heappop, heappush
from math import ceil, gcd

from analytics.errors import SettingsError
from analytics.settings import Settings
from analytics.wording import tokens_count, tokens_text

NONE = "none"
"""No packs, or no prices by quantity."""
_MOST = 12
"""Sizes or tiers that an offer may have."""
_LARGEST_PACK = 100_000
"""Tokens; the search for the best packs takes time and memory in proportion to the smallest of them."""


@dataclass(frozen=True)
class Tier:
    """A price from a quantity on."""

    tokens: int
    """The fewest tokens of an order that has this price."""
    price: Decimal
    """Per token, for all tokens of the order."""


@dataclass(frozen=True)
class Order:
    """Tokens to buy, and what they cost."""

    tokens: int
    packs: tuple[tuple[int, int], ...]
    """Pairs of size and count, the largest first; empty where any quantity is sold."""
    price: Decimal
    """Per token."""

    @property
    def money(self) -> Decimal:
        """What the order costs, in the offer's currency."""
        return self.tokens * self.price

    @property
    def packs_text(self) -> str:
        """The packs that make up the order.

        >>> Order(1033, ((500, 2), (33, 1)), Decimal(3)).packs_text
        '2 x 500 + 1 x 33'
        """
        return " + ".join(f"{count:,} x {size:,}" for size, count in self.packs) or "-"

    @property
    def text(self) -> str:
        """The tokens, and the packs where they come in packs.

        >>> Order(66, ((33, 2),), Decimal(3)).text, Order(40, (), Decimal(3)).text
        ('66 tokens (2 x 33)', '40 tokens')
        """
        return tokens_count(self.tokens) + (f" ({self.packs_text})" if self.packs else "")


@dataclass(frozen=True)
class Offer:
    """How tokens are sold: any quantity from a smallest order on, or whole packs of quoted sizes."""

    sizes: tuple[int, ...]
    """Sizes of packs in tokens, ascending; empty: any quantity, by `smallest` and `step`."""
    tiers: tuple[Tier, ...]
    """Prices by quantity, ascending; the first holds from 0 on."""
    currency: str
    smallest: int = 1
    """The fewest tokens of an order, where there are no packs."""
    step: int = 1
    """Tokens by which an order above the smallest grows."""

    def order(self, needed: Decimal | float) -> Order:
        """Return the fewest tokens on offer that cover a need; nothing is needed, nothing is ordered.

        >>> packs = Offer((33, 500), (Tier(0, Decimal(3)),), "USD")
        >>> packs.order(1030).text, packs.order(2571).text
        ('1,033 tokens (2 x 500 + 1 x 33)', '2,574 tokens (78 x 33)')
        >>> any_quantity = Offer((), (Tier(0, Decimal(3)),), "USD", smallest=33)
        >>> any_quantity.order(20).text, any_quantity.order(2571).text
        ('33 tokens', '2,571 tokens')
        """
        whole = ceil(needed)
        if whole <= 0:
            return Order(0, (), self._price(0))
        if not self.sizes:
            tokens = self.smallest + max(0, -(-(whole - self.smallest) // self.step)) * self.step
            return Order(tokens, (), self._price(tokens))
        packs = _packs(self.sizes, whole)
        tokens = sum(size * count for size, count in packs)
        return Order(tokens, packs, self._price(tokens))

    def cheaper(self, order: Order) -> Order | None:
        """Return a larger order that costs less, because its price is that of a higher tier; None without one."""
        larger = [self.order(tier.tokens) for tier in self.tiers if tier.tokens > order.tokens]
        less = [one for one in larger if one.money < order.money]
        return min(less, key=lambda one: one.money, default=None)

    def _price(self, tokens: int) -> Decimal:
        return [tier.price for tier in self.tiers if tier.tokens <= tokens][-1]


def settings_offer(settings: Settings, price: Decimal, currency: str) -> Offer:
    """Return how tokens are sold by the settings, at this price per token below the first tier.

    Raises
    ------
    SettingsError
        When the sizes or tiers cannot be read.
    """
    return offer_of(
        settings.pack_sizes,
        settings.price_tiers,
        price,
        currency,
        smallest=settings.smallest_order,
        step=settings.order_step,
    )


def offer_of(sizes: str, tiers: str, price: Decimal, currency: str, *, smallest: int = 1, step: int = 1) -> Offer:
    """Read an offer as a person writes it.

    Parameters
    ----------
    sizes
        Sizes of packs that are sold whole: "33, 500"; "none": any quantity, by `smallest` and `step`.
    tiers
        Prices that hold from a quantity on: "5000: 2.85, 20000: 2.70"; empty or "none": one price for all.
    price
        Per token, below the first of them.
    currency
        Of all prices.
    smallest, step
        The fewest tokens of an order, and the tokens by which a larger one grows, where there are no packs.

    Raises
    ------
    SettingsError
        When a text cannot be read so.
    """
    later = sorted((_tier(part) for part in _parts(tiers.removeprefix(NONE))), key=lambda tier: tier.tokens)
    if len({tier.tokens for tier in later}) < len(later):
        raise SettingsError(f"The prices {tiers!r} name a quantity twice.", hint="Give each quantity one price.")
    packs = sorted({_size(part) for part in _parts(sizes.strip().removeprefix(NONE))})
    if not packs and sizes.strip() != NONE:
        raise SettingsError(
            "No pack has a size.", hint="Enter the sizes of the packs on offer, such as 33, 500, or none."
        )
    return Offer(tuple(packs), (Tier(0, price), *later), currency, smallest, step)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > _MOST:
        raise SettingsError(f"{len(parts)} sizes or prices are too many.", hint=f"Give {_MOST} at most.")
    return parts


def _size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _LARGEST_PACK:
        raise SettingsError(
            f"{text!r} is no size of a pack.",
            hint=f"Write sizes as whole tokens without separators, up to {_LARGEST_PACK}: 33, 500.",
        )
    return int(text)


def _tier(text: str) -> Tier:
    tokens, _, price = text.partition(":")
    try:
        tier = Tier(int(tokens), Decimal(price.strip()))
    except (ValueError, InvalidOperation):
        tier = Tier(0, Decimal(0))
    if not (1 <= tier.tokens <= 10**9 and tier.price.is_finite() and 0 < tier.price <= 10**6):
        raise SettingsError(
            f"{text!r} is no price from a quantity on.",
            hint=f"Write tokens, a colon and the price of one token: 5000: {tokens_text(Decimal('2.85'))}.",
        )
    return tier


def _packs(sizes: tuple[int, ...], needed: int) -> tuple[tuple[int, int], ...]:
    """Return the packs that make up the fewest tokens that cover a need, as pairs of size and count."""
    unit, smallest = gcd(*sizes), sizes[0]
    sums = _smallest_sums(sizes)
    total = min(total + max(0, -(-(needed - total) // smallest)) * smallest for total, _ in sums.values())
    counts = dict.fromkeys(sizes, 0)
    rest, place = total, total % smallest // unit
    while (step := sums[place])[1]:
        counts[step[1]] += 1
        rest -= step[1]
        place = rest % smallest // unit
    counts[smallest] += rest // smallest
    for size in sizes:  # many small packs are as many tokens as a few large ones
        for larger in reversed(sizes):
            if larger > size:
                traded = counts[size] // (larger // gcd(size, larger))
                counts[size] -= traded * (larger // gcd(size, larger))
                counts[larger] += traded * (size // gcd(size, larger))
    return tuple((size, count) for size, count in sorted(counts.items(), reverse=True) if count)


@cache
def _smallest_sums(sizes: tuple[int, ...]) -> dict[int, tuple[int, int]]:
    """Return for each remainder by the smallest pack the smallest sum of the other packs that leaves it.

    Keys are remainders in units of the packs' common divisor, values the sum and its last pack (0: the empty sum). Any
    number of smallest packs may be added, so these are all sums there are: shortest paths in the circle of remainders
    (Nijenhuis 1979, "A minimal-path algorithm for the money changing problem", American Mathematical Monthly 86).
    """
    unit, smallest = gcd(*sizes), sizes[0]
    sums: dict[int, tuple[int, int]] = {}
    waiting = [(0, 0)]
    while waiting:
        total, last = heappop(waiting)
        place = total % smallest // unit
        if place not in sums:
            sums[place] = (total, last)
            for size in sizes[1:]:
                heappush(waiting, (total + size, size))
    return sums
