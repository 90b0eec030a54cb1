"""One file, one transaction, one receipt: every row is used or set aside with its reason."""

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.exports import Kind, Receipt, Status
from analytics.exports.dates import DateOrder
from analytics.store import (
    LoadOptions,
    Store,
    covered_days,
    current_usage,
    load,
    load_all,
    loads,
    packs,
    shown_names,
    undo,
)
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
        options=LoadOptions(confirmed=True),
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
        receipt = load(store, path, NOW, LoadOptions(confirmed=True))
        kept = current_usage(store)
    assert receipt.status in (Status.LOADED, Status.REFUSED)
    assert receipt.rows_used + sum(aside.rows for aside in receipt.set_aside) == receipt.rows_in
    assert kept.height == receipt.rows_used
    assert kept["tokens"].sum() == receipt.tokens


def test_csv_and_excel_of_the_samples_load_whole(sample_store: Store) -> None:
    kinds = loads(sample_store).select("kind", "rows_in", "rows_used").rows()
    others = [Kind.PACKS, Kind.DIRECTORY, Kind.API_USAGE, Kind.RESOURCES]
    assert [kind for kind, _, _ in kinds] == [Kind.TOKEN_USAGE, Kind.TOKEN_USAGE, *others]
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


def test_use_on_a_subscription_is_seat_use_without_tokens(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(
        "2026-01-01,Revit,Flex,10",
        "2026-01-01,Revit,Subscription,",
        "2026-01-02,Revit,subscription,0",
        "2026-01-02,Revit,Subscription,7",
        "2026-01-02,Revit,ppu,7",
        header="Day used,Product,Access option,Tokens used",
        options=LoadOptions(confirmed=True),
    )
    assert (receipt.rows_used, receipt.seat_rows, receipt.tokens) == (3, 2, 10)
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == {
        "tokens beside a subscription": 1,
        "used neither on Flex nor on a subscription": 1,
    }
    assert store.frame("SELECT day FROM current_seats ORDER BY day")["day"].to_list() == [
        date(2026, 1, 1),
        date(2026, 1, 2),
    ]


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
        "A,500,2026-01-01,2026-12-31,3,USD",
        "A,500,2026-12-31,2026-01-01,3,USD",
        "A,0,2026-01-01,2026-12-31,3,USD",
        "A,500,,2026-12-31,3,USD",
        "A,500,2026-01-01,2026-12-31,cheap,USD",
        "A,500,2026-01-01,2026-12-31,3,",
        header="Team,Tokens,Start,Last day,Price per token,Currency",
        options=LoadOptions(confirmed=True),
    )
    assert {aside.reason for aside in receipt.set_aside} == {
        "it ends before it starts",
        "no tokens",
        "no first day",
        "the price is not a number",
        "the price has no currency",
    }
    assert packs(store)["tokens"].to_list() == [Decimal(500)]


PACKS = "Team,Tokens,Start,Last day"


def test_the_newest_table_of_packs_counts_and_undo_brings_back_the_one_before(load_lines: Loader, store: Store) -> None:
    first = "A,500,2026-01-01,2026-12-31"
    load_lines(first, "B,7,2026-01-01,2026-12-31", header=PACKS)
    longer = load_lines(first, "A,1000,2026-06-01,2027-05-31", header=PACKS)
    assert packs(store, "A")["tokens"].to_list() == [500, 1000]
    assert packs(store, "B")["tokens"].to_list() == [7]
    assert longer.load_id is not None
    undo(store, longer.load_id, NOW)
    assert packs(store, "A")["tokens"].to_list() == [500]


def test_a_table_that_leaves_out_a_pack_is_held(load_lines: Loader, store: Store) -> None:
    load_lines("A,500,2026-01-01,2026-12-31", header=PACKS)
    held = load_lines("A,1000,2026-06-01,2027-05-31", header=PACKS)
    assert held.status is Status.HELD
    assert "does not list the 500 tokens of A from 1 January 2026 to 31 December 2026" in held.message
    load_lines("A,1000,2026-06-01,2027-05-31", "", header=PACKS, options=LoadOptions(confirmed=True))
    assert packs(store)["tokens"].to_list() == [1000]


def test_start_and_end_of_packs_settle_each_other(load_lines: Loader, store: Store) -> None:
    load_lines("A,500,01/02/2026,31/12/2026", header=PACKS)
    assert f"{packs(store).item(0, 'first_day')}" == "2026-02-01"


def test_a_day_that_leaps_over_years_is_held(load_lines: Loader) -> None:
    receipt = load_lines("2026-01-01,A,Revit,,a@b.example,,,10", "1999-12-31,A,Revit,,a@b.example,,,10")
    assert receipt.status is Status.HELD
    assert "leap from 31 December 1999 to 1 January 2026" in receipt.message


def test_a_quote_that_swallows_lines_refuses_the_file(load_lines: Loader) -> None:
    receipt = load_lines('2026-01-01,A,"Revit,,a@b.example,,,10', *["2026-01-02,A,Revit,,a@b.example,,,10"] * 5)
    assert receipt.status is Status.REFUSED
    assert "A quote in line 2 of" in receipt.message


