"""Read the days of an export: one way for the whole column, and a question where two ways fit."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from analytics.errors import ExportError


class DateOrder(StrEnum):
    """The order of day, month and year in dates written with numbers only."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_TIME = re.compile(r"[ T]\d{1,2}:\d{2}.*$")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MONTH_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})")
_SERIAL = re.compile(r"(\d{5})(\.0+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Excel counts days from here; its leap day of 1900 never was, so day 60 and before are of no use to anyone.
_EXCEL_EPOCH = date(1899, 12, 30)


def days_of(texts: Iterable[str], order: DateOrder | None = None) -> dict[str, date]:
    """Read every text that is a day, all in the same order of day and month.

    Parameters
    ----------
    texts
        The distinct texts of one column.
    order
        What the person said when asked; None lets the column speak for itself.

    Returns
    -------
    dict
        Text to day; a text that is no day is absent.

    Raises
    ------
    ExportError
        When day and month cannot be told apart, or contradict each other.

    >>> days_of(["13/02/2026", "03/02/2026", "Total"])
    {'13/02/2026': datetime.date(2026, 2, 13), '03/02/2026': datetime.date(2026, 2, 3)}
    """
    known = list(texts)
    numeric = [match for text in known if (match := _YEAR_LAST.fullmatch(_without_time(text)))]
    settled = _settled_order(numeric, order) if numeric else DateOrder.YMD
    read = {text: _day(_without_time(text), settled) for text in known}
    return {text: day for text, day in read.items() if day is not None}


def _settled_order(numeric: list[re.Match[str]], order: DateOrder | None) -> DateOrder:
    if order in (DateOrder.DMY, DateOrder.MDY):
        return order
    if all(match[2] == "." for match in numeric):
        return DateOrder.DMY  # no locale writes month.day.year
    first_is_day = next((match for match in numeric if int(match[1]) > 12), None)
    second_is_day = next((match for match in numeric if int(match[3]) > 12), None)
    if first_is_day and second_is_day:
        raise ExportError(
            f"The days of this file contradict each other: {first_is_day[0]} and {second_is_day[0]}.",
            hint="Export the file again, or say which order is right with --dates dmy or --dates mdy.",
        )
    if first_is_day:
        return DateOrder.DMY
    if second_is_day:
        return DateOrder.MDY
    example = numeric[0][0]
    raise ExportError(
        f"The days of this file can be read in two ways: {example} may be day/month or month/day.",
        hint="Say which it is: --dates dmy or --dates mdy, or the choice beside the upload.",
    )


def _without_time(text: str) -> str:
    return _TIME.sub("", text.strip())


def _day(text: str, order: DateOrder) -> date | None:
    try:
        if match := _YEAR_FIRST.fullmatch(text):
            return date(int(match[1]), int(match[3]), int(match[4]))
        if match := _YEAR_LAST.fullmatch(text):
            day, month = (match[3], match[1]) if order is DateOrder.MDY else (match[1], match[3])
            return date(int(match[4]), int(month), int(day))
        if match := _MONTH_NAMED.fullmatch(text):
            return date(int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))
    except ValueError:
        return None
    if match := _SERIAL.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(match[1]))
    return None
