"""One file, one transaction, one receipt: every row is used or set aside with its reason."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.exports import Kind, Receipt, Status
from analytics.exports.dates import DateOrder
from analytics.store import LoadOptions, Store, current_usage, load, loads, packs, shown_names
from tests.places import NOW, SAMPLE_DATA

Loader = Callable[..., Receipt]


def test_every_row_is_used_or_set_aside_with_its_reason(load_lines: Loader) -> None:
    receipt = load_lines(
        "2026-01-01,A,Revit,2026,ann@example.com,Ann,Lee,10",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee,0",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee,10,extra",
        '"2026-01-02"x,A,Revit,2026,ann@example.com,Ann,Lee,10',
        ",A,Revit,2026,ann@example.com,Ann,Lee,10",
        "31 June,A,Revit,2026,ann@example.com,Ann,Lee,10",
        "2026-01-02,A,,2026,ann@example.com,Ann,Lee,10",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee,",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee,many",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee,-1",
        "Day used,Team,Product,Product version,Email,First name,Last name,Tokens used",
        "Total,,,,,,,10",
    )
    assert receipt.status is Status.LOADED
    assert (receipt.rows_in, receipt.rows_used, receipt.tokens) == (13, 2, Decimal(10))
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == {
        "cells are missing": 1,
        "there are too many cells": 1,
        "a quote does not close": 1,
        "no day": 1,
        "the day is not a date": 1,
        "no product": 1,
        "no tokens": 1,
        "the tokens are not a number": 1,
        "the tokens are negative": 1,
        "the header is repeated": 1,
        "a line of totals": 1,
    }


cells = st.sampled_from(["2026-01-01", "2026-01-02", "", "x", "7", "10", "0.1", "Revit", "A", '"', "a@b.example"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.lists(cells, min_size=1, max_size=9).map(",".join), min_size=1, max_size=12))
def test_no_row_and_no_token_is_lost(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "dirty.csv"
    path.write_text("Day used,Team,Product,Email,Tokens used\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with Store() as store:
        receipt = load(store, path, NOW, LoadOptions())
        kept = current_usage(store)
    assert receipt.status in (Status.LOADED, Status.REFUSED)
    assert receipt.rows_used + sum(aside.rows for aside in receipt.set_aside) == receipt.rows_in
    assert kept.height == receipt.rows_used
    assert kept["tokens"].sum() == receipt.tokens


def test_csv_and_excel_of_the_samples_load_whole(sample_store: Store) -> None:
    kinds = loads(sample_store).select("kind", "rows_in", "rows_used").rows()
    assert [kind for kind, _, _ in kinds] == [Kind.TOKEN_USAGE, Kind.TOKEN_USAGE, Kind.PACKS]
    assert all(rows_in == rows_used > 0 for _, rows_in, rows_used in kinds)


@pytest.mark.parametrize(("name", "rows"), [("a", 24_511), ("b", 23_900)])
def test_a_real_token_flex_export_ties_to_the_token(store: Store, real_samples: Path, name: str, rows: int) -> None:
    path = real_samples / f"tokenflex_romeo0_export_{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        own_sum = sum(Decimal(row["tokensConsumed"]) for row in csv.DictReader(file))
    receipt = load(store, path, NOW, LoadOptions())
    assert (receipt.kind, receipt.rows_in) == (Kind.TOKEN_FLEX, rows)
    assert receipt.rows_used + sum(aside.rows for aside in receipt.set_aside) == rows
    assert receipt.tokens == own_sum == current_usage(store)["tokens"].sum()


def test_a_later_export_replaces_the_days_it_covers(store: Store, real_samples: Path) -> None:
    for name in ("a", "b"):
        last = load(store, real_samples / f"tokenflex_romeo0_export_{name}.csv", NOW, LoadOptions())
    assert last.status is Status.LOADED
    assert current_usage(store)["tokens"].sum() == last.tokens == Decimal(136_774)


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    path = SAMPLE_DATA / "token_flex_contract.csv"
    first = load(store, path, NOW, LoadOptions())
    before = store.fingerprint
    again = load(store, path, NOW, LoadOptions())
    assert (again.status, again.load_id) == (Status.UNCHANGED, first.load_id)
    assert (again.rows_in, again.tokens, again.first_day) == (first.rows_in, first.tokens, first.first_day)
    assert store.fingerprint == before


def test_the_same_file_for_another_team_is_held(store: Store) -> None:
    path = SAMPLE_DATA / "token_flex_contract.csv"
    load(store, path, NOW, LoadOptions(team="One"))
    assert load(store, path, NOW, LoadOptions(team="Two")).status is Status.HELD
    assert load(store, path, NOW, LoadOptions(team="Two", confirmed=True)).status is Status.LOADED


def test_a_dry_run_tells_and_changes_nothing(store: Store) -> None:
    before = store.fingerprint
    receipt = load(store, SAMPLE_DATA / "token_packs.csv", NOW, LoadOptions(dry_run=True))
    assert (receipt.status, receipt.dry_run, receipt.load_id, receipt.rows_used) == (Status.LOADED, True, None, 13)
    assert store.fingerprint == before
    assert packs(store).is_empty()


def test_a_refused_file_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n", encoding="utf-8")
    before = store.fingerprint
    receipt = load(store, path, NOW, LoadOptions())
    assert receipt.status is Status.REFUSED
    assert receipt.message.startswith("notes.txt has no row that names the columns")
    assert store.fingerprint == before


def test_an_export_without_a_usable_row_is_refused(load_lines: Loader, store: Store) -> None:
    assert "has a header and no rows" in load_lines().message
    assert "no day (1)" in load_lines(",A,Revit,2026,ann@example.com,Ann,Lee,10").message
    assert loads(store).is_empty()


def test_days_that_can_be_read_both_ways_are_asked_about(load_lines: Loader) -> None:
    line = "03/02/2026,A,Revit,2026,ann@example.com,Ann,Lee,10"
    assert "two ways" in load_lines(line).message
    answered = load_lines(line, options=LoadOptions(dates=DateOrder.MDY))
    assert f"{answered.first_day}" == "2026-03-02"


def test_use_on_a_subscription_has_no_tokens(load_lines: Loader) -> None:
    receipt = load_lines(
        "2026-01-01,Revit,Flex,10",
        "2026-01-01,Revit,Subscription,",
        header="Day used,Product,Access option,Tokens used",
    )
    assert [(aside.reason, aside.rows) for aside in receipt.set_aside] == [("not used on Flex", 1)]


def test_a_user_is_known_by_email_in_any_case_and_hidden_ones_are_nobody(load_lines: Loader, store: Store) -> None:
    load_lines(
        "2026-01-01,A,Revit,2026,Ann@Example.com ,Ann,Lee,10",
        "2026-01-02,A,Revit,2026,ann@example.com,Ann,Lee,10",
        "2026-01-03,A,Revit,2026,*****,*****,*****,10",
    )
    assert shown_names(store).users["user"].to_list() == ["Ann Lee <ann@example.com>"]
    assert current_usage(store)["user_id"].null_count() == 1


def test_rows_without_a_team_take_the_team_given(load_lines: Loader) -> None:
    header = "Day used,Product,Tokens used"
    assert load_lines("2026-01-01,Revit,10", header=header, options=LoadOptions(team="Here")).team == "Here"
    assert load_lines("2026-01-02,Revit,10", header=header).team == "Unnamed team"


def test_packs_with_a_fault_are_set_aside(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(
        "A,500,2026-01-01,2026-12-31,3",
        "A,500,2026-12-31,2026-01-01,3",
        "A,0,2026-01-01,2026-12-31,3",
        "A,500,,2026-12-31,3",
        "A,500,2026-01-01,2026-12-31,cheap",
        header="Team,Tokens,Start,Last day,Price per token",
    )
    assert {aside.reason for aside in receipt.set_aside} == {
        "it ends before it starts",
        "no tokens",
        "no first day",
        "the price is not a number",
    }
    assert packs(store)["tokens"].to_list() == [Decimal(500)]


def test_a_receipt_survives_being_kept(sample_store: Store) -> None:
    kept = sample_store.frame("SELECT receipt FROM loads ORDER BY load_id")["receipt"].to_list()
    assert [Receipt.from_json(text).as_json() for text in kept] == [
        Receipt.from_json(Receipt.from_json(text).as_json()).as_json() for text in kept
    ]
    assert Receipt.from_json(kept[0]).file == "token_usage_2024-09_2025-12.csv"
