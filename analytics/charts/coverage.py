"""Pictures of what is loaded: the days covered, and the gaps."""

from datetime import timedelta

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis
from analytics.store.coverage import DayState

MOST_DAYS = 4_900
"""Days that one picture has room for."""
_FEWEST_WEEKS, _WIDE_WEEKS = 26, 60
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
# Told apart by lightness too; a day without use is no news, so it stands back.
_COLOURS = {DayState.USED: "#2f8fd0", DayState.IDLE: "#8a8f9855", DayState.GAP: "#e69f00"}
_EDGES = _COLOURS | {DayState.IDLE: "transparent"}


def coverage_calendar(days: pl.DataFrame) -> alt.Chart:
    """Draw one cell a day, week by week: used, covered without use, or a gap.

    Parameters
    ----------
    days
        `day`, `state` (a `DayState`); one row per calendar day, sorted, of which the newest are
        drawn.
    """
    frame = days.tail(MOST_DAYS).select(
        "day",
        "state",
        week=pl.col("day").dt.truncate("1w"),
        week_end=pl.col("day").dt.truncate("1w").dt.offset_by("1w"),
        weekday=pl.col("day").dt.weekday().replace_strict(dict(enumerate(_WEEKDAYS, start=1))),
    )
    first, last = frame["week"].item(0), frame["week_end"].item(-1)
    # A week alone is no wall of colour.
    weeks = [first, max(last, first + timedelta(weeks=_FEWEST_WEEKS))]
    ends = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in weeks]
    states = [state for state in _COLOURS if state in frame["state"]]
    scale = alt.Scale(domain=states, range=[_COLOURS[state] for state in states])
    # Wide cells stand apart; narrow ones touch, and edges in their own colour close the seams between them.
    edges = alt.Scale(domain=states, range=[_EDGES[state] for state in states])
    wide = weeks[1] - weeks[0] <= timedelta(weeks=_WIDE_WEEKS)
    if wide:
        frame = frame.with_columns(pl.col("week_end").cast(pl.Datetime).dt.offset_by("-20h"))
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(strokeWidth=0 if wide else 1)
        .encode(
            alt.X("week:T", title="Week", scale=alt.Scale(domain=ends), axis=days_axis()),
            alt.X2("week_end:T"),
            alt.Y(
                "weekday:N",
                title="Weekday",
                sort=_WEEKDAYS,
                scale=alt.Scale(domain=_WEEKDAYS, paddingInner=0.1),
                axis=alt.Axis(labelOverlap=False, labelFlush=False, labelBound=False),
            ),
            alt.Color(
                "state:N",
                title=None,
                scale=scale,
                legend=alt.Legend(orient="top"),
            ),
            alt.Stroke("state:N", scale=edges, legend=None),
            tooltip=[alt.Tooltip("day:T", format="%a %d %b %Y"), "state:N"],
        )
        .properties(height=alt.Step(16))
    )
    return chart
