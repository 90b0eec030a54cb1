"""Habits that take tokens: which there are, where they occur, what they add up to.

From exports by day they are indications: nobody can see in them whether the work needed the second product, or
whether somebody worked on that Sunday.
"""

from analytics.usage.habits.days import several_products, short_use, totals_by_user, unpaid_launches
from analytics.usage.habits.kinds import Habit, Rules
from analytics.usage.habits.runs import days_in_runs, left_open
from analytics.usage.habits.totals import Habits, habits, occurrences

__all__ = [
    "Habit",
    "Habits",
    "Rules",
    "days_in_runs",
    "habits",
    "left_open",
    "occurrences",
    "several_products",
    "short_use",
    "totals_by_user",
    "unpaid_launches",
]
