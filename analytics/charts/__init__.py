"""Pictures: a builder takes a frame and gives an Altair chart; aggregated first, so that each stays small."""

from analytics.charts.coverage import MOST_DAYS, coverage_calendar
from analytics.charts.pool import balance_fan
from analytics.charts.savings import flex_against_subscription
from analytics.charts.usage import days_by_week, tokens_by_day, tokens_by_month, tokens_by_product, use_by_version

__all__ = [
    "MOST_DAYS",
    "balance_fan",
    "coverage_calendar",
    "days_by_week",
    "flex_against_subscription",
    "tokens_by_day",
    "tokens_by_month",
    "tokens_by_product",
    "use_by_version",
]
