"""One truth written in every encoding, delimiter, form of day and of number reads as the same rows and values."""

import csv
import io
import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.exports import Export, Kind, recognise
from analytics.exports.dates import DateOrder, days_of
from analytics.exports.fields import Field
from analytics.exports.letters import folded
from analytics.exports.numbers import numbers_of
from tests.exports.made import ods, rows_of, written, xls, xlsb, xlsx

HEADER = ("Day used", "Product", "Tokens used")
DAYS = (date(2026, 2, 3), date(2026, 2, 13), date(2026, 12, 31))
NUMBERS = (Decimal("1234.5"), Decimal("0"), Decimal("7"))
PRODUCTS = {"cp1252": "Système Zoë", "cp932": "図面ビューア"}

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp932")
MONTHS = ("januari", "février", "mars", "avril", "mai", "juin", "juillet", "août", "sept", "octobre", "nov", "décembre")
DAY_FORMS = {
    "iso": lambda day: day.isoformat(),
    "iso with time": lambda day: f"{day.isoformat()}T10:20:30Z",
    "d/m/y": lambda day: f"{day:%d/%m/%Y}",
    "m/d/y": lambda day: f"{day:%m/%d/%Y}",
    "d.m.y": lambda day: f"{day.day}.{day.month}.{day.year}",
    "english": lambda day: f"{day.day} {day:%b} {day.year}",
    "french": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "japanese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "digits": lambda day: f"{day:%Y%m%d}",
    "serial": lambda day: str((day - date(1899, 12, 30)).days),
}
NUMBER_FORMS = {
    "point": str,
    "comma": lambda number: str(number).replace(".", ","),
    "thousands, point": lambda number: f"{number:,}",
    "thousands, comma": lambda number: f"{number:,}".translate(str.maketrans(",.", ".,")),
    "spaces": lambda number: f"{number:,}".replace(",", "\u00a0").replace(".", ","),
    "apostrophes": lambda number: f"{number:,}".replace(",", "'"),
}


def texts(day_form: str, number_form: str, product: str) -> list[tuple[str, str, str]]:
    return [
        (DAY_FORMS[day_form](day), product, NUMBER_FORMS[number_form](number))
        for day, number in zip(DAYS, NUMBERS, strict=True)
    ]


def assert_truth(export: Export, product: str) -> None:
    rows = rows_of(export)
    days, products, numbers = zip(*[row[:3] for row in rows], strict=True)
    assert export.kind is Kind.TOKEN_USAGE
    assert export.fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.TOKENS: 2}
    assert tuple(days_of(days)[day] for day in days) == DAYS
    assert tuple(numbers_of(numbers)[number] for number in numbers) == NUMBERS
    assert set(products) == {product}
    assert export.sample == tuple(tuple(folded(cell or "") for cell in row) for row in rows)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files(tmp_path: Path, encoding: str, delimiter: str) -> None:
    product = PRODUCTS.get(encoding, "Système 図面")
    ends = itertools.cycle(("\n", "\r\n", "\r", "\n", "\r\n"))
    for (day_form, number_form), end in zip(itertools.product(DAY_FORMS, NUMBER_FORMS), ends, strict=False):
        buffer = io.StringIO()
        rows = [HEADER, *texts(day_form, number_form, product)]
        csv.writer(buffer, delimiter=delimiter, lineterminator=end).writerows(rows)
        try:
            content = buffer.getvalue().encode(encoding)
        except UnicodeEncodeError:  # Windows-1252 has no Japanese and neither Shift-JIS accents
            continue
        assert_truth(recognise(written(tmp_path, content), folder=tmp_path), product)


@pytest.mark.parametrize("write", [xlsx, xlsb, xls, ods])
@pytest.mark.parametrize("day_form", ["iso", "d/m/y", "japanese", "serial"])
def test_workbooks(tmp_path: Path, write: object, day_form: str) -> None:
    assert callable(write)
    path = written(tmp_path, write([HEADER, *texts(day_form, "comma", "Système 図面")]), "export")
    assert_truth(recognise(path), "Système 図面")


def test_an_order_of_day_and_month_that_is_asked_for_settles_what_is_open() -> None:
    assert days_of(["03/02/2026"], DateOrder.DMY) == {"03/02/2026": date(2026, 2, 3)}
    assert days_of(["03/02/2026"], DateOrder.MDY) == {"03/02/2026": date(2026, 3, 2)}
