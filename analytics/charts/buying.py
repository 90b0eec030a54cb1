"""Pictures of what can be bought."""

from datetime import date

import altair as alt
import polars as pl

_QUIET = "#8a8f98"


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
    base = alt.Chart(balances).encode(
        alt.X("day:T", title="Day", axis=alt.Axis(format="%b %Y", tickCount=8)),
        alt.Color("way:N", title=None, sort=ways, legend=alt.Legend(orient="top", columns=4, labelLimit=200)),
    )
    band = base.mark_area(opacity=0.1).encode(alt.Y("p10:Q", title="Tokens left"), alt.Y2("p90:Q"))
    line = base.mark_line(strokeWidth=2).encode(
        alt.Y("p50:Q"),
        alt.StrokeDash("way:N", title=None, sort=ways),
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
        .mark_text(color=_QUIET, align="left", dx=5, fontSize=11)
        .encode(alt.X("day:T"), alt.Y(value=8), alt.Text("what:N"))
    )
    return alt.layer(band, line, rule, text).properties(height=340)
