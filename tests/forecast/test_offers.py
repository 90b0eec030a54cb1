"""Packs and prices on offer: the fewest tokens that cover a need, and what they cost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import SettingsError
from analytics.forecast import Offer, offer_of

LIST = offer_of("33, 500", "none", Decimal(3), "USD")
SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=3, unique=True)


def offered(sizes: list[int]) -> Offer:
    return offer_of(", ".join(map(str, sizes)), "", Decimal(3), "USD")


@pytest.mark.parametrize(
    ("needed", "tokens", "packs", "money"),
    [
        (0, 0, "-", 0),
        (1, 33, "1 x 33", 99),
        (Decimal("33.01"), 66, "2 x 33", 198),
        (499, 500, "1 x 500", 1500),  # 16 x 33 = 528 would be more
        (1020, 1033, "2 x 500 + 1 x 33", 3099),
        (Decimal(13064), 13066, "26 x 500 + 2 x 33", 39198),
    ],
)
def test_a_need_is_rounded_up_to_packs(needed: Decimal, tokens: int, packs: str, money: int) -> None:
    order = LIST.order(needed)
    assert (order.tokens, order.packs_text, order.money) == (tokens, packs, money)


@given(SIZES, st.integers(0, 3000))
def test_an_order_covers_the_need_in_whole_packs(sizes: list[int], needed: int) -> None:
    order = offered(sizes).order(needed)
    assert needed <= order.tokens < needed + min(sizes)
    assert sum(size * count for size, count in order.packs) == order.tokens
    assert {size for size, _ in order.packs} <= set(sizes)


@given(SIZES, st.integers(0, 3000), st.integers(0, 3000))
def test_who_needs_more_never_orders_less(sizes: list[int], one: int, other: int) -> None:
    offer = offered(sizes)
    assert offer.order(min(one, other)).tokens <= offer.order(max(one, other)).tokens


def test_a_tier_holds_from_its_quantity_on_for_all_tokens() -> None:
    offer = offer_of("100", "5000: 2.85, 20000: 2.70", Decimal("3.00"), "EUR")
    assert [offer.order(tokens).price for tokens in (4900, 5000, 19_950, 20_000)] == [
        Decimal("3.00"),
        Decimal("2.85"),
        Decimal("2.70"),  # rounded up, it is 20,000
        Decimal("2.70"),
    ]
    assert offer.order(5000).money == 14_250
    # 4,800 cost 14,400: the 5,000 that cost 14,250 are the better order.
    cheaper = offer.cheaper(offer.order(4800))
    assert cheaper is not None
    assert cheaper.tokens == 5000
    assert offer.cheaper(offer.order(4700)) is None


@pytest.mark.parametrize("sizes", ["", "0", "33; 500", "1.5", "-33", "1,000,x"])
def test_sizes_that_are_none_are_told(sizes: str) -> None:
    with pytest.raises(SettingsError):
        offer_of(sizes, "none", Decimal(3), "USD")


@pytest.mark.parametrize("tiers", ["5000", "5000: x", "5000: -1", "0: 2", "5000: 2, 5000: 1", "5000: nan", "x: 2"])
def test_prices_that_are_none_are_told(tiers: str) -> None:
    with pytest.raises(SettingsError):
        offer_of("33", tiers, Decimal(3), "USD")
