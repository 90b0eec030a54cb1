"""The Pareto picture: the heaviest consumers, and the share that they take together."""

import altair as alt
import polars as pl

MOST_PARETO_BARS = 40
"""Consumers that the picture has room for."""
_LINE = "#d55e00"
_LEGEND = {"": "not marked", "expected": "marked as expected"}
_STRENGTH = {"not marked": 1.0, "marked as expected": 0.4}


def pareto(rows: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw tokens by consumer as bars, and the cumulative share of all tokens as a line with its own axis.

    Parameters
    ----------
    rows
        `consumer`, `tokens`, `share`, `cumulative_share` (null: the line has no point there), `mark` ("expected" or
        empty); one row per consumer, in the order in which they are drawn.
    """
    frame = rows.head(MOST_PARETO_BARS).select(
        "consumer",
        pl.col("tokens").cast(pl.Float64),
        "share",
        "cumulative_share",
        use=pl.col("mark").replace_strict(_LEGEND, default=_LEGEND[""]),
    )
    uses = [text for text in _LEGEND.values() if text in frame["use"]]
    # In the order of the rows, said in full: a picture that is drawn anew keeps those whom it knows before the others.
    order = frame["consumer"].to_list()
    base = alt.Chart(frame).encode(
        alt.X("consumer:N", sort=order, title=None, axis=alt.Axis(labelAngle=-40, labelLimit=140, labelOverlap=False)),
        tooltip=[
            alt.Tooltip("consumer:N", title="consumer"),
            alt.Tooltip("tokens:Q", format=",.0f"),
            alt.Tooltip("share:Q", title="share of all tokens", format=".1%"),
            alt.Tooltip("cumulative_share:Q", title="together with those before", format=".1%"),
            "use:N",
        ],
    )
    bars = base.mark_bar().encode(
        alt.Y("tokens:Q", title="Tokens"),
        alt.Opacity(
            "use:N",
            title=None,
            scale=alt.Scale(domain=uses, range=[_STRENGTH[text] for text in uses]),
            legend=alt.Legend(orient="top") if len(uses) > 1 else None,
        ),
    )
    line = base.mark_line(color=_LINE, point=alt.OverlayMarkDef(color=_LINE, size=40), strokeWidth=2).encode(
        alt.Y(
            "cumulative_share:Q",
            title="Cumulative share of all tokens",
            axis=alt.Axis(format="%", orient="right", titleColor=_LINE, grid=False),
            scale=alt.Scale(domain=[0, 1]),
        )
    )
    layered = alt.layer(bars, line).properties(height=340)
    picture: alt.LayerChart | alt.FacetChart = layered.resolve_scale(y="independent")
    return picture
