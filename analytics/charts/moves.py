"""Pictures of moves: the days of each against the days at which it pays."""

import altair as alt
import polars as pl

MOST_MOVES = 25
"""Moves in one picture; the table has all."""
_LAST, _NEXT, _EVEN = "charged in the last 365 days", "expected in a year, with its 80 % interval", "break-even"
_DAYS = alt.Tooltip("days:Q", title="days", format=",.0f")


def days_against_break_even(moves: pl.DataFrame, min_days: int) -> alt.LayerChart | alt.FacetChart:
    """Draw the charged days of each move beside the days that its subscription costs as much as.

    Parameters
    ----------
    moves
        As `analytics.licensing.Moves.rows`; one row per move, of which the first 25 are drawn. Days and break-even
        may be null.
    min_days
        The days of the rule, as a dashed line.
    """
    frame = moves.head(MOST_MOVES).select(
        who=pl.concat_str("user", pl.coalesce(_named("offers"), _named("products")), "team", separator=", "),
        low="days_year_low",
        high="days_year_high",
        chance=pl.col("chance_pays"),
        last=pl.col("charged_days").cast(pl.Float64),
        expected="days_year",
        even="break_even_days",
    )
    told = frame.unpivot(
        on=["last", "expected", "even"], index=["who", "low", "high", "chance"], variable_name="mark", value_name="days"
    ).with_columns(pl.col("mark").replace({"last": _LAST, "expected": _NEXT, "even": _EVEN}))
    color = alt.Color(
        "mark:N",
        title=None,
        scale=alt.Scale(domain=[_LAST, _NEXT, _EVEN], range=["#999999", "#0072b2", "#e69f00"]),
        legend=alt.Legend(orient="top", labelLimit=320),
    )
    base = alt.Chart(told.drop_nulls("days")).encode(
        alt.Y("who:N", sort=frame["who"].to_list(), title=None, axis=alt.Axis(labelLimit=360)),
        alt.X("days:Q", title="Charged days a year", scale=alt.Scale(zero=True)),
        color,
        tooltip=[
            alt.Tooltip("who:N", title="move"),
            alt.Tooltip("mark:N", title="what"),
            _DAYS,
            alt.Tooltip("low:Q", title="low (P10)", format=",.0f"),
            alt.Tooltip("high:Q", title="high (P90)", format=",.0f"),
            alt.Tooltip("chance:Q", title="chance that it pays", format=".0%"),
        ],
    )
    bars = (
        base.transform_filter(alt.datum.mark == _NEXT)
        .mark_bar(height=6, opacity=0.35)
        .encode(alt.X("low:Q"), alt.X2("high:Q"))
    )
    dots = base.transform_filter(alt.datum.mark == _NEXT).mark_point(filled=True, size=80, opacity=1)
    rings = base.transform_filter(alt.datum.mark == _LAST).mark_point(filled=False, size=80, opacity=1)
    ticks = base.transform_filter(alt.datum.mark == _EVEN).mark_tick(thickness=4, size=20, opacity=1)
    rule = (
        alt.Chart(pl.DataFrame({"days": [float(min_days)], "what": [f"the rule: more than {min_days} days"]}))
        .mark_rule(strokeDash=[6, 4], color="#999999")
        .encode(alt.X("days:Q"), tooltip=alt.Tooltip("what:N", title=" "))
    )
    return alt.layer(rule, bars, ticks, rings, dots).properties(height=alt.Step(26))


def _named(column: str) -> pl.Expr:
    return pl.when(pl.col(column).list.len() > 0).then(pl.col(column).list.join(" + "))
