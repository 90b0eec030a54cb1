"""The portfolio: which moves to make together, what they save, and how that depends on prices and use."""

from analytics.licensing.portfolio.best import (
    ALL_THAT_PAY,
    GIVEN,
    SOLVED,
    SORTED,
    Portfolio,
    currencies,
    given,
    portfolio,
    saving_band,
)
from analytics.licensing.portfolio.seats import seats
from analytics.licensing.portfolio.sensitivity import changed, least_factor, sensitivity

__all__ = [
    "ALL_THAT_PAY",
    "GIVEN",
    "SOLVED",
    "SORTED",
    "Portfolio",
    "changed",
    "currencies",
    "given",
    "least_factor",
    "portfolio",
    "saving_band",
    "seats",
    "sensitivity",
]
