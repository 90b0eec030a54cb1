"""Pictures of what departments and other units used."""

import altair as alt
import polars as pl

from analytics.charts.usage import OTHERS, stacked_months

MOST_UNITS = 8
"""Units with a colour of their own; the rest are drawn together."""
_PALE = 0.45


def tokens_by_month_and_unit(months: pl.DataFrame, unit: str, title: str, unallocated: str) -> alt.Chart:
    """Draw tokens by month, stacked by unit; of more than nine the small ones are drawn together.

    Parameters
    ----------
    months
        `month`, the units' labels, `tokens`; one row per month and unit.
    unit
        The column of the labels.
    title
        What a unit is, in words.
    unallocated
        The label of what belongs to none: it stands last, on top and pale.
    """
    named = months.select("month", "tokens", unit=unit)
    totals = named.group_by("unit").agg(pl.col("tokens").sum()).sort("tokens", "unit", descending=[True, False])
    units = totals.filter(pl.col("unit") != unallocated)["unit"].to_list()
    own = units if len(units) <= MOST_UNITS + 1 else units[:MOST_UNITS]
    order = [*own, *[OTHERS] * (len(units) > len(own)), *[unallocated] * (totals.height > len(units))]
    places = pl.col("unit").replace_strict(order, range(len(order)), return_dtype=pl.Int64)
    kept = pl.when(pl.col("unit").is_in([*own, unallocated])).then("unit").otherwise(pl.lit(OTHERS))
    frame = (
        named.with_columns(unit=kept)
        .group_by("month", "unit")
        .agg(pl.col("tokens").sum().cast(pl.Float64))
        .with_columns(place=places)
        .sort("month", "place")
    )
    chart: alt.Chart = stacked_months(frame, "unit", order, title).encode(
        alt.Order("place:Q"), opacity=alt.condition(alt.datum["unit"] == unallocated, alt.value(_PALE), alt.value(1))
    )
    return chart
