"""The portfolio: which moves to make together, what they save, and how that depends on prices and use."""

from analytics.licensing.portfolio.asked import Asked, answered
from analytics.licensing.portfolio.best import (
    ALL_THAT_PAY,
    GIVEN,
    SORTED,
    Portfolio,
    currencies,
    given,
    portfolio,
    saving_band,
)
from analytics.licensing.portfolio.open_moves import open_moves
from analytics.licensing.portfolio.seats import seats
from analytics.licensing.portfolio.sensitivity import changed, least_factor, sensitivity
from analytics.licensing.portfolio.solving import SOLVED

__all__ = [
    "ALL_THAT_PAY",
    "GIVEN",
    "SOLVED",
    "SORTED",
    "Asked",
    "Portfolio",
    "answered",
    "changed",
    "currencies",
    "given",
    "least_factor",
    "open_moves",
    "portfolio",
    "saving_band",
    "seats",
    "sensitivity",
]
