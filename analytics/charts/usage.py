"""Pictures of usage."""

import altair as alt
import polars as pl

from analytics.charts.axes import days_axis, months_axis

MOST_PRODUCTS = 8
"""Products with a colour of their own; the rest are drawn together."""
OTHERS = "All others"
_MOST_BARS = 30
_TOKENS = ",.0f"
_PACE = "#d55e00"
_QUIET = "#8a8f98"


def tokens_by_day(daily: pl.DataFrame, pace: float | None = None) -> alt.LayerChart | alt.FacetChart:
    """Draw tokens by day with their four-week average.

    Parameters
    ----------
    daily
        `day`, `tokens` (null: not measured, drawn as a gap); one row per day, sorted.
    pace
        Tokens a day to draw as a level line: the pace at which the packs last exactly; None for no line.
    """
    frame = daily.select("day", pl.col("tokens").cast(pl.Float64)).with_columns(
        average=pl.col("tokens").rolling_mean(28, min_samples=14)
    )
    base = alt.Chart(frame).encode(
        alt.X("yearmonthdate(day):T", title="Day", axis=days_axis()),
        tooltip=[
            alt.Tooltip("day:T", format="%a %d %b %Y"),
            alt.Tooltip("tokens:Q", format=_TOKENS),
            alt.Tooltip("average:Q", title="28-day mean", format=_TOKENS),
        ],
    )
    # An area, not bars: where there are more days than pixels, bars would lie upon each other and hide the mean.
    days = base.mark_area(opacity=0.4, interpolate="step").encode(alt.Y("tokens:Q", title="Tokens a day"))
    layers: list[alt.Chart] = [days, base.mark_line(strokeWidth=2.5).encode(alt.Y("average:Q"))]
    if pace is not None:
        level = alt.Chart(pl.DataFrame({"pace": [pace]}))
        layers.append(level.mark_rule(color=_PACE, strokeDash=[6, 4], strokeWidth=1.5).encode(alt.Y("pace:Q")))
    return alt.layer(*layers).properties(height=260)


def tokens_by_period(periods: pl.DataFrame, by: str) -> alt.Chart:
    """Draw tokens by week or month.

    Parameters
    ----------
    periods
        The first day of each week or month under the name of `by`, `tokens`, `users`; one row each.
    by
        `week` or `month`.
    """
    days = pl.col(by).dt.offset_by("1w" if by == "week" else "1mo")
    frame = periods.select(by, "users", pl.col("tokens").cast(pl.Float64), end=days)
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(binSpacing=1)
        .encode(
            alt.X(f"yearmonthdate({by}):T", title=by.capitalize(), axis=days_axis()),
            alt.X2("yearmonthdate(end):T"),
            alt.Y("tokens:Q", title=f"Tokens a {by}"),
            tooltip=[
                alt.Tooltip(f"{by}:T", title=f"{by} of", format="%d %b %Y"),
                alt.Tooltip("tokens:Q", format=_TOKENS),
                alt.Tooltip("users:Q"),
            ],
        )
        .properties(height=260)
    )
    return chart


def tokens_by_product(summary: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw tokens by product, the largest on top.

    Parameters
    ----------
    summary
        `product`, `tokens`; one row per product.
    """
    frame = summary.select("product", pl.col("tokens").cast(pl.Float64)).head(_MOST_BARS)
    base = alt.Chart(frame).encode(
        alt.Y("product:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220)),
        alt.X("tokens:Q", title="Tokens"),
        tooltip=["product:N", alt.Tooltip("tokens:Q", format=_TOKENS)],
    )
    numbers = base.mark_text(align="left", dx=4, color=_QUIET).encode(text=alt.Text("tokens:Q", format=_TOKENS))
    return alt.layer(base.mark_bar(), numbers).properties(height=alt.Step(26))


def tokens_by_month(months: pl.DataFrame) -> alt.Chart:
    """Draw tokens by month, stacked by product; of more than nine the small ones are drawn together.

    Parameters
    ----------
    months
        `month`, `product`, `tokens`; one row per month and product.
    """
    totals = months.group_by("product").agg(pl.col("tokens").sum()).sort("tokens", "product", descending=[True, False])
    most = totals.height if totals.height <= MOST_PRODUCTS + 1 else MOST_PRODUCTS
    order = totals["product"].head(most).to_list()
    frame = (
        months.with_columns(pl.when(pl.col("product").is_in(order)).then("product").otherwise(pl.lit(OTHERS)))
        .group_by("month", "product")
        .agg(pl.col("tokens").sum().cast(pl.Float64))
        .sort("month", "product")
    )
    shown = [*order, OTHERS] if totals.height > most else order
    return stacked_months(frame, "product", shown)


def stacked_months(frame: pl.DataFrame, part: str, order: list[str], title: str = "Product") -> alt.Chart:
    """Draw bars of months, stacked by their parts.

    Parameters
    ----------
    frame
        `month`, `tokens` and the column `part`; one row per month and part.
    part
        The column of the parts.
    order
        The parts in the order of their colours.
    title
        What a part is.
    """
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.X("yearmonth(month):T", title="Month", axis=months_axis()),
            alt.Y("tokens:Q", title="Tokens a month"),
            alt.Color(f"{part}:N", sort=order, scale=alt.Scale(domain=order), title=title),
            tooltip=[
                alt.Tooltip("month:T", format="%B %Y"),
                alt.Tooltip(f"{part}:N", title=title.lower()),
                alt.Tooltip("tokens:Q", format=_TOKENS),
            ],
        )
        .properties(height=300)
    )
    return chart


def days_by_week(weeks: pl.DataFrame) -> alt.Chart:
    """Draw on how many days of each week one user used each product.

    Parameters
    ----------
    weeks
        `week` (its Monday), `product`, `days_used` (1 to 7), `tokens`; one row per week and product.
    """
    frame = weeks.with_columns(pl.col("tokens").cast(pl.Float64), week_end=pl.col("week").dt.offset_by("7d"))
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            alt.X("week:T", title="Week", axis=days_axis()),
            alt.X2("week_end:T"),
            alt.Y("product:N", title=None, axis=alt.Axis(labelLimit=220)),
            # Strength, not lightness: in the dark as in the light a week of seven days stands out most.
            alt.Opacity(
                "days_used:Q",
                title="Days used",
                scale=alt.Scale(domain=[0, 7], range=[0.1, 1]),
                legend=alt.Legend(values=[1, 4, 7], format="d"),
            ),
            tooltip=[
                alt.Tooltip("week:T", title="week of", format="%d %b %Y"),
                "product:N",
                alt.Tooltip("days_used:Q", title="days used", format="d"),
                alt.Tooltip("tokens:Q", format=_TOKENS),
            ],
        )
        .properties(height=alt.Step(28))
    )
    return chart


def use_by_version(versions: pl.DataFrame) -> alt.Chart:
    """Draw days of use by product and version.

    Parameters
    ----------
    versions
        `product`, `version`, `days_used`; one row per product and version.
    """
    chart: alt.Chart = (
        alt.Chart(versions.select("product", "version", "days_used"))
        .mark_bar()
        .encode(
            alt.Y("product:N", title=None, axis=alt.Axis(labelLimit=220)),
            alt.X("days_used:Q", title="Days used (user and day)"),
            alt.Color("version:N", title="Version"),
            tooltip=["product:N", "version:N", alt.Tooltip("days_used:Q", title="days used", format="d")],
        )
        .properties(height=alt.Step(28))
    )
    return chart
