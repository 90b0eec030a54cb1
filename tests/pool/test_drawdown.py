"""The rule of payment, held against a reference that spends one day and one pack at a time."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.pool import PER_TOKEN, Pack, pay, to_millionths
from analytics.pool.drawdown import paid_by_pack

START = date(2026, 1, 1)
HORIZON = 40


def pack(pack_id: int, tokens: int, first: int, last: int) -> Pack:
    return Pack(pack_id, Decimal(tokens), START + timedelta(days=first), START + timedelta(days=last))


def reference(use: list[int], packs: list[Pack]) -> tuple[list[list[int]], list[int], list[int], list[int]]:
    """Pay day by day: what each pack paid, what stayed unpaid, what was left that evening, what lapsed."""
    left = {each.pack_id: to_millionths(each.tokens) for each in packs}
    paid, unpaid, balance, lapsed = [], [], [], dict.fromkeys(left, 0)
    for ahead, tokens in enumerate(use):
        needed = tokens
        day = START + timedelta(days=ahead)
        active = sorted((each for each in packs if each.first_day <= day <= each.last_day), key=lambda each: each.order)
        today = dict.fromkeys(left, 0)
        for each in active:
            today[each.pack_id] = min(needed, left[each.pack_id])
            left[each.pack_id] -= today[each.pack_id]
            needed -= today[each.pack_id]
        paid.append([today[each.pack_id] for each in packs])
        unpaid.append(needed)
        balance.append(sum(left[each.pack_id] for each in active))
        lapsed |= {each.pack_id: left[each.pack_id] for each in active if each.last_day == day}
    return paid, unpaid, balance, [lapsed[each.pack_id] for each in packs]


some_packs = st.lists(st.tuples(st.integers(1, 60), st.integers(-10, HORIZON + 5), st.integers(0, 25)), max_size=5).map(
    lambda drawn: [pack(number, tokens, first, first + length) for number, (tokens, first, length) in enumerate(drawn)]
)
some_use = st.lists(st.integers(0, 8 * PER_TOKEN), min_size=1, max_size=HORIZON)


@given(use=some_use, packs=some_packs)
def test_payment_equals_the_reference(use: list[int], packs: list[Pack]) -> None:
    paid, unpaid, balance, lapsed = reference(use, packs)
    twice = np.array([use, use], dtype=np.int64)
    payments = pay(twice, START, packs)
    assert payments.unpaid.tolist() == [unpaid, unpaid]
    assert payments.balance.tolist() == [balance, balance]
    assert payments.lapsed.tolist() == [lapsed, lapsed]
    assert paid_by_pack(twice[0], START, packs).tolist() == paid


@given(use=some_use, packs=some_packs)
def test_no_token_is_lost(use: list[int], packs: list[Pack]) -> None:
    array = np.array(use, dtype=np.int64)
    paid = paid_by_pack(array, START, packs)
    unpaid = pay(array[np.newaxis], START, packs).unpaid[0]
    assert (paid.sum(axis=1) + unpaid).tolist() == use
    assert all(spent <= to_millionths(each.tokens) for spent, each in zip(paid.sum(axis=0), packs, strict=True))


@given(use=some_use, packs=some_packs)
def test_the_callers_use_is_not_changed(use: list[int], packs: list[Pack]) -> None:
    array = np.array([use], dtype=np.int64)
    pay(array, START, packs)
    assert array.tolist() == [use]


def test_earliest_end_first_then_the_smaller() -> None:
    # Autodesk: the pack that ends first pays first; with the same last day the smaller, 500 before 5,000.
    packs = [pack(1, 5000, 0, 9), pack(2, 500, 0, 9), pack(3, 100, 0, 4)]
    paid = paid_by_pack(np.array([150, 500], dtype=np.int64) * PER_TOKEN, START, packs) // PER_TOKEN
    assert paid.tolist() == [[0, 50, 100], [50, 450, 0]]


@pytest.mark.parametrize("last_day", [date(2028, 2, 29), date(2026, 12, 31)])
def test_a_pack_pays_on_its_last_day_and_lapses_after_it(last_day: date) -> None:
    packs = [Pack(1, Decimal(10), last_day, last_day)]
    payments = pay(np.full((1, 2), 4 * PER_TOKEN, dtype=np.int64), last_day, packs)
    assert (payments.unpaid // PER_TOKEN).tolist() == [[0, 4]]
    assert (payments.lapsed // PER_TOKEN).tolist() == [[6]]
    assert payments.balance.tolist() == [[6 * PER_TOKEN, 0]]


def test_without_packs_everything_stays_unpaid() -> None:
    use = np.full((2, 3), PER_TOKEN, dtype=np.int64)
    payments = pay(use, START, [])
    assert payments.unpaid.tolist() == use.tolist()
    assert payments.balance.sum() == 0
    assert payments.lapsed.shape == (2, 0)


def test_tenths_of_a_token_do_not_drift() -> None:
    use = np.full((1, 1000), to_millionths(Decimal("0.1")), dtype=np.int64)
    assert pay(use, START, [pack(1, 100, 0, 2000)]).balance[0, -1] == 0
