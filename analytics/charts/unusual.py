"""The picture of use out of the ordinary."""

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

_UNUSUAL = "#d55e00"
_EXPECTED = "#8a8f98"
_TOKENS = ",.0f"


def against_expected(days: pl.DataFrame, found: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw tokens a week against what was expected, and mark what is out of the ordinary.

    Parameters
    ----------
    days
        `day`, `tokens` (null: not measured), `expected`; one row per day, sorted.
    found
        `first_day`, `last_day`, `what`; one row per stretch to mark.
    """
    weeks = (
        days.filter(pl.col("tokens").is_not_null())
        .group_by(week=pl.col("day").dt.truncate("1w"))
        .agg(pl.col("tokens", "expected").sum(), days=pl.len())
        .sort("week")
    )
    base = alt.Chart(weeks).encode(
        alt.X("yearmonthdate(week):T", title="Week", axis=days_axis()),
        tooltip=[
            alt.Tooltip("week:T", title="week of", format="%d %b %Y"),
            alt.Tooltip("tokens:Q", format=_TOKENS),
            alt.Tooltip("expected:Q", format=_TOKENS),
            alt.Tooltip("days:Q", title="days measured"),
        ],
    )
    marked = found.with_columns(end=pl.col("last_day").dt.offset_by("1d"))
    bands = (
        alt.Chart(marked)
        .mark_rect(color=_UNUSUAL, opacity=0.25)
        .encode(
            alt.X("yearmonthdate(first_day):T"),
            alt.X2("yearmonthdate(end):T"),
            tooltip=[
                "what:N",
                alt.Tooltip("first_day:T", format="%d %b %Y"),
                alt.Tooltip("last_day:T", format="%d %b %Y"),
            ],
        )
    )
    used = base.mark_area(opacity=0.4, interpolate="step").encode(alt.Y("tokens:Q", title="Tokens a week"))
    expected = base.mark_line(color=_EXPECTED, strokeDash=[6, 4], interpolate="step").encode(alt.Y("expected:Q"))
    return alt.layer(bands, used, expected).properties(height=260)
