"""Read the quantities of an export exactly, with a point or a comma before the decimals."""

import re
from collections.abc import Iterable
from decimal import Decimal

from analytics.errors import ExportError

DECIMALS = 6
"""Decimals of a token that the store keeps; APS charges tenths."""

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# "1,5" and "1,25" can only be decimals; "1,500" may be either, and then the column must say.
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,6})")
_COMMA_UNCLEAR = re.compile(r"[+-]?\d{1,3},\d{3}")
_LARGEST = Decimal(10) ** 11


def numbers_of(texts: Iterable[str]) -> dict[str, Decimal]:
    """Read every text that is a number, all with the same decimal mark.

    Parameters
    ----------
    texts
        The distinct texts of one column.

    Returns
    -------
    dict
        Text to number; a text that is no number, has more than six decimals or is absurdly large is absent.

    Raises
    ------
    ExportError
        When a comma may separate thousands or decimals.

    >>> numbers_of(["7", "0.5", "n/a"])
    {'7': Decimal('7'), '0.5': Decimal('0.5')}
    >>> numbers_of(["7", "0,5"])
    {'7': Decimal('7'), '0,5': Decimal('0.5')}
    """
    known = {text: text.strip() for text in texts}
    comma = any(_DECIMAL_COMMA.fullmatch(text) for text in known.values())
    unclear = next((text for text in known.values() if _COMMA_UNCLEAR.fullmatch(text)), None)
    if unclear is not None and not comma:
        raise ExportError(
            f"The tokens of this file can be read in two ways: {unclear} may have thousands or decimals.",
            hint="Export the file again with plain numbers, such as 1500 or 1.5.",
        )
    read = {text: _number(plain.replace(",", ".") if comma else plain) for text, plain in known.items()}
    return {text: number for text, number in read.items() if number is not None}


def _number(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    rounded = round(number, DECIMALS)
    return number if rounded == number and abs(number) < _LARGEST else None
