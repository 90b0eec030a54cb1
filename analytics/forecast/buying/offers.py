"""How tokens are sold: the sizes of packs, prices that depend on the quantity, and the order that covers a need."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import ceil

from analytics.errors import SettingsError
from analytics.wording import tokens_text

NO_TIERS = "none"
_MOST = 12
"""Sizes or tiers that an offer may have."""


@dataclass(frozen=True)
class Tier:
    """A price from a quantity on."""

    tokens: int
    """The fewest tokens of an order that has this price."""
    price: Decimal
    """Per token, for all tokens of the order."""


@dataclass(frozen=True)
class Order:
    """Tokens in whole packs, and what they cost."""

    tokens: int
    packs: tuple[tuple[int, int], ...]
    """Pairs of size and count, the largest first."""
    price: Decimal
    """Per token."""

    @property
    def money(self) -> Decimal:
        """What the order costs, in the offer's currency."""
        return self.tokens * self.price

    @property
    def packs_text(self) -> str:
        """Say what packs the order is made of.

        >>> Order(1033, ((500, 2), (33, 1)), Decimal(3)).packs_text
        '2 x 500 + 1 x 33'
        """
        return " + ".join(f"{count:,} x {size:,}" for size, count in self.packs) or "-"


@dataclass(frozen=True)
class Offer:
    """How tokens are sold."""

    sizes: tuple[int, ...]
    """Sizes of packs in tokens, ascending."""
    tiers: tuple[Tier, ...]
    """Prices by quantity, ascending; the first holds from 0 on."""
    currency: str

    def order(self, needed: Decimal | float) -> Order:
        """Give the fewest tokens in whole packs that cover a need.

        As many packs of a larger size as the need fills, and the rest rounded up to packs of one size.

        >>> offer = Offer((33, 500), (Tier(0, Decimal(3)),), "USD")
        >>> offer.order(1020).packs_text, offer.order(499).packs_text
        ('2 x 500 + 1 x 33', '1 x 500')
        """
        whole = ceil(needed)  # Decimal's own // would round towards zero below
        return min((self._rounded_at(place, whole) for place in range(len(self.sizes))), key=_fewest)

    def cheaper(self, order: Order) -> Order | None:
        """Give a larger order that costs less, because its price is that of a higher tier; None without one."""
        larger = [self.order(tier.tokens) for tier in self.tiers if tier.tokens > order.tokens]
        less = [one for one in larger if one.money < order.money]
        return min(less, key=lambda one: one.money, default=None)

    def _rounded_at(self, place: int, needed: int) -> Order:
        packs, rest = [], needed
        for size in reversed(self.sizes[place + 1 :]):
            count, rest = divmod(rest, size)
            packs.append((size, count))
        packs.append((self.sizes[place], -(-rest // self.sizes[place])))
        tokens = sum(size * count for size, count in packs)
        price = [tier.price for tier in self.tiers if tier.tokens <= tokens][-1]
        return Order(tokens, tuple((size, count) for size, count in packs if count), price)


def offer_of(sizes: str, tiers: str, price: Decimal, currency: str) -> Offer:
    """Read an offer as a person writes it.

    Parameters
    ----------
    sizes
        Sizes of packs: "33, 500".
    tiers
        Prices that hold from a quantity on: "5000: 2.85, 20000: 2.70"; empty or "none": one price for all.
    price
        Per token, below the first of them.
    currency
        Of all prices.

    Raises
    ------
    SettingsError
        When a text cannot be read so.
    """
    later = sorted((_tier(part) for part in _parts(tiers.removeprefix(NO_TIERS))), key=lambda tier: tier.tokens)
    if len({tier.tokens for tier in later}) < len(later):
        raise SettingsError(f"The prices {tiers!r} name a quantity twice.", hint="Give each quantity one price.")
    known = sorted({_size(part) for part in _parts(sizes)})
    if not known:
        raise SettingsError("No pack has a size.", hint="Give the sizes of the packs on offer, such as 33, 500.")
    return Offer(tuple(known), (Tier(0, price), *later), currency)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > _MOST:
        raise SettingsError(f"{len(parts)} sizes or prices are too many.", hint=f"Give {_MOST} at most.")
    return parts


def _size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**9:
        raise SettingsError(
            f"{text!r} is no size of a pack.", hint="Write sizes as whole tokens without separators: 33, 500."
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


def _fewest(order: Order) -> tuple[int, int]:
    return (order.tokens, sum(count for _, count in order.packs))
