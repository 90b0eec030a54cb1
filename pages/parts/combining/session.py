"""Answers on moves together, remembered as in `pages.parts.session`: once per state of the store."""

from dataclasses import replace
from datetime import date

import polars as pl

from analytics.forecast import Outlook, settings_offer
from analytics.forecast.what_if.scenarios import facts_of
from analytics.licensing import cash
from analytics.licensing import portfolio as portfolios
from analytics.licensing.portfolio import Asked
from analytics.store import packs
from pages.parts.deciding.session import standing
from pages.parts.licensing.session import book
from pages.parts.session import View, assumed, data_days, names, outlooks, remembered, store_of, use_days


def open_moves(view: View, today: date) -> pl.DataFrame:
    """Give the moves of the team of a view that are open today, beside what was decided about them."""
    return portfolios.open_moves(standing(replace(view, part=None), today))


@remembered
def portfolio(view: View, asked: Asked, today: date) -> portfolios.Portfolio:
    return portfolios.answered(open_moves(view, today), asked)


@remembered
def sensitivity(view: View, asked: Asked, today: date) -> pl.DataFrame:
    return portfolios.sensitivity(portfolio(view, asked, today), open_moves(view, today), asked.least_chance)


@remembered
def effects(view: View, asked: Asked, today: date) -> list[cash.Cash]:
    """Give what the moves do to each team that has some, or (where there are none) to every team."""
    chosen = portfolio(view, asked, today).chosen
    answers = outlooks(view.data, view.team)
    felt_in = set(cash.teams_concerned(chosen))
    concerned = [answer for answer in answers if answer.team in felt_in] or answers
    found = [_effect(view, answer, chosen, asked) for answer in concerned]
    return [each for each in found if each is not None]


def _effect(view: View, answer: Outlook, chosen: pl.DataFrame, asked: Asked) -> cash.Cash | None:
    store = store_of(view.data)
    every = View(view.data, answer.team, data_days(view.data, answer.team), shown=False)
    return cash.cash_of(
        answer,
        facts_of(store, answer, use_days(every)),
        chosen,
        dict(names(view).products.select("product", "product_id").iter_rows()),
        book(view.data).token(answer.team, answer.as_of),
        packs(store, answer.team),
        assumed(view.data),
        cash.NEXT_TERM if asked.with_next_term else asked.from_day,
    )


@remembered
def next_terms(view: View, asked: Asked, today: date, sure: float) -> list[cash.NextTerm]:
    """Say what to buy for the next term of each team that `effects` tells of."""
    chosen = portfolio(view, asked, today).chosen
    answers = {answer.team: answer for answer in outlooks(view.data, view.team)}
    terms = []
    for each in effects(view, asked, today):
        price = each.token_price
        offer = settings_offer(assumed(view.data), price.amount, price.currency)
        own = chosen.filter(pl.col("team") == each.team)
        terms.append(cash.next_term(answers[each.team], each, own, offer, sure))
    return terms
