"""Scenarios: saved, listed, removed; what is not known is refused, and who left the store left them too."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from analytics.errors import PlanError, StoreError
from analytics.exports import Receipt
from analytics.store import Store, pseudonymise, undo
from analytics.store.changes import (
    KINDS,
    Busy,
    Change,
    Headcount,
    Moved,
    Price,
    ProductUse,
    Purchase,
    Rate,
    Rollout,
    change_of,
    document,
)
from analytics.store.scenarios import Scenario, masked_scenarios, remove_scenario, save_scenario, scenarios
from tests.places import NOW

Loader = Callable[..., Receipt]
KEY = b"k" * 32
DAY, LATER = date(2026, 3, 1), date(2026, 5, 31)
ALL = (
    Busy(DAY, LATER, Decimal("1.25")),
    Headcount(DAY, -3),
    ProductUse(DAY, Decimal(0), 1),
    Rollout(DAY, Decimal("12.5")),
    Rate(DAY, Decimal(10), Decimal(12), 1),
    Price(DAY, Decimal("3.30")),
    Moved(DAY, (1, 2)),
    Purchase(DAY, LATER, Decimal(500)),
    Purchase(DAY, LATER, Decimal(500), Decimal("2.90")),
)


def two_users(load_lines: Loader) -> None:
    load_lines(
        "2026-01-31,A,Revit,2026,ann.lee@b.example,Ann,Lee,10", "2026-01-31,A,Revit,2026,bob.ray@b.example,Bob,Ray,10"
    )


def test_every_kind_of_change_is_tried_here() -> None:
    assert {change.kind for change in ALL} == set(KINDS)


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.kind)
def test_a_change_comes_back_from_its_document(change: Change) -> None:
    assert change_of(document(change)) == change


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "miracle"}, "no change of the kind miracle"),
        ({}, "no change of the kind None"),
        ({"kind": "price", "first_day": "2026-01-01"}, "is not complete"),
        ({"kind": "price", "first_day": "soon", "price_per_token": "1"}, "is not complete"),
        ({"kind": "price", "first_day": "2026-01-01", "price_per_token": "x"}, "is not complete"),
        ({"kind": "rollout", "first_day": "2026-01-01", "tokens_a_day": "1", "more": "1"}, "is not complete"),
    ],
)
def test_a_document_that_is_no_change_is_refused(wrong: dict[str, str], told: str) -> None:
    with pytest.raises(PlanError, match=told):
        change_of(wrong)


def test_a_scenario_is_saved_replaced_and_removed(load_lines: Loader, store: Store) -> None:
    two_users(load_lines)
    save_scenario(store, "A", Scenario("Everything", ALL), NOW)
    save_scenario(store, "A", Scenario("Nothing", ()), NOW)
    assert scenarios(store, "A") == [Scenario("Everything", ALL), Scenario("Nothing", ())]
    save_scenario(store, "A", Scenario("Everything", ALL[6:]), NOW)
    assert scenarios(store, "A") == [Scenario("Everything", ALL[6:]), Scenario("Nothing", ())]
    remove_scenario(store, "A", "Everything")
    assert scenarios(store, "A") == [Scenario("Nothing", ())]
    assert store.frame("FROM scenario_keys").is_empty()
    with pytest.raises(StoreError, match="no such scenario"):
        remove_scenario(store, "A", "Everything")


def test_a_change_of_a_newer_version_is_refused_and_not_left_out(load_lines: Loader, store: Store) -> None:
    two_users(load_lines)
    save_scenario(store, "A", Scenario("Old", ()), NOW)
    with store.writing() as cursor:
        cursor.execute("""UPDATE scenarios SET changes = '[{"kind": "teleport"}]'""")
    with pytest.raises(PlanError, match="no change of the kind teleport"):
        scenarios(store, "A")


def test_a_name_that_tells_a_person_is_hidden(load_lines: Loader, store: Store) -> None:
    two_users(load_lines)
    for name in ("A busy spring", "Without Bob Ray", "ask ann.lee@b.example"):
        save_scenario(store, "A", Scenario(name, ()), NOW)
    hidden = "(its name is hidden: it may tell a person)"
    assert [scenario.name for scenario in masked_scenarios(store, "A")] == [
        *("A busy spring", f"Scenario 2 {hidden}", f"Scenario 3 {hidden}")
    ]


def test_pseudonymising_leaves_no_name_and_the_same_users(load_lines: Loader, store: Store) -> None:
    two_users(load_lines)
    save_scenario(store, "A", Scenario("Ann Lee moves", (Moved(DAY, (1, 2)),)), NOW)
    pseudonymise(store, KEY)
    [scenario] = scenarios(store, "A")
    assert "Lee" not in scenario.name
    assert scenario.changes == (Moved(DAY, (1, 2)),)
    kept = "".join(map(str, store.frame("FROM scenarios").row(0) + store.frame("FROM scenario_keys").row(0)))
    assert "lee" not in kept.lower()


def test_users_who_turn_out_to_be_one_are_one_in_scenarios(load_lines: Loader, store: Store) -> None:
    two_users(load_lines)
    pseudonymise(store, KEY)
    with store.writing() as cursor:  # as if somebody had loaded without the key
        cursor.execute("INSERT INTO users (user_id, key) VALUES (3, 'ann.lee@b.example')")
    save_scenario(store, "A", Scenario("All", (Moved(DAY, (1, 2, 3)),)), NOW)
    pseudonymise(store, KEY)
    assert scenarios(store, "A") == [Scenario("All", (Moved(DAY, (1, 2)),))]


def test_users_whose_use_was_taken_back_are_in_no_scenario(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-31,A,Revit,2026,ann.lee@b.example,Ann,Lee,10")
    load_lines("2026-02-01,A,Maya,2026,bob.ray@b.example,Bob,Ray,10")
    save_scenario(store, "A", Scenario("All", (Moved(DAY, (1, 2)), ProductUse(DAY, Decimal(2), 2))), NOW)
    undo(store, 2, NOW)
    # A product is nobody: it stays, should the load come again.
    assert scenarios(store, "A") == [Scenario("All", (Moved(DAY, (1,)), ProductUse(DAY, Decimal(2), 2)))]
