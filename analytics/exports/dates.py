"""Read the days of an export: one way for the whole column, and a question where two ways fit."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from analytics.errors import ExportError
from analytics.exports.letters import plain_digits
from analytics.exports.months import Worded, is_weekday, language_name, months_of, worded
from analytics.exports.questions import Asked, Question, QuestionError


class DateOrder(StrEnum):
    """How days are read where a file leaves it open: mostly the order of day, month and year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"
    """The year first; days that begin with one of four digits are right as they stand."""
    TURNED = "turned"
    """A spreadsheet program took day for month in every day that allowed it, and left the others as text."""
    FROM_1900 = "1900"
    """Bare numbers count days as Excel for Windows does."""
    FROM_1904 = "1904"
    """Bare numbers count days as Excel for Mac did."""


_PLAIN = str.maketrans("／．－：", "/.-:")  # of full width
# A time of day after a day: with a word before it, as in 下午3:00, or points, as in 15.30.
_TIME = re.compile(
    r"(?:,? |T)(?:[^\W\d_]{1,5}[.:]? ?)?[0-9]{1,2}:[0-9]{2}.*$|(?<=^[0-9]{8})T[0-9]{4,6}\S*$"
    r"|(?<=日) ?[0-9]{1,2}[:時].*$|(?<=[0-9]{4}):[0-9]{2}:[0-9]{2}.*$"
    r"|(?<=[0-9]{4}) [0-9]{1,2}\.[0-9]{2}(?:\.[0-9]{2})?$|(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:?[0-9]{2})$"
)
OFFSET = r":[0-9]{2}(?:[.,][0-9]+)? ?(?:(Z|UTC|GMT)|(?:UTC|GMT)?([+-][0-9]{2}):?([0-9]{2})?)$"
"""Finds the offset from UTC at the end of a time; Python and DuckDB read it the same way."""
_BETWEEN = r"([-/. ]|\. )"
_OPEN = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{1,2}})(\.?)(?: ?[гр]\.?)?")
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}})\2([0-9]{{1,2}})\.?|([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})"
)
_SERIAL = re.compile(r"([0-9]{5})([.,][0-9]+)?")
_ERA = re.compile(
    r"(?:(令和|平成|民國|民国|[RH](?=[0-9])) ?([0-9]{1,3}|元)|([0-9]{3})) ?[年./-]"
    r" ?([0-9]{1,2}) ?[月./-] ?([0-9]{1,2})日?"
)
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "民國": 1911, "民国": 1911, None: 1911}
_WEEKDAY = re.compile(r"([^\W\d_]+)[.,]{0,2} (?=[0-9])|(?<=[0-9.日일]) ?[(（]?([^\W\d_]+)[)）]?$")
# Excel counts days from here; its leap day of 1900 never was, so day 60 and before are of no use to anyone.
_EPOCHS = {DateOrder.FROM_1900: date(1899, 12, 30), DateOrder.FROM_1904: date(1904, 1, 1)}
_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)
_BUDDHIST = 543  # years ahead of the common era
_PIVOT = 69  # as POSIX reads years of two digits
_SCATTERED = 300  # days that lie between all days of a column when its years are taken for days
_TWELFTH = 12


@dataclass(frozen=True)
class _Open:
    """A day of which the parts are not told apart by themselves."""

    text: str
    first: str
    second: str
    last: str
    pointed: bool
    """Whether points, and none at the end, stand between numbers: no country writes month.day.year so."""
    month: int | None = None
    """The month, where it is in words; the second part is the same then."""

    @property
    def short(self) -> bool:
        """Whether the year has two digits only."""
        return len(self.last) < 4

    def read(self, order: DateOrder) -> date | None:
        """Read it in an order; a month in words needs none."""
        day, month, year = self.first, self.second, self.last
        if order is DateOrder.YMD and self.short:
            day, year = self.last, self.first
        elif order is DateOrder.MDY and self.month is None:
            day, month = self.second, self.first
        number = int(year)
        if self.short:
            number += 1900 if number >= _PIVOT else 2000
        return _read(number, month, day)


