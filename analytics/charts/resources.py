"""Pictures of resources: who pays for use, and what Pay as You Go will be invoiced."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis
from analytics.charts.portal import QUIET, RESOLVED, UNCHARGED

# The portal's colours: blue is resolved, orange uncharged. Whoever pays first is the palest blue.
_COLOURS: Mapping[str, str] = {
    "Purchased": RESOLVED,
    "Free tier": "#a9d3f0",
    "Token Flex": "#6bb0e0",
    "Flex": RESOLVED,
    "Pay as You Go": "#2c5f9e",
    "Not charged yet": QUIET,
    "Not covered by any purchase": "#f0b36b",
    "Uncharged": UNCHARGED,
}


def use_by_source(rows: pl.DataFrame, unit: str, period: str) -> alt.Chart:
    """Draw use stacked by who pays for it.

    Parameters
    ----------
    rows
        `period`, `source`, `quantity`; one row per period and source.
    unit
        What use is measured in.
    period
        The word for a period: day, week or month.
    """
    there = rows["source"].unique().to_list()
    sources = [source for source in _COLOURS if source in there]
    frame = rows.with_columns(
        pl.col("quantity").cast(pl.Float64),
        order=pl.col("source").replace_strict(list(_COLOURS), list(range(len(_COLOURS))), return_dtype=pl.Int64),
    )
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.X("period:T", title=period.capitalize(), axis=days_axis()),
            alt.Y("quantity:Q", title=f"Use in {unit} a {period}"),
            alt.Color(
                "source:N",
                title="Paid by",
                scale=alt.Scale(domain=sources, range=[_COLOURS[source] for source in sources]),
                legend=alt.Legend(orient="top"),
            ),
            alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("period:T", title=period, format="%a %d %b %Y"),
                alt.Tooltip("source:N", title="paid by"),
                alt.Tooltip("quantity:Q", title=unit, format=",.2f"),
            ],
        )
        .properties(height=300)
    )
    return chart


def units_left(fan: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw the charged units that are left of what was bought, as a fan of what may come.

    Parameters
    ----------
    fan
        `day`, `p10`, `p50`, `p90`: units left at the end of each day to come.
    """
    x = alt.X("day:T", title="Day", axis=days_axis())
    base = alt.Chart(fan)
    tooltip = [
        alt.Tooltip("day:T", format="%a %d %b %Y"),
        alt.Tooltip("p10:Q", title="low (P10)", format=",.0f"),
        alt.Tooltip("p50:Q", title="middle (P50)", format=",.0f"),
        alt.Tooltip("p90:Q", title="high (P90)", format=",.0f"),
    ]
    return alt.layer(
        base.mark_area(opacity=0.3).encode(x, alt.Y("p10:Q", title="Left, charged units"), alt.Y2("p90:Q")),
        base.mark_line(strokeDash=[5, 4], strokeWidth=2).encode(x, alt.Y("p50:Q"), tooltip=tooltip),
    ).properties(height=300)


def invoiced_units(rows: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw the units on the invoice of each billing cycle: full as charged, pale as estimated to its end, with a range.

    Parameters
    ----------
    rows
        `first_day`, `last_day`, `invoiced_units`, `p10`, `p50`, `p90` (null: the cycle is over), `cycle`.
    """
    frame = rows.sort("first_day").with_columns(
        name=pl.format(
            "{} – {}", pl.col("first_day").dt.strftime("%-d %b %y"), pl.col("last_day").dt.strftime("%-d %b")
        )
    )
    base = alt.Chart(frame).encode(
        alt.X(
            "name:N",
            title="Billing cycle, in the buyer's days",
            sort=frame["name"].to_list(),
            axis=alt.Axis(labelAngle=-45, labelOverlap=True),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="cycle"),
            alt.Tooltip("invoiced_units:Q", title="units so far", format=",d"),
            alt.Tooltip("p10:Q", title="low (P10)", format=",d"),
            alt.Tooltip("p50:Q", title="middle (P50)", format=",d"),
            alt.Tooltip("p90:Q", title="high (P90)", format=",d"),
        ],
    )
    colour = _COLOURS["Pay as You Go"]
    return alt.layer(
        base.mark_bar(opacity=0.35, color=colour).encode(alt.Y("p50:Q", title="Units on the invoice")),
        base.mark_bar(color=colour).encode(alt.Y("invoiced_units:Q")),
        base.mark_rule(strokeWidth=2, color=QUIET).encode(alt.Y("p10:Q"), alt.Y2("p90:Q")),
    ).properties(height=240)
