"""Downloads: numbers stay numbers, and no cell runs as a formula."""

from datetime import date, datetime
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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＋1", "－1", "＠A1"])
def test_cells_and_headers_that_would_run_are_made_harmless(text: str) -> None:
    assert harmless(pl.DataFrame({"a": [text]})).item() == f"'{text}"
    assert harmless(pl.DataFrame({text: [1]})).columns == [f"'{text}"]
    first, _, second = (
        csv_bytes(pl.DataFrame({text: [text]})).decode("utf-8-sig").partition("\n" if "\n" not in text else '"\n')
    )
    assert first.lstrip('"').startswith("'")
    assert second.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["Revit", "a=b", "", None, "'=1"])
def test_other_cells_stay_as_they_are(text: str | None) -> None:
    assert harmless(pl.DataFrame({"a": [text]}, schema={"a": pl.String})).item() == text


def test_csv_opens_in_excel_with_its_accents() -> None:
    content = csv_bytes(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "Product,Day,Tokens",
        "'=HYPERLINK(1),2026-01-01,7.5",
        "Łódź Zoë,2026-01-02,10",
    ]


def test_csv_has_numbers_and_times_no_longer_than_they_are() -> None:
    numbers = pl.Series("Tokens", [Decimal("460.000000"), Decimal("-0.500000"), Decimal("1000"), Decimal(0), None])
    whole = pl.Series("Price", [Decimal(100)] * 5, pl.Decimal(10, 0))
    times = pl.Series("Loaded at", [datetime(2026, 1, 1, 8, 5, 7, 123456)] * 5)
    rows = csv_bytes(pl.DataFrame([numbers, whole, times])).decode("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["460", "-0.5", "1000", "0", ""]
    assert {row.partition(",")[2] for row in rows} == {"100,2026-01-01 08:05:07"}


LOADS = pl.DataFrame(
    {"Load": [1, 12], "File": ["=a.csv", "b.csv"], "Loaded at (UTC)": [datetime(2026, 1, 1, 8, 5)] * 2}
)


def test_the_workbook_has_the_table_and_what_it_is_about() -> None:
    workbook = fastexcel.read_excel(excel_bytes(TABLE, {"Team": "all teams"}, LOADS))
    assert workbook.sheet_names == ["Table", "About"]
    table = workbook.load_sheet(0).to_polars()
    assert table["Tokens"].to_list() == [7.5, 10.0]
    assert table["Day"].dt.date().to_list() == [date(2026, 1, 1), date(2026, 1, 2)]
    assert table["Product"].to_list() == ["'=HYPERLINK(1)", "Łódź Zoë"]
    about = workbook.load_sheet(1, n_rows=1).to_polars().select("About", "Value")
    assert about.rows() == [("Team", "all teams")]
    loads = workbook.load_sheet(1, header_row=3).to_polars()
    assert loads.rows() == [(1, "'=a.csv", datetime(2026, 1, 1, 8, 5)), (12, "b.csv", datetime(2026, 1, 1, 8, 5))]


def test_an_empty_table_is_a_table() -> None:
    assert csv_bytes(TABLE.head(0)).decode("utf-8-sig").strip() == "Product,Day,Tokens"
    assert fastexcel.read_excel(excel_bytes(TABLE.head(0), {}, LOADS.head(0))).load_sheet(0).to_polars().height == 0
