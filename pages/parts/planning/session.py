"""Answers on what is planned, remembered as in `pages.parts.session`: once per state of the store."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from analytics import forecast, licensing
from analytics.forecast.by_part.part_tables import PartTables, part_tables
from analytics.forecast.plans import budget
from analytics.forecast.plans.against_budgets import team_budgets
from analytics.forecast.plans.terms import Term, known_terms, term_of
from analytics.forecast.what_if import scenarios as what_if
from analytics.store import budgets as kept
from analytics.store import scenarios as supposing
from analytics.store.directory import directory
from analytics.store.scenarios import Scenario
from analytics.usage import Unit, UsageDays
from analytics.usage.by_part import days_by_product, days_by_unit_label
from pages.parts.planning.buying import Advice, Stated
from pages.parts.session import View, assumed, data_days, names, outlooks, remembered, settings, store_of, use_days
from pages.parts.session import directory as known_directory


def answer(view: View, team: str) -> forecast.Outlook:
    """Give the outlook of a team, among those of all where all are looked at."""
    return next(each for each in outlooks(view.data, view.team) if each.team == team)


@remembered
def advice(view: View, team: str, stated: Stated) -> Advice:
    """Say what a team is to buy on some conditions, at the price it has paid."""
    found = answer(view, team)
    price = licensing.team_token_prices(store_of(view.data), settings()).on(team, found.as_of)
    conditions = forecast.conditions_of(stated.settings, price.amount, price.currency, stated.order_on)
    return Advice(forecast.true_up(found, conditions), conditions, price.source)


@remembered
def parts(view: View, team: str, unit: Unit | None) -> PartTables | None:
    """Split the futures of a team among products (None) or units of the directory, whatever the time range."""
    every = use_days(replace(view, team=team, days=data_days(view.data, team)))
    if unit is None:
        rows = days_by_product(every, names(view))
    else:
        rows = days_by_unit_label(every, known_directory(view.data, view.shown), unit)
    return part_tables(store_of(view.data), answer(view, team), rows)


@remembered
def terms(view: View, team: str) -> list[Term]:
    return known_terms(answer(view, team).ledger)


@remembered
def plan(view: View, team: str, first_day: date, last_day: date) -> budget.Plan:
    found = answer(view, team)
    return budget.plan(found, term_of(found.ledger, first_day, last_day), tiers(view.data, team))


@remembered
def tiers(data: str, team: str) -> list[Decimal]:
    return kept.tiers(store_of(data), team)


@remembered
def budgets(data: str, team: str) -> list[kept.Budget]:
    return kept.budgets(store_of(data), team)


@remembered
def against_budgets(view: View, team: str, first_day: date, last_day: date) -> pl.DataFrame:
    """Set the budgets against use; where none is set, the even shares of a term."""
    found = answer(view, team)
    term = term_of(found.ledger, first_day, last_day)
    return team_budgets(store_of(view.data), found, term, _team_days(view.data, team))


@remembered
def departments(data: str) -> list[str]:
    """List the departments that the directory knows."""
    return directory(store_of(data))[Unit.DEPARTMENT].drop_nulls().unique().sort().to_list()


@remembered
def scenarios(data: str, team: str) -> list[Scenario]:
    return supposing.scenarios(store_of(data), team)


@remembered
def supposed(view: View, team: str) -> list[Scenario]:
    """Give the scenarios that were saved, or examples, under names that may be shown."""
    return what_if.supposed(store_of(view.data), answer(view, team), _team_days(view.data, team), shown=view.shown)


@remembered
def outcomes(view: View, team: str) -> list[what_if.Outcome]:
    found = answer(view, team)
    facts = what_if.facts_of(store_of(view.data), found, _team_days(view.data, team))
    return what_if.compare(found, supposed(view, team), facts, money(view.data, team), assumed(view.data))


@remembered
def comparison(view: View, team: str) -> pl.DataFrame:
    return what_if.comparison(outcomes(view, team))


@remembered
def money(data: str, team: str) -> what_if.Money:
    """Give the price that the team has paid per token, or the one of the settings."""
    day = data_days(data, team).last
    price = licensing.team_token_prices(store_of(data), settings()).on(team, day)
    return what_if.Money(price.amount, price.currency)


@remembered
def products(view: View, team: str) -> pl.DataFrame:
    """List the products that a team uses: `product_id`, `product`; by name."""
    used = _team_days(view.data, team).select("product_id").unique()
    return names(view).products.join(used, on="product_id", how="semi").sort("product")


@remembered
def users(view: View, team: str) -> pl.DataFrame:
    """List the users of a team: `user_id`, `user`; who used most in the last year first."""
    year = pl.col("day") > answer(view, team).as_of - timedelta(days=365)
    used = _team_days(view.data, team).group_by("user_id").agg(pl.col("tokens").filter(year).sum())
    ranked = names(view).users.join(used, on="user_id").sort("tokens", "user_id", descending=[True, False])
    return ranked.select("user_id", "user")


def _team_days(data: str, team: str) -> UsageDays:
    return use_days(View(data=data, team=team, days=data_days(data, team), shown=False))
