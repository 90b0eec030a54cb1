"""Answers on habits and members, remembered as in `pages.parts.session`: once per state of the store."""

from dataclasses import replace

import polars as pl

from analytics import licensing, usage
from analytics.store import covered_days, current_sessions
from analytics.usage.habits import Habit, Rules
from analytics.usage.members import MemberRules
from pages.parts.session import View, data_days, names, remembered, rows, settings, store_of, use_days


@remembered
def habit_costs(view: View, rules: Rules) -> licensing.HabitCosts:
    store, used = store_of(view.data), use_days(view)
    return licensing.habit_costs(store, used, view.team, view.days, names(view), rules, settings())


@remembered
def habit_rows(view: View, habit: Habit, rules: Rules) -> pl.DataFrame:
    return licensing.habit_rows(rows(view), habit, rules, names(view), _token_prices(view))


@remembered
def tips_text(view: View, user: str, rules: Rules) -> str | None:
    return licensing.tips_text(user, rows(view), view.days, rules, names(view), _token_prices(view))


def tips_texts(view: View, rules: Rules) -> pl.DataFrame:
    """Write to everybody; made when somebody asks for it, and not kept."""
    return licensing.tips_texts(rows(view), view.days, rules, names(view), _token_prices(view))


@remembered
def overnight(view: View) -> pl.DataFrame | None:
    """Give measured overnight use; None where no export of the range tells when somebody began and ended."""
    sessions = current_sessions(store_of(view.data), view.team, view.days.first, view.days.last)
    return None if sessions.is_empty() else usage.overnight(sessions, names(view))


def members(view: View, rules: MemberRules) -> usage.Members:
    """Tell what each user is to the pool; of all days, whatever the time range."""
    return _members(View(view.data, view.team, data_days(view.data, None), view.shown), rules)


@remembered
def _members(view: View, rules: MemberRules) -> usage.Members:
    every = rows(replace(view, team=None))
    return usage.members(every, covered_days(store_of(view.data)), names(view), rules, view.team)


@remembered
def split_costs(data: str) -> licensing.SplitCosts:
    return licensing.split_costs(store_of(data), settings())


def _token_prices(view: View) -> dict[str, licensing.TokenPrice]:
    return licensing.range_prices(store_of(view.data), view.team, view.days, settings())
