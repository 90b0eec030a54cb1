"""Downloads: numbers stay numbers, and no cell runs as a formula."""

from datetime import date
from decimal import Decimal

import fastexcel
import polars as pl
import pytest

from analytics.reports import csv_bytes, excel_bytes, harmless

TABLE = pl.DataFrame(
    {
        "Product": ["=HYPERLINK(1)", "Łódź Zoë"],
        "Day": [date(2026, 1, 1), date(2026, 1, 2)],
        "Tokens": [Decimal("7.500000"), Decimal(10)],
    }
)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_cells_that_would_run_are_made_harmless(text: str) -> None:
    assert harmless(pl.DataFrame({"a": [text]})).item() == f"'{text}"


@pytest.mark.parametrize("text", ["Revit", "a=b", "", None, "'=1"])
def test_other_cells_stay_as_they_are(text: str | None) -> None:
    assert harmless(pl.DataFrame({"a": [text]}, schema={"a": pl.String})).item() == text


def test_csv_opens_in_excel_with_its_accents() -> None:
    content = csv_bytes(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "Product,Day,Tokens",
        "'=HYPERLINK(1),2026-01-01,7.500000",
        "Łódź Zoë,2026-01-02,10.000000",
    ]


def test_the_workbook_has_the_table_and_what_it_is_about() -> None:
    workbook = fastexcel.read_excel(excel_bytes(TABLE, {"Team": "all teams"}))
    assert workbook.sheet_names == ["Table", "About"]
    table = workbook.load_sheet(0).to_polars()
    assert table["Tokens"].to_list() == [7.5, 10.0]
    assert table["Day"].dt.date().to_list() == [date(2026, 1, 1), date(2026, 1, 2)]
    assert table["Product"].to_list() == ["'=HYPERLINK(1)", "Łódź Zoë"]
    assert workbook.load_sheet(1).to_polars().rows() == [("Team", "all teams")]


def test_an_empty_table_is_a_table() -> None:
    assert csv_bytes(TABLE.head(0)).decode("utf-8-sig").strip() == "Product,Day,Tokens"
    assert fastexcel.read_excel(excel_bytes(TABLE.head(0), {})).load_sheet(0).to_polars().height == 0
