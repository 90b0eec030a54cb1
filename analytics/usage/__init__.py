"""Who used what: time ranges, summaries, and the details of one product or user."""

from analytics.usage.days import daily_tokens, usage_days
from analytics.usage.details import months_by_product, user_products, versions, weekly_tokens, weeks_by_product
from analytics.usage.ranges import Days, Preset, days_of_range
from analytics.usage.selection import data_days
from analytics.usage.summary import By, summary

__all__ = [
    "By",
    "Days",
    "Preset",
    "daily_tokens",
    "data_days",
    "days_of_range",
    "months_by_product",
    "summary",
    "usage_days",
    "user_products",
    "versions",
    "weekly_tokens",
    "weeks_by_product",
]
