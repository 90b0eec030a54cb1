"""The picture of the forecast by part."""

import altair as alt
import polars as pl

_BAND = "#8a8f98"
_TOKENS = ",.0f"


def parts_by_month(months: pl.DataFrame, order: list[str]) -> alt.LayerChart | alt.FacetChart:
    """Draw the tokens of each part by month, in small pictures on one scale: used full, expected pale with its band.

    Parameters
    ----------
    months
        `part`, `month`, `used`, `expected`, `p10`, `p90` (null: the month is over); one row per part and month.
    order
        The parts, in the order in which to show them.
    """
    base = alt.Chart().encode(
        alt.X("month:T", timeUnit="yearmonth", title="Month", axis=alt.Axis(format="%b %y", labelOverlap=True)),
        tooltip=[
            alt.Tooltip("part:N"),
            alt.Tooltip("month:T", format="%b %Y"),
            alt.Tooltip("used:Q", format=_TOKENS),
            alt.Tooltip("expected:Q", format=_TOKENS),
            alt.Tooltip("p10:Q", title="low (P10)", format=_TOKENS),
            alt.Tooltip("p90:Q", title="high (P90)", format=_TOKENS),
        ],
    )
    layers = alt.layer(
        base.mark_bar(opacity=0.3).encode(alt.Y("expected:Q", title="Tokens a month")),
        base.mark_bar().encode(alt.Y("used:Q")),
        base.mark_rule(strokeWidth=2, color=_BAND).encode(alt.Y("p10:Q"), alt.Y2("p90:Q")),
        data=months,
    ).properties(width=330, height=110)
    return layers.facet(alt.Facet("part:N", title=None, sort=order), columns=2)
