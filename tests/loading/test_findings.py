"""What the checks on the content say of small files, which rows they name, and when they are silent."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.exports import Finding, Receipt, SetAside
from analytics.store import LoadOptions, Store, found_rows, load, pseudonymise, shown_names
from analytics.store.coverage import coverage
from analytics.store.loading.findings import rows as naming
from analytics.store.rates import NewRate, set_rate
from tests.exports.made import written, xlsx
from tests.places import NOW

Loader = Callable[..., Receipt]
HEADER = "Day used,Team,Product,Email,Tokens used"
KEY = bytes(32)
CONFIRMED = LoadOptions(confirmed=True)  # with so much set aside they are held
MONDAY = date(2026, 3, 2)


def line(day: date, product: str = "Revit", user: str = "ann@b.example", tokens: object = 10, team: str = "A") -> str:
    return f"{day},{team},{product},{user},{tokens}"


def weekdays(weeks: int) -> list[date]:
    days = [MONDAY + timedelta(days=n) for n in range(7 * weeks)]
    return [day for day in days if day.weekday() < 5]


def only_finding(store: Store, receipt: Receipt) -> tuple[str, str, list[int]]:
    """Give the check, the sentence and the rows of the one thing that was found."""
    [finding] = receipt.findings
    assert receipt.load_id is not None
    named = found_rows(store, receipt.load_id, shown_names(store))
    assert named["check"].to_list() == [finding.check] * finding.rows
    return finding.check, finding.message, named["row"].to_list()


def test_clean_use_is_passed_over_in_silence(load_lines: Loader) -> None:
    days = [*weekdays(4), MONDAY + timedelta(days=5)]  # a little work on one Saturday
    assert load_lines(*map(line, days), header=HEADER).findings == ()


def test_negative_tokens(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(
        line(MONDAY), line(MONDAY, tokens="-3.5"), line(MONDAY, tokens=-1), header=HEADER, options=CONFIRMED
    )
    assert only_finding(store, receipt) == (
        "Negative tokens",
        "2 rows with negative tokens, -4.5 in all, set aside.",
        [2, 3],
    )
    assert receipt.tokens == 10


def test_other_tables_of_a_workbook(store: Store, tmp_path: Path) -> None:
    packs = [["Tokens", "First day", "Last day"], [100, "2026-01-01", "2026-12-31"]]
    book = xlsx([HEADER.split(","), line(MONDAY).split(",")], packs, names=("Use", "Ann's packs"))
    path = written(tmp_path, book, "all.xlsx")
    [finding] = load(store, path, NOW, LoadOptions(dry_run=True)).findings
    assert finding.message == ("1 other sheet holds a table and is not loaded: Ann's packs (Table of token packs).")
    assert finding.hint == "Save it as a file of its own and load that."
    pseudonymise(store, KEY)
    [finding] = load(store, path, NOW, LoadOptions(key=KEY)).findings
    assert finding.message.endswith(": sheet 2 (Table of token packs).")


def test_days_in_the_future_begin_the_day_after_tomorrow_and_are_set_aside(load_lines: Loader, store: Store) -> None:
    today = NOW.date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=2)
    assert load_lines(line(today), line(tomorrow), header=HEADER).findings == ()
    receipt = load_lines(line(later), line(today), line(later, user="bob@b.example"), header=HEADER, options=CONFIRMED)
    assert only_finding(store, receipt) == (
        "Days in the future",
        "2 rows on days after today, up to 3 November 2026, set aside.",
        [1, 3],
    )
    assert (receipt.rows_used, receipt.last_day) == (1, today)
    assert receipt.set_aside == (SetAside("the day is in the future", 2),)
    assert coverage(store)["last_day"].to_list() == [tomorrow]


def test_a_file_of_the_future_is_refused(load_lines: Loader) -> None:
    refused = load_lines(line(date(2062, 7, 3)), header=HEADER)
    assert "No row of export_1.csv can be used: the day is in the future (1)." in refused.message
    assert refused.hint == "Check the order of day and month and the computer's clock."


def test_days_missing_are_three_weekdays_in_a_row(load_lines: Loader, store: Store) -> None:
    days = weekdays(4)
    two_missing = days[:7] + days[9:]
    assert load_lines(*map(line, two_missing), header=HEADER).findings == ()
    over_a_weekend = days[:8] + days[11:]  # Thursday, Friday, Monday
    assert only_finding(store, load_lines(*map(line, over_a_weekend), header=HEADER)) == (
        "Days missing",
        "No use at all on 3 weekdays in the middle: 12 March 2026 to 16 March 2026.",
        [],
    )


def test_days_missing_where_many_are_missing_are_not_unusual(load_lines: Loader) -> None:
    days = weekdays(4)
    assert load_lines(*map(line, days[:5] + days[10:]), header=HEADER).findings == ()


def test_weekends_at_full_load(load_lines: Loader, store: Store) -> None:
    days = weekdays(2)
    saturday, sunday = MONDAY + timedelta(days=5), MONDAY + timedelta(days=6)
    one_day = load_lines(*map(line, days), line(saturday), header=HEADER)
    quiet = load_lines(*map(line, days), line(saturday, tokens=7), line(sunday, tokens=7), header=HEADER)
    assert [finding.check for finding in (*one_day.findings, *quiet.findings)] == []
    receipt = load_lines(line(sunday), *map(line, days), line(saturday), header=HEADER)
    assert only_finding(store, receipt) == (
        "Weekends at full load",
        "As much used as on a weekday on 2 days of weekends: 7 March 2026, 8 March 2026.",
        [1, 12],
    )


def test_weekends_of_seats_are_told_by_their_rows(load_lines: Loader, store: Store) -> None:
    days = [MONDAY + timedelta(days=n) for n in range(14)]
    lines = [f"{day},Revit,ann@b.example" for day in days]
    receipt = load_lines(*lines, header="Day used,Product,Email")
    assert only_finding(store, receipt)[2] == [6, 7, 13, 14]


def test_hidden_users(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(line(MONDAY), line(MONDAY, user="*****"), line(MONDAY, user=""), header=HEADER)
    assert only_finding(store, receipt) == (
        "Hidden users",
        "1 row of users whom Autodesk hides as *****; their tokens count, they do not count as one user.",
        [2],
    )


HASH = "0123456789abcdef" * 2 + "01234567"
NAMED_AND_HASHED = "Day used,Team,Product,Email,hashed_autodesk_id,Tokens used"


def person(user: str, tokens: int = 10, team: str = "A", days: int = 3) -> list[str]:
    """Write a person's rows under an e-mail or under a hash."""
    cells = f"{user}," if "@" in user else f",{user}"
    return [f"{day},{team},Revit,{cells},{tokens}" for day in weekdays(1)[:days]]


