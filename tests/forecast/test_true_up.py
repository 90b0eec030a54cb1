"""The true-up: closed forms for constant use, quantities that hold what they promise, days that arithmetic gives."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.errors import SettingsError
from analytics.forecast import Conditions, Outlook, Paths, Question, TrueUp, offer_of, outlook, run_out, true_up
from analytics.forecast.buying.advice import cheaper_sentence, lost_sentence, rule_sentence, true_up_sentence
from analytics.forecast.buying.purchase_tables import quantity_rows, way_balances, way_rows
from analytics.forecast.buying.true_up import EARLY, LATER, LEVELS, NO_TRUE_UP, NOW, Rule
from analytics.forecast.ordering import business_days_after, business_days_before, year_from
from analytics.pool import Pack
from analytics.settings import Settings
from analytics.store import Store
from analytics.usage.ranges import months_after

Futures = NDArray[np.float64]
SINGLE = offer_of("1", "none", Decimal(3), "USD")
TODAY = date(2026, 6, 30)  # a Tuesday
DAYS = 180 + 366


def after(days: int) -> date:
    """Give the day after so many days: 1 is the first one that is not known."""
    return TODAY + timedelta(days=days)


def conditions(**others: Any) -> Conditions:
    return replace(Conditions(SINGLE, lead_time_days=10, country="DE"), **others)


def pack(number: int, tokens: int, last_day: date, first_day: date | None = None) -> Pack:
    return Pack(number, Decimal(tokens), first_day or after(1), last_day)


@pytest.fixture(scope="module")
def base(sample_store: Store) -> Outlook:
    """Any outlook; what the true-up rests on is replaced."""
    return outlook(sample_store, "Design Studio", Question(), Settings(paths=100))


def facing(base: Outlook, tokens: Futures, packs: list[Pack]) -> Outlook:
    """Give an outlook with these futures and packs."""
    paths = Paths(after(1), tokens)
    end = max((each.last_day for each in packs), default=None)
    found = run_out(paths.until(end), paths.first_day, packs) if end else None
    # What is left was stated: the ledger of the other outlook says nothing about it.
    return replace(base, as_of=TODAY, end=end, coming=packs, paths=paths, run_out=found, stated_balance=Decimal(0))


def found_for(base: Outlook, tokens: Futures, packs: list[Pack], **others: Any) -> TrueUp:
    found = true_up(facing(base, tokens, packs), conditions(**others))
    assert found is not None
    return found


CONSTANT = np.full((100, DAYS), 10.0)


def test_300_tokens_at_10_a_day_run_out_on_the_31st_day(base: Outlook) -> None:
    found = found_for(base, CONSTANT, [pack(1, 300, after(180))])
    assert found.needed_by == after(31) == date(2026, 7, 31)  # a Friday
    # Ten business days before Friday 31 July are two weeks; no public holiday of Germany lies between.
    assert found.order_by == found.order_by_grace == date(2026, 7, 17)
    assert (found.talk_from, found.talk_by) == (date(2026, 5, 31), date(2026, 6, 30))
    # Wednesday 1 July and ten business days.
    assert (found.ordered_on, found.arrives) == (after(1), date(2026, 7, 15))
    assert found.covers_until == after(180)
    # 180 days at 10 a day less 300 tokens, however sure one wants to be.
    assert [(one.sure, one.needed, one.order.tokens, one.left.p50) for one in found.quantities] == [
        (sure, 1500, 1500, 0) for sure in LEVELS
    ]
    assert [one.needed for one in found.next_term] == [3650] * 4
    assert (found.lost.chance, found.lost.days.p90, found.lost.tokens.p90) == (0, 0, 0)
    assert found.renew_by == date(2026, 12, 11)  # 25 and 26 December are off, 28 December is the first day after it


def test_now_later_and_early_renewal_of_constant_use(base: Outlook) -> None:
    found = found_for(base, CONSTANT, [pack(1, 300, after(180))])
    ways = {way.name: way for way in found.ways}
    assert list(ways) == [NO_TRUE_UP, NOW, LATER, EARLY]
    assert [(way.tokens, way.outage, way.outage_days.p50, way.lapse.p50) for way in ways.values()] == [
        (3650, 1.0, 150, 0),
        (1500 + 3650, 0.0, 0, 0),
        (1500 + 3650, 0.0, 0, 0),
        (1500 + 3650, 0.0, 0, 0),
    ]
    arrivals = {name: [purchase.arrives for purchase in way.purchases] for name, way in ways.items()}
    assert arrivals == {
        NO_TRUE_UP: [after(181)],
        NOW: [date(2026, 7, 15), after(181)],
        LATER: [date(2026, 7, 31), after(181)],
        EARLY: [date(2026, 7, 31), date(2027, 7, 31)],
    }
    first, then = ways[EARLY].purchases
    assert (first.order.tokens, first.last_day) == (3650, date(2027, 7, 30))
    assert then.order.tokens == 1500  # from 31 July to 27 December 2027 are 150 days
    assert ways[NOW].money == 3 * (1500 + 3650)


def test_an_outage_before_the_delivery_cannot_be_prevented(base: Outlook) -> None:
    found = found_for(base, CONSTANT, [pack(1, 45, after(180))])
    # The fifth day is paid in part; the order arrives on the fifteenth.
    assert (found.lost.chance, found.lost.days.p50, found.lost.tokens.p50) == (1, 10, 95)
    assert {one.needed for one in found.quantities} == {1660}  # 166 days from 15 July on
    assert found.order_by is not None
    assert found.order_by < found.ordered_on
    assert [way.name for way in found.ways] == [NO_TRUE_UP, NOW, EARLY]
    answer = facing(base, CONSTANT, [pack(1, 45, after(180))])
    assert "10 days, in one of ten 10 or more, with 95 tokens" in lost_sentence(found, answer)
    assert true_up_sentence(answer, found, conditions()).startswith("Order 1,660 tokens (USD 4,980) at once to be 90 %")


def test_days_of_grace_come_off_the_outage_and_onto_the_order(base: Outlook) -> None:
    found = found_for(base, CONSTANT, [pack(1, 45, after(180))], grace_days=10)
    # What is used on the ten days before the delivery on 15 July is paid by it: all that was missing.
    assert (found.lost.chance, found.quantities[0].needed) == (0, 1660 + 95)
    # Order-by without grace is as before; with it ten days, which are six business days and two weekends, later.
    assert found.needed_by == after(5)
    assert found.order_by == business_days_before(after(5), 10, "DE")
    assert found.order_by_grace == business_days_before(after(15), 10, "DE") == after(1)


def test_an_order_that_arrives_after_the_term_is_for_the_next_one(base: Outlook) -> None:
    packs = [pack(1, 50, after(8))]
    found = found_for(base, CONSTANT, packs)
    assert [way.name for way in found.ways] == [NO_TRUE_UP]
    [renewal] = found.ways[0].purchases
    assert (renewal.ordered_on, renewal.arrives) == (found.ordered_on, found.arrives)
    assert found.covers_until == months_after(after(8), 12)
    assert "when the term is over" in true_up_sentence(facing(base, CONSTANT, packs), found, conditions())


def test_without_packs_a_year_is_bought(base: Outlook) -> None:
    found = found_for(base, CONSTANT, [])
    assert (found.covers_until, found.ways, found.order_by) == (year_from(found.arrives), [], None)
    assert found.quantities[-1].needed == 3650
    assert true_up_sentence(facing(base, CONSTANT, []), found, conditions()).startswith("No pack is in force: order")


def test_enough_tokens_need_no_true_up_and_say_what_the_next_term_needs(base: Outlook) -> None:
    packs = [pack(1, 2000, after(180))]
    found = found_for(base, CONSTANT, packs)
    assert (found.order_by, found.needs_tokens) == (None, False)
    [only] = found.ways
    assert (only.name, only.tokens, only.lapse.p50) == (NO_TRUE_UP, 3650, 200)
    sentence = true_up_sentence(facing(base, CONSTANT, packs), found, conditions())
    assert sentence.startswith("No true-up is due: in every future the tokens last until the term ends on 27 December")
    assert "order 3,650 tokens (USD 10,950) by 11 December 2026 to be 90 % sure" in sentence


def test_without_a_forecast_there_is_no_quantity_but_what_it_takes(base: Outlook) -> None:
    blank = replace(base, paths=None, run_out=None, history_days=5, coming=[])
    assert true_up(blank, conditions()) is None
    sentence = true_up_sentence(blank, None, conditions())
    assert sentence == (
        "How many tokens to buy is not known. What it takes: a rough date with 9 more days of data, a fair one with 25"
        " more days of data, a good one with 85 more days of data. The packs in force have to be entered."
    )


def test_what_is_owed_is_paid_first_and_counts(base: Outlook) -> None:
    owing = replace(base.ledger, debts=base.ledger.debts.clear().vstack(_debt(base)), packs=base.ledger.packs.clear())
    answer = replace(facing(base, CONSTANT, []), ledger=owing, stated_balance=None)
    found = true_up(answer, conditions())
    assert found is not None
    assert (found.owed, found.quantities[0].needed) == (25, 3675)
    assert found.quantities[0].left.p50 == 0


def _debt(base: Outlook) -> pl.DataFrame:
    return pl.DataFrame({"day": [TODAY], "tokens": [Decimal(25)]}).select(
        *(
            pl.col(name).cast(dtype) if name in ("day", "tokens") else pl.lit(None, dtype).alias(name)
            for name, dtype in base.ledger.debts.schema.items()
        )
    )


uses = st.lists(st.lists(st.floats(0, 40), min_size=6, max_size=6), min_size=2, max_size=30)
levels = st.floats(0.02, 0.98)


@settings(deadline=None, max_examples=60)  # the first one reads the country's holidays
@given(use=uses, tokens=st.integers(0, 4000), late=st.integers(0, 1500), sure=levels)
def test_a_quantity_leaves_no_more_futures_short_than_it_says(
    base: Outlook, use: list[list[float]], tokens: int, late: int, sure: float
) -> None:
    futures = np.repeat(np.array(use), DAYS // 6, axis=1)
    packs = [pack(101, tokens, after(180)), pack(102, late, after(170), after(90))]
    found = found_for(base, futures, packs, sure=sure)
    quantity = next(one for one in found.quantities if one.sure == sure)
    bought = Pack(103, Decimal(quantity.order.tokens), found.arrives, year_from(found.arrives))
    payments = _unpaid(futures, [*packs, bought], found)
    assert (payments > 0).mean() <= 1 - sure + 1e-9
    needed = [one.needed for one in found.quantities]
    assert needed == sorted(needed)


def _unpaid(futures: Futures, packs: list[Pack], found: TrueUp) -> NDArray[np.float64]:
    """Count by hand: the packs in order of their last day, a day after the other."""
    in_order = sorted(packs, key=lambda each: (each.last_day, each.tokens, each.pack_id))
    left = {each.pack_id: np.full(len(futures), float(each.tokens)) for each in in_order}
    missing = np.zeros(len(futures))
    for ahead in range((found.covers_until - TODAY).days):
        day, use = after(ahead + 1), np.round(futures[:, ahead], 6)
        for each in in_order:
            if each.first_day <= day <= each.last_day:
                paid = np.minimum(use, left[each.pack_id])
                left[each.pack_id] -= paid
                use = use - paid
        if day >= found.arrives:
            missing += use
    return np.where(missing > 1e-4, missing, 0.0)


def test_tables_have_a_row_for_each_answer(base: Outlook) -> None:
    found = found_for(base, CONSTANT, [pack(1, 300, after(180))], sure=0.7)
    quantities = quantity_rows(found.quantities, conditions())
    assert quantities["sure"].to_list() == [0.5, 0.7, 0.8, 0.9, 0.95]
    assert quantities["order_money"].to_list() == [Decimal(4500)] * 5
    ways = way_rows(found, conditions())
    assert (ways["order"] + ways["later_tokens"] == ways["tokens"]).all()
    assert (ways["order_money"] + ways["later_money"] == ways["money"]).all()
    drawn = way_balances(found)
    assert drawn["way"].unique(maintain_order=True).to_list() == ways["way"].to_list()
    assert drawn.height < 5000


def test_a_larger_order_may_cost_less() -> None:
    offer = offer_of("100", "5000: 2.85", Decimal(3), "USD")
    assert cheaper_sentence(offer.order(4800), offer) == (
        "5,000 tokens (USD 14,250) cost less than 4,800 tokens (USD 14,400): order those."
    )
    assert cheaper_sentence(offer.order(100), offer) is None


@pytest.mark.parametrize(
    ("used", "gone", "limit", "met"), [(0.7, 0.5, 0.7, True), (0.69, 0.5, 0.7, False), (0.4, 0.25, 0.35, True)]
)
def test_the_rule_of_mid_year_for_any_term(base: Outlook, used: float, gone: float, limit: float, met: bool) -> None:
    rule = Rule(used, gone)
    assert rule.limit == pytest.approx(limit)
    assert rule.met is met
    assert ("it is due" in rule_sentence(rule, base)) is met


def test_late_in_a_term_the_rule_asks_for_all() -> None:
    assert (Rule(0.99, 0.8).limit, Rule(0.99, 0.8).met, Rule(1.0, 0.8).met) == (1.0, False, True)


def test_business_days_count_on_from_an_order() -> None:
    # After Thursday 2 April 2026 Good Friday and Easter Monday are off in Germany; in the US neither is.
    assert business_days_after(date(2026, 4, 2), 1, "DE") == date(2026, 4, 7)
    assert business_days_after(date(2026, 4, 2), 1, "US") == date(2026, 4, 3)
    # An order of a Sunday counts as of Monday.
    assert business_days_after(date(2026, 6, 7), 0, "US") == date(2026, 6, 8)


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_an_order_of_the_last_day_is_in_time_and_one_of_the_next_is_not(day: date, lead: int) -> None:
    last = business_days_before(day, lead, "GB")
    assert business_days_after(last, lead, "GB") <= day
    assert business_days_after(last + timedelta(days=1), lead, "GB") > day


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 3, 31), -1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -2, date(2025, 11, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_a_year_from_29_february_ends_before_the_28th() -> None:
    assert year_from(date(2028, 2, 29)) == date(2029, 2, 27)
    assert year_from(date(2027, 3, 1)) == date(2028, 2, 29)


def test_an_impossible_chance_is_told() -> None:
    with pytest.raises(SettingsError, match="no chance to be sure of"):
        conditions(sure=1.0)
