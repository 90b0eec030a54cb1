"""Pictures: a builder takes a frame and gives an Altair chart; aggregated first, so that each stays small."""

from analytics.charts.accuracy import run_out_history, use_history
from analytics.charts.allocation import tokens_by_month_and_unit
from analytics.charts.applications import api_tokens, api_tokens_by_job
from analytics.charts.burn_down import burn_down
from analytics.charts.buying import bars_by_way, ways_side_by_side
from analytics.charts.cash import cash_by_month, saving_if
from analytics.charts.coverage import MOST_DAYS, coverage_calendar
from analytics.charts.decisions import confirmed_savings, expected_savings
from analytics.charts.habits import habits_by_money, members_by_team
from analytics.charts.moves import MOST_MOVES, days_against_break_even
from analytics.charts.pareto import MOST_PARETO_BARS, pareto
from analytics.charts.parts import part_by_month
from analytics.charts.planned import budgets_against_use, use_against_plan
from analytics.charts.pool import balance_fan
from analytics.charts.rates import MOST_RATES, break_even_by_product, rates_on_card_and_in_exports
from analytics.charts.resources import invoiced_units, units_left, use_by_source
from analytics.charts.scenarios import run_out_bands, two_fans
from analytics.charts.unusual import against_expected
from analytics.charts.usage import (
    days_by_week,
    tokens_by_day,
    tokens_by_month,
    tokens_by_period,
    tokens_by_product,
    use_by_version,
)
from analytics.charts.waterfall import waterfall

__all__ = [
    "MOST_DAYS",
    "MOST_MOVES",
    "MOST_PARETO_BARS",
    "MOST_RATES",
    "against_expected",
    "api_tokens",
    "api_tokens_by_job",
    "balance_fan",
    "bars_by_way",
    "break_even_by_product",
    "budgets_against_use",
    "burn_down",
    "cash_by_month",
    "confirmed_savings",
    "coverage_calendar",
    "days_against_break_even",
    "days_by_week",
    "expected_savings",
    "habits_by_money",
    "invoiced_units",
    "members_by_team",
    "pareto",
    "part_by_month",
    "rates_on_card_and_in_exports",
    "run_out_bands",
    "run_out_history",
    "saving_if",
    "tokens_by_day",
    "tokens_by_month",
    "tokens_by_month_and_unit",
    "tokens_by_period",
    "tokens_by_product",
    "two_fans",
    "units_left",
    "use_against_plan",
    "use_by_source",
    "use_by_version",
    "use_history",
    "waterfall",
    "ways_side_by_side",
]
