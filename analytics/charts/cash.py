"""Pictures of moves as cash: money by month, and how a saving depends on prices and use."""

import altair as alt
import polars as pl

_QUIET = "#8a8f98"
_ENDS = "#d55e00"
PAID, TOKENS, SUBSCRIPTIONS = "Packs, paid", "Tokens to buy (estimated)", "Subscriptions (estimated)"
_COLOURS = {PAID: "#0072b2", TOKENS: "#e69f00", SUBSCRIPTIONS: "#009e73"}
_WAYS = ("As it is", "With the moves")


def cash_by_month(months: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw the money of each month to come, as it is and with the moves; estimates are pale and outlined.

    Parameters
    ----------
    months
        `month`, `packs_paid` (null: nothing), `tokens_without`, `tokens_moved`, `subscriptions` (null: past),
        `currency`, as `analytics.licensing.cash.month_rows` gives them, in one currency. Months before the first
        estimate are left out: what was paid in them would dwarf what can still be changed.
    """
    months = months.filter(pl.col("month") >= months.drop_nulls("tokens_without")["month"].min())
    currency = ", ".join(months["currency"].unique().sort().to_list())
    amounts = pl.col("packs_paid", "tokens_without", "tokens_moved", "subscriptions")
    sums = months.group_by("month").agg(amounts.cast(pl.Float64).sum()).sort("month")
    parts = [
        sums.select("month", way=pl.lit(way), what=pl.lit(what), money=pl.col(column))
        for way, what, column in (
            (_WAYS[0], PAID, "packs_paid"),
            (_WAYS[0], TOKENS, "tokens_without"),
            (_WAYS[1], PAID, "packs_paid"),
            (_WAYS[1], TOKENS, "tokens_moved"),
            (_WAYS[1], SUBSCRIPTIONS, "subscriptions"),
        )
    ]
    frame = pl.concat(parts).filter(pl.col("money") > 0)
    whats = [what for what in _COLOURS if what in frame["what"]]
    bars = alt.Chart(frame).encode(
        alt.X(
            "yearmonth(month):O",
            title="Month; left as it is, right with the moves",
            axis=alt.Axis(format="%b %Y", labelAngle=-45),
        ),
        alt.Y("sum(money):Q", title=f"{currency} out in the month"),
        alt.XOffset("way:N", sort=list(_WAYS)),
        alt.Color(
            "what:N",
            title=None,
            sort=whats,
            scale=alt.Scale(domain=whats, range=[_COLOURS[what] for what in whats]),
            legend=alt.Legend(orient="top", labelLimit=240),
        ),
        order=alt.Order("what:N"),
        tooltip=[
            alt.Tooltip("yearmonth(month):O", title="month", format="%b %Y"),
            alt.Tooltip("way:N", title="way"),
            alt.Tooltip("what:N", title="for"),
            alt.Tooltip("sum(money):Q", title=currency, format=",.0f"),
        ],
    )
    return alt.layer(
        bars.transform_filter(alt.datum["what"] == PAID).mark_bar(),
        bars.transform_filter(alt.datum["what"] != PAID)
        .mark_bar(opacity=0.6, strokeWidth=1, strokeDash=[3, 2])
        .encode(
            stroke=alt.Stroke(
                "what:N", scale=alt.Scale(domain=whats, range=[_COLOURS[each] for each in whats]), legend=None
            )
        ),
    ).properties(height=300)


def saving_if(rows: pl.DataFrame, saving: float) -> alt.LayerChart | alt.FacetChart:
    """Draw what a set of moves would save if prices or use were others: a bar from the lowest to the highest.

    Parameters
    ----------
    rows
        `what`, `change` (a share), `set_saving`, `currency`, as `analytics.licensing.portfolio.sensitivity` gives them.
    saving
        As it is.
    """
    currency = rows.item(0, "currency")
    what = alt.Y("what:N", sort=rows["what"].unique(maintain_order=True).to_list(), title="What changes")
    spans = rows.group_by("what", maintain_order=True).agg(
        low=pl.col("set_saving").min(), high=pl.col("set_saving").max(), widest=pl.col("change").max()
    )
    marks = rows.with_columns(
        said=pl.format(
            "{}{} %",
            pl.when(pl.col("change") > 0).then(pl.lit("+")).otherwise(pl.lit("")),
            (pl.col("change") * 100).round(0).cast(pl.Int64),
        )
    )
    title = f"Saving of the set, {currency} a year"
    bars = (
        alt.Chart(spans)
        .mark_bar(height=14, opacity=0.5)
        .encode(alt.X("low:Q", title=title, axis=alt.Axis(format=",.0f")), alt.X2("high:Q"), what)
    )
    points = alt.Chart(marks).encode(
        alt.X("set_saving:Q", title=title),
        what,
        tooltip=[
            alt.Tooltip("what:N", title="what"),
            alt.Tooltip("said:N", title="changed by"),
            alt.Tooltip("set_saving:Q", title=currency, format=",.0f"),
        ],
    )
    zero, now = (
        alt.Chart(pl.DataFrame({"set_saving": [at]}))
        .encode(alt.X("set_saving:Q"))
        .mark_rule(color=colour, strokeDash=dash)
        for at, colour, dash in ((0.0, _ENDS, [2, 3]), (saving, _QUIET, [1, 0]))
    )
    return alt.layer(
        bars,
        now,
        zero,
        points.mark_tick(thickness=2, size=18, color=_QUIET),
        points.mark_text(dy=-16, fontSize=10, color=_QUIET).encode(alt.Text("said:N")),
    ).properties(height=alt.Step(48))
