"""Read the days of an export: one way for the whole column, and a question where two ways fit."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from analytics.errors import ExportError
from analytics.exports.fields import normalised
from analytics.exports.months import MONTHS
from analytics.exports.questions import Asked, Question, QuestionError


class DateOrder(StrEnum):
    """The order of day, month and year in dates written with numbers only."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_PLAIN = str.maketrans("０１２３４５６７８９／．－：", "0123456789/.-:")
_TIME = re.compile(r"(?:,? |T)[0-9]{1,2}:[0-9]{2}.*$|(?<=^[0-9]{8})T[0-9]{4,6}\S*$|(?<=日) ?[0-9]{1,2}[:時].*$")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_SERIAL = re.compile(r"([0-9]{5})([.,][0-9]+)?")
_YEAR, _NUMBER, _NAME = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{1,2})", r"(?P<month>[^\W\d_]{3,10})\.?"
_DAY, _WEEKDAY = r"(?P<day>[0-9]{1,2})", r"(?:[^\W\d_]+[.,]{0,2} )?"
# Every way but the one with numbers only and the year last, which needs the column to tell day from month.
_WAYS = [
    re.compile(way)
    for way in (
        rf"{_YEAR}([-/.]){_NUMBER}\2{_DAY}",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_YEAR} ?年 ?{_NUMBER} ?月 ?{_DAY} ?日(?: ?[(（][月火水木金土日][)）])?",
        # 3 Mar 2026, 3. März 2026, 1er mars 2026, 3 de marzo de 2026, Tuesday, 3rd March 2026
        rf"{_WEEKDAY}{_DAY}(?:\.|er|st|nd|rd|th|º)?[ /-]?(?:(?<= )de )?{_NAME},?(?: del?)?[ /-]{_YEAR}",
        # March 3, 2026, Tue Mar 3rd 2026
        rf"{_WEEKDAY}{_NAME}[ /-]{_DAY}(?:st|nd|rd|th)?,?[ /-]{_YEAR}",
        rf"{_YEAR}[ /-]{_NAME}[ /-]{_DAY}",
    )
]
# Excel counts days from here; its leap day of 1900 never was, so day 60 and before are of no use to anyone.
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)


def days_of(texts: Iterable[str], order: DateOrder | None = None) -> dict[str, date]:
    """Read every text that is a day, all in the same order of day and month.

    Parameters
    ----------
    texts
        The distinct texts of one column.
    order
        What the person said when asked; None lets the column speak for itself, and so does `ymd`.

    Returns
    -------
    dict
        Text to day; a text that is no day, or one before 1990 or after 2100, is absent. So is a year of two digits.

    Raises
    ------
    QuestionError
        When day and month cannot be told apart, or contradict each other, and nobody said which order is right.
    ExportError
        When the order that was said is not that of the column.

    >>> days_of(["13/02/2026", "03/02/2026", "Total"])
    {'13/02/2026': datetime.date(2026, 2, 13), '03/02/2026': datetime.date(2026, 2, 3)}
    >>> days_of(["3. März 2026", "2026年3月4日", "46086.5"])["46086.5"]
    datetime.date(2026, 3, 5)
    """
    plain = {text: _TIME.sub("", " ".join(text.translate(_PLAIN).split())) for text in texts}
    numeric = [match for text in plain.values() if (match := _YEAR_LAST.fullmatch(text)) and _is_day(match)]
    settled = _settled_order(numeric, order) if numeric else DateOrder.YMD
    read = {text: _day(day, settled) for text, day in plain.items()}
    return {text: day for text, day in read.items() if day is not None}


def _is_day(match: re.Match[str]) -> bool:
    """Tell whether a date written with numbers is a day in one order at least; 99/99/2026 settles nothing."""
    return any(_read(match[4], month, day) for day, month in ((match[1], match[3]), (match[3], match[1])))


def _settled_order(numeric: list[re.Match[str]], order: DateOrder | None) -> DateOrder:
    day_first = min((match[0] for match in numeric if int(match[1]) > 12), default=None)
    month_first = min((match[0] for match in numeric if int(match[3]) > 12), default=None)
    if order in (DateOrder.DMY, DateOrder.MDY):
        _check_order(order, day_first, month_first)
        return order
    if all(match[2] == "." for match in numeric):
        return DateOrder.DMY  # no locale writes month.day.year
    if day_first and month_first:
        # One order may be right for all but a few; the rows that it does not fit are counted before they are loaded.
        raise QuestionError(
            f"The days of this file contradict each other: {day_first} has the day first, {month_first} the month.",
            hint="Export the file again if you can, or say which of them is right: rows like the other are set aside.",
            question=Question(Asked.DATES, day_first, month_first),
        )
    if day_first:
        return DateOrder.DMY
    if month_first:
        return DateOrder.MDY
    example = min((match[0] for match in numeric if int(match[1]) != int(match[3])), default=None)
    if example is None:
        return DateOrder.DMY  # 01/01 and 02/02 are the same days in either order
    raise QuestionError(
        f"The days of this file can be read in two ways: {example} may be day/month or month/day.",
        hint="Say whether the day or the month comes first.",
        question=Question(Asked.DATES, example),
    )


def _check_order(order: DateOrder, day_first: str | None, month_first: str | None) -> None:
    """Refuse an order that some days contradict and none confirms: it would misread those that fit both."""
    said, against, confirmed = "day", month_first, day_first
    if order is DateOrder.MDY:
        said, against, confirmed = "month", day_first, month_first
    if against and not confirmed:
        raise ExportError(
            f"The {said} was said to come first in the days of this file, and in {against} it does not.",
            hint="Say the other order, or none: this file leaves no doubt.",
        )


def _day(text: str, order: DateOrder) -> date | None:
    if match := _YEAR_LAST.fullmatch(text):
        day, month = (match[3], match[1]) if order is DateOrder.MDY else (match[1], match[3])
        return _read(match[4], month, day)
    if match := _SERIAL.fullmatch(text):
        return _known(_EXCEL_EPOCH + timedelta(days=int(match[1])))
    match = next((match for way in _WAYS if (match := way.fullmatch(text))), None)
    return _read(match["year"], match["month"], match["day"]) if match else None


def _read(year: str, month: str, day: str) -> date | None:
    try:
        return _known(date(int(year), MONTHS.get(normalised(month)) or int(month), int(day)))
    except ValueError:
        return None


def _known(day: date) -> date | None:
    """Give a day unless it lies before or after all that can be meant."""
    return day if _FIRST <= day <= _LAST else None
