"""Answers on top consumers and changes, remembered as in `pages.parts.session`: once per state of the store."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from analytics import usage
from analytics.store import covered_days
from analytics.store.expected import masked_marks, shown_marks
from pages.parts.allocating.session import places
from pages.parts.session import View, directory, names, remembered, rows, store_of


@remembered
def top(view: View, by: usage.Kind) -> usage.Top:
    found = _consumers(view, usage.compared_periods(view.days), by)
    covered = covered_days(store_of(view.data), view.team)
    return usage.top_consumers(found.rows, found.key, found.labels, view.days, covered, found.nobody)


@remembered
def marks(view: View, kind: str) -> pl.DataFrame:
    return (shown_marks if view.shown else masked_marks)(store_of(view.data), kind)


@remembered
def comparable(view: View, against: usage.Against) -> usage.Days | None:
    return usage.comparable(covered_days(store_of(view.data), view.team), view.days, against)


@remembered
def are_covered(view: View, before: usage.Days) -> bool:
    return usage.are_covered(covered_days(store_of(view.data), view.team), [before, view.days])


@remembered
def change(view: View, before: usage.Days) -> usage.Change:
    return usage.change_explained(rows_of(view, [before, view.days]), before, view.days)


@remembered
def movers(view: View, before: usage.Days, by: usage.Kind, most: int) -> pl.DataFrame:
    found = _consumers(view, [before, view.days], by)
    return usage.movers(found.rows, found.key, found.labels, (before, view.days), most, found.nobody)


def _consumers(view: View, periods: Sequence[usage.Days], by: usage.Kind) -> usage.Consumers:
    belonging, labels = directory(view.data, shown=False), places(view.data, view.shown)
    return usage.consumers(rows_of(view, periods), by, names(view), belonging, labels)


def rows_of(view: View, periods: Sequence[usage.Days]) -> pl.DataFrame:
    """Give the rows of current usage of several periods instead of the view's days."""
    return pl.concat(rows(replace(view, days=days)) for days in usage.merged(periods))
