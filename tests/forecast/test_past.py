"""What has happened is told as past, of one share, and what a past day did not know is not known."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.forecast import Conditions, Question, outlook, settings_offer, true_up, verdict
from analytics.forecast.buying.advice import true_up_sentence
from analytics.forecast.ordering import year_after
from analytics.forecast.plans.budget import plan
from analytics.forecast.plans.planned import plan_sentence
from analytics.forecast.plans.terms import share_used, term_in_force
from analytics.pool import Pack, ledger, spent_on
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.packs import NewPack, add_pack, packs
from tests.pool.test_unknown import HEADER, daily, lines

SETTINGS = Settings(paths=100)
FIRST = date(2026, 9, 1)


def conditions(settings: Settings) -> Conditions:
    offer = settings_offer(settings, Decimal(3), "USD")
    return Conditions(offer, settings.lead_time_days, settings.country, settings.sure)


@pytest.mark.parametrize(
    ("bought", "ran_out", "unpaid"),
    [(100, date(2026, 9, 14), 50), (95, date(2026, 9, 14), 55), (20, date(2026, 9, 2), 130)],
)
def test_a_pool_used_up_before_its_data_end_ran_out(
    store: Store, load_lines: Callable[..., Receipt], bought: int, ran_out: date, unpaid: int
) -> None:
    load_lines(*lines(FIRST, date(2026, 9, 21), tokens=10), header=HEADER)
    add_pack(store, NewPack("A", Decimal(bought), FIRST, date(2026, 12, 31)))
    answer = outlook(store, "A", Question(), SETTINGS)
    assert (answer.ran_out, answer.unpaid_since) == (ran_out, unpaid)
    assert answer.run_out is not None
    assert set(vars(answer.run_out.day).values()) == {ran_out}
    assert answer.run_out.chance == 1
    share = f"{15000 / bought:.0f} % of the term's tokens used"
    said = verdict(answer)
    assert share in said
    assert f"they ran out on {ran_out.day} September 2026" in said
    term = term_in_force(answer.ledger)
    planned = plan_sentence(plan(answer, term, []))
    assert planned.startswith(f"Not within plan: {share}")
    assert f"The tokens ran out on {ran_out.day} September 2026" in planned
    found = true_up(answer, conditions(SETTINGS))
    assert found is not None
    advice = true_up_sentence(answer, found, conditions(SETTINGS))
    assert f"{unpaid} tokens used since without a pack are not in it." in advice


def test_a_pack_that_pays_again_ends_it() -> None:
    first = Pack(1, Decimal(20), date(2026, 1, 1), date(2026, 12, 31))
    use = daily([10, 10, 10, 10])
    assert spent_on(ledger(use, [first], date(2026, 1, 4))) == date(2026, 1, 2)
    later = Pack(2, Decimal(20), date(2026, 1, 4), date(2026, 12, 31))
    assert spent_on(ledger(use, [first, later], date(2026, 1, 4))) is None
    assert spent_on(ledger(use, [Pack(1, Decimal(50), date(2026, 1, 1), date(2026, 1, 2))], date(2026, 1, 4))) is None


def test_a_pack_to_come_is_in_the_one_share_that_is_told() -> None:
    bought = [
        Pack(1, Decimal(100), date(2026, 1, 1), date(2026, 12, 31)),
        Pack(2, Decimal(50), date(2026, 6, 1), date(2026, 12, 31)),
    ]
    book = ledger(daily([50, 50]), bought, date(2026, 1, 2))
    assert share_used(book, term_in_force(book)) == pytest.approx(100 / 150)


def test_a_late_order_is_one_quantity_and_what_is_owed_is_bought_once(
    store: Store, load_lines: Callable[..., Receipt]
) -> None:
    load_lines(*lines(date(2026, 6, 1), date(2026, 9, 18)), header=HEADER)
    add_pack(store, NewPack("A", Decimal(1640), date(2026, 6, 1), date(2026, 12, 31)))
    answer = outlook(store, "A", Question(), SETTINGS)
    found = true_up(answer, conditions(SETTINGS))
    assert found is not None
    assert found.order_by is not None
    assert found.order_by < found.ordered_on
    [chosen] = [quantity for quantity in found.quantities if quantity.sure == SETTINGS.sure]
    assert answer.tokens_to_buy == chosen.needed


def test_a_past_day_knows_no_pack_that_was_bought_later(store: Store, load_lines: Callable[..., Receipt]) -> None:
    load_lines(*lines(date(2026, 1, 1), date(2026, 9, 30)), header=HEADER)
    for first, bought_on in (
        (date(2026, 1, 1), None),
        (date(2026, 5, 1), None),
        (date(2026, 8, 1), date(2026, 3, 1)),
        (date(2026, 11, 1), None),
        (date(2026, 1, 1), date(2026, 7, 1)),
    ):
        add_pack(store, NewPack("A", Decimal(1000), first, date(2026, 12, 31), bought_on=bought_on))

    def known(day: date | None) -> list[int]:
        return sorted(outlook(store, "A", Question(as_of=day), SETTINGS).ledger.packs["pack_id"].to_list())

    assert known(date(2026, 4, 1)) == [1, 3]
    assert known(date(2026, 6, 1)) == [1, 2, 3]
    assert known(date(2026, 9, 30)) == [1, 2, 3, 4, 5]
    assert known(None) == [1, 2, 3, 4, 5]


def test_a_term_whose_packs_have_ended_is_not_within_plan(store: Store, load_lines: Callable[..., Receipt]) -> None:
    load_lines(*lines(date(2026, 1, 1), date(2026, 9, 30)), header=HEADER)
    add_pack(store, NewPack("A", Decimal(9000), date(2026, 1, 1), date(2026, 6, 30)))
    answer = outlook(store, "A", Question(), SETTINGS)
    said = plan_sentence(plan(answer, term_in_force(answer.ledger), []))
    assert said.startswith("Not within plan: ")
    # 129 working days at 20 tokens up to 30 June.
    assert f"Every pack has ended, {9000 - 129 * 20:,} tokens lapsed, and nothing pays for what is used now" in said


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
@settings(max_examples=200)
def test_a_year_follows_on_a_year_without_a_day_between_or_twice(end: date) -> None:
    begins = end + timedelta(days=1)
    after = year_after(end) + timedelta(days=1)
    expected = begins.replace(year=begins.year + 1, day=28 if (begins.month, begins.day) == (2, 29) else begins.day)
    assert after == expected


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "annual", "multi-year"]), st.integers(1, 4), st.integers(1, 4)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=25)
def test_packs_are_listed_in_the_order_in_which_they_pay(bought: list[tuple[str | None, int, int]]) -> None:
    with Store() as store:
        for pool, tokens, last in bought:
            add_pack(store, NewPack("A", Decimal(tokens), date(2026, 1, 1), date(2026, 1, 1 + last), pool=pool))
        listed = packs(store)
        want = sum(tokens for _, tokens, _ in bought)
        book = ledger(
            daily([want]),
            [
                Pack(row["pack_id"], row["tokens"], row["first_day"], row["last_day"], row["pool"])
                for row in listed.to_dicts()
            ],
            date(2026, 1, 1),
        )
        rank = {"annual": 0, "multi-year": 1, None: 2}
        order = sorted(range(len(bought)), key=lambda at: (rank[bought[at][0]], bought[at][2], bought[at][1], at))
        assert listed["pack_id"].to_list() == [at + 1 for at in order] == book.packs["pack_id"].to_list()