def test_one_person_twice_in_a_file(load_lines: Loader, store: Store) -> None:
    other = person("bob@b.example", days=4)
    rows = [*other, *person("ann@b.example"), *person(HASH)]
    assert only_finding(store, load_lines(*rows, header=NAMED_AND_HASHED)) == (
        "One person twice",
        "The same use stands here under an e-mail and under a hashed id, for 1 person.",
        [5, 6, 7, 8, 9, 10],
    )


@pytest.mark.parametrize("hashed", [person(HASH, days=2), person(HASH, days=4), person(HASH[::-1], tokens=0)])
def test_two_persons_are_no_person_twice(load_lines: Loader, hashed: list[str]) -> None:
    rows = [*person("ann@b.example"), *hashed]
    assert load_lines(*rows, header=NAMED_AND_HASHED).findings == ()


def test_one_person_twice_in_two_teams(load_lines: Loader, store: Store) -> None:
    assert load_lines(*person("ann@b.example", team="A"), header=NAMED_AND_HASHED).findings == ()
    receipt = load_lines(*person(HASH, team="B"), header=NAMED_AND_HASHED)
    assert only_finding(store, receipt)[::2] == ("One person twice", [1, 2, 3])
    # What it replaces is no second time.
    again = load_lines(*person("ann@b.example", team="B"), header=NAMED_AND_HASHED, options=LoadOptions(confirmed=True))
    assert again.findings == ()


def test_products_without_a_known_rate(load_lines: Loader, store: Store) -> None:
    rows = [line(MONDAY, "Inventor", tokens=8), line(MONDAY), line(MONDAY, "Inventor", "bob@b.example", 0)]
    assert only_finding(store, load_lines(*rows, header=HEADER)) == (
        "Products without a known rate",
        "Tokens on 1 product whose daily rate no source here gives: Inventor (usually 8 a day).",
        [1],
    )


def test_other_rates_than_known(load_lines: Loader, store: Store) -> None:
    nine, ten = (line(day, tokens=tokens) for day, tokens in zip(weekdays(1), (9, 10), strict=False))
    assert load_lines(line(MONDAY, tokens=10), ten, header=HEADER).findings == ()
    receipt = load_lines(nine, line(MONDAY, tokens=9, user="bob@b.example"), ten, header=HEADER)
    assert [finding.check for finding in receipt.findings] == ["Other rates than known", "Above one daily rate"]
    assert receipt.findings[0].message == (
        "The usual tokens of a day differ from the known rate: Revit (usually 9 a day, known 10)."
    )
    assert receipt.load_id is not None
    named = found_rows(store, receipt.load_id, shown_names(store)).select("check", "row").rows()
    assert named == [("Above one daily rate", 3), *(("Other rates than known", row) for row in (1, 2, 3))]


