"""Uncharged use of APIs in the store: every ledger knows it, and the next purchase pays it first."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.forecast import Conditions, Question, offer_of, outlook, true_up
from analytics.forecast.buying.advice import true_up_sentence
from analytics.forecast.what_if.scenarios import Money, compare, facts_of
from analytics.pool import balance, coming_packs, reconciliation, team_ledger, team_ledgers
from analytics.settings import Settings
from analytics.store import LoadOptions, NewPack, Store, add_pack, current_usage, load, undo
from analytics.store.api_usage import Assignment, applications, assign
from analytics.store.changes import Purchase
from analytics.store.own_events import EventKind, NewEvent, add_event
from analytics.store.scenarios import Scenario
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
