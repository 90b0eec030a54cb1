"""Pictures of past forecasts beside what came."""

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

_KEPT, _TRIED, _CAME, _LASTED = "forecast kept", "worked out afterwards", "used up in fact", "lasted to the end"
_COLORS = {_KEPT: "#0072b2", _TRIED: "#8a8f98", _CAME: "#d55e00", _LASTED: "#009e73"}
_ORIGIN = alt.X(
    "origin:T",
    title="Forecast with data up to",
    axis=days_axis(),
    scale=alt.Scale(padding=14),
)
_SHAPES = {_KEPT: "circle", _TRIED: "circle", _CAME: "diamond", _LASTED: "triangle-up"}


def run_out_history(kept: pl.DataFrame, tried: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw past run-out dates with their bands, by the day they were made, and what came.

    Parameters
    ----------
    kept
        Forecasts as they were made: `origin`, `p10`, `p50`, `p90` (null: not by `end`), `end`, `came` (null: not by
        `seen_until`), `seen_until`; one row per forecast.
    tried
        The same, worked out afterwards from what was known on the day.
    """
    made = pl.concat([kept.with_columns(what=pl.lit(_KEPT)), tried.with_columns(what=pl.lit(_TRIED))])
    bands = made.select(
        "origin",
        "what",
        "end",
        low=pl.col("p10").fill_null(pl.col("end")),
        middle=pl.col("p50").fill_null(pl.col("end")),
        high=pl.col("p90").fill_null(pl.col("end")),
        said=_said("p50"),
    )
    lasted = pl.col("came").is_null() & (pl.col("seen_until") >= pl.col("end"))
    came = made.filter(lasted | pl.col("came").is_not_null()).select(
        "origin",
        day=pl.col("came").fill_null(pl.col("end")),
        what=pl.when(lasted).then(pl.lit(_LASTED)).otherwise(pl.lit(_CAME)),
    )
    legend = alt.Legend(orient="top", columns=2, symbolOpacity=1)
    color = alt.Color("what:N", title=None, scale=_scale(_COLORS), legend=legend)
    shape = alt.Shape("what:N", title=None, scale=_scale(_SHAPES), legend=legend)
    band = alt.Chart(bands).encode(
        _ORIGIN,
        color=color,
        tooltip=[
            alt.Tooltip("origin:T", title="data up to"),
            alt.Tooltip("low:T", title="P10"),
            alt.Tooltip("said:N", title="P50"),
            alt.Tooltip("high:T", title="P90"),
            alt.Tooltip("end:T", title="looked at up to"),
            alt.Tooltip("what:N", title="made"),
        ],
    )
    title = "Day on which the tokens at hand are used up"
    return alt.layer(
        band.mark_rule(strokeWidth=7, opacity=0.35).encode(
            alt.Y("low:T", title=title, axis=days_axis(), scale=alt.Scale(padding=12)), alt.Y2("high:T")
        ),
        band.mark_point(filled=True, size=45, opacity=1).encode(alt.Y("middle:T"), shape=shape),
        alt.Chart(came)
        .mark_point(filled=True, size=75, opacity=1)
        .encode(
            _ORIGIN,
            alt.Y("day:T"),
            color=color,
            shape=shape,
            tooltip=[
                alt.Tooltip("origin:T", title="tokens at hand on"),
                alt.Tooltip("day:T", title="day"),
                alt.Tooltip("what:N", title="what came"),
            ],
        ),
    ).properties(height=380)


def use_history(use: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw the tokens that were forecast for some days ahead, with their band, beside those used and the burn rate.

    Parameters
    ----------
    use
        `origin`, `p10`, `expected`, `p90`, `actual` (null: not known yet), `burn_rate` (null: not worked out); tokens;
        one row per forecast.
    """
    names = {"expected": "forecast (P50, band P10 to P90)", "burn_rate": "burn rate", "actual": "used in fact"}
    points = use.unpivot(list(names), index="origin", variable_name="what", value_name="tokens").drop_nulls("tokens")
    points = points.with_columns(pl.col("what").replace(names))
    colors = dict(zip(names.values(), ("#0072b2", "#8a8f98", "#d55e00"), strict=True))
    shapes = dict(zip(names.values(), ("circle", "stroke", "diamond"), strict=True))
    legend = alt.Legend(orient="top", columns=2, labelLimit=260, symbolOpacity=1)
    return alt.layer(
        alt.Chart(use)
        .mark_rule(strokeWidth=7, opacity=0.35, color="#0072b2")
        .encode(_ORIGIN, alt.Y("p10:Q", title="Tokens used"), alt.Y2("p90:Q")),
        alt.Chart(points)
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            _ORIGIN,
            alt.Y("tokens:Q"),
            color=alt.Color("what:N", title=None, scale=_scale(colors), legend=legend),
            shape=alt.Shape("what:N", title=None, scale=_scale(shapes), legend=legend),
            tooltip=[
                alt.Tooltip("origin:T", title="data up to"),
                alt.Tooltip("what:N", title="what"),
                alt.Tooltip("tokens:Q", title="tokens", format=",.0f"),
            ],
        ),
    ).properties(height=280)


def _scale(values: dict[str, str]) -> alt.Scale:
    return alt.Scale(domain=list(values), range=list(values.values()))


def _said(column: str) -> pl.Expr:
    """Write a date that may lie beyond the end."""
    return pl.col(column).dt.strftime("%-d %b %Y").fill_null("not by then")
