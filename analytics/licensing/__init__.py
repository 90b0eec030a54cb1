"""Who should not be on Flex, in days, tokens and money."""

from analytics.licensing.candidates import YEAR, Candidates, candidates
from analytics.licensing.prices import TokenPrice, subscription_prices, token_price

__all__ = ["YEAR", "Candidates", "TokenPrice", "candidates", "subscription_prices", "token_price"]
