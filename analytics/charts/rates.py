"""Pictures of rates: the card against what the exports tell."""

import altair as alt
import polars as pl

MOST_RATES = 30
"""Products in one picture; the table has all."""
_TOKENS = ",.6~f"
_QUIET = "#8a8f98"
_CARD, _EXPORTS = "rate card", "exports"


def rates_on_card_and_in_exports(rows: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw by product the rate of the card as a bar across, and the usual tokens of a day in the exports as a dot.

    Parameters
    ----------
    rows
        `product`, `rate` (null: not on the card), `usual` (null: unclear, or not in use), `state`; one row per product
        in use, of which the first 30 are drawn.
    """
    frame = rows.head(MOST_RATES).select("product", pl.col("rate", "usual").cast(pl.Float64), "state")
    told = frame.unpivot(on=["rate", "usual"], index=["product", "state"], variable_name="by", value_name="tokens")
    told = told.drop_nulls("tokens").with_columns(pl.col("by").replace({"rate": _CARD, "usual": _EXPORTS}))
    most = told.select(pl.col("tokens").max()).item() or 1
    scale = alt.Scale(domain=[_CARD, _EXPORTS], range=["#e69f00", "#0072b2"])
    base = alt.Chart(told).encode(
        alt.Y("product:N", sort=frame["product"].to_list(), title=None, axis=alt.Axis(labelLimit=280)),
        alt.X(
            "tokens:Q",
            title="Tokens for 24 hours of one user",
            axis=alt.Axis(tickMinStep=1, format=_TOKENS),
            # Room for the mark at the end.
            scale=alt.Scale(domain=[0, most * 1.05], nice=False),
        ),
        alt.Color("by:N", title="Told by", scale=scale, legend=alt.Legend(orient="top")),
        tooltip=[
            alt.Tooltip("product:N", title="product"),
            alt.Tooltip("by:N", title="told by"),
            alt.Tooltip("tokens:Q", title="tokens for 24 hours", format=_TOKENS),
            alt.Tooltip("state:N", title="card and exports"),
        ],
    )
    dots = base.transform_filter(alt.datum.by == _EXPORTS).mark_point(filled=True, size=90, opacity=1)
    ticks = base.transform_filter(alt.datum.by == _CARD).mark_tick(thickness=4, size=20, opacity=1)
    return alt.layer(ticks, dots).properties(height=alt.Step(26))


def break_even_by_product(rows: pl.DataFrame, rule: int) -> alt.LayerChart | alt.FacetChart:
    """Draw by product and team the charged days a year from which a subscription costs less than tokens.

    Parameters
    ----------
    rows
        `product`, `team`, `rate`, `price_per_token`, `subscription_price`, `currency`, `break_even_days`; one row per
        product and team, of which the first 30 are drawn.
    rule
        The days above which users are looked at, as a line.
    """
    money = pl.col("rate", "price_per_token", "subscription_price").cast(pl.Float64)
    frame = rows.head(MOST_RATES).with_columns(money, who=pl.concat_str("product", "team", separator=", "))
    # More days than a year has never pay; the bar ends where the year does, and the tooltip tells the number.
    base = alt.Chart(frame.with_columns(bar=pl.min_horizontal("break_even_days", 365.0))).encode(
        alt.Y("who:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        alt.X("bar:Q", title="Break-even, charged days a year"),
    )
    bars = base.mark_bar().encode(
        tooltip=[
            alt.Tooltip("who:N", title="product and team"),
            alt.Tooltip("break_even_days:Q", title="days a year", format=",.1f"),
            alt.Tooltip("rate:Q", title="tokens a day", format=_TOKENS),
            alt.Tooltip("price_per_token:Q", title="price per token", format=",.2f"),
            alt.Tooltip("subscription_price:Q", title="subscription, a year", format=",.2f"),
            alt.Tooltip("currency:N", title="currency"),
        ]
    )
    said = base.mark_text(align="left", dx=4, color=_QUIET).encode(alt.Text("break_even_days:Q", format=",.0f"))
    line = alt.Chart(pl.DataFrame({"days": [rule], "what": [f"the rule: {rule} days"]})).encode(alt.X("days:Q"))
    mark = line.mark_rule(color="#e69f00", strokeWidth=2, strokeDash=[6, 4]).encode(tooltip=["what:N"])
    return alt.layer(bars, said, mark).properties(height=alt.Step(26))
