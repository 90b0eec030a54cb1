"""Read the quantities of an export exactly, however decimals and thousands are marked."""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from analytics.exports.letters import plain_digits
from analytics.exports.questions import Asked, Question, QuestionError

DECIMALS = 6
"""Decimals of a token that the store keeps; APS charges tenths."""


class DecimalMark(StrEnum):
    """What stands before the decimals; the other of the two then separates thousands.

    The names, in small letters, are what a person says: `point` or `comma`.
    """

    POINT = "."
    COMMA = ","


_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:([.,])[0-9]+)?[eE][+-]?[0-9]{1,3}")
_LONGEST = 400  # characters of a number, as a float may take them
_LARGEST = Decimal(10) ** 11
# The full-width forms of Japanese text, the marks of Arabic, the minus sign of typography, and what only ever
# separates thousands.
_PLAIN = str.maketrans("．，－＋−’٫٬\u00a0\u202f\u2009\u2007\u3000", ".,-+-'.,     ")
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
        Text to number, rounded to six decimals; a text that is no number or is absurdly large is absent.

    Raises
    ------
    QuestionError
        When a mark may separate thousands or decimals and nothing in the column tells which.

    >>> numbers_of(["7", "0.5", "n/a"])
    {'7': Decimal('7'), '0.5': Decimal('0.5')}
    >>> numbers_of(["1.500", "0,5"])
    {'1.500': Decimal('1500'), '0,5': Decimal('0.5')}
    >>> numbers_of(["0.30000000000000004", "1E+02"])
    {'0.30000000000000004': Decimal('0.300000'), '1E+02': Decimal('1E+2')}
    """
    known = {text: _plain(text) for text in texts}
    open_to_both = [plain for plain in known.values() if _may_be_either(plain)]
    if open_to_both and mark is None:
        mark = _settled_mark(known.values(), min(open_to_both))
    read = {text: _number(plain, mark if _may_be_either(plain) else _mark(plain)) for text, plain in known.items()}
    return {text: number for text, number in read.items() if number is not None}


def _plain(text: str) -> str:
    """Write the digits and signs as ASCII and leave out spaces and apostrophes between thousands."""
    if len(text) > _LONGEST:
        return ""
    plain = (text if text.isascii() else plain_digits(text).translate(_PLAIN)).strip()
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
    if match := _EXPONENT.fullmatch(plain):
        return DecimalMark(match[1]) if match[1] else None
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
    if abs(number) >= _LARGEST:
        return None
    fine = int(number.as_tuple().exponent) < -DECIMALS
    return round(number, DECIMALS) if fine else number
