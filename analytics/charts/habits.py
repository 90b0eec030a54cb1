"""Pictures of habits, and of who is in the pool."""

import altair as alt
import polars as pl

_QUIET = "#8a8f98"


def habits_by_money(habits: pl.DataFrame, currency: str) -> alt.LayerChart | alt.FacetChart:
    """Draw what each habit takes in a year at most, the dearest on top; dashed, since it is a bound and no measurement.

    Parameters
    ----------
    habits
        `habit`, `users`, `occurrences`, `tokens_year`, `cost_year`; one row per habit, all in one currency.
    currency
        What `cost_year` is in.
    """
    frame = habits.select("habit", "users", "occurrences", "tokens_year", "cost_year")
    base = alt.Chart(frame).encode(
        alt.Y("habit:N", sort=frame["habit"].to_list(), title=None, axis=alt.Axis(labelLimit=260)),
        alt.X("cost_year:Q", title=f"At most, {currency} a year", axis=alt.Axis(format=",.0f")),
        tooltip=[
            "habit:N",
            alt.Tooltip("cost_year:Q", title=f"at most {currency} a year", format=",.0f"),
            alt.Tooltip("tokens_year:Q", title="at most tokens a year", format=",.0f"),
            alt.Tooltip("users:Q", format=",d"),
            alt.Tooltip("occurrences:Q", format=",d"),
        ],
    )
    bars = base.mark_bar(fillOpacity=0.4, strokeDash=[5, 3], strokeWidth=1.5, stroke=_QUIET)
    numbers = base.mark_text(align="left", dx=5, color=_QUIET).encode(text=alt.Text("cost_year:Q", format=",.0f"))
    return alt.layer(bars, numbers).properties(height=alt.Step(34))


def members_by_team(rows: pl.DataFrame, states: list[str]) -> alt.Chart:
    """Draw the users of each team by what they are to its pool.

    Parameters
    ----------
    rows
        `team`, `state`; one row per team and user.
    states
        Every state, in the order in which they are drawn.
    """
    frame = (
        rows.group_by("team", "state")
        .agg(users=pl.len())
        .with_columns(order=pl.col("state").replace_strict(states, range(len(states)), return_dtype=pl.Int64))
        .sort("team", "order")
    )
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.Y("team:N", title=None, axis=alt.Axis(labelLimit=220)),
            alt.X("users:Q", title="Users", axis=alt.Axis(format=",d", tickMinStep=1)),
            alt.Color("state:N", sort=states, scale=alt.Scale(domain=states), title="State"),
            alt.Order("order:Q"),
            tooltip=["team:N", "state:N", alt.Tooltip("users:Q", format=",d")],
        )
        .properties(height=alt.Step(40))
    )
    return chart
