"""Run-out: closed forms for constant use, and the oracle of one balance."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast import run_out
from analytics.forecast.buying.purchases import needed
from analytics.forecast.ordering import business_days_before
from analytics.pool import Pack

START = date(2025, 4, 1)


def after(days: int) -> date:
    return START + timedelta(days=days)


def one_pack(tokens: int, days: int = 400) -> list[Pack]:
    return [Pack(1, Decimal(tokens), START, after(days))]


def test_constant_use_ends_on_the_day_it_is_spent() -> None:
    # 100 tokens at 10 a day pay for 1 to 10 April; 11 April is the first day not covered.
    answer = run_out(np.full((50, 30), 10.0), START, one_pack(100))
    assert (answer.day.p10, answer.day.p50, answer.day.p90) == (date(2025, 4, 11),) * 3
    assert answer.chance == 1.0
    assert answer.shortfall.tolist() == [200.0] * 50
    assert answer.fan.row(0) == (START, 90.0, 90.0, 90.0)
    assert answer.fan.height == 30


def test_a_day_paid_only_in_part_is_not_covered() -> None:
    assert run_out(np.full((5, 30), 10.0), START, one_pack(95)).day.p50 == after(9)


def test_enough_tokens_last_and_the_rest_lapses() -> None:
    answer = run_out(np.full((5, 10), 10.0), START, one_pack(130, days=9))
    assert (answer.day.p10, answer.day.p50, answer.day.p90, answer.chance) == (None, None, None, 0.0)
    assert answer.lapse.tolist() == [30.0] * 5
    assert not answer.shortfall.any()


def test_a_pack_that_expires_ends_it_too() -> None:
    answer = run_out(np.full((5, 20), 1.0), START, one_pack(1000, days=9))
    assert answer.day.p50 == after(10)
    assert answer.lapse.tolist() == [990.0] * 5


def test_a_pack_to_come_mends_what_it_can() -> None:
    packs = [Pack(1, Decimal(50), START, after(40)), Pack(2, Decimal(500), after(10), after(40))]
    answer = run_out(np.full((5, 20), 10.0), START, packs)
    assert answer.day.p50 == after(5)
    assert answer.shortfall.tolist() == [50.0] * 5


def test_without_a_pack_the_first_use_is_the_run_out() -> None:
    assert run_out(np.array([[0.0, 0.0, 1.0]]), START, []).day.p50 == after(2)


def test_quantiles_that_lie_beyond_the_end_are_not_before_it() -> None:
    paths = np.full((10, 10), 1.0)
    paths[:4] = 20.0
    answer = run_out(paths, START, one_pack(100))
    assert answer.chance == pytest.approx(0.4)
    assert (answer.day.p10, answer.day.p50, answer.day.p90) == (after(5), None, None)


def test_a_pack_that_starts_late_leaves_two_outages() -> None:
    # 50 tokens pay for five days, the next five have none; the second pack pays for eight days from the 11th on.
    packs = [Pack(1, Decimal(50), START, after(40)), Pack(2, Decimal(80), after(10), after(40))]
    answer = run_out(np.full((5, 20), 10.0), START, packs)
    assert answer.outages.rows() == [
        (START, after(9), 1.0, after(5), after(5), after(5), 5),
        (after(10), after(19), 1.0, after(18), after(18), after(18), 2),
    ]
    assert answer.day.p50 == after(5)


def test_an_outage_of_some_futures_has_no_middle_day() -> None:
    paths = np.full((10, 10), 1.0)
    paths[:4] = 20.0
    answer = run_out(paths, START, one_pack(100))
    assert answer.outages.rows() == [(START, after(9), 0.4, after(5), None, None, 5)]


def test_the_cause_is_the_end_of_a_pack_where_its_tokens_would_have_been_enough() -> None:
    paths = np.full((10, 20), 1.0)
    paths[:3] = 200.0
    # Three futures use up 1,000 tokens on the fifth day; the others lose 990 after the tenth.
    answer = run_out(paths, START, one_pack(1000, days=9))
    assert (answer.chance, answer.expired) == (1.0, pytest.approx(0.7))


def test_what_lapses_is_told_by_pack() -> None:
    packs = [Pack(1, Decimal(30), START, after(4)), Pack(2, Decimal(500), START, after(9))]
    paths = np.repeat(np.linspace(1.0, 11.0, 11)[:, np.newaxis], 20, axis=1)
    lapse = run_out(paths, START, packs).lapse_by_pack
    # The first pays for five days: at 6 a day and more nothing of it is left, at 1 a day 25.
    assert lapse.select("pack_id", "last_day", "left").rows() == [(1, after(4), 30), (2, after(9), 500)]
    assert lapse["chance"].to_list() == [pytest.approx(5 / 11), 1.0]
    assert lapse.row(0, named=True)["p90"] == pytest.approx(20)
    assert lapse.row(0, named=True)["p50"] == 0
    # All futures: 530 tokens less ten days of use, less what of the first has lapsed.
    assert lapse.row(1, named=True)["p50"] == 530 - 60


def test_a_pack_that_goes_on_beyond_the_end_does_not_lapse() -> None:
    assert run_out(np.full((5, 10), 1.0), START, one_pack(1000)).lapse_by_pack.is_empty()


@given(
    use=st.lists(st.lists(st.floats(0, 50), min_size=15, max_size=15), min_size=1, max_size=20),
    tokens=st.integers(1, 400),
)
def test_chance_is_that_of_cumulative_use_above_the_balance(use: list[list[float]], tokens: int) -> None:
    paths = np.array(use)
    answer = run_out(paths, START, one_pack(tokens))
    spent = np.rint(paths * 1e6).cumsum(axis=1)
    assert answer.chance == pytest.approx((spent[:, -1] > tokens * 1e6).mean())
    expected = np.maximum(spent[:, -1] / 1e6 - tokens, 0)
    np.testing.assert_allclose(answer.shortfall, expected, atol=1e-6)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=40), st.floats(0.5, 0.99))
def test_what_is_bought_is_enough_as_often_as_promised(shortfalls: list[float], sure: float) -> None:
    paths = np.array(shortfalls)[:, np.newaxis]
    bought = needed(run_out(paths, START, []).shortfall, sure, Decimal(0))
    assert (paths[:, 0] <= bought + 1e-6).mean() >= sure - 1e-9


def test_business_days_pass_over_weekends_and_holidays() -> None:
    # 1 December 2025 is a Monday; 27 November 2025 is Thanksgiving.
    assert business_days_before(date(2025, 12, 1), 1, "US") == date(2025, 11, 28)
    assert business_days_before(date(2025, 12, 1), 2, "US") == date(2025, 11, 26)
    assert business_days_before(date(2025, 12, 1), 2, "DE") == date(2025, 11, 27)
    assert business_days_before(date(2025, 11, 30), 0, "US") == date(2025, 11, 28)