def days_of(texts: Iterable[str], order: DateOrder | None = None, *, from_1904: bool = False) -> dict[str, date]:
    """Read every text that is a day, all in the same order of day and month.

    Parameters
    ----------
    texts
        The distinct texts of one column.
    order
        What the person said when asked; None lets the column speak for itself.
    from_1904
        Whether they are of a workbook whose days count from 1904, in which a bare number may have come from another.

    Returns
    -------
    dict
        Text to day; a text that is no day, or one before 1990 or after 2100, is absent.

    Raises
    ------
    QuestionError
        When day, month and year cannot be told apart, or contradict each other, and nobody said what is right.
    ExportError
        When what was said is not true of the column, or a month's name means different months in different languages.

    >>> days_of(["13/02/2026", "03/02/2026", "Total"])
    {'13/02/2026': datetime.date(2026, 2, 13), '03/02/2026': datetime.date(2026, 2, 3)}
    >>> days_of(["3. März 2026", "2026年3月4日", "46086.5"])["46086.5"]
    datetime.date(2026, 3, 5)
    >>> days_of(["25.06.26", "26.06.26"])["25.06.26"]
    datetime.date(2026, 6, 25)
    """
    plain = {text: _day_only(text) for text in texts}
    column = _Column.of(set(plain.values()), order, from_1904=from_1904)
    turned = order is DateOrder.TURNED
    if column.turned and order not in (DateOrder.TURNED, DateOrder.YMD):
        raise column.question_of_turned()
    settled = _settled(column.open, order) if column.open else DateOrder.DMY
    read = {text: _turned(day) if turned and column.turned else day for text, day in column.sure.items()}
    read |= {each.text: day for each in column.open if (day := each.read(settled))}
    return {text: read[day] for text, day in plain.items() if day in read}


def offset_of(text: str) -> int | None:
    """Return the minutes by which a time is ahead of UTC, None for a text without an offset.

    >>> offset_of("2026-09-01T23:30:00-05:00"), offset_of("2026-09-02 04:30:00Z"), offset_of("2026-09-02")
    (-300, 0, None)
    """
    match = re.search(OFFSET, text)
    if match is None:
        return None
    if match[1]:
        return 0
    hours = int(match[2])
    return 60 * hours + (-1 if match[2].startswith("-") else 1) * int(match[3] or 0)


@dataclass(frozen=True)
class _Column:
    """The days of a column, those that are sure and those that are open."""

    sure: Mapping[str, date]
    open: Sequence[_Open]

    @classmethod
    def of(cls, texts: Collection[str], order: DateOrder | None, *, from_1904: bool) -> "_Column":
        sure: dict[str, date | None] = {}
        numeric: list[_Open] = []
        words: dict[str, Worded] = {}
        serials: list[str] = []
        for text in texts:
            if match := _OPEN.fullmatch(text):
                mark = match[2].strip() == "." and not match[5]
                numeric.append(_Open(text, match[1], match[3], match[4], mark))
            elif match := _YEAR_FIRST.fullmatch(text):
                sure[text] = _read(int(match[1] or match[5]), match[3] or match[6], match[4] or match[7])
            elif _SERIAL.fullmatch(text):
                serials.append(text)
            elif match := _ERA.fullmatch(text):
                sure[text] = _of_era(match)
            elif (found := worded(text)) is not None:
                words[text] = found
        if serials:
            sure |= _of_serials(serials, order, from_1904=from_1904)
        known, named = _of_words(words)
        sure |= known
        some = [each for each in (*numeric, *named) if any(each.read(order) for order in _ORDERS)]
        return cls({text: day for text, day in sure.items() if day}, some)

    @property
    def turned(self) -> bool:
        """Whether it looks as a spreadsheet program leaves days whose order is not its own.

        It makes a day of every text that its own order allows, with day and month turned, so none is after the 12th;
        the others, all after the 12th, stay texts.
        """
        texts = [each for each in self.open if each.month is None]
        if not texts or not self.sure or any(each.pointed for each in texts):
            return False
        after = [(int(each.first) > _TWELFTH, int(each.second) > _TWELFTH) for each in texts]
        alike = set(after) in ({(True, False)}, {(False, True)})
        return alike and all(day.day <= _TWELFTH for day in self.sure.values())

    def question_of_turned(self) -> QuestionError:
        """Ask whether a spreadsheet program has turned day and month."""
        text, day = min(each.text for each in self.open if each.month is None), min(self.sure)
        return QuestionError(
            f"A spreadsheet program may have turned day and month: {text} is a text and {day} a day, and no such day"
            " is after the 12th of its month.",
            hint="Load the file as it came, never opened in a spreadsheet program. Or say what is right: turned, to"
            " turn these days back; ymd, if they are right as they stand.",
            question=Question(Asked.DATES, text, day, choices=(DateOrder.TURNED, DateOrder.YMD)),
        )


