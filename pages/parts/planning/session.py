"""Cached answers on what is planned, kept as in `pages.parts.session`: under the store's fingerprint."""

from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from analytics import forecast, licensing
from analytics.forecast import budget
from analytics.forecast.against_budgets import against_budgets as set_against
from analytics.forecast.against_budgets import even_budgets
from analytics.forecast.terms import Term, known_terms, term_of
from analytics.store import budgets as kept
from analytics.store import packs
from analytics.store.directory import directory
from analytics.usage import Unit
from analytics.usage.allocation import days_by_unit
from pages.parts.planning.buying import Advice, Stated
from pages.parts.session import View, data_days, outlooks, settings, store_of, use_days


def answer(view: View, team: str) -> forecast.Outlook:
    """Give the outlook of a team, among those of all where all are looked at."""
    return next(each for each in outlooks(view.data, view.team) if each.team == team)


@st.cache_data(max_entries=32, show_spinner=False)
def advice(view: View, team: str, stated: Stated) -> Advice:
    """Say what a team is to buy on some conditions, at the price it has paid."""
    price = licensing.token_price(packs(store_of(view.data), team), settings())
    conditions = stated.conditions(price.amount, price.currency)
    return Advice(forecast.true_up(answer(view, team), conditions), conditions, price.source)


@st.cache_data(max_entries=32)
def terms(view: View, team: str) -> list[Term]:
    return known_terms(answer(view, team).ledger)


@st.cache_data(max_entries=32)
def plan(view: View, team: str, first_day: date, last_day: date) -> budget.Plan:
    found = answer(view, team)
    return budget.plan(found, term_of(found.ledger, first_day, last_day), tiers(view.data, team))


@st.cache_data(max_entries=32)
def tiers(data: str, team: str) -> list[Decimal]:
    return kept.tiers(store_of(data), team)


@st.cache_data(max_entries=32)
def budgets(data: str, team: str) -> list[kept.Budget]:
    return kept.budgets(store_of(data), team)


@st.cache_data(max_entries=32)
def against_budgets(view: View, team: str, first_day: date, last_day: date) -> pl.DataFrame:
    """Set the budgets against use; where none is set, the even shares of a term."""
    found = answer(view, team)
    asked = budgets(view.data, team) or even_budgets(term_of(found.ledger, first_day, last_day))
    return set_against(asked, found, _department_days(view.data, team))


@st.cache_data(max_entries=8)
def departments(data: str) -> list[str]:
    """List the departments that the directory knows."""
    return directory(store_of(data))[Unit.DEPARTMENT].drop_nulls().unique().sort().to_list()


@st.cache_data(max_entries=16)
def _department_days(data: str, team: str) -> pl.DataFrame:
    every = View(data=data, team=team, days=data_days(data, team), shown=False)
    return days_by_unit(use_days(every).lazy(), directory(store_of(data)), Unit.DEPARTMENT).collect()
