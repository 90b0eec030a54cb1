"""Uncharged use of APIs in the store: every ledger knows it, and the next purchase pays it first."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.forecast import Conditions, Question, offer_of, outlook, outlooks, true_up, verdict
from analytics.forecast.buying.advice import true_up_sentence
from analytics.forecast.particulars import debt_sentence
from analytics.forecast.what_if.scenarios import Money, compare, facts_of
from analytics.platform.owed import clearing_sentence, owed
from analytics.platform.uncharged import debts
from analytics.pool import (
    balance,
    coming_packs,
    known_until,
    reconciliation,
    team_ledger,
    team_ledgers,
    teams_with_use,
)
from analytics.settings import Settings
from analytics.store import LoadOptions, NewPack, Store, add_pack, current_usage, load, undo
from analytics.store.api_usage import Assignment, applications, assign
from analytics.store.changes import Purchase
from analytics.store.own_events import EventKind, NewEvent, add_event
from analytics.store.scenarios import Scenario
from analytics.usage import Days, data_days
from analytics.usage.selection import last_complete_day
from tests.places import NOW

Loader = Callable[..., Receipt]
API = "Day,Client ID,Application,Team,API,Engine or job type,Quantity,Unit,Tokens,Status"
SETTINGS = Settings(paths=100)
FIRST = date(2026, 1, 1)
DAYS = 100
LAST = FIRST + timedelta(days=DAYS - 1)
YEAR = date(2026, 12, 31)


def use_of_api(day: date, tokens: Decimal | int | str, status: str = "uncharged", team: str = "A") -> str:
    return f"{day},abc,Viewer,{team},Automation,Revit,1,processing hours,{tokens},{status}"


@pytest.fixture
def pool(store: Store, load_lines: Loader) -> Store:
    """A hundred days of team A with 10 tokens a day, and 1,000 tokens that pay them to the last."""
    load_lines(*(f"{FIRST + timedelta(days=ahead)},A,Revit,,a@b.example,,,10" for ahead in range(DAYS)))
    add_pack(store, NewPack("A", Decimal(1000), FIRST, YEAR))
    return store


def test_every_ledger_knows_what_the_store_has_of_uncharged_use(pool: Store, load_lines: Loader) -> None:
    # Seed 000: "usage that occurred when your team had run out of tokens or credits".
    load_lines(use_of_api(LAST, 30), use_of_api(LAST, 5, "resolved"), use_of_api(LAST, 7, team="B"), header=API)
    today = balance(team_ledger(pool, "A"))
    assert (today.available, today.debt) == (0, 30)
    assert team_ledger(pool, "A", LAST - timedelta(days=1)).debt == 0
    assert reconciliation(pool, "A", LAST, Decimal(-30)).difference == 0
    assert team_ledgers(pool, ["B"], LAST)["B"].debt == 7


def test_the_next_purchase_pays_the_debt_first(pool: Store, load_lines: Loader) -> None:
    # Seed 000: "You need to purchase additional tokens and top up the balance for your team."
    load_lines(use_of_api(LAST - timedelta(days=9), 25), use_of_api(LAST - timedelta(days=8), 10), header=API)
    bought = add_pack(pool, NewPack("A", Decimal(33), LAST - timedelta(days=2), YEAR))
    book = team_ledger(pool, "A")
    # 25 of the 33 pay the older debt, the rest 8 of the younger one's 10.
    assert book.debts.select("day", "tokens", "pack_id").rows() == [
        (LAST - timedelta(days=9), 25, bought),
        (LAST - timedelta(days=8), 8, bought),
        (LAST - timedelta(days=8), 2, None),
    ]
    assert book.debt == 2
    assert book.packs.filter(pack_id=bought).select("used", "left").row(0) == (33, 0)


def test_a_pack_that_is_still_to_come_will_pay_it(pool: Store, load_lines: Loader) -> None:
    load_lines(use_of_api(LAST, 30), header=API)
    add_pack(pool, NewPack("A", Decimal(500), LAST + timedelta(days=5), YEAR))
    book = team_ledger(pool, "A")
    assert book.debt == 30
    assert [pack.tokens for pack in coming_packs(book) if pack.first_day > LAST + timedelta(days=1)] == [470]
    answer = outlook(pool, "A", Question(), SETTINGS)
    assert answer.owed == 0
    assert sum(pack.tokens for pack in answer.coming) == 470


def test_use_that_was_resolved_since_is_no_debt_and_undoing_brings_it_back(pool: Store, load_lines: Loader) -> None:
    load_lines(use_of_api(LAST, 30), header=API)
    newer = load_lines(use_of_api(LAST, 30, "resolved"), header=API)
    assert team_ledger(pool, "A").debt == 0
    assert newer.load_id is not None
    undo(pool, newer.load_id, NOW)
    assert team_ledger(pool, "A").debt == 30


def test_use_after_the_last_day_of_other_data_is_owed_already(pool: Store, load_lines: Loader) -> None:
    load_lines(use_of_api(LAST + timedelta(days=3), 30), header=API)
    assert team_ledger(pool, "A").debt == 30
    assert team_ledger(pool, "A", LAST - timedelta(days=1)).debt == 0
    assert outlook(pool, "A", Question(), SETTINGS).owed == 30


def test_a_move_to_a_team_with_newer_data_leaves_the_debt_where_it_is(pool: Store, load_lines: Loader) -> None:
    # B is known for 20 days longer than A; the debt is of two days after the last that is known of A.
    load_lines(*(f"{FIRST + timedelta(days=ahead)},B,Revit,,b@b.example,,,10" for ahead in range(DAYS + 20)))
    load_lines(use_of_api(LAST + timedelta(days=2), 30), header=API)
    add_pack(pool, NewPack("A", Decimal(500), FIRST, YEAR))
    assert outlook(pool, "A", Question(), SETTINGS).owed == 30
    add_event(pool, NewEvent(EventKind.MOVE, FIRST + timedelta(days=5), "A", tokens=Decimal(10), to_team="B"), NOW)
    assert team_ledger(pool, "A").debt == 30
    assert outlook(pool, "A", Question(), SETTINGS).owed == 30
    assert team_ledger(pool, "B").debt == 0


def test_a_pack_that_starts_before_the_day_of_the_debt_does_not_pay_it(pool: Store, load_lines: Loader) -> None:
    # Known of A up to day 99; a pack from day 109, the debt of day 119: only what starts later pays it.
    load_lines(use_of_api(LAST + timedelta(days=20), 30), header=API)
    add_pack(pool, NewPack("A", Decimal(500), LAST + timedelta(days=10), YEAR))
    answer = outlook(pool, "A", Question(), SETTINGS)
    assert (answer.balance.debt, answer.owed, sum(pack.tokens for pack in answer.coming)) == (30, 30, 500)
    [debt] = owed(debts(pool))
    assert (debt.tokens, debt.coming, debt.missing, debt.since) == (30, 0, 30, LAST + timedelta(days=20))
    add_pack(pool, NewPack("A", Decimal(20), LAST + timedelta(days=21), YEAR))
    [debt] = owed(debts(pool))
    assert (debt.tokens, debt.coming, debt.missing, debt.coming_from) == (30, 20, 10, LAST + timedelta(days=21))
    assert outlook(pool, "A", Question(), SETTINGS).owed == 10


def test_a_team_known_by_apis_and_packs_alone_has_one_answer_everywhere(pool: Store, load_lines: Loader) -> None:
    load_lines(use_of_api(LAST, 30, team="Lab"), use_of_api(LAST + timedelta(days=9), 5, team="Lab"), header=API)
    add_pack(pool, NewPack("Lab", Decimal(10), LAST + timedelta(days=1), YEAR))
    assert teams_with_use(pool) == ["A", "Lab"]
    assert teams_with_use(pool, LAST - timedelta(days=1)) == ["A"]
    assert known_until(pool, "Lab") == last_complete_day(pool, "Lab") == LAST + timedelta(days=9)
    assert data_days(pool, "Lab") == Days(LAST, LAST + timedelta(days=9))
    book, [debt] = team_ledger(pool, "Lab"), owed(debts(pool))
    # 10 of the 30 are paid by the pack of the next day; of the 5 that came later nothing.
    assert (book.on, book.debt, debt.tokens, debt.missing) == (LAST + timedelta(days=9), 25, 25, 25)
    answers = {answer.team: answer for answer in outlooks(pool, Question(), SETTINGS)}
    assert (answers["Lab"].balance.debt, answers["Lab"].owed, answers["A"].owed) == (25, 25, 0)
    assert verdict(answers["Lab"]).startswith("25 tokens are owed for uncharged use of APIs.")
    assert verdict(answers["Lab"]).endswith("When the tokens run out is not known: no Token Usage is loaded.")
    conditions = Conditions(offer_of("33", "none", Decimal(3), "USD"), lead_time_days=10, country="US")
    assert true_up_sentence(answers["Lab"], None, conditions).startswith(
        "Order 33 tokens (USD 99) at once: 25 tokens are owed, which it pays first."
    )


def test_a_pack_of_the_very_day_of_the_debt_is_told_to_be_too_early(pool: Store, load_lines: Loader) -> None:
    load_lines(use_of_api(LAST, 30), header=API)
    add_pack(pool, NewPack("A", Decimal(500), LAST, YEAR))
    [debt] = owed(debts(pool))
    assert (debt.tokens, [pack.tokens for pack in debt.too_early]) == (30, [500])
    told = "the pack that starts on 10 April 2026 does not pay what is owed of that same day."
    assert told in clearing_sentence(debt, offer_of("33", "none", Decimal(3), "USD"))
    assert told in str(debt_sentence(outlook(pool, "A", Question(), SETTINGS)))


def test_the_debt_of_an_application_goes_with_it_to_another_team(pool: Store, load_lines: Loader) -> None:
    # Seed 000: "Use the Team Assignment feature to select the appropriate EBA team."
    load_lines(use_of_api(LAST - timedelta(days=4), 20), use_of_api(LAST, 30), header=API)
    assign(pool, Assignment(applications(pool).item(0, "application_id"), "EBA", LAST))
    assert team_ledger(pool, "A").debt == 20
    assert team_ledgers(pool, ["EBA"], LAST)["EBA"].debt == 30


def test_a_merged_team_hands_its_debt_on(pool: Store, load_lines: Loader) -> None:
    load_lines(use_of_api(LAST - timedelta(days=4), 20, team="B"), header=API)
    add_event(pool, NewEvent(EventKind.MERGE, LAST - timedelta(days=2), "B", to_team="A"), NOW)
    assert team_ledger(pool, "A").debt == 20


def test_run_out_true_up_and_scenarios_know_it(pool: Store, load_lines: Loader) -> None:
    add_pack(pool, NewPack("A", Decimal(50_000), FIRST, YEAR))
    conditions = Conditions(offer_of("1", "none", Decimal(3), "USD"), lead_time_days=10, country="US")
    before = outlook(pool, "A", Question(), SETTINGS)
    assert (before.owed, before.tokens_to_buy) == (0, 0)
    load_lines(use_of_api(LAST, "30.5"), header=API)
    answer = outlook(pool, "A", Question(), SETTINGS)
    # Packs in force have passed the day on which they would have paid, so only a purchase does.
    assert (answer.balance.debt, answer.owed, answer.tokens_to_buy) == (Decimal("30.5"), Decimal("30.5"), 31)
    found = true_up(answer, conditions)
    assert found is not None
    assert (found.owed, found.quantities[0].needed) == (Decimal("30.5"), 31)
    assert true_up_sentence(answer, found, conditions).startswith(
        "Order 31 tokens (USD 93) at once: 30.5 tokens are owed, which it pays first."
    )
    wanted = [Scenario(str(tokens), (Purchase(LAST, YEAR, Decimal(tokens)),)) for tokens in (20, 100)]
    facts = facts_of(pool, answer, current_usage(pool, "A"))
    outcomes = compare(answer, wanted, facts, Money(Decimal(3), "USD"), SETTINGS)
    assert [outcome.tokens_to_buy for outcome in outcomes] == [31, 11, 0]


some_rows = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 4000), st.sampled_from(("uncharged", "resolved"))),
    min_size=1,
    max_size=8,
)
some_packs = st.lists(st.tuples(st.integers(0, 25), st.integers(1, 500)), max_size=3)


@settings(max_examples=25)
@given(rows=some_rows, bought=some_packs)
def test_what_is_uncharged_is_paid_by_later_packs_or_owed(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, str]], bought: list[tuple[int, int]]
) -> None:
    on = FIRST + timedelta(days=20)
    path: Path = tmp_path_factory.mktemp("api") / "usage.csv"
    lines = [use_of_api(FIRST + timedelta(days=day), Decimal(tenths) / 10, status) for day, tenths, status in rows]
    path.write_text("\n".join([API, *lines]), encoding="utf-8")
    with Store() as store:
        load(store, path, NOW, LoadOptions())
        for start, tokens in bought:
            add_pack(store, NewPack("A", Decimal(tokens), FIRST + timedelta(days=start), YEAR))
        book = team_ledgers(store, ["A"], on)["A"]
    incurred = Decimal(sum(tenths for _, tenths, status in rows if status == "uncharged")) / 10
    paid = book.debts.filter(book.debts["pack_id"].is_not_null())
    assert book.debts["tokens"].sum() == incurred
    assert book.packs["used"].sum() == paid["tokens"].sum() == incurred - book.debt
    assert all(since < paid_on for since, paid_on in paid.select("day", "paid_on").iter_rows())
    if book.debt:  # no pack that started after a debt keeps a token while it is owed
        owed_since = book.debts.filter(book.debts["pack_id"].is_null())["day"].min()
        later = book.packs.filter((book.packs["first_day"] > owed_since) & (book.packs["first_day"] <= on))
        assert later["left"].sum() == 0
