"""Rows that add up others are no use; what a person used is, whatever the product is called."""

from collections.abc import Callable

import pytest

from analytics.exports import Receipt, Status
from analytics.exports.totals import is_total, is_total_of
from analytics.store import Store
from analytics.store.loading.reasons import TOTALS

Loader = Callable[..., Receipt]
HEADER = "Day used,Email,Product,Team,Tokens used"
USE = ("2026-09-01,ann@b.example,AutoCAD,Nord,7", "2026-09-01,bo@b.example,Revit,Nord,10")


def aside(receipt: Receipt) -> dict[str, int]:
    return {each.reason: each.rows for each in receipt.set_aside}


@pytest.mark.parametrize(
    "word",
    [
        *("Total", "TOTALS:", "Grand Total", "Sub-total", "Sum", "Total Result", "Summe", "Gesamtergebnis", "Totale"),
        *("Total général", "Sous-total", "Total general", "Suma końcowa", "Razem", "Итого", "Общий итог", "Всего"),
        *("Eindtotaal", "Summa", "Yhteensä", "Celkem", "Összesen", "Genel Toplam", "Σύνολο", "小計", "合計", "総計"),
        *("总计", "小计", "合计", "합계", "소계", "총합계", "รวม", "Tổng cộng", "Jumlah", "الإجمالي", "סה״כ", "कुल योग"),
    ],
)
@pytest.mark.parametrize("place", ["product", "email"])
def test_a_subtotal_with_a_day_is_a_total(load_lines: Loader, word: str, place: str) -> None:
    line = f"2026-09-01,,{word},,17" if place == "product" else f"2026-09-01,{word},,,17"
    receipt = load_lines(*USE, line, header=HEADER)
    assert (receipt.status, receipt.tokens, aside(receipt)) == (Status.LOADED, 17, {TOTALS: 1})


@pytest.mark.parametrize(
    "line",
    [
        "2026-09-01,,AutoCAD Total,,7",
        "2026-09-01,,Total AutoCAD,Nord,7",
        "2026-09-01,,Summe von AutoCAD,,7",
        "2026-09-01,,AutoCAD 集計,,7",
        "2026-09-01,,AutoCAD 요약,,7",
        "2026-09-01,ann@b.example Total,,,7",
        "2026-09-01,Итого ann@b.example,,,7",
        "2026-09-01,,,Nord Total,17",
        "2026-09-01,Total,AutoCAD,Nord,7",
        "Sep 2026,,,,17",
        ",,,,17",
        "2026-09-01,,,,17",
        "Total 2026-09-01,,,,17",
    ],
)
def test_a_subtotal_of_something_is_a_total(load_lines: Loader, line: str) -> None:
    receipt = load_lines(*USE, line, header=HEADER)
    assert (receipt.status, receipt.tokens, aside(receipt)) == (Status.LOADED, 17, {TOTALS: 1})


def test_rows_of_nobody_that_add_up_the_rows_above_are_totals(load_lines: Loader) -> None:
    more = (*USE, "2026-09-01,,Alles,Nord,17", *(line.replace("09-01", "09-02") for line in USE))
    receipt = load_lines(*more, "2026-09-02,,Alles,Nord,17", "2026-09-02,,Alles,Nord,34", header=HEADER)
    assert (receipt.tokens, aside(receipt)) == (34, {TOTALS: 3})


def test_rows_of_nobody_that_do_not_all_add_up_are_use(load_lines: Loader) -> None:
    more = (*USE, "2026-09-01,,Revit,Nord,17", *(line.replace("09-01", "09-02") for line in USE))
    receipt = load_lines(*more, "2026-09-02,,Revit,Nord,10", header=HEADER)
    assert (receipt.tokens, receipt.set_aside) == (61, ())


@pytest.mark.parametrize(
    "line",
    [
        "2026-09-01,cy@b.example,Total,Nord,5",
        "2026-09-01,cy@b.example,Summe,Nord,5",
        "2026-09-01,cy@b.example,AutoCAD Total,Nord,5",
        "2026-09-01,,Total Station Layout,Nord,5",
        "2026-09-01,cy@b.example,AutoCAD,Total,5",
        "2026-09-01,*****,Revit,Nord,17",
        "2026-09-01,,Revit,Nord,5",
    ],
)
def test_what_is_used_is_no_total(load_lines: Loader, line: str) -> None:
    receipt = load_lines(*USE, line, header=HEADER)
    assert (receipt.rows_used, receipt.set_aside) == (3, ())


def test_somebody_may_be_called_so(load_lines: Loader, store: Store) -> None:
    lines = ("2026-09-01,suma,AutoCAD,7", "2026-09-01,bo,Revit,10", "2026-09-01,suma,,17")
    receipt = load_lines(*lines, header="Day used,User name,Product,Tokens used")
    assert (receipt.tokens, aside(receipt)) == (17, {TOTALS: 1})
    assert store.frame("SELECT key FROM users ORDER BY key")["key"].to_list() == ["bo", "suma"]


def test_a_table_without_persons(load_lines: Loader) -> None:
    lines = ("2026-09-01,AutoCAD,7", "2026-09-01,Revit,10", "2026-09-01,Total,17", "2026-09-01,Total Station,5")
    receipt = load_lines(*lines, header="Day used,Product,Tokens used")
    assert (receipt.tokens, aside(receipt)) == (22, {TOTALS: 1})


def test_totals_of_applications(load_lines: Loader) -> None:
    lines = ("2026-09-01,App,Automation,10,1", "2026-09-01,Total,Automation,10,1", "2026-09-01,App,Summe,10,1")
    receipt = load_lines(*lines, header="Day,Application name,API,Quantity,Tokens consumed")
    assert (receipt.tokens, aside(receipt)) == (1, {TOTALS: 2})


def test_no_word_of_a_name_is_a_total() -> None:
    assert not any(is_total(name) for name in ("AutoCAD", "Revit", "Fusion", "Total Energies", "Summit", "設計"))
    assert not is_total_of("Total Station", {"autocad"})
