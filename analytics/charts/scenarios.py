"""Pictures of scenarios beside the base."""

from datetime import date

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

_RUN_OUT = "#d55e00"
_QUIET = "#8a8f98"


def run_out_bands(rows: pl.DataFrame, first_day: date, end: date) -> alt.LayerChart | alt.FacetChart:
    """Draw when the tokens run out in each scenario: a band from P10 to P90 with the middle marked.

    Parameters
    ----------
    rows
        `scenario`, `early`, `middle`, `late` (null: not before the end), `chance`; one row per scenario, the base
        first.
    first_day, end
        The days to look at.
    """
    frame = rows.with_columns(
        last=pl.col("late").fill_null(end),
        said=pl.when(pl.col("middle").is_null()).then(
            pl.format("lasts (chance of running out {} %)", (pl.col("chance") * 100).round(0).cast(pl.Int64))
        ),
    )
    names = rows["scenario"].to_list()
    x = alt.X(
        "early:T",
        title="Run-out day",
        axis=days_axis(),
        scale=alt.Scale(domain=[first_day.isoformat(), end.isoformat()]),
    )
    base = alt.Chart(frame).encode(
        alt.Y("scenario:N", title="Scenario", sort=names, axis=alt.Axis(labelLimit=220)),
        tooltip=[
            alt.Tooltip("scenario:N", title="scenario"),
            alt.Tooltip("early:T", title="early (P10)", format="%d %b %Y"),
            alt.Tooltip("middle:T", title="middle (P50)", format="%d %b %Y"),
            alt.Tooltip("late:T", title="late (P90)", format="%d %b %Y"),
            alt.Tooltip("chance:Q", title="chance before the end", format=".0%"),
        ],
    )
    dated = base.transform_filter("isValid(datum.early)")
    is_base = alt.condition(alt.datum["scenario"] == names[0], alt.value(_QUIET), alt.value(_RUN_OUT))
    return alt.layer(
        dated.mark_bar(height=16, opacity=0.45).encode(x, alt.X2("last:T"), color=is_base),
        base.transform_filter("isValid(datum.middle)")
        .mark_tick(thickness=3, size=22)
        .encode(alt.X("middle:T"), color=is_base),
        base.transform_filter("!isValid(datum.middle)")
        .mark_text(align="left", color=_QUIET)
        .encode(alt.X(value=6), alt.Text("said:N")),
        alt.Chart(pl.DataFrame({"end": [end]})).mark_rule(color=_QUIET, strokeDash=[2, 3]).encode(alt.X("end:T")),
    ).properties(height=alt.Step(38))


def two_fans(base: pl.DataFrame, other: pl.DataFrame, names: tuple[str, str]) -> alt.LayerChart | alt.FacetChart:
    """Draw the tokens left as they are expected in the base and in one scenario.

    Parameters
    ----------
    base, other
        `day`, `p10`, `p50`, `p90`; one row per day.
    names
        Of the base and of the scenario.
    """
    frame = pl.concat(
        fan.select("day", "p10", "p50", "p90", scenario=pl.lit(name))
        for fan, name in zip((base, other), names, strict=True)
    )
    fans = alt.Chart(frame).encode(
        alt.X("day:T", title="Day", axis=days_axis()),
        color=alt.Color("scenario:N", title="", sort=list(names), legend=alt.Legend(orient="top", labelLimit=320)),
    )
    return alt.layer(
        fans.mark_area(opacity=0.25).encode(alt.Y("p10:Q", title="Tokens left"), alt.Y2("p90:Q")),
        fans.mark_line(strokeWidth=2).encode(
            alt.Y("p50:Q"),
            strokeDash=alt.StrokeDash("scenario:N", sort=list(names), legend=None),
            tooltip=[
                alt.Tooltip("day:T", format="%a %d %b %Y"),
                "scenario:N",
                alt.Tooltip("p10:Q", title="low (P10)", format=",.0f"),
                alt.Tooltip("p50:Q", title="middle (P50)", format=",.0f"),
                alt.Tooltip("p90:Q", title="high (P90)", format=",.0f"),
            ],
        ),
    ).properties(height=300)