_ORDERS = (DateOrder.DMY, DateOrder.MDY, DateOrder.YMD)


def _day_only(text: str) -> str:
    """Leave out the time of day and the weekday."""
    text = text if text.isascii() else plain_digits(text).translate(_PLAIN)
    day = _TIME.sub("", " ".join(text.strip('"').split()))
    if day[:1].isdigit() and day[-1:].isdigit():
        return day
    match = _WEEKDAY.search(day)
    return day.replace(match[0], "") if match and is_weekday(match[1] or match[2]) else day


def _of_serials(serials: Sequence[str], order: DateOrder | None, *, from_1904: bool) -> dict[str, date | None]:
    if from_1904 and order not in _EPOCHS:
        example = min(serials)
        days = [str(_from_epoch(example, epoch)) for epoch in _EPOCHS.values()]
        raise QuestionError(
            f"The days of this workbook count from 1904, and {example} is a bare number: it is {days[1]} counted from"
            f" 1904, and {days[0]} if it was copied from a workbook that counts from 1900.",
            hint="Format the column as dates and save the workbook again, or say from which year it counts.",
            question=Question(Asked.DATES, example, choices=(DateOrder.FROM_1904, DateOrder.FROM_1900)),
        )
    epoch = _EPOCHS[order if order in _EPOCHS else DateOrder.FROM_1900]
    return {serial: _from_epoch(serial, epoch) for serial in serials}


def _from_epoch(serial: str, epoch: date) -> date | None:
    return _known(epoch + timedelta(days=int(serial[:5])))


def _of_era(match: re.Match[str]) -> date | None:
    """Read a year of Japan's eras, or of Taiwan's: that has three digits or its name."""
    year = 1 if match[2] == "元" else int(match[2] or match[3])
    return _read(_ERAS[match[1]] + year, match[4], match[5])


def _of_words(words: Mapping[str, Worded]) -> tuple[dict[str, date | None], list[_Open]]:
    """Read the days that have their month in words; those with a year of two digits are open."""
    if not words:
        return {}, []
    months, disputed = months_of({each.name for each in words.values()})
    sure: dict[str, date | None] = {}
    open_days: list[_Open] = []
    for text, each in words.items():
        if each.name in disputed:
            meant = [f"{date(2000, month, 1):%B} in {language_name(key)}" for key, month in disputed[each.name].items()]
            raise ExportError(
                f"The month of {text} is {' and '.join(sorted(meant))}.",
                hint="Write the months of this file as numbers: its other days do not tell which language it is in.",
            )
        month = str(months[each.name])
        if each.year_first is None:
            open_days.append(_Open(text, each.first, month, each.second, pointed=False, month=months[each.name]))
        else:
            day, year = (each.second, each.first) if each.year_first else (each.first, each.second)
            century = 2000 if len(year) < 3 else 0
            sure[text] = _read(century + int(year), month, day)
    return sure, open_days


