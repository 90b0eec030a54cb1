"""Who should not be on Flex, and what habits cost, in days, tokens and money."""

from analytics.licensing.moves import Moves, moves
from analytics.licensing.pools import SplitCosts, split_costs
from analytics.licensing.prices import (
    PriceBook,
    TokenPrice,
    TokenPrices,
    price_book,
    subscription_prices,
    team_token_prices,
)
from analytics.licensing.waste import HabitCosts, habit_costs, habit_rows, range_prices, tips_text, tips_texts

__all__ = [
    "HabitCosts",
    "Moves",
    "PriceBook",
    "SplitCosts",
    "TokenPrice",
    "TokenPrices",
    "habit_costs",
    "habit_rows",
    "moves",
    "price_book",
    "range_prices",
    "split_costs",
    "subscription_prices",
    "team_token_prices",
    "tips_text",
    "tips_texts",
]
