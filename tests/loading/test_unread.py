"""A file of which much cannot be used is held, with the commonest reason, examples and what to do."""

from collections.abc import Callable, Sequence

import pytest

from analytics.exports import Receipt, Status
from analytics.store import LoadOptions
from analytics.store.loading.unread import MOST_ASIDE

Loader = Callable[..., Receipt]
HEADER = "Day used,Email,Product,Team,Tokens used"


def use(count: int) -> list[str]:
    return [f"2026-{1 + day // 28:02}-{1 + day % 28:02},ann@b.example,AutoCAD,Nord,7" for day in range(count)]


@pytest.mark.parametrize(
    ("line", "reason", "hint"),
    [
        ("{} brumaire 2026,ann@b.example,AutoCAD,Nord,7", '"1 brumaire 2026" and "2 brumaire 2026"', "year-month-day"),
        ("2026-10-{:02},ann@b.example,AutoCAD,Nord,{} pcs", '"1 pcs" and "2 pcs"', "without words"),
        (",ann{}@b.example,AutoCAD,Nord,7", "no day (row 100 and row 101)", "Unmerge"),
        ("2026-10-{:02},ann@b.example,,Nord,7", "no product (row 100 and row 101)", "Unmerge"),
        ("2026-10-{:02},ann@b.example,AutoCAD,Nord,-{}", '"-1" and "-2"', "token event"),
        ("2027-10-{:02},ann@b.example,AutoCAD,Nord,7", '"2027-10-01" and "2027-10-02"', "clock"),
        (
            "2026-10-{:02},ann@b.example,AutoCAD,Nord",
            "cells are missing (row 100 and row 101)",
            "export the file again",
        ),
    ],
)
def test_a_systematic_share_is_held(load_lines: Loader, line: str, reason: str, hint: str) -> None:
    bad = [line.format(number, number) for number in range(1, 4)]
    receipt = load_lines(*use(99), *bad, header=HEADER)
    assert receipt.status is Status.HELD
    assert "3 of its 102 rows with tokens cannot be used" in receipt.message
    assert reason in receipt.message
    assert hint in receipt.hint
    assert receipt.load_id is None
    confirmed = load_lines(*use(99), *bad, header=HEADER, options=LoadOptions(confirmed=True))
    assert (confirmed.status, confirmed.rows_used) == (Status.LOADED, 99)


@pytest.mark.parametrize(
    "extra",
    [
        ["soon,ann@b.example,AutoCAD,Nord,7"] * 2,  # one in fifty
        ["soon,ann@b.example,AutoCAD,Nord,"] * 40,  # no tokens, so none is missing
        ["soon,ann@b.example,AutoCAD,Nord,0"] * 40,
        [HEADER] * 40,
        ["Total,,,,700"] * 40,
    ],
)
def test_what_is_no_systematic_share_is_loaded(load_lines: Loader, extra: Sequence[str]) -> None:
    receipt = load_lines(*use(98), *extra, header=HEADER)
    assert (receipt.status, receipt.rows_used) == (Status.LOADED, 98)
    assert MOST_ASIDE == 0.02


def test_the_commonest_reason_is_told(load_lines: Loader) -> None:
    bad = [
        "x,ann@b.example,AutoCAD,Nord,7",
        "y,ann@b.example,AutoCAD,Nord,7",
        "2026-11-01,ann@b.example,AutoCAD,Nord,z",
    ]
    assert 'most often (2): the day is not a date ("x" and "y")' in load_lines(*use(20), *bad, header=HEADER).message


def test_an_e_mail_among_the_examples_is_masked(load_lines: Loader) -> None:
    receipt = load_lines(*use(9), "ann@b.example,2026-11-01,AutoCAD,Nord,7", header=HEADER)
    assert "a••@b.e••••••" in receipt.message
    assert "ann@" not in receipt.message


def test_use_of_seats_without_tokens(load_lines: Loader) -> None:
    lines = [f"{day} brumaire 2026,ann@b.example,Revit" for day in range(1, 4)]
    receipt = load_lines(*lines, "2026-09-01,ann@b.example,Revit", header="Day used,Email,Product")
    assert receipt.status is Status.HELD
    assert "3 of its 4 rows cannot be used" in receipt.message


def test_packs(load_lines: Loader) -> None:
    lines = ("Nord,500,1 brumaire 2026,2026-12-31", "Nord,700,2026-01-01,2026-12-31")
    receipt = load_lines(*lines, header="Team,Tokens,Start,End date")
    assert receipt.status is Status.HELD
    assert "1 of its 2 rows with tokens" in receipt.message


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (
            [
                "01,ann@b.example,Nord",
                "02,ann@b.example,",
                "03,bo@b.example,",
                "04,bo@b.example,Ost",
                "05,bo@b.example,",
            ],
            "team",
        ),
        (["01,ann@b.example,Nord", "02,,Nord", "03,,Nord", "01,bo@b.example,Nord", "02,,Nord"], "user"),
        (["01,ann@b.example,Nord", *[f"{day:02},ann@b.example," for day in range(2, 9)]], "team"),
    ],
)
def test_labels_that_stand_once_a_group_are_held(load_lines: Loader, lines: list[str], label: str) -> None:
    receipt = load_lines(
        *(f"2026-09-{line},Revit,10" for line in lines), header="Day used,Email,Team,Product,Tokens used"
    )
    assert receipt.status is Status.HELD
    assert f"have no {label}, and each {label} stands once" in receipt.message
    assert "repeat all item labels" in receipt.hint


def test_teams_that_are_missing_here_and_there_are_loaded(load_lines: Loader) -> None:
    lines = ["01,Nord", "01,", "02,Nord", "02,", "03,", "03,Ost"]
    receipt = load_lines(*(f"2026-09-{line},Revit,10" for line in lines), header="Day used,Team,Product,Tokens used")
    assert receipt.status is Status.LOADED
