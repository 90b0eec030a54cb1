"""When an order is in time: business days counted over weekends and public holidays, and calendar months."""

from datetime import date, timedelta
from typing import Protocol

import numpy as np

from analytics.forecast.holiday_dates import public_holidays
from analytics.usage.ranges import months_after

_YEARS = 2
"""Calendar years, beside its own, into which the business days of an order may reach."""


def business_days_before(day: date, count: int, country: str) -> date:
    """Count business days back from a day.

    Parameters
    ----------
    day
        The day by which tokens are needed.
    count
        Business days that an order takes.
    country
        Whose public holidays count as days off (ISO 3166 code).

    Raises
    ------
    SettingsError
        When the country's holidays are not known.

    >>> business_days_before(date(2026, 1, 5), 2, "US")  # 1 January is off, and a weekend lies between
    datetime.date(2025, 12, 31)
    """
    off = public_holidays(country, day.year - _YEARS, day.year)
    in_time = np.busday_offset(day, -count, roll="backward", holidays=off)
    return date.fromisoformat(str(in_time))


def business_days_after(day: date, count: int, country: str) -> date:
    """Count business days on from a day: an order of that day is there by then.

    Parameters
    ----------
    day
        The day of the order; one on a day off counts as of the next business day.
    count
        Business days that it takes.
    country
        Whose public holidays count as days off (ISO 3166 code).

    Raises
    ------
    SettingsError
        When the country's holidays are not known.

    >>> business_days_after(date(2025, 12, 31), 2, "US")
    datetime.date(2026, 1, 5)
    """
    off = public_holidays(country, day.year, day.year + _YEARS)
    there = np.busday_offset(day, count, roll="forward", holidays=off)
    return date.fromisoformat(str(there))


class LeadTime(Protocol):
    """How long an order takes."""

    @property
    def lead_time_days(self) -> int:
        """Business days from an order to its tokens."""

    @property
    def country(self) -> str:
        """Whose public holidays are no business days (ISO 3166 code)."""


def order_by(needed_by: date | None, lead: LeadTime) -> date | None:
    """Return the last day on which an order arrives by a day; None where nothing is needed."""
    return business_days_before(needed_by, lead.lead_time_days, lead.country) if needed_by else None


def year_after(day: date) -> date:
    """Return the last day of the year that begins on the day after one, as the term after a term does.

    >>> year_after(date(2027, 2, 28))
    datetime.date(2028, 2, 29)
    """
    return year_from(day + timedelta(days=1))


def year_from(day: date) -> date:
    """Give the last day of a year that begins on a day.

    >>> year_from(date(2026, 3, 16))
    datetime.date(2027, 3, 15)
    """
    return months_after(day, 12) - timedelta(days=1)
