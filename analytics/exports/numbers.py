"""Read the quantities of an export exactly, however decimals and thousands are marked."""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from analytics.exports.questions import Asked, Question, QuestionError

DECIMALS = 6
"""Decimals of a token that the store keeps; APS charges tenths."""


class DecimalMark(StrEnum):
    """What stands before the decimals; the other of the two then separates thousands.

    The names, in small letters, are what a person says: `point` or `comma`.
    """

    POINT = "."
    COMMA = ","


_FINER = re.compile(rf"[+-]?[0-9]+[.,][0-9]{{{DECIMALS + 1},}}|[+-]?[0-9](\.[0-9]+)?[eE]-[0-9]{{1,3}}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LARGEST = Decimal(10) ** 11
# The full-width forms of Japanese text, the minus sign of typography, and what only ever separates thousands.
_PLAIN = str.maketrans("０１２３４５６７８９．，－＋−’\u00a0\u202f\u2009\u2007\u3000", "0123456789.,-+-'     ")
_SPACED = re.compile(r"[+-]?[0-9]{1,3}(?:([ '])[0-9]{3})(?:\1[0-9]{3})*([.,][0-9]+)?")
_ONE_MARK = re.compile(r"[+-]?([0-9]+)([.,])([0-9]+)")
_GROUPED = {
    DecimalMark.POINT: re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"),
    DecimalMark.COMMA: re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?"),
}


def numbers_of(texts: Iterable[str], mark: DecimalMark | None = None) -> dict[str, Decimal]:
    """Read every text that is a number; a mark that may be read in two ways is read as elsewhere in the column.

    Parameters
    ----------
    texts
        The distinct texts of one column.
    mark
        The decimal mark, where it is known; None lets the column speak for itself.

    Returns
    -------
    dict
        Text to number; a text that is no number, has more than six decimals or is absurdly large is absent.

    Raises
    ------
    QuestionError
        When a mark may separate thousands or decimals and nothing in the column tells which.

    >>> numbers_of(["7", "0.5", "n/a"])
    {'7': Decimal('7'), '0.5': Decimal('0.5')}
    >>> numbers_of(["1.500", "0,5"])
    {'1.500': Decimal('1500'), '0,5': Decimal('0.5')}
    """
    known = {text: _plain(text) for text in texts}
    open_to_both = [plain for plain in known.values() if _may_be_either(plain)]
    if open_to_both and mark is None:
        mark = _settled_mark(known.values(), min(open_to_both))
    read = {text: _number(plain, mark if _may_be_either(plain) else _mark(plain)) for text, plain in known.items()}
    return {text: number for text, number in read.items() if number is not None}


def rounded(text: str) -> str:
    """Write a number with more than six decimals, as a spreadsheet has them of 1/3, with six; any other text as it is.

    >>> rounded("0.3333333333333333"), rounded("2,4000000000000004"), rounded("5.5e-17"), rounded("1.5")
    ('0.333333', '2,400000', '0.000000', '1.5')
    """
    if not _FINER.fullmatch(text):
        return text
    # So many digits are no thousands, so the comma is a mark of decimals.
    fine = f"{round(Decimal(text.replace(',', '.')), DECIMALS):f}"
    return fine.replace(".", ",") if "," in text else fine


def _plain(text: str) -> str:
    """Write the digits and signs as ASCII and leave out spaces and apostrophes between thousands."""
    plain = text.translate(_PLAIN).strip()
    return re.sub("[ ']", "", plain) if _SPACED.fullmatch(plain) else plain


def _may_be_either(plain: str) -> bool:
    """Tell whether one mark stands before exactly three digits, as in 1,500; in 0,500 it can only mark decimals."""
    match = _ONE_MARK.fullmatch(plain)
    return match is not None and len(match[3]) == 3 and len(match[1]) <= 3 and not match[1].startswith("0")


def _mark(plain: str) -> DecimalMark | None:
    """Give the decimal mark that a text shows by itself, None if it shows none or may be either."""
    if _may_be_either(plain):
        return None
    if match := _ONE_MARK.fullmatch(plain):
        return DecimalMark(match[2])
    return next((mark for mark, grouped in _GROUPED.items() if grouped.fullmatch(plain)), None)


def _settled_mark(plains: Iterable[str], example: str) -> DecimalMark:
    shown = {mark for plain in plains if (mark := _mark(plain))}
    if len(shown) == 1:
        return shown.pop()
    raise QuestionError(
        f"The numbers of this file can be read in two ways: {example} may have thousands or decimals.",
        hint="Say whether a point or a comma marks the decimals.",
        question=Question(Asked.DECIMALS, example),
    )


def _number(plain: str, mark: DecimalMark | None) -> Decimal | None:
    grouped = _GROUPED[mark].fullmatch(plain) if mark else None
    if mark is DecimalMark.COMMA:
        plain = (plain.replace(".", "") if grouped else plain).replace(",", ".")
    elif grouped:
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain)
    return number if round(number, DECIMALS) == number and abs(number) < _LARGEST else None
