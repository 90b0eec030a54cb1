"""Pictures of the pool: what is left, and what may become of it."""

from datetime import date

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

_RUN_OUT = "#d55e00"
_QUIET = "#8a8f98"


def balance_fan(
    days: pl.DataFrame, fan: pl.DataFrame, events: pl.DataFrame, band: tuple[date, date] | None, end: date | None
) -> alt.LayerChart | alt.FacetChart:
    """Draw tokens available by day: as it was, and as a fan of what may come.

    Parameters
    ----------
    days
        The ledger's days: `day`, `available`; one row per day.
    fan
        `day`, `p10`, `p50`, `p90`; one row per day to come.
    events
        Starts and ends of packs to mark: `day`, `kind` (start, end), `event` (a word or two); one row per event.
    band
        First and last day between which they run out (P10 to P90, or the end); None when they last.
    end
        The last day of the term, to be marked; None without one.
    """
    past = days.select("day", pl.col("available").cast(pl.Float64))
    top = max([*past["available"], *fan["p90"]], default=0.0)
    x = alt.X("day:T", title="Day", axis=days_axis())
    y = alt.Y("available:Q", title="Tokens available", scale=alt.Scale(domain=[0, top * 1.05 or 1]))
    layers: list[alt.Chart] = []
    if band is not None:
        frame = pl.DataFrame({"first": [band[0]], "last": [band[1]], "what": ["they run out in this band (80 %)"]})
        layers.append(
            alt.Chart(frame)
            .mark_rect(color=_RUN_OUT, opacity=0.16)
            .encode(alt.X("first:T"), alt.X2("last:T"), tooltip=["what:N", "first:T", "last:T"])
        )
    layers += [
        alt.Chart(past)
        .mark_line(strokeWidth=2)
        .encode(x, y, tooltip=["day:T", alt.Tooltip("available:Q", format=",.0f")]),
        alt.Chart(fan).mark_area(opacity=0.3).encode(x, alt.Y("p10:Q"), alt.Y2("p90:Q")),
        alt.Chart(fan)
        .mark_line(strokeDash=[5, 4], strokeWidth=2)
        .encode(
            x,
            alt.Y("p50:Q"),
            tooltip=[
                "day:T",
                alt.Tooltip("p10:Q", title="low (P10)", format=",.0f"),
                alt.Tooltip("p50:Q", title="middle (P50)", format=",.0f"),
                alt.Tooltip("p90:Q", title="high (P90)", format=",.0f"),
            ],
        ),
        alt.Chart(events).mark_rule(color=_QUIET, strokeDash=[2, 3]).encode(x, tooltip=["day:T", "event:N"]),
        # One pack often starts the day after another has ended: the two are written at different heights.
        _event_names(events, "start", 4).encode(x),
        _event_names(events, "end", 90).encode(x),
    ]
    if end is not None:
        frame = pl.DataFrame({"day": [end], "event": ["the term ends"]})
        # Below the fan: on this day packs end too, and their names stand above.
        name = alt.Chart(frame).mark_text(align="right", dx=-4, fontSize=11, color=_QUIET)
        layers += [
            alt.Chart(frame).mark_rule(color=_QUIET, strokeWidth=2).encode(x, tooltip=["day:T", "event:N"]),
            name.encode(x, alt.Y(value=alt.expr("height - 24")), alt.Text("event:N")),
        ]
    return alt.layer(*layers).properties(height=340)


def _event_names(events: pl.DataFrame, kind: str, below: int) -> alt.Chart:
    """Write the events of one kind along their lines, so many pixels below the top."""
    text = alt.Chart(events.filter(pl.col("kind") == kind)).mark_text(
        color=_QUIET, angle=270, align="right", baseline="bottom", dx=-below, dy=-3, fontSize=11
    )
    chart: alt.Chart = text.encode(alt.Y(value=0), alt.Text("event:N"))
    return chart
