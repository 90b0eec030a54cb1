"""Amounts are read exactly, or asked about."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports.numbers import numbers_of

amounts = st.decimals(0, 10**9, places=6)


@given(st.lists(amounts))
def test_numbers_are_exact(numbers: list[Decimal]) -> None:
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


@pytest.mark.parametrize("text", ["", "n/a", "1e5", "0x10", "NaN", "inf", "7 tokens", "1.0000001", "1" * 13, "٧x"])
def test_what_cannot_be_kept_exactly_is_absent(text: str) -> None:
    assert numbers_of([text]) == {}
