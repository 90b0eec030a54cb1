"""The public holidays of a country."""

import re
from datetime import date
from functools import cache

import holidays
from holidays.registry import COUNTRIES

from analytics.errors import SettingsError


def public_holidays(country: str, first_year: int, last_year: int) -> list[date]:
    """List the public holidays of some years, both included.

    Parameters
    ----------
    country
        Its ISO 3166 code.
    first_year, last_year
        The years.

    Raises
    ------
    SettingsError
        When the country's holidays are not known.

    >>> public_holidays("DE", 2026, 2026)[0]
    datetime.date(2026, 1, 1)
    """
    try:
        return sorted(holidays.country_holidays(country, years=range(first_year, last_year + 1)))
    except NotImplementedError as error:
        raise SettingsError(
            f"The public holidays of {country} are not known.", hint="Use an ISO 3166 code such as US, DE or GB."
        ) from error


@cache
def countries() -> dict[str, str]:
    """Give the countries whose public holidays are known, by name: ISO 3166 code and name.

    >>> countries()["GB"]
    'United Kingdom'
    """
    names = {names[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names[0]) for names in COUNTRIES.values()}
    return dict(sorted(names.items(), key=lambda known: known[1]))
