"""The picture of what each pack had left."""

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

# Okabe and Ito's colours, told apart by the colour-blind; grey is for what is over.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
_EXPIRED = ("#8a8f98", "#b4b8bf")
_MOST_ROWS = 4500
_LEGEND_ROW = 16
"""Pixels of one pack in the legend."""


def burn_down(rows: pl.DataFrame) -> alt.Chart:
    """Draw tokens left by day, one area for each pack on top of the other; those that pay first lie on top.

    Parameters
    ----------
    rows
        `day`, `pack` (in words), `state`, `turn` (0 pays first), `left`; one row per day and pack in force, by day.
    """
    step = -(-rows.height // _MOST_ROWS)
    # Of a long history every n-th day, and each pack's first and last, which are its steps.
    ends = (pl.col("day") == pl.col("day").min().over("pack")) | (pl.col("day") == pl.col("day").max().over("pack"))
    frame = rows.filter(ends | (pl.col("day").to_physical() % step == 0)).select(
        "day", "pack", "turn", pl.col("left").cast(pl.Float64)
    )
    packs = rows.select("pack", "state", "turn").unique().sort("turn")
    colours = []
    for place, state in enumerate(packs["state"]):
        over = state in ("ended", "merged")
        colours.append(_EXPIRED[place % 2] if over else _COLOURS[place % len(_COLOURS)])
    in_force = packs.filter(~pl.col("state").is_in(["ended", "merged"]))["pack"].to_list()
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_area(opacity=0.85, strokeWidth=0.5, line=False)
        .encode(
            alt.X("day:T", title="Day", axis=days_axis()),
            alt.Y("left:Q", title="Tokens left", stack="zero"),
            alt.Color(
                "pack:N",
                title=None,
                scale=alt.Scale(domain=packs["pack"].to_list(), range=colours),
                legend=alt.Legend(orient="bottom", columns=1, labelLimit=420, values=in_force, symbolOpacity=1),
            ),
            alt.Order("turn:Q", sort="descending"),
            tooltip=[
                alt.Tooltip("day:T", format="%a %d %b %Y"),
                alt.Tooltip("pack:N", title="Pack"),
                alt.Tooltip("left:Q", title="Left", format=",.0f"),
            ],
        )
        .properties(height=320 + _LEGEND_ROW * len(in_force))
    )
    return chart
