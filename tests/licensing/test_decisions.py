"""Moves beside their decisions: nothing is lost when moves change, and what is done keeps what it was accepted with."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import DecisionError
from analytics.exports import Receipt
from analytics.licensing import decisions, moves, price_book
from analytics.licensing.decisions import decided, history, take, to_decide
from analytics.licensing.moves.words import MOVE
from analytics.settings import Settings
from analytics.store import (
    Store,
    current_usage,
    masked_names,
    pseudonymise,
    shown_names,
    undo,
)
from analytics.store.decisions import State, Step
from analytics.usage import rolled_up
from tests.places import NOW, SAMPLE_DATA

Loader = Callable[..., Receipt]
SETTINGS = Settings()
LAST = date(2026, 10, 31)
KEY = bytes(range(32))
BY = "Ina Boss"
TODAY = NOW.date()


def use(load_lines: Loader, **days: int) -> None:
    """Load one export with that many charged days of AutoCAD, every second day, by user."""
    load_lines(
        *(
            f"{LAST - timedelta(days=2 * back)},A,AutoCAD,,{user}@b.example,,,7"
            for user, count in days.items()
            for back in range(count)
        )
    )


def standing(store: Store, today: date = TODAY) -> pl.DataFrame:
    names = masked_names(store)
    used = rolled_up(current_usage(store))
    rows = moves(store, used, None, names, price_book(store, SETTINGS), SETTINGS).rows
    return decided(rows, history(store, shown=False), names, today)


def of(rows: pl.DataFrame, state: State) -> list[dict[str, object]]:
    return rows.filter(state=state.value).to_dicts()


def test_a_decision_stands_beside_its_move_and_is_not_proposed_again(store: Store, load_lines: Loader) -> None:
    use(load_lines, ann=170, bob=170)
    assert to_decide(standing(store)).height == 2
    first, second = standing(store).to_dicts()
    take(store, first, Step(State.ACCEPTED, BY, note="in May", owner="Uwe"), NOW)
    take(store, second, Step(State.REJECTED, BY, note="leaves"), NOW)
    rows = standing(store)
    assert to_decide(rows).is_empty()
    assert rows.select("move", "state", "note", "current").rows() == [
        (first["move"], "accepted", "in May", True),
        (second["move"], "rejected", "leaves", True),
    ]


def test_an_exemption_ends_with_its_day(store: Store, load_lines: Loader) -> None:
    use(load_lines, ann=170)
    [row] = standing(store).to_dicts()
    until = TODAY + timedelta(days=30)
    take(store, row, Step(State.EXEMPT, BY, until), NOW)
    assert standing(store, until)["state"].to_list() == ["exempt"]
    assert standing(store, until + timedelta(days=1)).select("state", "until").rows() == [("proposed", until)]


def test_what_is_no_longer_proposed_keeps_its_decision_and_its_numbers(store: Store, load_lines: Loader) -> None:
    use(load_lines, ann=170)
    [row] = standing(store).to_dicts()
    take(store, row, Step(State.ACCEPTED, BY), NOW)
    # A new export says that she hardly used it.
    use(load_lines, bob=170)
    rows = standing(store)
    [kept] = of(rows, State.ACCEPTED)
    assert (kept["move"], kept["current"], kept["user"]) == (row["move"], False, row["user"])
    for name in ("charged_days", "saving_year", "break_even_days", "subscription_price", "offers", "products"):
        assert kept[name] == row[name]
    undo(store, 2, NOW)
    [again] = of(standing(store), State.ACCEPTED)
    assert again["current"]


def test_whose_loads_are_taken_back_is_not_named_and_comes_back(store: Store, load_lines: Loader) -> None:
    use(load_lines, bob=170)
    use(load_lines, bob=170, ann=170)
    ann = store.frame("SELECT user_id FROM users WHERE key LIKE 'ann%'").item()
    [row] = standing(store).filter(user_id=ann).to_dicts()
    take(store, row, Step(State.ACCEPTED, BY), NOW)
    undo(store, 2, NOW)
    [waiting] = of(standing(store), State.ACCEPTED)
    assert (waiting["user"], waiting["current"]) == ("Not in the data now", False)
    with pytest.raises(DecisionError, match="not in the data now"):
        take(store, waiting, Step(State.DONE, BY, LAST), NOW)
    use(load_lines, aa=170, bob=170, ann=170)
    [back] = of(standing(store), State.ACCEPTED)
    assert (back["move"], back["current"]) == (row["move"], True)
    pseudonymise(store, KEY)
    [replaced] = of(standing(store), State.ACCEPTED)
    assert replaced["current"]
    assert replaced["user_id"] == back["user_id"]


def test_what_is_done_keeps_the_numbers_it_was_accepted_with(store: Store, load_lines: Loader) -> None:
    use(load_lines, ann=170)
    [row] = standing(store).to_dicts()
    take(store, row, Step(State.ACCEPTED, BY), NOW)
    use(load_lines, bob=170, ann=150)
    [later] = of(standing(store), State.ACCEPTED)
    # The newer exports have 150 days; what was accepted stands as it was.
    assert later["charged_days"] == row["charged_days"] == 170
    assert later["saving_year"] == row["saving_year"]
    take(store, later, Step(State.DONE, BY, LAST), NOW, paid=Decimal("1999.50"))
    newest, accepted = history(store, shown=False).to_dicts()
    assert json.loads(newest["evidence"]) == json.loads(accepted["evidence"])
    assert (accepted["price_year"], newest["price_year"]) == (2030, Decimal("1999.50"))


def test_other_offers_for_the_same_user_tell_what_was_decided_before(store: Store, load_lines: Loader) -> None:
    use(load_lines, ann=170)
    [row] = standing(store).to_dicts()
    take(store, row | {"offers": ["AEC Collection"], "move": "x"}, Step(State.REJECTED, BY, note="too dear"), NOW)
    rows = standing(store)
    assert rows.select("current", "state", "earlier").rows() == [
        (True, "proposed", "AEC Collection: rejected"),
        (False, "rejected", None),
    ]
    assert to_decide(rows)["move"].to_list() == [row["move"]]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (Step(State.EXEMPT, BY, TODAY - timedelta(days=1)), "has passed"),
        (Step(State.DONE, BY, TODAY + timedelta(days=1)), "is yet to come"),
    ],
)
def test_a_day_that_cannot_be_is_refused(store: Store, load_lines: Loader, step: Step, message: str) -> None:
    use(load_lines, ann=170)
    [row] = standing(store).to_dicts()
    with pytest.raises(DecisionError, match=message):
        take(store, row, step, NOW)
    assert history(store, shown=False).is_empty()


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(State)), st.booleans()), max_size=12))
def test_no_step_is_lost_and_the_last_one_holds(taken: list[tuple[int, State, bool]]) -> None:
    with Store() as store:
        with store.writing() as cursor:
            cursor.execute("INSERT INTO teams VALUES (1, 'A')")
            for user in range(3):
                cursor.execute("INSERT INTO users (user_id, key) VALUES (?, ?)", [user, f"u{user}@b.example"])
        blank = dict.fromkeys(decisions.decided(_none(), history(store, shown=True), shown_names(store), LAST).columns)
        last: dict[tuple[int, bool], State] = {}
        for number, (user, state, other) in enumerate(taken):
            row = blank | {"kind": "to subscription", "team_id": 1, "user_id": user, "state": "proposed"}
            row |= {"offers": ["B"] if other else ["A", "C"], "products": ["A"]}
            dated = TODAY if state in (State.EXEMPT, State.DONE) else None
            take(store, row, Step(state, BY, dated, "why"), NOW + timedelta(seconds=number))
            last[user, other] = state
        rows = decided(_none(), history(store, shown=True), shown_names(store), TODAY)
        assert history(store, shown=True).height == rows["steps"].sum() == len(taken)
    held = {(row["user_id"], row["offers"] == ["B"]): row["state"] for row in rows.to_dicts()}
    assert held == {key: state.value for key, state in last.items()}


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=MOVE)


def test_the_case_of_the_sample_is_what_the_truth_says(sample_store: Store) -> None:
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))["case"]
    names, book = shown_names(sample_store), price_book(sample_store, SETTINGS)
    used = rolled_up(current_usage(sample_store))
    found = moves(sample_store, used, None, names, book, SETTINGS)
    first = decisions.cases(used, found, names, 100).row(0, named=True)
    assert (first["team"], first["product"], first["users"]) == (truth["team"], truth["product"], 10)
    case = decisions.case(sample_store, used, found, first["team_id"], first["product"], names, book, 100)
    mails = case.users.with_columns(email=pl.col("user").str.extract("<(.*)>"))
    assert set(mails["email"]) == set(truth["part_timers"])
    assert set(mails.filter("above")["email"]) == set(truth["disguised"])
    assert (case.moved_tokens, case.team_tokens) == (truth["disguised_tokens"], truth["team_tokens"])
    assert case.share == pytest.approx(truth["share"])
    # 10,731 tokens at (25,000 x 2.70 + 10,000 x 3.00) / 35,000 a token, less ten times 2,030.
    assert case.flex_cost == Decimal("29893.50")
    assert case.saving == Decimal("9593.50")


def test_the_source_takes_what_its_numbers_take(sample_store: Store) -> None:
    names, book = masked_names(sample_store), price_book(sample_store, SETTINGS)
    used = rolled_up(current_usage(sample_store))
    found = moves(sample_store, used, None, names, book, SETTINGS)
    case = decisions.case(sample_store, used, found, 2, "AutoCAD", names, book, 100)
    said = dict(decisions.assumed(case).iter_rows())
    # (2,500 + 2,030) / (7 x 2.785714) = 232.3 days; ten of them use 16,262 tokens, 40 % of 40,654.
    assert said["Charged days that this takes, one EUR taken for one USD"] == "232 a year for each; here it is 153"
    assert said["The pool of which the movers then use 40 %"].startswith("40,654 tokens a year, 16,262 of them")
    other = decisions.case(sample_store, used, found, 1, "Maya", names, book, 100)
    assert decisions.assumed(other).is_empty()


def test_a_case_without_a_price_shows_no_saving(store: Store, load_lines: Loader) -> None:
    use(load_lines, ann=120)
    names, book = masked_names(store), price_book(store, SETTINGS)
    used = rolled_up(current_usage(store))
    found = moves(store, used, None, names, book, SETTINGS)
    case = decisions.case(store, used, found, 1, "AutoCAD", names, book, 100)
    assert case.saving is not None
    unpriced = case.users.with_columns(subscription_price=pl.lit(None, pl.Float64))
    unknown = decisions.Case(case.team, case.product, unpriced, case.team_tokens, case.token_price, case.limit, True)
    assert (unknown.above, unknown.saving) == (1, None)
    assert decisions.assumed(unknown).is_empty()
