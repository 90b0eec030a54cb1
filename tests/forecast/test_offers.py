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
        (1020, 1023, "31 x 33", 3069),
        (2571, 2574, "78 x 33", 7722),  # as many of the largest first would be 5 x 500 + 3 x 33 = 2,599
        (Decimal(13064), 13064, "19 x 500 + 108 x 33", 39192),
        (16_500, 16_500, "33 x 500", 49_500),  # not 500 x 33
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


@given(SIZES, st.integers(1, 600))
def test_no_smaller_sum_of_packs_covers_the_need(sizes: list[int], needed: int) -> None:
    sums = {0}
    for total in range(1, needed + max(sizes) + 1):
        if any(total - size in sums for size in sizes):
            sums.add(total)
    assert offered(sizes).order(needed).tokens == min(total for total in sums if total >= needed)


@given(st.integers(1, 200), st.integers(1, 50), st.integers(0, 2000))
def test_any_quantity_is_sold_from_the_smallest_order_on_in_steps(smallest: int, step: int, needed: int) -> None:
    offer = offer_of("none", "none", Decimal(3), "USD", smallest=smallest, step=step)
    possible = [0, *range(smallest, smallest + needed + step, step)]
    assert offer.order(needed).tokens == min(tokens for tokens in possible if tokens >= needed)
    assert offer.order(needed).packs == ()


def test_packs_are_sold_whole_whatever_the_smallest_order_elsewhere() -> None:
    assert offer_of("20", "none", Decimal(3), "USD", smallest=33).order(5).tokens == 20


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
