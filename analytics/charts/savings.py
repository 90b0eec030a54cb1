"""Pictures of money: Flex against a subscription."""

import altair as alt
import polars as pl

_MOST_BARS = 25


def flex_against_subscription(candidates: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw what each candidate cost on Flex in a year, with the price of a subscription as a mark.

    Parameters
    ----------
    candidates
        `user`, `product`, `team`, `charged_days`, `flex_cost`, `subscription_price` (null: not known), `currency`;
        one row per candidate, in one currency.
    """
    frame = candidates.head(_MOST_BARS).with_columns(who=pl.concat_str("user", "product", "team", separator=", "))
    currency = ", ".join(frame["currency"].unique().sort().to_list())
    base = alt.Chart(frame).encode(alt.Y("who:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)))
    bars = base.mark_bar().encode(
        alt.X("flex_cost:Q", title=f"{currency} a year"),
        tooltip=[
            "who:N",
            alt.Tooltip("charged_days:Q", title="charged days", format="d"),
            alt.Tooltip("flex_cost:Q", title="on Flex", format=",.0f"),
            alt.Tooltip("subscription_price:Q", title="subscription", format=",.0f"),
        ],
    )
    marks = base.mark_tick(color="#e69f00", opacity=1, thickness=4, size=22).encode(alt.X("subscription_price:Q"))
    return alt.layer(bars, marks).properties(height=alt.Step(26))
