"""Answers on decisions, remembered as in `pages.parts.session`: once per state of the store."""

from datetime import date

import polars as pl

from analytics.licensing import decisions
from pages.parts.licensing.session import book, moves
from pages.parts.session import View, data_days, directory, names, remembered, settings, store_of, use_days


@remembered
def history(data: str, shown: bool) -> pl.DataFrame:
    return decisions.history(store_of(data), shown=shown)


@remembered
def standing(view: View, today: date) -> pl.DataFrame:
    """Give the moves of the team and part of a view beside what was decided about them by today."""
    every = history(view.data, view.shown)
    found = moves(whole(view))
    own = every if view.team is None else every.filter(pl.col("team") == view.team)
    stood = decisions.decided(found.rows, own, names(view), today)
    if view.part is None:
        return stood
    # Who belongs to it on the last day of data.
    return decisions.of_part(stood, directory(view.data, shown=False), view.part, found.last_day)


@remembered
def realised(view: View, today: date) -> decisions.Realised:
    return decisions.realised(store_of(view.data), standing(view, today), book(view.data))


@remembered
def cases(view: View) -> pl.DataFrame:
    every = whole(view)
    return decisions.cases(use_days(every), moves(every), names(view), settings().min_days)


@remembered
def case(view: View, team_id: int, product: str) -> decisions.Case:
    """Tell one case of the team of a view, or of all, whatever the time range."""
    every = whole(view)
    known = (names(view), book(view.data), settings().min_days)
    return decisions.case(store_of(view.data), use_days(every), moves(every), team_id, product, *known)


def whole(view: View) -> View:
    """Give a view of all days, products, users and parts of its team."""
    return View(view.data, view.team, data_days(view.data, view.team), view.shown)
