"""The portfolio: which moves to make together, what they save, and how that depends on prices and use."""

from analytics.licensing.portfolio.best import (
    ALL_THAT_PAY,
    SOLVED,
    SORTED,
    Portfolio,
    currencies,
    portfolio,
    saving_band,
)
from analytics.licensing.portfolio.seats import TO_FLEX, TO_SUBSCRIPTION, UNASSIGN, seats
from analytics.licensing.portfolio.sensitivity import changed, least_factor, sensitivity

__all__ = [
    "ALL_THAT_PAY",
    "SOLVED",
    "SORTED",
    "TO_FLEX",
    "TO_SUBSCRIPTION",
    "UNASSIGN",
    "Portfolio",
    "changed",
    "currencies",
    "least_factor",
    "portfolio",
    "saving_band",
    "seats",
    "sensitivity",
]
