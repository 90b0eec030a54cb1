"""The pace that lands exactly on the end."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast.pace import lasting_pace
from analytics.pool import PER_TOKEN, Pack, pay

START = date(2026, 1, 1)
END = START + timedelta(days=99)


def pack(tokens: int, first: int = 0, last: int = 99, number: int = 1) -> Pack:
    return Pack(number, Decimal(tokens), START + timedelta(days=first), START + timedelta(days=last))


@pytest.mark.parametrize(
    ("packs", "expected"),
    [
        ([pack(1000)], 10.0),
        ([pack(1000, last=500)], 10.0),
        ([pack(400), pack(600, number=2)], 10.0),
        # The second half has to pay for fifty days with 300 tokens: what the first loses does not help.
        ([pack(10_000, last=49), pack(300, first=50, number=2)], 6.0),
        # The first half has to last fifty days on 300 tokens; what is to come cannot be used before.
        ([pack(300), pack(10_000, first=50, number=2)], 6.0),
        ([pack(1000, first=1)], 0.0),
        ([pack(0)], 0.0),
    ],
)
def test_the_pace_of_some_packs(packs: list[Pack], expected: float) -> None:
    assert lasting_pace(packs, START, END) == pytest.approx(expected, abs=1e-5)


spans = st.tuples(st.integers(0, 5000), st.integers(0, 99), st.integers(0, 150))


@given(st.lists(spans, min_size=1, max_size=5))
def test_a_little_more_would_not_last(drawn: list[tuple[int, int, int]]) -> None:
    packs = [
        pack(tokens, first, first + days, number) for number, (tokens, first, days) in enumerate(drawn) if tokens
    ] or [pack(1)]
    rate = lasting_pace(packs, START, END)
    millionths = round(rate * PER_TOKEN)
    for use, short in ((millionths, False), (millionths + 1, True)):
        assert pay(np.full((1, 100), use, dtype=np.int64), START, packs).unpaid.any() == short
