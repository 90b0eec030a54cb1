"""Time ranges as Autodesk's report has them, counted back from the last day of data instead of from today.

A day after the last day of data is not a day without use, so no range reaches beyond it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from analytics.errors import RangeError


class Preset(StrEnum):
    """A named range."""

    ALL = "all"
    THIS_MONTH = "this-month"
    PAST_30_DAYS = "past-30-days"
    PAST_3_MONTHS = "past-3-months"
    PAST_6_MONTHS = "past-6-months"
    PAST_9_MONTHS = "past-9-months"
    PAST_12_MONTHS = "past-12-months"

    @property
    def label(self) -> str:
        """The words people see."""
        return "All dates" if self is Preset.ALL else self.replace("-", " ").capitalize()


_MONTHS = {
    Preset.PAST_3_MONTHS: 3,
    Preset.PAST_6_MONTHS: 6,
    Preset.PAST_9_MONTHS: 9,
    Preset.PAST_12_MONTHS: 12,
}


@dataclass(frozen=True)
class Days:
    """A first and a last day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise RangeError(
                f"The range ends on {self.last}, before it starts on {self.first}.",
                hint="Give a first day that is not after the last one.",
            )

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def days_of_range(text: str, data: Days) -> Days:
    """Turn a range into its first and last day.

    Parameters
    ----------
    text
        A preset, or `first..last` in ISO dates.
    data
        The first and the last day of data. `past-30-days` ends with the last one; `past-N-months` are the
        last N months that are complete by then; `this-month` is the month of the last day.

    Raises
    ------
    RangeError
        When the text is no range, or the range has no day in common with the data.

    >>> days_of_range("past-3-months", Days(date(2025, 1, 1), date(2026, 2, 10)))
    Days(first=datetime.date(2025, 11, 1), last=datetime.date(2026, 1, 31))
    """
    wanted = _preset_days(Preset(text), data) if text in list(Preset) else _custom_days(text)
    first, last = max(wanted.first, data.first), min(wanted.last, data.last)
    if last < first:
        raise RangeError(
            f"There is no data from {wanted.first} to {wanted.last}.",
            hint=f"The data goes from {data.first} to {data.last}.",
        )
    return Days(first, last)


def whole_months(days: Days) -> int:
    """Count the calendar months that some days are; 0 where they begin or end within one.

    >>> whole_months(Days(date(2026, 7, 1), date(2026, 9, 30))), whole_months(Days(date(2026, 7, 1), date(2026, 9, 29)))
    (3, 0)
    """
    end = days.last + timedelta(days=1)
    if days.first.day != 1 or end.day != 1:
        return 0
    return (end.year - days.first.year) * 12 + end.month - days.first.month


def months_after(day: date, count: int) -> date:
    """Count calendar months on from a day, or back; the last day of a shorter month stands for those it lacks.

    >>> months_after(date(2027, 3, 31), -1), months_after(date(2028, 2, 29), 12)
    (datetime.date(2027, 2, 28), datetime.date(2029, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    next_first = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (next_first - timedelta(days=1)).day))


def _preset_days(preset: Preset, data: Days) -> Days:
    if preset is Preset.ALL:
        return data
    if preset is Preset.THIS_MONTH:
        return Days(data.last.replace(day=1), data.last)
    if preset is Preset.PAST_30_DAYS:
        return Days(data.last - timedelta(days=29), data.last)
    first_open = (data.last + timedelta(days=1)).replace(day=1)
    return Days(months_after(first_open, -_MONTHS[preset]), first_open - timedelta(days=1))


def _custom_days(text: str) -> Days:
    first, dots, last = text.partition("..")
    try:
        if not dots:
            raise ValueError(text)
        return Days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise RangeError(
            f"{text} is not a time range.",
            hint=f"Use {', '.join(Preset)}, or first..last such as 2026-01-01..2026-03-31.",
        ) from error
