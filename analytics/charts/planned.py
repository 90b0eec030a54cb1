"""Pictures of plans: use against the tokens of a term, and budgets."""

from datetime import date

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis

MOST_BUDGETS = 24
"""Budgets in one picture; the table has all."""
_QUIET = "#8a8f98"
_MARK = "#d55e00"
_TOKENS = ",.0f"


def use_against_plan(
    days: pl.DataFrame, tiers: pl.DataFrame, first_day: date, last_day: date, tokens: float
) -> alt.LayerChart | alt.FacetChart:
    """Draw the tokens used since a term's first day: as it was, as a fan of what may come, and the even pace.

    Parameters
    ----------
    days
        `day`, `used` (tokens since the first day; null: to come), `p10`, `p50`, `p90` (null: past).
    tiers
        Levels to mark: `tier` (a share of one), `tokens`; one row each.
    first_day, last_day
        The term.
    tokens
        All of its tokens; 0: none are known, and neither pace nor levels are drawn.
    """
    x = alt.X(
        "day:T",
        title="Day",
        axis=days_axis(),
        scale=alt.Scale(domain=[first_day.isoformat(), last_day.isoformat()]),
    )
    y = alt.Y("used:Q", title="Tokens used since the term began")
    day = alt.Tooltip("day:T", format="%a %d %b %Y")
    band = [
        alt.Tooltip("p10:Q", title="low (P10)", format=_TOKENS),
        alt.Tooltip("p50:Q", title="middle (P50)", format=_TOKENS),
        alt.Tooltip("p90:Q", title="high (P90)", format=_TOKENS),
    ]
    past = alt.Chart(days.filter(pl.col("used").is_not_null()))
    future = alt.Chart(days.filter(pl.col("p50").is_not_null()))
    layers: list[alt.Chart] = [
        future.mark_area(opacity=0.3).encode(x, alt.Y("p10:Q"), alt.Y2("p90:Q")),
        future.mark_line(strokeDash=[5, 4], strokeWidth=2).encode(x, alt.Y("p50:Q"), tooltip=[day, *band]),
        past.mark_line(strokeWidth=2.5).encode(x, y, tooltip=[day, alt.Tooltip("used:Q", format=_TOKENS)]),
    ]
    if tokens:
        pace = pl.DataFrame({"day": [first_day, last_day], "used": [0.0, tokens]})
        layers.append(alt.Chart(pace).mark_line(color=_MARK, strokeDash=[6, 4], strokeWidth=1.5).encode(x, y))
        levels = pl.concat(
            [
                tiers.filter(pl.col("tier") != 1).select(
                    pl.col("tokens").cast(pl.Float64),
                    level=pl.format("{} %", (pl.col("tier") * 100).round(1).cast(pl.String).str.strip_suffix(".0")),
                ),
                pl.DataFrame({"tokens": [tokens], "level": ["all tokens of the term"]}),
            ]
        )
        rule = alt.Chart(levels).encode(alt.Y("tokens:Q"))
        said = ["level:N", alt.Tooltip("tokens:Q", format=_TOKENS)]
        layers += [
            rule.mark_rule(color=_QUIET, strokeDash=[2, 3]).encode(tooltip=said),
            rule.mark_text(align="left", baseline="bottom", dx=4, dy=-2, color=_QUIET, fontSize=11).encode(
                alt.Text("level:N"), alt.X(value=0)
            ),
        ]
    return alt.layer(*layers).properties(height=340)


def budgets_against_use(rows: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw what was used of each budget as a full bar, and what is expected as a pale one with its band.

    Parameters
    ----------
    rows
        `whose`, `period`, `first_day`, `budget`, `used`, `p10`, `p50`, `p90`, `figures`, `state`; one row per budget,
        of which the first 24 above zero are drawn.
    """
    share = pl.col("used", "p10", "p50", "p90").cast(pl.Float64) / pl.col("budget").cast(pl.Float64)
    frame = (
        rows.filter(pl.col("budget") > 0)
        .head(MOST_BUDGETS)
        .with_columns(
            share.name.suffix("_share"),
            pl.col("budget", "used").cast(pl.Float64),
            name=pl.format("{}, {} from {}", "whose", "period", pl.col("first_day").dt.strftime("%-d %b %Y")),
        )
    )
    base = alt.Chart(frame).encode(
        alt.Y(
            "name:N",
            title="Budget",
            sort=frame["name"].unique(maintain_order=True).to_list(),
            axis=alt.Axis(labelLimit=260),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="budget of"),
            alt.Tooltip("budget:Q", format=_TOKENS),
            alt.Tooltip("used:Q", format=_TOKENS),
            alt.Tooltip("p10:Q", title="low (P10)", format=_TOKENS),
            alt.Tooltip("p50:Q", title="middle (P50)", format=_TOKENS),
            alt.Tooltip("p90:Q", title="high (P90)", format=_TOKENS),
            "figures:N",
            "state:N",
        ],
    )
    x = alt.X("used_share:Q", title="Tokens, in % of the budget", axis=alt.Axis(format="%"))
    estimated = base.transform_filter("datum.figures == 'estimated' && isValid(datum.p50)")
    return alt.layer(
        estimated.mark_bar(opacity=0.3).encode(alt.X("p50_share:Q")),
        base.mark_bar().encode(x),
        estimated.mark_rule(strokeWidth=2, color=_QUIET).encode(alt.X("p10_share:Q"), alt.X2("p90_share:Q")),
        alt.Chart(pl.DataFrame({"all": [1.0]})).mark_rule(color=_MARK, strokeWidth=2).encode(alt.X("all:Q")),
    ).properties(height=alt.Step(34))
