"""The pictures of the forecast by part."""

import altair as alt
import polars as pl

from analytics.charts.axes import months_axis

_BAND = "#8a8f98"
_TOKENS = ",.0f"


def part_by_month(months: pl.DataFrame, part: str, highest: float) -> alt.LayerChart | alt.FacetChart:
    """Draw the tokens of one part by month: used full, expected pale with its band.

    Parameters
    ----------
    months
        `part`, `month`, `used`, `expected`, `p10`, `p90` (null: the month is over); one row per part and month.
    part
        Which.
    highest
        Where the scale of tokens ends: the same for all parts, so that pictures can be held side by side.
    """
    scale = alt.Scale(domain=[0, highest])
    base = alt.Chart(months.filter(pl.col("part") == part)).encode(
        alt.X("month:T", timeUnit="yearmonth", title="Month", axis=months_axis()),
        tooltip=[
            alt.Tooltip("part:N"),
            alt.Tooltip("month:T", format="%b %Y"),
            alt.Tooltip("used:Q", format=_TOKENS),
            alt.Tooltip("expected:Q", format=_TOKENS),
            alt.Tooltip("p10:Q", title="low (P10)", format=_TOKENS),
            alt.Tooltip("p90:Q", title="high (P90)", format=_TOKENS),
        ],
    )
    return alt.layer(
        base.mark_bar(opacity=0.3).encode(alt.Y("expected:Q", title="Tokens a month", scale=scale)),
        base.mark_bar().encode(alt.Y("used:Q")),
        base.mark_rule(strokeWidth=2, color=_BAND).encode(alt.Y("p10:Q"), alt.Y2("p90:Q")),
    ).properties(height=150, title=part)
