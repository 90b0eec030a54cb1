"""The waterfall of a change: from the tokens before, cause by cause, to the tokens now."""

import altair as alt
import polars as pl

from analytics.wording import tokens_text

# Told apart by lightness and by the sign written beside each bar too.
_COLOURS = {"more": "#e69f00", "less": "#2f8fd0"}
_QUIET = "#8a8f98"
_WIDE = 0.3
"""Where the lowest level is below this share of the highest, the axis begins with zero."""
_AIR = 0.15
"""Room at both ends for the numbers, as a share of what is drawn."""


def waterfall(steps: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw totals as marks and causes as bars between them.

    The axis need not begin with zero: totals are drawn as marks, without a length to compare.

    Parameters
    ----------
    steps
        `step`, `start`, `end` (tokens), `kind` (total, more, less); one row per bar, in order.
    """
    texts = [
        tokens_text(end) if kind == "total" else _signed(end - start)
        for start, end, kind in steps.select("start", "end", "kind").iter_rows()
    ]
    frame = steps.with_columns(
        pl.Series("text", texts, pl.String),
        right=pl.max_horizontal("start", "end"),
        change=pl.col("end") - pl.col("start"),
    )
    bars, totals = frame.filter(pl.col("kind") != "total"), frame.filter(pl.col("kind") == "total")
    levels = [*bars["start"], *bars["end"], *totals["end"]]
    low, high = min(levels), max(levels)
    low = 0.0 if low < _WIDE * high else low
    air = _AIR * (high - low or 1)
    first = max(0.0, low - air)
    scale = alt.Scale(domain=[first, high + air], nice=False, zero=False)
    title = "Tokens (the axis does not begin with zero)" if first else "Tokens"
    y = alt.Y("step:N", sort=frame["step"].to_list(), title=None, axis=alt.Axis(labelLimit=240))
    x = alt.X("start:Q", title=title, scale=scale)
    kinds = [kind for kind in _COLOURS if kind in bars["kind"]]
    floating = (
        alt.Chart(bars)
        .mark_bar(size=20)
        .encode(
            y,
            x,
            alt.X2("end:Q"),
            alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=kinds, range=[_COLOURS[kind] for kind in kinds]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["step:N", alt.Tooltip("change:Q", title="tokens", format="+,.2~f")],
        )
    )
    marks = (
        alt.Chart(totals)
        .mark_tick(thickness=4, size=24, color=_QUIET, opacity=1)
        .encode(
            y,
            alt.X("end:Q", scale=scale, title=title),
            tooltip=["step:N", alt.Tooltip("end:Q", title="tokens", format=",.2~f")],
        )
    )
    numbers = (
        alt.Chart(frame)
        .mark_text(align="left", dx=6, color=_QUIET)
        .encode(y, alt.X("right:Q", scale=scale, title=title), alt.Text("text:N"))
    )
    return alt.layer(floating, marks, numbers).properties(height=alt.Step(34))


def _signed(tokens: float) -> str:
    return f"{'−' if tokens < 0 else '+'}{tokens_text(abs(tokens))}"
