"""What must not win in silence is held with a reason and what to do, and is loaded when confirmed or put right."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.exports import Receipt, Status
from analytics.store import LoadOptions, Store, current_usage, load
from tests.places import NOW

Loader = Callable[..., Receipt]
HEADER = "Day used,Team,Product,Email,Tokens used"
WITHOUT_TEAM = "Day used,Product,Email,Tokens used"
DAYS = [date(2026, 3, 2) + timedelta(days=n) for n in range(10)]


def use(days: list[date], team: str | None = None, tokens: int = 10, users: str = "a") -> list[str]:
    """Write a row of use per day and user."""
    named = "" if team is None else f"{team},"
    return [f"{day},{named}Revit,{user}@b.example,{tokens}" for day in days for user in users]


def test_use_that_is_there_under_a_team_is_held_where_it_names_none(load_lines: Loader, store: Store) -> None:
    load_lines(*use(DAYS, "A"), header=HEADER)
    held = load_lines(*use(DAYS[:5]), header=WITHOUT_TEAM)
    assert (held.status, held.message, held.hint) == (
        Status.HELD,
        "Held, nothing was changed: its rows name no team, and most of their use is loaded already for A: it would"
        " count twice.",
        "Load it with that team (--team on the command line, the team box on the page). Confirm the load if this is"
        " right.",
    )
    again = load_lines(*use(DAYS[:5]), header=WITHOUT_TEAM, options=LoadOptions(team="A"))
    assert (again.status, current_usage(store)["tokens"].sum()) == (Status.LOADED, 100)


def test_use_of_several_teams_is_held_where_it_names_none(load_lines: Loader) -> None:
    load_lines(*use(DAYS, "A", users="ab"), *use(DAYS, "B", users="c"), header=HEADER)
    held = load_lines(*use(DAYS, users="abc"), header=WITHOUT_TEAM)
    assert "is loaded already for A, B: it would count twice." in held.message
    assert held.hint.startswith("Export it again with the team in each row.")
    confirmed = LoadOptions(confirmed=True)
    assert load_lines(*use(DAYS, users="bac"), header=WITHOUT_TEAM, options=confirmed).status is Status.LOADED


@pytest.mark.parametrize(
    "rows",
    [use(DAYS[:4]), use(DAYS, tokens=9), use(DAYS, users="bcd"), use(DAYS, users="abc"), use(DAYS[:5], tokens=0)],
    ids=["too little", "other tokens", "other users", "less than half", "no tokens"],
)
def test_other_use_without_a_team_is_not_held(load_lines: Loader, rows: list[str]) -> None:
    load_lines(*use(DAYS, "A"), header=HEADER)
    assert load_lines(*rows, header=WITHOUT_TEAM).status is Status.LOADED


def test_a_team_that_was_asked_for_is_not_doubted(load_lines: Loader) -> None:
    load_lines(*use(DAYS, "A"), header=HEADER)
    assert load_lines(*use(DAYS), header=WITHOUT_TEAM, options=LoadOptions(team="B")).status is Status.LOADED


def cut(store: Store, folder: Path, *lines: str, end: str = "", confirmed: bool = False) -> Receipt:
    path = folder / "cut.csv"
    path.write_text("\n".join(lines) + end, encoding="utf-8")
    return load(store, path, NOW, LoadOptions(confirmed=confirmed))


@pytest.mark.parametrize("last", ["2026-03-12,A,Rev", "2026-03-12", '2026-03-12,A,"Rev', '2026-03-12,"A\nB",Rev'])
def test_a_file_that_ends_in_the_middle_of_a_row_is_held(store: Store, tmp_path: Path, last: str) -> None:
    held = cut(store, tmp_path, HEADER, *use(DAYS, "A"), last)
    assert (held.status, held.message, held.hint) == (
        Status.HELD,
        "Held, nothing was changed: the file ends in the middle of a row, so its last day is probably not complete.",
        "Download it again. Confirm the load if this is right.",
    )
    confirmed = cut(store, tmp_path, HEADER, *use(DAYS, "A"), last, confirmed=True)
    assert (confirmed.status, confirmed.rows_used) == (Status.LOADED, 10)


def test_a_list_that_ends_in_the_middle_of_a_row_is_held(store: Store, tmp_path: Path) -> None:
    held = cut(store, tmp_path, "Team,Tokens,Start,Last day", "A,5,2026-01-01,2026-12-31", "B,5,2026-01-01")
    assert "the file ends in the middle of a row, so rows are probably missing." in held.message


def test_a_last_row_that_is_whole_or_has_an_end_is_not_held(store: Store, tmp_path: Path) -> None:
    assert cut(store, tmp_path, HEADER, *use(DAYS, "A")).status is Status.LOADED
    with_end = cut(store, tmp_path, HEADER, *use(DAYS, "A"), "2026-03-12,A", end="\n")
    above = cut(store, tmp_path, HEADER, "2026-03-02,A", *use(DAYS, "A"))
    # One row in eleven is held all the same, for another reason.
    told = "Held, nothing was changed: 1 of its 11 rows with tokens cannot be used: cells are missing (row 11)."
    assert with_end.message == above.message == told


def test_one_of_something_is_no_several(load_lines: Loader) -> None:
    products = ("Revit", "Maya", "Inventor", "AutoCAD", "Civil 3D")
    load_lines(*(f"2026-03-02,A,{name},{user}@b.example,10" for name in products for user in "abcde"), header=HEADER)
    few = load_lines("2026-03-02,A,Revit,a@b.example,10", header=HEADER)
    shares = "on the days it shares with what is loaded it has"
    assert few.message == (
        f"Held, nothing was changed: {shares} 10 tokens instead of 250; {shares} 1 product instead of 5;"
        f" {shares} 1 user instead of 5."
    )
    others = load_lines(
        *(f"2026-03-02,A,{name},{user}@c.example,10" for name in products for user in "vwxyz"), header=HEADER
    )
    assert "none of its 5 users is among the 5 known ones" in others.message


def test_users_that_autodesk_hides_are_held_and_the_hint_says_why(load_lines: Loader) -> None:
    lines = [f"2026-03-0{day},A,Revit,{user}@b.example,10" for day in range(2, 6) for user in "abcdef"]
    load_lines(*lines, header=HEADER)
    hidden = load_lines(*(f"{line[:19]}*****,10" for line in lines), header=HEADER)
    assert hidden.status is Status.HELD
    assert "the users of 24 rows are hidden as *****, and 6 users are known on the days it shares" in hidden.message
    for part in ("Personal data are off in Autodesk Account", "Team settings", "Confirming keeps the tokens"):
        assert part in hidden.hint
    hashed = load_lines(*(f"{line[:19]}{ord(line[19]):040x},10" for line in lines), header=HEADER)
    assert "none of its 6 users" in hashed.message
    assert "Personal data are off in Autodesk Account" in hashed.hint


@pytest.mark.parametrize(
    ("first", "second", "held"),
    [
        ("2026-03-02T23:30:00-05:00", "2026-03-03T04:30:00Z", True),
        ("2026-03-02 23:30:00 +0100", "2026-03-02 14:30:00 -0800", True),
        ("2026-03-02T10:00:00.123+09:00", "2026-03-01T17:00:00-08:00", True),
        ("2026-03-02T10:00:00+01:00", "2026-03-03T10:00:00+02:00", False),  # daylight saving
        ("2026-03-02T10:00:00+01:00", "2026-03-02", False),
        ("2026-03-02T10:00:00+01:00", "2026-03-20T10:00:00Z", False),
    ],
)
def test_days_with_other_utc_offsets_are_held(load_lines: Loader, first: str, second: str, *, held: bool) -> None:
    assert load_lines(f"{first},A,Revit,a@b.example,10", header=HEADER).status is Status.LOADED
    receipt = load_lines(f"{second},A,Revit,a@b.example,10", header=HEADER)
    assert (receipt.status is Status.HELD) is held
    assert ("Other UTC offsets" in [finding.check for finding in receipt.findings]) is held
    other_team = load_lines(f"{second},B,Revit,a@b.example,10", header=HEADER)
    assert other_team.status is Status.LOADED
