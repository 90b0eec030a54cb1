"""The last day on which an order is in time: business days counted back over weekends and public holidays."""

from datetime import date

import numpy as np

from analytics.forecast.holiday_dates import public_holidays


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
    off = public_holidays(country, day.year - 2, day.year)
    in_time = np.busday_offset(day, -count, roll="backward", holidays=off)
    return date.fromisoformat(str(in_time))
