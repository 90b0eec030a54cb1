"""Who should not be on Flex, and what habits cost, in days, tokens and money."""

from analytics.licensing.candidates import YEAR, Candidates, candidates
from analytics.licensing.pools import SplitCosts, split_costs
from analytics.licensing.prices import TokenPrice, subscription_prices, token_price
from analytics.licensing.waste import HabitCosts, habit_costs, habit_rows, range_prices, tips_text, tips_texts

__all__ = [
    "YEAR",
    "Candidates",
    "HabitCosts",
    "SplitCosts",
    "TokenPrice",
    "candidates",
    "habit_costs",
    "habit_rows",
    "range_prices",
    "split_costs",
    "subscription_prices",
    "tips_text",
    "tips_texts",
    "token_price",
]
