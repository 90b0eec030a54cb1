"""Answers on licensing, remembered as in `pages.parts.session`: once per state of the store."""

import polars as pl

from analytics import licensing
from analytics.licensing import prices
from analytics.licensing.moves import cover_options, users_above
from analytics.store import covered_days, products
from analytics.store.current import team_id
from pages.parts.session import View, data_days, names, remembered, rows, settings, store_of, teams, use_days


@remembered
def book(data: str) -> licensing.PriceBook:
    """Give all rates and prices."""
    return licensing.price_book(store_of(data), settings())


@remembered
def names_of_products(data: str) -> pl.DataFrame:
    """Return the names of products, those of one product together."""
    return products.names_of_products(store_of(data))


@remembered
def inferred_rates(data: str) -> pl.DataFrame | None:
    """Give the rates as the exports of all days and teams tell them; None where no use of tokens is loaded."""
    if not teams(data):
        return None
    every = View(data, None, data_days(data, None), shown=False)
    return prices.inferred_rates(use_days(every), names(every), book(data).card)


def moves(view: View, min_days: int | None = None) -> licensing.Moves:
    """Give the moves of all days of data, whatever the time range; with the limit of the settings, or another."""
    whole = View(view.data, None, data_days(view.data, None), view.shown)
    every = _moves(whole, min_days or settings().min_days)
    one = team_id(store_of(view.data), view.team)
    return every if one is None or view.team is None else every.of_team(one, view.team)


@remembered
def _moves(view: View, min_days: int) -> licensing.Moves:
    known = (None, names(view), book(view.data), settings(), min_days)
    return licensing.moves(store_of(view.data), use_days(view), *known)


@remembered
def users_above_limit(data: str, team: str | None) -> int:
    """Count the users above the limit of charged days a year: a first sight of moves, which take their time."""
    every, store = View(data, None, data_days(data, None), shown=False), store_of(data)
    return users_above(rows(every), covered_days(store), settings().min_days, team_id(store, team))


def of_user(view: View, team_id: int, user_id: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the ways to cover what a user uses, and what that is."""
    stand = moves(view).stand
    mine = stand.rows.filter(pl.col("team_id") == team_id, pl.col("user_id") == user_id)
    ways = cover_options(stand, book(view.data), team_id, user_id)
    return ways, mine.select(
        *("product", "charged_days", "days_year", "tokens_day", "flex_cost_year", "currency", "there", "last_day")
    ).sort("flex_cost_year", "product", descending=[True, False])
