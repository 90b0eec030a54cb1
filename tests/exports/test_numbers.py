"""Amounts are read exactly, or asked about."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports.numbers import DecimalMark, numbers_of

amounts = st.decimals(0, 10**9, places=6)


@given(st.lists(amounts))
def test_numbers_are_exact(numbers: list[Decimal]) -> None:
    # With six decimals written, no mark stands before exactly three digits.
    assert numbers_of({str(number) for number in numbers}) == {str(number): number for number in numbers}


@given(st.lists(st.decimals(0, 999, places=2), min_size=1))
def test_a_decimal_comma_is_the_same_number(numbers: list[Decimal]) -> None:
    texts = {str(number).replace(".", ","): number for number in numbers}
    assert numbers_of(texts) == texts


def test_a_comma_before_three_digits_is_asked_about() -> None:
    with pytest.raises(ExportError, match="1,500"):
        numbers_of(["1,500", "7"])


def test_another_number_settles_the_comma() -> None:
    assert numbers_of(["1,500", "0,5"]) == {"1,500": Decimal("1.5"), "0,5": Decimal("0.5")}


@pytest.mark.parametrize("text", ["", "n/a", "0x10", "NaN", "inf", "7 tokens", "1" * 13, "٧x"])
def test_what_is_no_number_is_absent(text: str) -> None:
    assert numbers_of([text]) == {}


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1,500", "0.5"], ["1500", "0.5"]),
        (["1,500", "12.25"], ["1500", "12.25"]),
        (["1,500", "1,234,567"], ["1500", "1234567"]),
        (["1,500", "1,234.5"], ["1500", "1234.5"]),
        (["1,500", "0,125"], ["1.5", "0.125"]),
        (["1,500", "1234,125"], ["1.5", "1234.125"]),
        (["1.500", "0,5"], ["1500", "0.5"]),
        (["1.500", "1.234.567,25"], ["1500", "1234567.25"]),
        (["1.500", "0.5"], ["1.5", "0.5"]),
        (["1 500", "1 500,5", "1 500", "1 1234"], ["1500", "1500.5", "1500", None]),
        (["1'500.25", "1’234’567"], ["1500.25", "1234567"]),
        (["−5", "－７", "+3", "１，２３４．５"], ["-5", "-7", "3", "1234.5"]),
        (["-1,234.5", " 7 "], ["-1234.5", "7"]),
        (["1,2,3", "1.2.3", "1,23,456", "1 50", "1''500", ",5", "5.", "(5)", "5-", "--5"], [None] * 10),
    ],
)
def test_one_text_settles_the_column(texts: list[str], numbers: list[str | None]) -> None:
    read = numbers_of(texts)
    assert [read.get(text) for text in texts] == [None if number is None else Decimal(number) for number in numbers]


@pytest.mark.parametrize("texts", [["1.500", "7"], ["1,500", "2.500"], ["1,500", "0.5", "0,5"], ["-1,500", "1 500"]])
def test_what_nothing_settles_is_asked_about(texts: list[str]) -> None:
    with pytest.raises(ExportError, match="two ways"):
        numbers_of(texts)


def test_a_known_mark_settles_what_is_open() -> None:
    assert numbers_of(["1,500", "1.250"], DecimalMark.POINT) == {"1,500": Decimal(1500), "1.250": Decimal("1.25")}
    assert numbers_of(["1,500", "1.250"], DecimalMark.COMMA) == {"1,500": Decimal("1.5"), "1.250": Decimal(1250)}


grouped = st.sampled_from([(",", "."), (".", ","), (" ", ","), (" ", "."), (" ", ","), (" ", ","), ("'", ".")])


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1), grouped)
def test_every_way_of_grouping_gives_the_same_numbers(numbers: list[Decimal], marks: tuple[str, str]) -> None:
    group, point = marks
    texts = {f"{number:,}".replace(",", "_").replace(".", point).replace("_", group): number for number in numbers}
    assert numbers_of(texts) == texts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.30000000000000004", "0.3"),
        ("0.3333333333333333", "0.333333"),
        ("0,6666666666666666", "0.666667"),
        ("1E+02", "100"),
        ("1,5E+02", "150"),
        ("1.234e3", "1234"),
        ("1e5", "100000"),
        ("1e-07", "0"),
        ("-5.551115123125783e-17", "0"),
        ("6.999999999999999", "7"),
        ("1,234.5000000000001", "1234.5"),
        ("1.0000001", "1"),
        ("٠٫٥", "0.5"),
        ("１２", "12"),
    ],
)
def test_numbers_as_programs_write_them(text: str, number: str) -> None:
    assert numbers_of([text]) == {text: Decimal(number)}


@given(st.floats(0, 1e9))
def test_every_float_is_its_number_to_six_decimals(number: float) -> None:
    read = numbers_of([repr(number)], DecimalMark.POINT)[repr(number)]
    assert abs(read - Decimal(repr(number))) <= Decimal("0.0000005")


@pytest.mark.parametrize("text", ["9" * 23, "1e999", "1" + "0" * 500, "0." + "3" * 5000, "1e5e5", "e5", "1e", "1e1000"])
def test_absurd_numbers_are_absent(text: str) -> None:
    assert numbers_of([text]) == {}
