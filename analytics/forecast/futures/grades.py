"""How far a forecast can be trusted, by how much history it rests on."""

from enum import StrEnum

import polars as pl

from analytics.forecast.futures.history import FEWEST_DAYS
from analytics.usage.days import since_first_use

FAIR_DAYS = 30
GOOD_DAYS = 90
SEASONAL_DAYS = 365


class Grade(StrEnum):
    """The grade of a forecast, by the number of measured days from the first one with use."""

    NONE = "none"
    """Under 14 days, or no use: no date, only the balance."""
    ROUGH = "rough"
    """14 to 29 days."""
    FAIR = "fair"
    """30 to 89 days: the middle date is no better than the burn rate's, the interval is."""
    GOOD = "good"
    """90 to 364 days."""
    SEASONAL = "seasonal"
    """365 days and more: what comes back each year is in the forecast."""


def grade_of(daily: pl.DataFrame) -> Grade:
    """Grade a history.

    Parameters
    ----------
    daily
        `day`, `tokens`; one row per day. A null, and a day below zero, is not measured.

    >>> grade_of(pl.DataFrame({"day": range(90), "tokens": [0] * 30 + [5, None] * 30})).value
    'fair'
    """
    measured = since_first_use(daily).filter(pl.col("tokens") >= 0)["tokens"]
    if measured.len() < FEWEST_DAYS or not (measured > 0).any():
        return Grade.NONE
    if measured.len() < FAIR_DAYS:
        return Grade.ROUGH
    if measured.len() < GOOD_DAYS:
        return Grade.FAIR
    return Grade.GOOD if measured.len() < SEASONAL_DAYS else Grade.SEASONAL