def _settled(days: Sequence[_Open], order: DateOrder | None) -> DateOrder:
    """Return the order in which all days are read.

    Raises
    ------
    QuestionError
        When several fit, or none does.
    ExportError
        When the order that was said does not fit.
    """
    if not any(each.short for each in days):
        return _of_long_years(days, order)
    orders = _possible(days)
    if order in _ORDERS:
        if not any(each.read(order) for each in days):
            raise ExportError(
                f"{days[0].text} was said to be {_spelt(order)}, and is no day then.",
                hint="Say another order, or none.",
            )
        return order
    if not orders:
        first, second = _contradicting(days)
        raise QuestionError(
            f"The days of this file, whose years have two digits, contradict each other: {first} and {second} are not"
            " written in one order.",
            hint="Export the file again if you can, or say which order is right: rows in another are set aside.",
            question=Question(Asked.DATES, first, second, choices=_ORDERS),
        )
    if len({tuple(each.read(order) for each in days) for order in orders}) == 1:
        return orders[0]
    tight = [order for order in orders if not _is_scattered(days, order)] or orders
    # No country writes points between month, day and year, nor a month in words after a year of two digits.
    if DateOrder.DMY in tight and all(each.pointed or each.month for each in days):
        return DateOrder.DMY
    if len(tight) == 1:
        return tight[0]
    example = min(each.text for each in days if len({each.read(order) for order in tight}) > 1)
    raise QuestionError(
        f"The years of this file have two digits, so its days can be read in {len(tight)} ways: {example} may be"
        f" {' or '.join(_spelt(order) for order in tight)}.",
        hint="Say which of them it is.",
        question=Question(Asked.DATES, example, choices=tuple(tight)),
    )


def _possible(days: Sequence[_Open]) -> list[DateOrder]:
    """Return the orders in which every day is one."""
    orders = [DateOrder.DMY]
    if any(not each.pointed and each.month is None for each in days):
        orders.append(DateOrder.MDY)
    if all(each.short for each in days):
        orders.append(DateOrder.YMD)
    return [order for order in orders if all(each.read(order) for each in days)]


def _contradicting(days: Sequence[_Open]) -> tuple[str, str]:
    """Return two days that no order reads both, or else the first and the last."""
    first = min(days, key=lambda each: sum(each.read(order) is not None for order in _ORDERS))
    fitting = [order for order in _ORDERS if first.read(order)]
    other = next((each for each in days if not any(each.read(order) for order in fitting)), days[-1])
    return first.text, other.text


def _is_scattered(days: Sequence[_Open], order: DateOrder) -> bool:
    """Return whether no two days lie within a year of use, as where days of the month are taken for years."""
    read = sorted({day for each in days if (day := each.read(order))})
    return len(read) > 1 and all((after - day).days >= _SCATTERED for day, after in pairwise(read))


def _spelt(order: DateOrder) -> str:
    parts = {"d": "day", "m": "month", "y": "year"}
    return "/".join(parts[letter] for letter in order)


def _of_long_years(numeric: Sequence[_Open], order: DateOrder | None) -> DateOrder:
    day_first = min((each.text for each in numeric if int(each.first) > _TWELFTH), default=None)
    month_first = min((each.text for each in numeric if int(each.second) > _TWELFTH), default=None)
    if order in (DateOrder.DMY, DateOrder.MDY):
        _check_order(order, day_first, month_first)
        return order
    if all(each.pointed for each in numeric):
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
    example = min((each.text for each in numeric if int(each.first) != int(each.second)), default=None)
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


def _turned(day: date) -> date:
    return date(day.year, day.day, day.month)


def _read(year: int, month: str, day: str) -> date | None:
    if _FIRST.year + _BUDDHIST <= year <= _LAST.year + _BUDDHIST:
        year -= _BUDDHIST
    try:
        return _known(date(year, int(month), int(day)))
    except ValueError:
        return None


def _known(day: date) -> date | None:
    """Give a day unless it lies before or after all that can be meant."""
    return day if _FIRST <= day <= _LAST else None
