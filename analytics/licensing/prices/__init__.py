"""Rates and prices: what a token, a product-day and a subscription cost on a day, each with its source."""

from analytics.licensing.prices.book import PriceBook, price_book, team_token_prices
from analytics.licensing.prices.inferred_rates import AGREES, DIFFERS, NO_RATE, UNCLEAR, inferred_rates
from analytics.licensing.prices.offers import COLLECTION, PRODUCT
from analytics.licensing.prices.shipped import collection_contents, list_token_prices, subscription_prices
from analytics.licensing.prices.tokens import TokenPrice, TokenPrices

__all__ = [
    "AGREES",
    "COLLECTION",
    "DIFFERS",
    "NO_RATE",
    "PRODUCT",
    "UNCLEAR",
    "PriceBook",
    "TokenPrice",
    "TokenPrices",
    "collection_contents",
    "inferred_rates",
    "list_token_prices",
    "price_book",
    "subscription_prices",
    "team_token_prices",
]
