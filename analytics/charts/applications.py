"""Pictures of what applications use of APIs, in the portal's colours: resolved blue, uncharged orange."""

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis
from analytics.charts.portal import RESOLVED, UNCHARGED

_STATUSES = ("resolved", "uncharged")
_TOKENS = ",.1f"
_MOST_BARS = 30


def api_tokens(periods: pl.DataFrame, by: str) -> alt.Chart:
    """Draw tokens by day or week, what is uncharged on top of what is resolved.

    Parameters
    ----------
    periods
        `day` (the first of the period), `status` ("resolved", "uncharged"), `tokens`; one row each.
    by
        `day` or `week`.
    """
    # Bars between two days cannot be stacked by Vega-Lite, so it is done here: "resolved" comes before "uncharged".
    tokens = pl.col("tokens").cast(pl.Float64)
    top = tokens.cum_sum().over("day", order_by="status")
    frame = periods.select(
        "day",
        "status",
        tokens,
        end=pl.col("day").dt.offset_by("1w" if by == "week" else "1d"),
        top=top,
        bottom=top - tokens,
    )
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            alt.X("yearmonthdate(day):T", title="Day (UTC)", axis=days_axis()),
            alt.X2("yearmonthdate(end):T"),
            alt.Y("top:Q", title=f"Tokens a {by}"),
            alt.Y2("bottom:Q"),
            _colour(),
            tooltip=[
                alt.Tooltip("day:T", title="day" if by == "day" else "week of", format="%a %d %b %Y"),
                "status:N",
                alt.Tooltip("tokens:Q", format=_TOKENS),
            ],
        )
        .properties(height=300)
    )
    return chart


def api_tokens_by_job(rows: pl.DataFrame) -> alt.Chart:
    """Draw tokens by API, with its engine or job type, the most on top.

    Parameters
    ----------
    rows
        `api`, `job` (null: none), `resolved`, `uncharged`; the most tokens first.
    """
    name = pl.concat_str("api", "job", separator=", ", ignore_nulls=True)
    frame = (
        rows.head(_MOST_BARS)
        .select(*_STATUSES, name=name)
        .unpivot(_STATUSES, index="name", variable_name="status", value_name="tokens")
        .group_by("name", "status", maintain_order=True)
        .agg(pl.col("tokens").sum().cast(pl.Float64))
        .filter(pl.col("tokens") > 0)
    )
    order = frame["name"].unique(maintain_order=True).to_list()
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
            alt.X("tokens:Q", title="Tokens", stack="zero"),
            _colour(),
            alt.Order("status:N"),
            tooltip=[
                alt.Tooltip("name:N", title="API"),
                "status:N",
                alt.Tooltip("tokens:Q", format=_TOKENS),
            ],
        )
        .properties(height=alt.Step(26))
    )
    return chart


def _colour() -> alt.Color:
    scale = alt.Scale(domain=list(_STATUSES), range=[RESOLVED, UNCHARGED])
    return alt.Color("status:N", title=None, scale=scale, legend=alt.Legend(orient="top"))
