"""Moves as cash: what lapses saves nothing, months add up to terms, and numbers that can be done in the head."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast import Offer
from analytics.forecast.buying.offers import Tier
from analytics.forecast.what_if.changed import Facts
from analytics.licensing.cash import (
    NEXT_TERM,
    NEXT_YEAR,
    THIS_TERM,
    Cash,
    cash_of,
    need_rows,
    next_term,
    teams_concerned,
)
from analytics.licensing.prices import TokenPrice
from analytics.pool import Pack
from analytics.settings import Settings
from tests.forecast.stated import START, answer
from tests.licensing.moved import moves, to_flex, to_subscription

SETTINGS = Settings(paths=200, lead_time_days=0)
PRICE = TokenPrice(Decimal(3), "USD", "stated")
END = date(2026, 12, 31)
PRODUCTS = {"AutoCAD": 1, "Revit": 2}
PAID = {
    "pack_id": pl.Int64,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "price_paid": pl.Decimal(38, 6),
    "currency": pl.String,
}
MARCH = date(2026, 3, 1)
TERM_DAYS = (END - MARCH).days + 1  # 306


def facts(days: int = 59) -> Facts:
    """Ten tokens a day: user 1 has 4 of AutoCAD and 1 of Revit, user 2 has 5 of Revit."""
    used = [START + timedelta(days=ahead) for ahead in range(days)]
    rows = [
        (day, user, product, Decimal(tokens))
        for day in used
        for user, product, tokens in ((1, 1, 4), (1, 2, 1), (2, 2, 5))
    ]
    schema = {"day": pl.Date, "user_id": pl.Int64, "product_id": pl.Int64, "tokens": pl.Decimal(38, 6)}
    daily = pl.DataFrame({"day": used, "tokens": [Decimal(10)] * days}).cast({"tokens": pl.Decimal(38, 6)})
    return Facts(daily, pl.DataFrame(rows, schema, orient="row"), the_mean)


def leaving(user: int, products: tuple[str, ...] = ("AutoCAD",), price: float = 2030.0) -> dict[str, object]:
    """Return a move of which as much is expected as `facts` have been using."""
    a_day = {(1, "AutoCAD"): 4, (1, "Revit"): 1, (2, "Revit"): 5}
    tokens = float(365 * sum(a_day[user, product] for product in products))
    return {**to_subscription(user, products, products, price, 3 * tokens - price), "tokens_year": tokens}


def the_mean(daily: pl.DataFrame, horizon: int, paths: int) -> np.ndarray:
    return np.full((paths, horizon), float(daily["tokens"].cast(pl.Float64).mean()))  # type: ignore[arg-type]


def found(left: int | None, *rows: dict[str, object], begin: date | str | None = None, days: int = 700) -> Cash:
    """Give the cash of a pool that uses ten a day and has so many tokens left on 1 March, until the end of the year."""
    packs = [] if left is None else [Pack(1, Decimal(590 + left), START, END)]
    cash = cash_of(
        answer([10] * 59, [[10.0] * days] * 5, packs),
        facts(),
        moves(rows),
        PRODUCTS,
        PRICE,
        pl.DataFrame([(1, START, END, Decimal(6000), "USD")] if left else [], PAID, orient="row"),
        SETTINGS,
        begin,
    )
    assert cash is not None
    return cash


def test_tokens_that_would_lapse_save_nothing_this_term() -> None:
    cash = found(10 * TERM_DAYS, leaving(1))
    this, after = cash.terms
    assert (this.span.name, after.span.name) == (THIS_TERM, NEXT_TERM)
    assert this.freed == pytest.approx(4 * TERM_DAYS)
    assert (this.bought_less, this.tokens_money, this.subscriptions, this.saving) == (0.0, 0.0, 2030.0, -2030.0)
    assert cash.moved.lapse == 4 * TERM_DAYS
    # 365 days of 4 tokens at 3 need not be bought; the subscription is renewed on 1 March.
    assert (after.tokens_money, after.subscriptions) == (pytest.approx(4380.0), 2030.0)
    assert after.saving == pytest.approx(2350.0)


def test_tokens_that_would_have_been_bought_save_their_price() -> None:
    cash = found(1000, leaving(1))
    this = cash.terms[0]
    # 10 a day for 306 days less 1,000 left: 2,060 to buy; with 6 a day 836.
    assert this.bought_less == pytest.approx(1224.0)
    assert this.saving == pytest.approx(3 * 1224 - 2030)
    assert (cash.without.tokens_to_buy, cash.moved.tokens_to_buy) == (2060, 836)
    assert cash.without.run_out is not None
    assert cash.moved.run_out is not None
    # 100 days at 10; 166 whole days at 6.
    assert cash.without.run_out.day.p50 == MARCH + timedelta(days=100)
    assert cash.moved.run_out.day.p50 == MARCH + timedelta(days=166)


def test_part_of_what_is_freed_lapses() -> None:
    # 2,900 left, 3,060 used: 160 to buy. Freed 1,224: 160 of them save money, 1,064 lapse.
    this = found(2900, leaving(1)).terms[0]
    assert (this.freed, this.bought_less) == (pytest.approx(1224.0), pytest.approx(160.0))


def test_as_much_leaves_in_a_year_as_the_saving_counts_on() -> None:
    cash = found(None, {**leaving(1), "tokens_year": 730.0})
    [year] = cash.terms
    assert year.freed == year.bought_less == pytest.approx(730)
    assert year.tokens_money == pytest.approx(3 * 730)


def test_no_more_leaves_than_is_used() -> None:
    [year] = found(None, {**leaving(1), "tokens_year": 9000.0}).terms
    assert year.freed == pytest.approx(3650)


@given(
    st.lists(st.tuples(st.sampled_from([1, 2]), st.integers(0, 6000)), min_size=1, max_size=4),
    st.integers(0, 4000) | st.none(),
    st.integers(0, 400),
)
def test_parts_never_exceed_the_whole(rows: list[tuple[int, int]], left: int | None, later: int) -> None:
    moved = [
        {**leaving(user, ("AutoCAD",) if user == 1 else ("Revit",)), "tokens_year": float(tokens)}
        for user, tokens in rows
    ]
    cash = found(left, *moved, begin=MARCH + timedelta(days=later))
    expected = sum(tokens for _, tokens in rows)
    for term in cash.terms:
        years = ((term.span.last_day - term.span.first_day).days + 1) / 365
        assert -1e-6 <= term.bought_less <= term.freed + 1e-3
        assert term.freed == pytest.approx(term.bought_less + term.prepaid, abs=1e-5)
        assert term.freed <= max(expected * max(years, 1), 0) + 1e-3


def test_only_the_moved_products_leave_the_pool() -> None:
    assert found(0, leaving(1)).terms[0].freed == pytest.approx(4 * TERM_DAYS)
    both = leaving(1, ("AutoCAD", "Revit"), 3675.0)
    assert found(0, both).terms[0].freed == pytest.approx(5 * TERM_DAYS)


def test_a_move_to_flex_uses_more_and_gives_the_subscription_up_with_the_next_term() -> None:
    cash = found(0, {**to_flex(3), "tokens_year": 365.0})
    this, after = cash.terms
    assert this.freed == pytest.approx(-TERM_DAYS)
    assert (this.given_up, after.given_up) == (0.0, 2030.0)
    assert after.saving == pytest.approx(2030 - 3 * 365)


def test_moves_from_the_next_term_on_leave_this_one_as_it_is() -> None:
    cash = found(1000, leaving(1), begin=END + timedelta(days=1))
    assert cash.terms[0].saving == 0.0
    assert cash.without.run_out is not None
    assert cash.moved.run_out is not None
    assert cash.without.run_out.day == cash.moved.run_out.day
    assert cash.terms[1].saving == pytest.approx(4380 - 2030)


def test_without_a_pack_there_is_only_the_coming_year() -> None:
    cash = found(None, leaving(1))
    [year] = cash.terms
    assert (year.span.name, year.span.first_day, year.span.last_day) == (NEXT_YEAR, MARCH, date(2027, 2, 28))
    assert year.saving == pytest.approx(4380 - 2030)
    assert (cash.without.run_out, cash.moved.tokens_to_buy) == (None, None)


def test_all_use_that_leaves_leaves_none() -> None:
    cash = found(1000, leaving(1, ("AutoCAD", "Revit")), leaving(2, ("Revit",)))
    assert cash.moved.run_out is not None
    assert (cash.moved.run_out.chance, cash.moved.lapse) == (0.0, 1000)


@given(
    st.integers(0, 4000) | st.none(),
    st.lists(
        st.sampled_from(
            [
                leaving(1),
                leaving(2, ("Revit",), 2985.0),
                {**to_flex(3), "tokens_year": 500.0},
                {**to_flex(4, ("Revit",), ("Revit",), 2985.0), "tokens_year": 90.0},
            ]
        ),
        unique_by=lambda row: row["user_id"],
    ),
    st.integers(0, 400),
    st.integers(320, 700),
)
def test_the_months_add_up_to_the_terms(left: int | None, rows: list[dict[str, object]], later: int, days: int) -> None:
    cash = found(left, *rows, begin=MARCH + timedelta(days=later), days=days)
    for term in cash.terms:
        months = cash.months.filter(pl.col("term") == term.span.name)
        for column in ("subscriptions", "given_up"):
            assert months[column].sum() == pytest.approx(getattr(term, column), abs=1e-6)
        assert months["cash"].sum() == pytest.approx(term.saving, abs=1e-6)
        assert (months["tokens_without"] - months["tokens_moved"]).sum() == pytest.approx(term.tokens_money, abs=1e-6)
        assert term.saving_low <= term.saving + 1e-6
        assert term.saving_high >= term.saving - 1e-6
    assert cash.months["packs_paid"].sum() == (Decimal(6000) if left else 0)
    if not rows:
        assert all(term.saving == 0 for term in cash.terms)


@given(st.integers(1, 3000))
def test_what_all_lapses_saves_nothing_whatever_is_left(more: int) -> None:
    this = found(10 * TERM_DAYS + more, leaving(1), leaving(2, ("Revit",))).terms[0]
    assert (this.tokens_money, this.bought_less) == (0.0, 0.0)


def in_two_teams(share: float, year: float = 1825.0, price: float = 2030.0) -> dict[str, object]:
    """Return a move at home in team B of somebody of whom team A pays a share."""
    paid_here = {"elsewhere": share, "others": [{"team": "A", "share": share}]}
    return {**to_subscription(1, price=price, team=2), "tokens_year": year, **paid_here}


def test_a_person_of_two_teams_sets_tokens_free_in_both_and_pays_one_subscription() -> None:
    # User 1 takes 4 a day of AutoCAD from A: 1,460 a year; with B's it is 1,825, and A pays four fifths of it.
    away, home = found(1000, in_two_teams(0.8)), found(1000, leaving(1))
    assert (away.moves, away.spend_year) == (1, 0)
    assert away.terms[0].freed == pytest.approx(4 * TERM_DAYS)
    assert (away.moved.tokens_to_buy, away.moved.order_by) == (home.moved.tokens_to_buy, home.moved.order_by)
    assert away.moved.tokens_to_buy == 836
    this = away.terms[0]
    assert (this.bought_less, this.subscriptions) == (pytest.approx(1224.0), 0)
    assert this.saving == pytest.approx(3 * 1224)


def test_teams_in_whose_pools_moves_are_felt() -> None:
    assert teams_concerned(moves([in_two_teams(0.8)])) == ["A", "B"]
    assert teams_concerned(moves([leaving(1)])) == ["A"]
    assert teams_concerned(moves([])) == []


def test_a_move_of_somebody_who_does_not_use_a_team_s_tokens_is_not_felt_there() -> None:
    other = {**to_subscription(1, team=2), "tokens_year": 1460.0}
    cash = found(1000, other)
    assert (cash.moves, cash.spend_year, cash.terms[0].freed, cash.terms[0].saving) == (0, 0, 0, 0)


@given(st.floats(0.01, 0.99), st.one_of(st.none(), st.integers(0, 6000)))
def test_whatever_share_a_team_pays_no_more_is_saved_in_it_than_set_free(share: float, left: int | None) -> None:
    cash = found(left, in_two_teams(share))
    for term in cash.terms:
        # Packs pay in millionths of a token a day.
        assert term.bought_less <= term.freed + 1e-3
        assert term.freed <= share * 1825 / 365 * ((term.span.last_day - MARCH).days + 1) + 1e-3
        assert (term.subscriptions, term.given_up) == (0, 0)


def test_the_next_term_is_bought_with_fewer_tokens_and_some_subscriptions() -> None:
    rows = [leaving(1)]
    base = answer([10] * 59, [[10.0] * 700] * 5, [Pack(1, Decimal(590), START, END)])
    year = next_term(base, found(0, *rows), moves(rows), Offer((33, 500), (Tier(0, Decimal(3)),), "USD"), 0.9)
    assert (year.first_day, year.last_day) == (date(2027, 1, 1), date(2027, 12, 31))
    # 365 days of 6 tokens: 2,190, for which 3 x 500 + 21 x 33 = 2,193 are the fewest; of 10: 3,650 = 4 x 500 + 50 x 33.
    assert (year.chosen.needed, year.chosen.order.tokens, year.chosen_without.order.tokens) == (2190, 2193, 3650)
    assert (year.cost, year.cost_without) == (3 * 2193 + 2030, 3 * 3650)
    assert need_rows(year)["sure"].to_list() == [0.5, 0.8, 0.9, 0.95]


@pytest.mark.parametrize("left", [0, None])
def test_what_is_owed_is_bought_once_with_the_next_purchase(left: int | None) -> None:
    # 30 tokens are owed, 10 are used a day: an order of Sunday, 1 March, is there on Monday, and 3,050 are used in the
    # 305 days of this term from then on; 3,650 in the 12 months after it.
    offer = Offer((1,), (Tier(0, Decimal(3)),), "USD")
    packs = [] if left is None else [Pack(1, Decimal(590 + left), START, END)]
    base = answer([10] * 59, [[10.0] * 700] * 5, packs)
    debt = {"day": MARCH - timedelta(days=1), "tokens": Decimal(30), "pack_id": None, "paid_on": None}
    debts = pl.DataFrame([debt], base.ledger.debts.schema)
    owing = replace(base, stated_balance=None, ledger=replace(base.ledger, debts=debts))
    cash = cash_of(owing, facts(), moves([]), PRODUCTS, PRICE, pl.DataFrame([], PAID, orient="row"), SETTINGS)
    assert cash is not None
    later = next_term(owing, cash, moves([]), offer, 0.9)
    if left is None:
        assert (cash.without.tokens_to_buy, later.chosen.needed) == (None, 3650 + 30)
    else:
        assert (cash.without.tokens_to_buy, later.chosen.needed) == (3050 + 30, 3650)
