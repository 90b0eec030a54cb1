"""Rates and prices: what a token, a product-day and a subscription cost on a day, each with its source."""

from analytics.licensing.prices.book import PriceBook, price_book, team_token_prices
from analytics.licensing.prices.break_even import break_even_days, break_even_table
from analytics.licensing.prices.inferred_rates import AGREES, DIFFERS, INFERRED, NO_RATE, UNCLEAR, inferred_rates
from analytics.licensing.prices.listing import missing_table, offer_table, rate_table, token_price_table
from analytics.licensing.prices.offers import COLLECTION, PRODUCT
from analytics.licensing.prices.shipped import collection_contents, list_token_prices, subscription_prices
from analytics.licensing.prices.tokens import TokenPrice, TokenPrices

__all__ = [
    "AGREES",
    "COLLECTION",
    "DIFFERS",
    "INFERRED",
    "NO_RATE",
    "PRODUCT",
    "UNCLEAR",
    "PriceBook",
    "TokenPrice",
    "TokenPrices",
    "break_even_days",
    "break_even_table",
    "collection_contents",
    "inferred_rates",
    "list_token_prices",
    "missing_table",
    "offer_table",
    "price_book",
    "rate_table",
    "subscription_prices",
    "team_token_prices",
    "token_price_table",
]