@pytest.mark.parametrize("name", ["a*.csv", "[x].csv", "?.csv", "it's.csv", "100%.csv"])
def test_a_file_is_read_and_no_other_whatever_its_name(store: Store, tmp_path: Path, name: str) -> None:
    for other in ("ab.csv", "x.csv"):
        (tmp_path / other).write_text("Day used,Product,Tokens used\n2026-01-01,Revit,99\n", encoding="utf-8")
    (tmp_path / name).write_text("Day used,Product,Tokens used\n2026-01-01,Revit,10\n", encoding="utf-8")
    assert load(store, tmp_path / name, NOW, LoadOptions()).tokens == 10


def test_another_order_of_dates_is_not_the_same_load(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "unclear.csv"
    path.write_text("Day used,Product,Tokens used\n03/02/2026,Revit,10\n", encoding="utf-8")
    load(store, path, NOW, LoadOptions(dates=DateOrder.MDY))
    again = load(store, path, NOW, LoadOptions(dates=DateOrder.DMY))
    assert again.status is Status.HELD
    assert "Undo that load if it was wrong" in again.hint


def test_a_covered_load_says_why_it_does_not_count(load_lines: Loader) -> None:
    load_lines("2026-01-01,A,Revit,,a@b.example,,,10")
    load_lines("2026-01-01,A,Revit,,a@b.example,,,11")
    path_again = load_lines("2026-01-01,A,Revit,,a@b.example,,,10")
    assert "Newer loads cover all its days" in path_again.message


def test_other_products_on_the_same_days_look_like_another_team(load_lines: Loader) -> None:
    header = "Day used,Product,Tokens used"
    load_lines("2026-01-01,Revit,20", header=header)
    assert "belonged to another team" in load_lines("2026-01-01,Maya,32", header=header).message


def test_use_on_a_subscription_shows_for_which_days_the_export_speaks(load_lines: Loader, store: Store) -> None:
    header = "Day used,Team,Product,Access option,Tokens used"
    load_lines("2026-01-01,A,Revit,Flex,10", "2026-01-05,B,Revit,Subscription,", header=header)
    assert covered_days(store, "A").height == covered_days(store, "B").height == 5


def test_undo_leaves_no_person_behind(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-01,A,Revit,,kept@b.example,,,10")
    gone = load_lines("2026-02-01,A,Maya,,gone@b.example,,,10")
    assert gone.load_id is not None
    undo(store, gone.load_id, NOW)
    assert store.frame("SELECT key FROM users")["key"].to_list() == ["kept@b.example"]
    assert store.frame("SELECT name FROM products")["name"].to_list() == ["Revit"]


def test_a_folder_and_an_archive_load_file_by_file(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for day in (1, 2):
        (folder / f"{day}.csv").write_text(f"Day used,Product,Tokens used\n2026-01-0{day},Revit,{day}\n", "utf-8")
    with zipfile.ZipFile(tmp_path / "later.zip", "w") as archive:
        archive.writestr("3.csv", "Day used,Product,Tokens used\n2026-01-03,Revit,3\n")
    receipts = load_all(store, folder, NOW, LoadOptions()) + load_all(store, tmp_path / "later.zip", NOW, LoadOptions())
    assert [receipt.tokens for receipt in receipts] == [1, 2, 3]
    assert receipts[2].file == "later.zip/3.csv"
    [again] = load_all(store, tmp_path / "later.zip", NOW, LoadOptions(), name="upload.zip")
    assert again.file == "upload.zip/3.csv"
    [refused] = load_all(store, tmp_path / "nowhere.csv", NOW, LoadOptions())
    assert refused.status is Status.REFUSED


def test_parquet_and_json_load_like_csv(store: Store, tmp_path: Path) -> None:
    frame = pl.DataFrame({"Day used": [date(2026, 1, 1)], "Product": ["Revit"], "Tokens used": [7.5]})
    frame.write_parquet(tmp_path / "a.parquet")
    answer = {"columns": ["usageDate", "productName", "tokens"], "rows": [["2026-01-02", "Revit", 3]]}
    (tmp_path / "b.json").write_text(json.dumps(answer), encoding="utf-8")
    assert load(store, tmp_path / "a.parquet", NOW, LoadOptions()).tokens == Decimal("7.5")
    assert load(store, tmp_path / "b.json", NOW, LoadOptions()).tokens == 3


def test_a_receipt_survives_being_kept(sample_store: Store) -> None:
    kept = sample_store.frame("SELECT receipt FROM loads ORDER BY load_id")["receipt"].to_list()
    assert [Receipt.from_json(text).as_json() for text in kept] == [
        Receipt.from_json(Receipt.from_json(text).as_json()).as_json() for text in kept
    ]
    assert Receipt.from_json(kept[0]).file == "token_usage_2024-09_2025-12.csv"
