"""The plan of a term: months, tiers and budgets, on use that can be added up in the head."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import PlanError
from analytics.forecast import Outlook, Paths
from analytics.forecast.by_part.parts import Parts
from analytics.forecast.plans.against_budgets import against_budgets
from analytics.forecast.plans.ahead import month_sums
from analytics.forecast.plans.budget import plan
from analytics.forecast.plans.planned import budgets_sentence, plan_sentence
from analytics.forecast.plans.terms import Term, known_terms, term_in_force, term_of
from analytics.pool import Pack
from analytics.store.budgets import Budget, BudgetPeriod
from tests.forecast.stated import START, answer

YEAR = Term(START, date(2026, 12, 31), Decimal(3000))
DEPARTMENTS = {"day": pl.Date, "part": pl.String, "tokens": pl.Decimal(38, 6)}
QUARTERS = [Decimal(25), Decimal(50), Decimal(75)]


def ten_a_day(tokens: int = 3000, last: date = YEAR.last_day) -> Outlook:
    """Use of 10 a day: 59 days known (up to 28 February), 400 to come, in every future."""
    return answer([10] * 59, [[10.0] * 400] * 20, [Pack(1, Decimal(tokens), START, last)])


def test_constant_use_fills_the_months_and_crosses_the_tiers_when_arithmetic_says_so() -> None:
    found = plan(ten_a_day(), YEAR, QUARTERS)
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    months = found.months
    assert months["month"].to_list() == [date(2026, month, 1) for month in range(1, 13)]
    assert months["used"].to_list() == [310, 280, *[None] * 10]
    assert months["figures"].to_list() == ["used"] * 2 + ["expected"] * 10
    for band in ("p10", "p50", "p90"):
        assert months[band].to_list() == [None, None, *(10.0 * days for days in lengths[2:])]
    assert months["cumulative"].to_list() == np.cumsum([10.0 * days for days in lengths]).tolist()
    assert months["term_share"].to_list()[-1] == pytest.approx(3650 / 3000)
    # 3,000 tokens at 10 a day: day 300 takes the last one, and use on day 301 has no pack.
    last_paid = START + timedelta(days=299)
    assert months["at_pace"].to_list()[:2] == [last_paid, last_paid]
    assert found.run_out is not None
    assert found.run_out.p10 == found.run_out.p90 == last_paid + timedelta(days=1)
    assert months["run_out_chance"].to_list() == [None, None, *[0.0] * 7, 1.0, 1.0, 1.0]
    tiers = found.tiers.select("tokens", "state", "crossed_on", "early", "middle", "late", "chance").rows()
    due = [START + timedelta(days=days - 1) for days in (75, 150, 225)]
    assert tiers == [(750 * n, "expected", None, day, day, day, 1.0) for n, day in enumerate(due, start=1)]
    assert found.expected == (3650.0, 3650.0, 3650.0)
    assert found.over == 1.0


def test_the_tier_of_all_tokens_is_crossed_the_day_before_they_run_out() -> None:
    found = plan(ten_a_day(), YEAR, [Decimal(100), Decimal("19.5"), Decimal(130)])
    assert found.tiers["tier"].to_list() == [0.195, 1.0, 1.3]
    # 19.5 % are 585 tokens, reached on the 59th day; 130 % are more than a year takes.
    assert found.tiers["crossed_on"].to_list() == [date(2026, 2, 28), None, None]
    assert found.tiers["state"].to_list() == ["crossed", "expected", "not in this term"]
    assert found.tiers["middle"].to_list() == [None, START + timedelta(days=299), None]


def test_the_current_month_is_used_and_expected_together() -> None:
    found = plan(answer([10] * 45, [[20.0] * 400] * 20, [Pack(1, Decimal(3000), START, YEAR.last_day)]), YEAR, [])
    row = found.months.row(1, named=True)
    # Up to 14 February 14 days at 10, then 14 at 20.
    assert (row["figures"], row["used"], row["p50"], row["cumulative"]) == ("used and expected", 140, 420.0, 730.0)
    assert row["at_pace"] == START + timedelta(days=299)


def test_a_tier_that_a_third_of_the_futures_cross_is_possible() -> None:
    few, many = [1.0] * 400, [10.0] * 400
    book = answer([10] * 59, [few, few, many], [Pack(1, Decimal(3000), START, YEAR.last_day)])
    [tier] = plan(book, YEAR, [Decimal(75)]).tiers.rows(named=True)
    assert (tier["state"], tier["chance"]) == ("possible", pytest.approx(1 / 3))
    assert (tier["early"], tier["middle"]) == (START + timedelta(days=224), None)


def test_past_and_coming_terms() -> None:
    packs = [
        Pack(1, Decimal(400), START, date(2026, 1, 31)),
        Pack(2, Decimal(1000), date(2026, 1, 1), date(2026, 12, 31)),
        Pack(3, Decimal(500), date(2026, 12, 1), date(2027, 1, 31)),
    ]
    book = answer([10] * 59, [[10.0] * 400] * 5, packs)
    january = plan(book, term_of(book.ledger, START, date(2026, 1, 31)), [Decimal(10), Decimal(50)])
    assert (january.used, january.expected, january.term.tokens) == (310, (310.0, 310.0, 310.0), 1400)
    assert january.tiers["state"].to_list() == ["crossed", "not in this term"]
    assert plan_sentence(january).startswith("Within plan: 22 % of 1,400 tokens used from 1 January 2026")
    # The first pack lapses with 90; of the second 280 are used in February.
    march = term_of(book.ledger, date(2026, 3, 1), date(2026, 3, 31))
    assert march.tokens == 720
    coming = plan(book, march, [Decimal(25)])
    assert coming.months["used"].to_list() == [None]
    assert coming.tiers["middle"].to_list() == [date(2026, 3, 18)]
    assert plan_sentence(coming).startswith("Within plan: 720 tokens are known for 1 March 2026 to 31 March 2026; 43 %")


def test_the_term_in_force_is_that_of_the_active_packs() -> None:
    packs = [Pack(1, Decimal(400), START, date(2026, 2, 28)), Pack(2, Decimal(1000), date(2026, 2, 1), YEAR.last_day)]
    book = answer([10] * 40, None, packs).ledger
    assert term_in_force(book) == Term(START, YEAR.last_day, Decimal(1400))
    assert [(term.first_day, term.tokens) for term in known_terms(book)] == [
        (START, 1400),
        (date(2026, 2, 1), 1090),
        (START, 1400),
    ]
    assert term_in_force(answer([10] * 40, None, []).ledger) == replace(YEAR, tokens=Decimal(0))
    with pytest.raises(PlanError, match="cannot go from"):
        term_of(book, START, START - timedelta(days=1))


def test_without_a_forecast_the_past_stands_and_nothing_is_made_up() -> None:
    found = plan(
        answer([10] * 5, None, [Pack(1, Decimal(3000), START, YEAR.last_day)]), YEAR, [Decimal(1), Decimal(25)]
    )
    assert (found.expected, found.over, found.run_out) == (None, None, None)
    assert found.tiers["state"].to_list() == ["crossed", "no forecast"]
    assert found.months["cumulative"].to_list() == [50.0, *[None] * 11]
    assert found.months["figures"].to_list() == ["used so far", *["not known"] * 11]
    assert found.months["used"].to_list() == [50, *[None] * 11]
    assert plan_sentence(found) == (
        "2 % of the term's tokens used, 1 % of the term gone. There is no forecast as far as its end."
    )


def test_without_packs_use_is_told_and_no_share() -> None:
    found = plan(answer([10] * 59, [[10.0] * 400], []), replace(YEAR, tokens=Decimal(0)), QUARTERS)
    assert found.tiers.is_empty()
    assert found.months["term_share"].to_list() == [None] * 12
    assert found.months["p50"].to_list()[2] == 310.0
    assert plan_sentence(found).startswith("Whether 1 January 2026")


@given(
    used=st.lists(st.integers(0, 50), min_size=1, max_size=120),
    coming=st.lists(st.lists(st.integers(0, 50), min_size=300, max_size=300), min_size=1, max_size=4),
    offset=st.integers(0, 365),
    tokens=st.integers(1, 5000),
)
@settings(max_examples=40, deadline=None)
def test_months_tie_to_the_ledger_and_to_the_futures(
    used: list[int], coming: list[list[float]], offset: int, tokens: int
) -> None:
    first = START + timedelta(days=offset)
    last = first + timedelta(days=len(used) + 200)
    book = answer(used, coming, [Pack(1, Decimal(tokens), first, last)], first)
    found = plan(book, term_of(book.ledger, first, last), QUARTERS)
    assert found.months["used"].sum() == sum(used) == found.used
    sums = np.array(coming)[:, :201].sum(axis=1) + sum(used)
    assert found.expected == pytest.approx(np.quantile(sums, [0.1, 0.5, 0.9]).tolist(), abs=0.5)
    last = found.months.row(-1, named=True)
    assert (last["cumulative_low"], last["cumulative"], last["cumulative_high"]) == found.expected
    months, by_month = month_sums(np.array(coming, dtype=float), first)
    assert np.allclose(by_month.sum(axis=1), np.sum(coming, axis=1))
    assert months == sorted({(first + timedelta(days=ahead)).replace(day=1) for ahead in range(300)})
    # In one future the tiers are crossed where one counts along it.
    one = plan(
        replace(book, paths=Paths(book.as_of + timedelta(days=1), np.array(coming[:1], float))), found.term, QUARTERS
    )
    along = np.cumsum([*used, *coming[0][:201]])
    for row in one.tiers.iter_rows(named=True):
        reached = np.flatnonzero(along >= float(row["tokens"]))
        day = first + timedelta(days=int(reached[0])) if reached.size else None
        assert (row["crossed_on"] or row["middle"]) == day


def test_budgets_have_a_variance_to_date_and_one_expected_at_the_end() -> None:
    departments = pl.DataFrame(
        {
            "day": [START + timedelta(days=ahead) for ahead in range(59)],
            "part": ["Design"] * 59,
            "tokens": [Decimal(4)] * 59,
        }
    )
    budgets = [
        Budget(BudgetPeriod.MONTH, START, Decimal(300)),
        Budget(BudgetPeriod.QUARTER, START, Decimal(1000)),
        Budget(BudgetPeriod.QUARTER, START, Decimal(300), "Design"),
        Budget(BudgetPeriod.MONTH, date(2026, 3, 1), Decimal(100), "Nobody"),
        Budget(BudgetPeriod.YEAR, date(2026, 7, 1), Decimal(9000)),
    ]
    rows = against_budgets(budgets, ten_a_day(), departments)
    shown = rows.select("whose", "used", "planned", "variance", "figures", "p50", "variance_end", "state").rows()
    assert shown == [
        ("whole team", 310, 300, 10, "confirmed", 310.0, 10.0, "over"),
        ("whole team", 590, Decimal("655.6"), Decimal("-65.6"), "estimated", 900.0, -100.0, "likely within"),
        # 40 % of the team's use: 236 to date, 4 a day in March.
        ("Design", 236, Decimal("196.7"), Decimal("39.3"), "estimated", 360.0, 60.0, "likely over"),
        ("Nobody", 0, 0, 0, "estimated", 0.0, -100.0, "likely within"),
        # Beyond the futures nothing is said.
        ("whole team", 0, 0, 0, "estimated", None, None, "not known"),
    ]
    assert budgets_sentence(rows, stand_in=False) == (
        "5 budgets: 1 exceeded and 1 likely to be exceeded; how 1 stands is not known."
    )


def test_a_department_with_a_part_of_its_own_is_expected_to_use_that() -> None:
    split = Parts(("Design", "All others"), pl.DataFrame(), date(2026, 3, 1), np.full((2, 20, 400), 7.0))
    budgets = [Budget(BudgetPeriod.QUARTER, START, Decimal(300), name) for name in ("Design", "Small")]
    rows = against_budgets(budgets, ten_a_day(), pl.DataFrame(schema=DEPARTMENTS), split)
    assert rows["p50"].to_list() == [217.0, 0.0]


def test_a_budget_that_is_spent_already_is_over_before_its_end() -> None:
    [row] = against_budgets(
        [Budget(BudgetPeriod.YEAR, START, Decimal(500))], ten_a_day(), pl.DataFrame(schema=DEPARTMENTS)
    ).rows(named=True)
    assert (row["state"], row["figures"], row["over_chance"]) == ("over", "estimated", 1.0)


def with_gap(first: date, last: date) -> Outlook:
    """Return the same use, of which some days were never loaded."""
    found = ten_a_day()
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    lost = pl.col("day").is_in(days)
    use = found.ledger.days.with_columns(
        used=pl.when(lost).then(pl.lit(0, found.ledger.days.schema["used"])).otherwise("used")
    )
    return replace(found, ledger=replace(found.ledger, days=use), unmeasured=days)


def test_a_month_without_data_is_not_known_and_one_with_some_is_known_in_part() -> None:
    found = plan(with_gap(date(2026, 1, 22), date(2026, 1, 31)), YEAR, QUARTERS)
    assert found.months["figures"].to_list()[:3] == ["known in part", "used", "expected"]
    assert found.months["used"].to_list()[:2] == [210, 280]
    assert "What was used on 10 days without data (22 January 2026 to 31 January 2026) is not known" in plan_sentence(
        found
    )
    whole = plan(with_gap(START, date(2026, 1, 31)), YEAR, QUARTERS)
    assert whole.months.row(0, named=True)["figures"] == "not known"
    assert (whole.months["used"].to_list()[:2], whole.months["cumulative"][0]) == ([None, 280], None)


def test_a_budget_of_days_without_data_is_not_known_unless_it_is_over_already() -> None:
    nothing = pl.DataFrame(schema=DEPARTMENTS)
    january, quarter = (
        Budget(period, START, Decimal(tokens))
        for period, tokens in ((BudgetPeriod.MONTH, 300), (BudgetPeriod.QUARTER, 900))
    )
    over = Budget(BudgetPeriod.MONTH, START, Decimal(200))
    rows = against_budgets([january, quarter, over], with_gap(date(2026, 1, 22), date(2026, 1, 31)), nothing)
    assert rows["used"].to_list() == [210, 490, 210]
    assert rows["figures"].to_list() == 3 * ["known in part"]
    assert rows["state"].to_list() == ["not known", "not known", "over"]
    assert rows["over_chance"].to_list() == [None, None, None]
    assert budgets_sentence(rows, stand_in=False) == "3 budgets: 1 exceeded; how 2 stand is not known."
    [lost] = against_budgets([january], with_gap(START, date(2026, 1, 31)), nothing).to_dicts()
    assert (lost["used"], lost["variance"], lost["state"]) == (None, None, "not known")
    assert budgets_sentence(pl.DataFrame([lost]), stand_in=False) == "1 budget: how it stands is not known."
