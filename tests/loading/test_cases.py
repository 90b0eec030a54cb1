"""Files as people reported them: each is read right, asked about, held, or said to be wrong."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.exports import Receipt, Status
from analytics.exports.dates import DateOrder
from analytics.exports.fields import Field
from analytics.exports.questions import Asked
from analytics.store import LoadOptions, Store, load
from tests.places import CASES

AFTER = datetime(2026, 12, 1, 12)  # the newest of their days is in November 2026


def case(store: Store, name: str, options: LoadOptions | None = None) -> Receipt:
    path = next(CASES.glob(f"*_{Path(name).parent}/{Path(name).name}"), None)
    if path is None:
        pytest.skip("the reported cases are not on this machine")
    return load(store, path, AFTER, options or LoadOptions())


def sums(store: Store, column: str) -> Mapping[object, Decimal]:
    named = {"product": "products", "team": "teams", "user": "users"}
    key = "day" if column == "day" else "key" if column == "user" else "name"
    joined = "" if column == "day" else f"JOIN {named[column]} USING ({column}_id)"
    return dict(store.frame(f"SELECT {key}, sum(tokens) FROM current_usage {joined} GROUP BY ALL").rows())


def test_key_value_lines_as_wide_as_the_table(store: Store) -> None:
    asked = case(store, "preamble_as_wide_as_the_table/report.csv")
    assert asked.question is not None
    assert [column.header for column in asked.columns] == ["Date", "Software", "Login", "Used"]
    said = {"Software": Field.PRODUCT, "Login": Field.USER_NAME, "Used": Field.QUANTITY}
    assert case(store, "preamble_as_wide_as_the_table/report.csv", LoadOptions(columns=said)).tokens == 12


def test_bare_numbers_of_a_workbook_from_1904(store: Store) -> None:
    asked = case(store, "excel_1904_unformatted_serials/mac_general.xlsx").question
    assert asked is not None
    assert asked.choices == (DateOrder.FROM_1904, DateOrder.FROM_1900)
    said = LoadOptions(dates=DateOrder.FROM_1904)
    receipt = case(store, "excel_1904_unformatted_serials/mac_general.xlsx", said)
    assert (receipt.first_day, receipt.last_day) == (date(2026, 9, 1), date(2026, 9, 14))


def test_subtotals_of_a_pivot_table(store: Store) -> None:
    assert case(store, "pivot_daily_subtotals_in_the_product/pivot.csv").tokens == 41
    assert sums(store, "product") == {"AutoCAD": 21, "Revit": 20}


def test_one_instant_in_two_offsets(store: Store) -> None:
    assert case(store, "one_instant_in_two_offsets/local.csv").first_day == date(2026, 9, 1)
    receipt = case(store, "one_instant_in_two_offsets/utc.csv")
    assert receipt.status is Status.HELD
    assert "offset +00:00" in receipt.message
    assert "with -05:00" in receipt.message
    assert sums(store, "day") == {date(2026, 9, 1): 7}


@pytest.mark.parametrize("language", ["it", "pt", "nl", "pl", "ru"])
def test_months_of_other_markets(store: Store, language: str) -> None:
    assert case(store, f"months_of_other_markets/{language}.csv").rows_used == 11
    assert sorted(sums(store, "day")) == [date(2026, month, month + 4) for month in range(1, 12)]


@pytest.mark.parametrize(("name", "day"), [("dot", "2026-06-26"), ("dmy", None), ("mdy", None), ("oracle", None)])
def test_years_of_two_digits(store: Store, name: str, day: str | None) -> None:
    receipt = case(store, f"years_of_two_digits/{name}.csv")
    assert (receipt.rows_used, str(receipt.first_day)) == (2, day or "2026-09-14")


def test_two_columns_of_one_name(store: Store) -> None:
    asked = case(store, "two_columns_of_one_name/dup.csv")
    assert asked.question is not None
    assert asked.question.about is Asked.COLUMNS
    said: dict[str, Field | None] = {"Tokens used": None, "Tokens used (2)": Field.TOKENS}
    assert case(store, "two_columns_of_one_name/dup.csv", LoadOptions(columns=said)).tokens == 170


def test_invisible_letters(store: Store) -> None:
    assert case(store, "invisible_letters/inv.csv").rows_used == 4
    assert sums(store, "product") == {"AutoCAD LT": 8}
    assert sums(store, "user") == {"salma@firma.example": 8}
    assert sums(store, "team") == {"Nord": 8}
    assert store.frame("SELECT first_name FROM users").item() == "سلمى"


def test_italian_months_of_a_year(store: Store) -> None:
    assert case(store, "less_than_half_of_the_rows_read/it.csv").tokens == 14_220


@pytest.mark.parametrize(
    ("name", "rows", "tokens"),
    [
        ("pack_and_no_use_at_all/zero", 28, 0),
        ("used_more_than_was_bought/over", 15, 150),
        ("focus_null_and_type_rules/a", 2, 14),
        ("point_estimate_inside_its_own_band/a", 984, 9_840),
    ],
)
def test_files_that_were_read_right_before(store: Store, name: str, rows: int, tokens: int) -> None:
    receipt = case(store, f"{name}.csv")
    assert (receipt.status, receipt.rows_used, receipt.tokens) == (Status.LOADED, rows, tokens)
