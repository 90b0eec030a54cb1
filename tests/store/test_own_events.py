"""What is entered by hand beside the packs: token events and stated balances, each with its checks."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.errors import PackError, StoreError
from analytics.store import NewPack, Store, add_pack, team_names
from analytics.store.naming import drop_forgotten_names
from analytics.store.own_events import EventKind, NewEvent, add_event, own_events, remove_event
from analytics.store.stated import StatedBalance, forget_balance, state_balance, stated_balances
from tests.places import NOW

DAY = date(2026, 3, 1)
MOVE = {"kind": EventKind.MOVE, "day": DAY, "team": "A", "tokens": Decimal(5), "to_team": "B"}


@pytest.fixture
def with_team(store: Store) -> Store:
    add_pack(store, NewPack("A", Decimal(500), DAY, DAY))
    return store


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tokens": None}, "No quantity of tokens for a move"),
        ({"tokens": Decimal(0)}, "0 is no quantity"),
        ({"tokens": Decimal(-5)}, "cannot be moved"),
        ({"to_team": "A"}, "only A is named"),
        ({"to_team": None}, "only A is named"),
        ({"kind": EventKind.MERGE}, "takes all tokens"),
        ({"kind": EventKind.CORRECTION}, "is of one team"),
        ({"kind": EventKind.CORRECTION, "to_team": None, "tokens": Decimal("NaN")}, "no quantity"),
        ({"kind": EventKind.CORRECTION, "to_team": None, "tokens": Decimal("1e-9")}, "no quantity"),
    ],
)
def test_an_event_that_contradicts_itself_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(PackError, match=said):
        NewEvent(**MOVE | wrong)  # type: ignore[arg-type] # the fault is the point


def test_events_are_kept_listed_and_removed(with_team: Store) -> None:
    number = add_event(with_team, NewEvent(**MOVE | {"team": " a", "to_team": "New"}), NOW)  # type: ignore[arg-type]
    add_event(with_team, NewEvent(EventKind.CORRECTION, date(2026, 2, 1), "A", Decimal(-3), note="why"), NOW)
    listed = own_events(with_team).select("kind", "team", "to_team", "tokens", "note").rows()
    assert listed == [("correction", "A", None, -3, "why"), ("move", "A", "New", 5, None)]
    assert own_events(with_team, "New")["event_id"].to_list() == [number]
    remove_event(with_team, number)
    assert own_events(with_team).height == 1
    with pytest.raises(StoreError, match="no event"):
        remove_event(with_team, number)


def test_an_event_of_a_team_that_nobody_knows_is_refused(with_team: Store) -> None:
    with pytest.raises(StoreError, match="no team Typo"):
        add_event(with_team, NewEvent(**MOVE | {"team": "Typo"}), NOW)  # type: ignore[arg-type]
    with pytest.raises(PackError, match="to itself"):
        add_event(with_team, NewEvent(**MOVE | {"to_team": "a"}), NOW)  # type: ignore[arg-type]
    assert own_events(with_team).is_empty()
    assert team_names(with_team) == ["A"]


def test_of_a_day_the_balance_stated_last_counts(with_team: Store) -> None:
    for tokens in (10, 12):
        state_balance(with_team, StatedBalance("a ", DAY, Decimal(tokens)), NOW)
    assert stated_balances(with_team, "A").rows() == [("A", DAY, 12, None)]
    forget_balance(with_team, "A", DAY)
    with pytest.raises(StoreError, match="No balance of A is stated"):
        forget_balance(with_team, "A", DAY)
    with pytest.raises(StoreError, match="no team B"):
        state_balance(with_team, StatedBalance("B", DAY, Decimal(1)), NOW)
    with pytest.raises(PackError, match="no balance"):
        StatedBalance("A", DAY, Decimal("Infinity"))


def test_a_team_that_only_an_event_names_is_not_forgotten(with_team: Store) -> None:
    add_event(with_team, NewEvent(**MOVE | {"to_team": "New"}), NOW)  # type: ignore[arg-type]
    with with_team.writing() as cursor:
        drop_forgotten_names(cursor)
    assert own_events(with_team).item(0, "to_team") == "New"
