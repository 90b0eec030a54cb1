"""Answers on what stands out, remembered as in `pages.parts.session`: once per state of the store."""

from dataclasses import replace

import polars as pl

from analytics import forecast, usage
from analytics.store import covered_days
from analytics.store.closings import closing_days
from analytics.store.limits import limits as limits_of
from analytics.usage.over_limits import limits_unknown as why_unknown
from pages.parts.session import View, daily, data_days, directory, names, remembered, rows, settings, store_of


@remembered
def limits(data: str) -> pl.DataFrame:
    return limits_of(store_of(data))


@remembered
def over_limits(view: View) -> pl.DataFrame:
    return usage.over_limits(rows(view), limits(view.data), names(view), directory(view.data, view.shown))


@remembered
def limits_unknown(view: View) -> str:
    """Say why it is not known, or not of all, who is over a limit."""
    covered = covered_days(store_of(view.data), view.team)
    return why_unknown(rows(view), limits(view.data), directory(view.data, view.shown), covered, view.days)


@remembered
def unusual(data: str, team: str | None) -> forecast.Findings | None:
    """Find what is out of the ordinary in all days of one team, or of all."""
    days = data_days(data, team)
    every = daily(View(data=data, team=team, days=days, shown=False))
    holidays = forecast.public_holidays(settings().country, days.first.year, days.last.year)
    return forecast.unusual(every, holidays, closing_days(store_of(data), team, days.first, days.last))


@remembered
def causes(view: View, excess: usage.Excess, by: usage.By) -> pl.DataFrame:
    days = usage.Days(excess.reference.first, excess.days.last)
    return usage.causes(rows(replace(view, days=days)), excess, by, names(view))
