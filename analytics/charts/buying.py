"""Pictures of what can be bought."""

from datetime import date, timedelta

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

_QUIET = "#8a8f98"
_BAND = "#e69f00"
_AFTER = timedelta(days=60)
"""Days after the term that the picture over time shows: it is about what happens before."""


def ways_side_by_side(balances: pl.DataFrame, term_end: date) -> alt.LayerChart | alt.FacetChart:
    """Draw the tokens left over time on each way of buying.

    Parameters
    ----------
    balances
        `way`, `day`, `p10`, `p50`, `p90`; one row per way and day.
    term_end
        The last day of the term, to be marked.
    """
    ways = balances["way"].unique(maintain_order=True).to_list()
    base = alt.Chart(balances.filter(pl.col("day") <= term_end + _AFTER)).encode(
        alt.X("day:T", title="Day", axis=days_axis()),
        alt.Color(
            "way:N",
            title=None,
            sort=ways,
            legend=alt.Legend(orient="top", columns=2, labelLimit=200, symbolType="stroke", symbolOpacity=1),
        ),
    )
    band = base.mark_area(opacity=0.12).encode(alt.Y("p10:Q", title="Tokens left"), alt.Y2("p90:Q"))
    line = base.mark_line(strokeWidth=2).encode(
        alt.Y("p50:Q"),
        alt.StrokeDash("way:N", sort=ways, legend=None),
        tooltip=[
            alt.Tooltip("way:N", title="way"),
            "day:T",
            alt.Tooltip("p10:Q", title="low (P10)", format=",.0f"),
            alt.Tooltip("p50:Q", title="middle (P50)", format=",.0f"),
            alt.Tooltip("p90:Q", title="high (P90)", format=",.0f"),
        ],
    )
    end = pl.DataFrame({"day": [term_end], "what": ["the term ends"]})
    rule = alt.Chart(end).mark_rule(color=_QUIET, strokeWidth=1.5).encode(alt.X("day:T"), tooltip=["what:N", "day:T"])
    text = (
        alt.Chart(end)
        .mark_text(color=_QUIET, align="right", dx=-5, fontSize=11)
        .encode(alt.X("day:T"), alt.Y(value=8), alt.Text("what:N"))
    )
    return alt.layer(band, line, rule, text).properties(height=340)


def bars_by_way(ways: pl.DataFrame, column: str, title: str, unit: str = ",.0f") -> alt.LayerChart | alt.FacetChart:
    """Draw one figure of each way of buying.

    Parameters
    ----------
    ways
        `way` and the figure; with `<column>_p10` and `<column>_p90`, too, the band is drawn on the bar.
    column
        The figure.
    title
        What it is, with its unit.
    unit
        How it is written.
    """
    frame = ways.with_columns(pl.col(pl.Decimal).cast(pl.Float64))
    base = alt.Chart(frame).encode(alt.Y("way:N", sort=None, title=None, axis=alt.Axis(labelLimit=120)))
    layers: list[alt.Chart] = [
        base.mark_bar(height=14).encode(
            alt.X(f"{column}:Q", title=title, axis=alt.Axis(format=unit, tickCount=4)),
            tooltip=[alt.Tooltip("way:N", title="way"), alt.Tooltip(f"{column}:Q", title=title, format=unit)],
        )
    ]
    if f"{column}_p90" in ways.columns:
        layers.append(
            base.mark_rule(color=_BAND, strokeWidth=2).encode(
                alt.X(f"{column}_p10:Q"),
                alt.X2(f"{column}_p90:Q"),
                tooltip=[
                    alt.Tooltip(f"{column}_p10:Q", title="low (P10)", format=unit),
                    alt.Tooltip(f"{column}_p90:Q", title="high (P90)", format=unit),
                ],
            )
        )
    return alt.layer(*layers).properties(height=alt.Step(24))