def test_rates_of_ones_own_are_known_from_their_first_day_on(load_lines: Loader, store: Store) -> None:
    days = weekdays(4)
    use = [line(day, tokens=10 if day < days[10] else 11) for day in days]
    assert [finding.check for finding in load_lines(*use, header=HEADER).findings] == ["Above one daily rate"]
    set_rate(store, NewRate("Revit", Decimal(11), days[10]))
    set_rate(store, NewRate("Inventor", Decimal(8), MONDAY))
    inventor = [line(day, "Inventor", tokens=8) for day in days]
    assert load_lines(*use, *inventor, header=HEADER).findings == ()
    set_rate(store, NewRate("Revit", Decimal(12), days[10]))
    receipt = load_lines(*use[:-1], header=HEADER)
    check, message, named = only_finding(store, receipt)
    assert check == "Other rates than known"
    assert "Revit (usually 11 a day, known 12)" in message
    assert named == list(range(11, 20))


def test_above_one_daily_rate(load_lines: Loader, store: Store) -> None:
    twice = [line(MONDAY, user="bob@b.example")] * 2
    more = line(MONDAY, user="eve@b.example", tokens=20)
    hidden = [line(MONDAY, user="")] * 2
    no_charge = line(MONDAY, user="bob@b.example", tokens=0)
    receipt = load_lines(*twice, line(MONDAY), more, *hidden, no_charge, header=HEADER)
    assert only_finding(store, receipt) == (
        "Above one daily rate",
        "2 days of 2 users with more tokens on one product than it costs a day.",
        [1, 2, 4],
    )


def test_a_product_without_a_usual_charge_has_no_daily_rate(load_lines: Loader) -> None:
    users = [f"user{number}@b.example" for number in range(3)]
    rows = [f"{MONDAY},Flow,{user},{tokens}" for user, tokens in zip(users, (1, 2, 3), strict=True)]
    # A table of other quantities has no rates that a source could know.
    assert load_lines(*rows, header="Date,Product,User,Quantity").findings == ()


def test_all_rows_are_counted_and_the_first_are_named(
    load_lines: Loader, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MOST_NAMED", 2)
    receipt = load_lines(line(MONDAY), *[line(MONDAY, tokens=-1)] * 3, header=HEADER, options=CONFIRMED)
    assert receipt.load_id is not None
    assert receipt.findings[0].rows == 3
    assert found_rows(store, receipt.load_id, shown_names(store))["row"].to_list() == [2, 3]


def test_the_rows_named_are_shown_with_what_is_known_of_them(load_lines: Loader, store: Store) -> None:
    receipt = load_lines(
        line(MONDAY, user="*****", tokens=7), line(MONDAY, tokens=-1), header=HEADER, options=CONFIRMED
    )
    assert receipt.load_id is not None
    assert found_rows(store, receipt.load_id, shown_names(store)).rows() == [
        ("Hidden users", 1, MONDAY, "A", "Revit", None, 7),
        ("Negative tokens", 2, None, None, None, None, None),
        ("Other rates than known", 1, MONDAY, "A", "Revit", None, 7),
    ]


def test_a_finding_says_what_is_wrong_and_what_to_do(load_lines: Loader) -> None:
    [finding] = load_lines(line(MONDAY, user="*****"), header=HEADER).findings
    assert finding == Finding(
        check="Hidden users",
        message="1 row of users whom Autodesk hides as *****; their tokens count, they do not count as one user.",
        hint="Turn on personal data in the team's settings at Autodesk and export again to see who they are.",
        rows=1,
    )


@pytest.mark.parametrize("field", ["Autodesk ID", "Hashed Autodesk ID"])
def test_one_id_with_several_e_mails(load_lines: Loader, field: str) -> None:
    lines = (
        "02,ann@b.example,A1",
        "03,ann.lee@b.example,A1",
        "04,bo@b.example,B1",
        "05,*****,B1",
        "06,BO@b.example,B1",
    )
    receipt = load_lines(
        *(f"2026-03-{line},Revit,10" for line in lines), header=f"Day used,Email,{field},Product,Tokens used"
    )
    [(message, rows)] = [
        (finding.message, finding.rows)
        for finding in receipt.findings
        if finding.check == "One id with several e-mails"
    ]
    assert message.startswith("1 Autodesk id stands with 2 e-mails")
    assert rows == 2


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_numbers_of_many_decimals_are_rounded_in_every_form(store: Store, tmp_path: Path, form: str) -> None:
    numbers = [0.1 + 0.2 + 1e-9, 1 / 3, 100.0]
    columns = {"Day used": ["2026-03-02", "2026-03-03", "2026-03-04"], "Product": ["Revit"] * 3, "Tokens used": numbers}
    path, frame = tmp_path / f"export.{form}", pl.DataFrame(columns)
    {"csv": frame.write_csv, "json": frame.write_json, "parquet": frame.write_parquet, "xlsx": frame.write_excel}[form](
        path
    )
    receipt = load(store, path, NOW, LoadOptions())
    assert receipt.tokens == Decimal("100.633333")
    [finding] = [finding for finding in receipt.findings if finding.check == "Rounded to six decimals"]
    assert finding.rows == 2
