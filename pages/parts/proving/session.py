"""Answers on how past forecasts came out, remembered as in `pages.parts.session`: once per state of the store."""

from datetime import date

import polars as pl

from analytics.forecast.futures.choice import burn_rate_chosen as chosen
from analytics.forecast.proof import backtest
from analytics.forecast.proof.vintages import Kept, kept_forecasts
from pages.parts.session import remembered, settings, store_of


@remembered
def daily(data: str, team: str) -> pl.DataFrame:
    return backtest.team_demand(store_of(data), team)


# One origin each, so that a page can show how far it is.
@remembered
def trial(data: str, team: str, origin: date) -> backtest.Trial:
    return backtest.team_trial(store_of(data), team, daily(data, team), origin, settings().paths)


@remembered
def kept(data: str, team: str) -> Kept:
    return kept_forecasts(store_of(data), team)


@remembered
def burn_rate_chosen(data: str, team: str, by: date) -> bool:
    return chosen(store_of(data), team, by)
