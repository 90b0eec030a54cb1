"""The receipt stays with the load, and so do the rows that were set aside, with their cells."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.errors import StoreError
from analytics.exports import Kind, MonthChange, Receipt, Status
from analytics.exports.dates import DateOrder
from analytics.exports.fields import Field
from analytics.exports.questions import Asked, Column, Question
from analytics.store import LoadOptions, Store, load, receipt_of, set_aside_rows, undo
from analytics.store.loading import asides
from tests.exports.made import written, xlsx
from tests.loading.forms import delimited, texts
from tests.loading.kinds import NAMES, exports
from tests.places import NOW

Loader = Callable[..., Receipt]
HEADER = "Day used,Team,Product,Email,First name,Tokens used,Colour"


def number(receipt: Receipt) -> int:
    assert receipt.load_id is not None
    return receipt.load_id


@pytest.mark.parametrize("name", NAMES)
def test_the_receipt_of_a_load_is_the_one_it_gave(store: Store, tmp_path: Path, name: str) -> None:
    header, *rows = texts(exports()[name])
    path = written(tmp_path, delimited([header, *rows, header, [""] * len(header)]))
    given = load(store, path, NOW, LoadOptions())
    assert given.status is Status.LOADED
    assert [column.header for column in given.columns] == header
    kept = receipt_of(store, number(given))
    assert kept == replace(given, columns=())
    assert Receipt.from_json(kept.as_json()) == kept
    undo(store, number(given), NOW)
    undone = replace(kept, status=Status.UNDONE, message=f"{kept.message} Taken back on 1 November 2026.")
    assert receipt_of(store, number(given)) == undone


def test_what_a_load_replaced_stays_on_its_receipt(load_lines: Loader, store: Store) -> None:
    load_lines("2026-03-01,A,Revit,ann@b.example,Ann,10,red", header=HEADER)
    given = load_lines("2026-03-01,A,Revit,bob@b.example,Bob,7.5,red", header=HEADER)
    assert receipt_of(store, number(given)).changes == given.changes
    assert given.changes == (MonthChange(date(2026, 3, 1), "tokens", 1, 1, 1, 1, Decimal(10), Decimal("7.5")),)


def test_a_file_that_is_in_already_changes_no_month(load_lines: Loader) -> None:
    load_lines("2026-03-01,A,Revit,ann@b.example,Ann,10,red", header=HEADER)
    lines = ("2026-03-01,A,Revit,bob@b.example,Bob,7.5,red",)
    assert load_lines(*lines, header=HEADER).changes
    again = load_lines(*lines, header=HEADER)
    assert (again.status, again.changes, again.tokens) == (Status.UNCHANGED, (), Decimal("7.5"))


def test_rows_that_name_no_team_are_counted(load_lines: Loader) -> None:
    daily = load_lines(
        "2026-03-01,A,Revit,3", "2026-03-01,N/A,Revit,3", ",,,9", header="Day used,Team,Product,Tokens used"
    )
    assert daily.unnamed_rows == 1
    rows = ("A,5,2026-01-01,2026-12-31", ",5,2026-01-01,2026-12-31", ",soon,2026-01-01,2026-12-31")
    assert load_lines(*rows, header="Team,Tokens,Start,Last day").unnamed_rows == 1


@pytest.mark.parametrize(
    ("header", "line", "overlap"),
    [
        ("Day used,Team,Product,Email,Tokens used", "2026-03-05,A,Revit,x@b.example,1", True),
        ("Day used,Team,Product,Email,Tokens used", "2026-03-06,A,Revit,x@b.example,1", False),
        ("Day used,Team,Product,Email,Tokens used", "2026-03-05,B,Revit,x@b.example,1", False),
        ("Day used,Team,Product,Email", "2026-03-05,A,Revit,x@b.example", False),
        ("Team,Tokens,Start,Last day", "A,5,2026-01-01,2026-12-31", False),
    ],
)
def test_files_overlap_where_only_one_can_count(load_lines: Loader, header: str, line: str, overlap: bool) -> None:
    lines = ("2026-03-01,A,Revit,ann@b.example,10", "2026-03-05,A,Revit,ann@b.example,10")
    trial = LoadOptions(dry_run=True)
    first = load_lines(*lines, header="Day used,Team,Product,Email,Tokens used", options=trial)
    other = load_lines(line, header=header, options=trial)
    assert first.overlaps(other) is other.overlaps(first) is overlap


def test_there_is_no_receipt_of_what_was_never_loaded(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no load 7"):
        receipt_of(store, 7)


def test_columns_say_how_each_header_was_understood(load_lines: Loader) -> None:
    receipt = load_lines("2026-03-01,A,Revit,ann@b.example,Ann,10,red", header=HEADER)
    assert receipt.columns[0] == Column("Day used", Field.DAY, ("2026-03-01",))
    assert receipt.columns[-1] == Column("Colour", None, ("red",))
    assert json.dumps(receipt.as_dict(), default=str).count("ann@b.example") == 0


@pytest.mark.parametrize(
    ("header", "line", "sentence", "fields"),
    [
        (HEADER, "soon,A,Revit,ann@b.example,Ann,10,red", "No row", ["day", "team", "product", "email"]),
        ("Day used,Product,Tokens used", "01/02/2026,Revit,10", "two ways", ["day", "product", "tokens"]),
        ("Wann,Product,Tokens used", "2026-03-01,Revit,10", "recognised as Day used", [None, "product", "tokens"]),
        ("Email,Role,Group", "ann@b.example,User,A", "list of users", ["email", "role", "user_group"]),
    ],
)
def test_a_refused_file_has_its_columns_too(
    load_lines: Loader, header: str, line: str, sentence: str, fields: list[str | None]
) -> None:
    receipt = load_lines(line, header=header)
    assert receipt.status is Status.REFUSED
    assert sentence in receipt.message
    assert [column.field for column in receipt.columns][:4] == fields


def test_a_receipt_of_before_there_were_hints_is_read(load_lines: Loader, store: Store) -> None:
    kept = receipt_of(store, number(load_lines("2026-03-01,A,Revit,ann@b.example,Ann,10,red", header=HEADER)))
    before = json.loads(kept.as_json())
    del before["hint"]
    assert Receipt.from_json(json.dumps(before)) == kept


def test_what_happened_and_what_to_do_about_it_are_told_apart(load_lines: Loader) -> None:
    lines = ("2026-03-01,A,Revit,ann@b.example,Ann,10,red", "2024-02-01,A,Revit,ann@b.example,Ann,10,red")
    held = load_lines(*lines, header=HEADER)
    assert held.message.endswith("its days leap from 1 February 2024 to 1 March 2026.")
    assert held.told == f"{held.message} Confirm the load if this is right."
    loaded = load_lines(lines[0], header=HEADER)
    assert (loaded.hint, loaded.told) == ("", loaded.message)


def test_seats_beside_tokens_replace_nothing(load_lines: Loader) -> None:
    load_lines("2026-03-01,A,Revit,ann@b.example,Ann,10,red", header=HEADER)
    seats = load_lines("2026-03-01,A,Revit,ann@b.example", header="Day used,Team,Product,Email")
    assert (seats.seat_rows, seats.changes) == (1, ())
    again = load_lines("2026-03-01,A,Maya,ann@b.example", header="Day used,Team,Product,Email")
    assert [change.record for change in again.changes] == ["seats"]


def test_columns_said_before_are_named(load_lines: Loader) -> None:
    header = "Wann,Product,Wieviel,Spent"
    said = {"Wann": Field.DAY, "Product": Field.PRODUCT, "Wieviel": Field.TOKENS, "Spent": None}
    first = load_lines("2026-03-01,Revit,10,3", header=header, options=LoadOptions(columns=said))
    assert "As said" not in first.message
    again = load_lines("2026-03-02,Revit,10,3", header=header)
    assert again.message.endswith(
        "As said for this source before, Spent is not used, Wann means Day used and Wieviel means Tokens."
    )
    corrected = load_lines("2026-03-03,Revit,3,10", header=header, options=LoadOptions(columns=said))
    assert "As said" not in corrected.message


def test_an_answer_of_before_does_not_settle_a_contradiction(load_lines: Loader) -> None:
    header = "Day used,Product,Tokens used"
    load_lines("01/02/2026,Revit,10", header=header, options=LoadOptions(dates=DateOrder.DMY))
    lines = ("13/02/2026,Revit,10", "02/13/2026,Revit,10")
    assert load_lines(*lines, header=header).question == Question(Asked.DATES, "13/02/2026", "02/13/2026")
    assert load_lines(*lines, header=header, options=LoadOptions(dates=DateOrder.DMY)).rows_used == 1


DIRTY = (
    "2026-03-01,A,Revit,ann@b.example,Ann,10,red",
    "soon,A,Revit,ann@b.example,Ann,10,red",
    " 2026-03-02 ,,Revit,,,-0.5,red",
    "2026-03-03,A,Revit",
    '"2026-03-04"x,A,Revit,eve@b.example,Eve,10,red',
)
CONFIRMED = LoadOptions(confirmed=True)  # with so much set aside they are held
REASONS = ["the day is not a date", "the tokens are negative", "cells are missing", "a quote does not close"]


def test_rows_set_aside_come_with_their_cells(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(*DIRTY, header=HEADER, options=CONFIRMED)
    rows = set_aside_rows(store, number(receipt), personal=True)
    assert rows.to_dicts() == [
        {
            "row": row,
            "reason": reason,
            "Day used": day,
            "Team": team,
            "Product": product,
            "E-mail": email,
            "First name": first,
            "Tokens": tokens,
            "Line": line,
        }
        for (row, reason, day, team, product, email, first, tokens, line) in (
            (2, REASONS[0], "soon", "A", "Revit", "ann@b.example", "Ann", "10", None),
            (3, REASONS[1], "2026-03-02", None, "Revit", None, None, "-0.5", None),
            (4, REASONS[2], *[None] * 6, DIRTY[3]),
            (5, REASONS[3], *[None] * 6, DIRTY[4]),
        )
    ]


def test_rows_set_aside_name_nobody_unless_asked(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(*DIRTY, header=HEADER, options=CONFIRMED)
    rows = set_aside_rows(store, number(receipt), personal=False)
    assert rows.columns == ["row", "reason", "Day used", "Team", "Product", "Tokens"]
    assert rows["reason"].to_list() == REASONS
    assert rows["Day used"].to_list() == ["soon", "2026-03-02", None, None]


def test_e_mails_in_cells_that_have_slipped_are_masked(load_lines: Loader, store: Store) -> None:
    slipped = "ann@b.example,2026-03-02,eve@b.example,A,Ann,Revit,red"
    receipt = load_lines(DIRTY[0], slipped, header=HEADER, options=CONFIRMED)
    [shown] = set_aside_rows(store, number(receipt), personal=True).to_dicts()
    [masked] = set_aside_rows(store, number(receipt), personal=False).to_dicts()
    assert (shown["Day used"], shown["Product"]) == ("ann@b.example", "eve@b.example")
    assert (masked["Day used"], masked["Product"]) == ("a••@b.e••••••", "e••@b.e••••••")
    assert (masked["Team"], masked["Tokens"]) == ("2026-03-02", "Revit")


def test_cells_are_kept_of_the_first_rows_of_each_reason(
    load_lines: Loader, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asides, "MOST_KEPT", 2)
    bad = [f"soon,A,Revit,ann@b.example,Ann,{n},red" for n in range(3)]
    short = [f"2026-03-0{n},A" for n in range(1, 4)]
    receipt = load_lines(DIRTY[0], *bad, *short, header=HEADER, options=CONFIRMED)
    rows = set_aside_rows(store, number(receipt), personal=True)
    assert rows.select("row", "Tokens", "Line").rows() == [
        (2, "0", None),
        (3, "1", None),
        (4, None, None),
        (5, None, short[0]),
        (6, None, short[1]),
        (7, None, None),
    ]


def test_details_of_sessions_are_kept_too(store: Store, tmp_path: Path) -> None:
    lines = (
        "usageDate,productName,tokensConsumed,userName,sessionStartDate,customField3\n"
        "2026-03-01,Revit,10,ann,2026-03-01T08:00:00,Basel\n"
        "2026-03-01,Revit,many,ann,2026-03-01T09:00:00,Bern\n"
    )
    receipt = load(store, written(tmp_path, lines), NOW, CONFIRMED)
    assert receipt.kind is Kind.TOKEN_FLEX
    [row] = set_aside_rows(store, number(receipt), personal=False).to_dicts()
    assert (row["Start of session"], row["Custom field 3"]) == ("2026-03-01T09:00:00", "Bern")


PACKS = ["Team", "Tokens", "Start", "Last day", "Note", "Price per token", "Currency"]


@pytest.mark.parametrize("personal", [True, False])
def test_rows_of_a_list_have_the_texts_of_the_file(store: Store, tmp_path: Path, personal: bool) -> None:
    rows = [
        PACKS,
        ["A", 500, "2026-01-01", "2026-12-31", "", 3, "USD"],
        ["A", "lots", "2026-01-01", "2026-12-31", " Ann's ", 3, "USD"],
        ["A", 500, "2026-01-01", "2025-12-31", "", "", ""],
    ]
    receipt = load(store, written(tmp_path, xlsx(rows)), NOW, CONFIRMED)
    note = "Ann's" if personal else "A••'s"
    assert set_aside_rows(store, number(receipt), personal=personal).rows() == [
        (2, "the tokens are not a number", "A", "lots", "2026-01-01", "2026-12-31", note, "3", "USD"),
        (3, "it ends before it starts", "A", "500", "2026-01-01", "2025-12-31", None, None, None),
    ]


def test_lines_of_a_report_name_nobody_unless_asked(store: Store, tmp_path: Path) -> None:
    lines = "Team,Product,Email,Days used\nA,Revit,ann@b.example,3\nA,Revit,bob@b.example,often\nA,Maya\n"
    receipt = load(store, written(tmp_path, lines), NOW, CONFIRMED)
    hidden = set_aside_rows(store, number(receipt), personal=False)
    shown = set_aside_rows(store, number(receipt), personal=True)
    assert hidden.columns == ["row", "reason", "Team", "Product", "Days used"]
    assert shown.select("E-mail", "Line").rows() == [("bob@b.example", None), (None, "A,Maya")]
