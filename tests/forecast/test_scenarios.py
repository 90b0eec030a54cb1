"""Scenarios: exact shifts on use that can be added up in the head, and what holds whatever the use."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import PlanError
from analytics.exports import Receipt
from analytics.forecast import Outlook, Paths, Question, outlook, simulate
from analytics.forecast.futures.history import history_of
from analytics.forecast.what_if.changed import Facts, changed_paths, without_users
from analytics.forecast.what_if.scenarios import Money, Outcome, compare, comparison, examples, facts_of
from analytics.forecast.what_if.supposed import change_text, scenarios_sentence
from analytics.pool import Pack
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack, current_usage
from analytics.store.changes import (
    Busy,
    Change,
    Headcount,
    Moved,
    Price,
    ProductUse,
    Purchase,
    Rate,
    Rollout,
)
from analytics.store.scenarios import Scenario
from analytics.usage import rolled_up
from tests.forecast.stated import START, answer

SETTINGS = Settings(paths=200)
MONEY = Money(Decimal(3), "USD")
MARCH = date(2026, 3, 1)
END = date(2026, 12, 31)
FOREVER = date(2030, 12, 31)


def ten_a_day(packs: Sequence[Pack] = (Pack(1, Decimal(2090), START, END),)) -> Outlook:
    """Use of 10 a day up to 28 February, and on in every future; 1,500 tokens are left, for 150 days from March on."""
    return answer([10] * 59, [[10.0] * 400] * 20, packs)


def facts(used: Sequence[int] = (10,) * 59) -> Facts:
    """Give rows of two users, the first with 4 of 10 tokens, all of them of product 1, and of product 2 the second."""
    days = [START + timedelta(days=ahead) for ahead in range(len(used))]
    rows = [
        row
        for day, tokens in zip(days, used, strict=True)
        for row in ((day, 1, 1, Decimal(tokens) * 4 / 10), (day, 2, 2, Decimal(tokens) * 6 / 10))
    ]
    schema = {"day": pl.Date, "user_id": pl.Int64, "product_id": pl.Int64, "tokens": pl.Decimal(38, 6)}
    daily = pl.DataFrame({"day": days, "tokens": [Decimal(tokens) for tokens in used]})
    return Facts(daily.cast({"tokens": pl.Decimal(38, 6)}), pl.DataFrame(rows, schema, orient="row"), the_mean)


def the_mean(daily: pl.DataFrame, horizon: int, paths: int) -> np.ndarray:
    return np.full((paths, horizon), float(daily["tokens"].cast(pl.Float64).mean()))  # type: ignore[arg-type]


def compared(*changes: Change, base: Outlook | None = None) -> list[Outcome]:
    return compare(base or ten_a_day(), [Scenario("S", changes)], facts(), MONEY, SETTINGS)


def run_out_day(*changes: Change) -> date | None:
    found = compared(*changes)[1].run_out
    assert found is not None
    assert found.day.p10 == found.day.p50 == found.day.p90
    return found.day.p50


# In the base 150 days of March and after are paid: use on 29 July, the 151st, has no pack.
BASE_DAY = MARCH + timedelta(days=150)


@pytest.mark.parametrize(
    ("change", "day"),
    [
        (Busy(MARCH, FOREVER, Decimal(2)), MARCH + timedelta(days=75)),
        (Busy(MARCH, date(2026, 3, 30), Decimal(2)), BASE_DAY - timedelta(days=30)),
        (Busy(MARCH, date(2026, 3, 30), Decimal(0)), BASE_DAY + timedelta(days=30)),
        (Busy(date(2026, 1, 1), date(2026, 2, 28), Decimal(5)), BASE_DAY),
        # Two active users and two more: twice the use.
        (Headcount(MARCH, 2), MARCH + timedelta(days=75)),
        (Headcount(date(2026, 5, 10), 2), MARCH + timedelta(days=70 + 40)),
        # A product of four tokens in ten is retired: 6 a day.
        (ProductUse(MARCH, Decimal(0), 1), MARCH + timedelta(days=250)),
        (ProductUse(MARCH, Decimal(0), None), BASE_DAY),
        (ProductUse(MARCH, Decimal("3.5"), 1), MARCH + timedelta(days=75)),
        (Rate(MARCH, Decimal(4), Decimal(14), 1), MARCH + timedelta(days=75)),
        (Rollout(MARCH, Decimal(5)), MARCH + timedelta(days=100)),
        (Moved(MARCH, (1,)), MARCH + timedelta(days=250)),
        (Moved(date(2026, 4, 10), (1,)), MARCH + timedelta(days=40 + 183)),
        (Moved(MARCH, ()), BASE_DAY),
        (Purchase(MARCH, END, Decimal(500)), BASE_DAY + timedelta(days=50)),
        (Purchase(date(2026, 8, 1), END, Decimal(500)), BASE_DAY),
        (Price(MARCH, Decimal(9)), BASE_DAY),
    ],
    ids=lambda value: value.kind if hasattr(value, "kind") else str(value),
)
def test_every_change_shifts_the_run_out_as_arithmetic_says(change: Change, day: date) -> None:
    assert run_out_day(change) == day


def test_users_who_are_all_moved_off_leave_no_use() -> None:
    [base, scenario] = compared(Moved(MARCH, (1, 2)))
    assert base.run_out is not None
    assert scenario.run_out is not None
    assert (scenario.run_out.chance, scenario.expected, scenario.tokens_to_buy) == (0.0, (0.0, 0.0, 0.0), 0)
    assert scenario.lapse == 1500


def test_changes_add_up() -> None:
    # 6 a day without the product, twice that; 3 more: 15 a day.
    changes = (ProductUse(MARCH, Decimal(0), 1), Busy(MARCH, FOREVER, Decimal(2)), Rollout(MARCH, Decimal(3)))
    assert run_out_day(*changes) == run_out_day(*reversed(changes)) == MARCH + timedelta(days=100)


def test_what_is_missing_and_what_it_costs() -> None:
    # 306 days at 10 are 3,060; 1,500 are there.
    base, scenario = compared(
        Purchase(MARCH, END, Decimal(500), Decimal("2.5")),
        Purchase(MARCH, END, Decimal(60)),
        Price(date(2026, 7, 1), Decimal(4)),
    )
    assert (base.tokens_to_buy, base.cost, base.currency) == (1560, 4680, "USD")
    # By the day of the order the price is another, on the day of the purchase it was not.
    assert (scenario.tokens_to_buy, scenario.cost) == (1000, 500 * Decimal("2.5") + 60 * 3 + 1000 * 4)
    rows = comparison([base, scenario]).rows(named=True)
    assert [row["days_later"] for row in rows] == [0, 56]
    assert [row["expected_more"] for row in rows] == [0.0, 0.0]
    assert rows[0]["order_by"] < rows[0]["early"] == BASE_DAY


def test_without_packs_there_is_use_to_compare_and_no_run_out() -> None:
    base, scenario = compared(Busy(MARCH, FOREVER, Decimal(2)), base=ten_a_day(packs=()))
    assert (base.run_out, base.cost, base.until) == (None, None, date(2027, 2, 28))
    assert (base.expected[1], scenario.expected[1]) == (3650.0, 7300.0)
    assert scenarios_sentence([base, scenario]) == (
        "No pack is in force. About 3,650 tokens are used by 28 February 2027 as it is; in 1 scenario 7,300 to 7,300."
    )
    _, bought = compared(Purchase(MARCH, END, Decimal(500)), base=ten_a_day(packs=()))
    assert bought.run_out is not None
    assert bought.run_out.day.p50 == MARCH + timedelta(days=50)


def test_without_a_forecast_nothing_is_compared() -> None:
    assert compare(replace(ten_a_day(), paths=None), [], facts(), MONEY, SETTINGS) == []
    assert "too little data" in scenarios_sentence([])
    assert comparison([]).is_empty()


def test_the_sentence_tells_the_base_and_where_scenarios_bring_it() -> None:
    made = compare(
        ten_a_day(),
        [
            Scenario("Half", (Busy(MARCH, FOREVER, Decimal("0.4")),)),
            Scenario("Double", (Busy(MARCH, FOREVER, Decimal(2)),)),
            Scenario("More", (Purchase(MARCH, END, Decimal(500)),)),
        ],
        facts(),
        MONEY,
        SETTINGS,
    )
    assert scenarios_sentence(made) == (
        "As it is, the tokens run out around 29 July 2026; in 3 scenarios between 15 May 2026 and 17 September 2026,"
        " first with “Double”, and in 1 they last."
    )
    assert scenarios_sentence(made[:1]) == "As it is, the tokens run out around 29 July 2026."


def test_a_headcount_needs_named_users() -> None:
    nobody = replace(facts(), rows=facts().rows.with_columns(user_id=pl.lit(None, pl.Int64)))
    paths = ten_a_day().paths
    assert paths is not None
    with pytest.raises(PlanError, match="headcount"):
        changed_paths(paths, [Headcount(MARCH, 1)], nobody)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Busy(MARCH, END, Decimal("1.25")), "125 % of the use up to 31 December 2026, from 1 March 2026"),
        (Headcount(MARCH, -1), "1 user fewer, from 1 March 2026"),
        (ProductUse(MARCH, Decimal(0), 7), "Revit retired, from 1 March 2026"),
        (ProductUse(MARCH, Decimal("0.5"), 8), "50 % of a product that is no longer known, from 1 March 2026"),
        (Rate(MARCH, Decimal(10), Decimal(12), 7), "Revit at 12 in place of 10 tokens a day, from 1 March 2026"),
        (Purchase(MARCH, END, Decimal(500)), "500 tokens bought, to be used up to 31 December 2026, from 1 March 2026"),
        (Moved(MARCH, (1, 2)), "2 users moved off, from 1 March 2026"),
        (Price(MARCH, Decimal("3.3")), "USD 3.30 a token, from 1 March 2026"),
    ],
)
def test_changes_in_words(change: Change, said: str) -> None:
    assert change_text(change, {7: "Revit"}, "USD") == said


futures = st.lists(st.lists(st.integers(0, 50), min_size=60, max_size=60), min_size=2, max_size=6)


@given(coming=futures, tokens=st.integers(1, 3000), bought=st.integers(0, 3000), start=st.integers(0, 59))
@settings(max_examples=40, deadline=None)
def test_whatever_the_use_the_base_stays_and_a_purchase_never_brings_it_forward(
    coming: list[list[float]], tokens: int, bought: int, start: int
) -> None:
    last = MARCH + timedelta(days=59)
    packs = [Pack(1, Decimal(590 + tokens), START, last), Pack(2, Decimal(tokens), MARCH, last - timedelta(days=20))]
    base_answer = answer([10] * 59, coming, packs)
    buy = Purchase(MARCH + timedelta(days=start), last, Decimal(bought))
    asked = [Scenario("Nothing", ()), Scenario("Twice", (Busy(MARCH, last, Decimal(2)),)), Scenario("Buy", (buy,))]
    base, nothing, twice, more = compare(base_answer, asked, facts(), MONEY, SETTINGS)
    for one in (base.run_out, nothing.run_out, twice.run_out, more.run_out):
        assert one is not None
    assert base.run_out is not None
    assert nothing.run_out is not None
    assert more.run_out is not None
    assert (nothing.run_out.day, nothing.run_out.chance) == (base.run_out.day, base.run_out.chance)
    assert nothing.run_out.fan.equals(base.run_out.fan)
    assert (nothing.expected, nothing.cost, nothing.order_by) == (base.expected, base.cost, base.order_by)
    assert base_answer.paths is not None
    doubled = changed_paths(base_answer.paths, asked[1].changes, facts())
    assert (doubled == 2 * base_answer.paths.tokens).all()
    assert more.run_out.chance <= base.run_out.chance
    for later, sooner in zip(
        (more.run_out.day.p10, more.run_out.day.p50, more.run_out.day.p90),
        (base.run_out.day.p10, base.run_out.day.p50, base.run_out.day.p90),
        strict=True,
    ):
        assert (later or date.max) >= (sooner or date.max)
    assert (more.run_out.shortfall <= base.run_out.shortfall).all()


@pytest.fixture
def pool(load_lines: Callable[..., Receipt], store: Store) -> Outlook:
    """A team of two users with weekdays of their own, 140 days of data and a pack for about half a year."""
    lines = []
    for ahead in range(140):
        day = START + timedelta(days=ahead)
        lines += [f"{day},A,Revit,,ann@b.example,,,{3 + ahead % 7}", f"{day},A,Maya,,bob@b.example,,,{1 + ahead % 3}"]
    load_lines(*lines)
    add_pack(store, NewPack("A", Decimal(2000), START, END))
    return outlook(store, "A", Question(), SETTINGS)


def test_the_base_is_the_outlook_itself(pool: Outlook, store: Store) -> None:
    known = facts_of(store, pool, rolled_up(current_usage(store, "A")))
    [base] = compare(pool, [], known, MONEY, SETTINGS)
    assert base.run_out is not None
    assert pool.run_out is not None
    assert base.run_out.day == pool.run_out.day
    assert base.run_out.fan.equals(pool.run_out.fan)
    assert (base.order_by, base.tokens_to_buy, base.lapse) == (pool.order_by, pool.tokens_to_buy, pool.lapse)


def test_what_is_fitted_again_is_the_history_of_the_outlook(load_lines: Callable[..., Receipt], store: Store) -> None:
    lines = [
        f"{START + timedelta(days=ahead)},A,Revit,,ann@b.example,,,{10 if ahead < 100 else 0}" for ahead in range(120)
    ]
    load_lines(*lines)
    add_pack(store, NewPack("A", Decimal(1000), START, END))
    emptied = outlook(store, "A", Question(), SETTINGS)
    known = facts_of(store, emptied, rolled_up(current_usage(store, "A")))
    # From day 101 on there was nothing to use, which is not that nobody wanted it.
    assert known.daily["tokens"].null_count() > 0
    assert emptied.paths is not None
    count, days = emptied.paths.tokens.shape
    assert (known.futures(known.daily, days, count) == emptied.paths.tokens).all()


def test_users_moved_off_are_left_out_of_the_history_that_is_fitted(pool: Outlook, store: Store) -> None:
    rows = rolled_up(current_usage(store, "A"))
    known = facts_of(store, pool, rows)
    [ann] = store.frame("SELECT user_id FROM users WHERE key = 'ann@b.example'")["user_id"]
    without = without_users(known.daily, known.rows, {ann})
    assert without["tokens"].to_list() == [1 + ahead % 3 for ahead in range(140)]
    assert pool.paths is not None
    moved = changed_paths(pool.paths, [Moved(pool.as_of + timedelta(days=1), (ann,))], known)
    count, days = pool.paths.tokens.shape
    # With the draws of the base, so that nothing but the use that is gone makes the difference.
    seed = history_of(known.daily).seed
    assert (known.futures(known.daily, days, count) == simulate(known.daily, days, count)).all()
    assert (moved == simulate(without, days, count, seed=seed)).all()
    later = changed_paths(pool.paths, [Moved(pool.as_of + timedelta(days=11), (ann,))], known)
    assert (later[:, :10] == pool.paths.tokens[:, :10]).all()
    assert (later[:, 10:] == moved[:, 10:]).all()


def test_examples_move_off_the_heaviest_only_where_there_are_more(pool: Outlook, store: Store) -> None:
    rows = rolled_up(current_usage(store, "A"))
    assert [scenario.name for scenario in examples(pool, rows)] == [
        "A fifth more use",
        "A fifth less use",
        "Buy what is missing",
    ]


def test_a_rollout_keeps_the_weekdays_and_adds_what_it_says() -> None:
    week = [12.0, 12, 12, 12, 12, 0, 0] * 8
    paths = Paths(date(2026, 3, 2), np.array([week, week]))  # a Monday
    added = changed_paths(paths, [Rollout(MARCH, Decimal(10))], facts()) - paths.tokens
    assert added[:, :7].sum(axis=1) == pytest.approx([70, 70])
    assert added[0, :7] == pytest.approx([14, 14, 14, 14, 14, 0, 0])
