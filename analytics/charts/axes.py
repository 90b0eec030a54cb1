"""Axes of time whose labels name one day each, whatever span they have."""

import altair as alt

_LABEL = "hours(datum.value) ? '' : timeFormat(datum.value, date(datum.value) == 1 ? '%b %Y' : '%-d %b %Y')"


def days_axis() -> alt.Axis:
    """Return the axis of days: months by their name and year, and the days between where the span is short.

    Over a few weeks the ticks lie days apart; named by their month alone, all of them would read the same.
    """
    return alt.Axis(labelExpr=_LABEL, tickCount=8, labelOverlap="greedy")


def months_axis() -> alt.Axis:
    """Return the axis of months, each by its name and year; as many as there is room for."""
    return alt.Axis(format="%b %Y", labelOverlap="greedy")
