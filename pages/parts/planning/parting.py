"""The choices and words of the forecast by part."""

import polars as pl
import streamlit as st

from analytics import charts
from analytics.forecast.by_part.part_tables import PartTables
from analytics.usage import Unit
from analytics.wording import day_text
from pages.parts.pictures import draw_chart

_PRODUCT = "Product"
_UNITS = {unit.label: unit for unit in Unit}


def by() -> Unit | None:
    """Let a person choose the parts: products (None) or units of the directory; the choice stands in the address."""
    choice = st.segmented_control(
        "By", [_PRODUCT, *_UNITS], default=_PRODUCT, required=True, key="part", bind="query-params"
    )
    return _UNITS.get(choice)


def pictures(found: PartTables, team: str) -> None:
    """Draw each part by month, the largest first, side by side where there is room."""
    highest = found.months.select(pl.max_horizontal("used", "expected", "p90").max()).item() or 1.0
    cells = st.grid(2, min_column_width=300)
    for part in found.totals["part"]:
        with cells:
            draw_chart(
                f"Tokens of {part}, {team}, by month: used, and expected with the range of what may come",
                charts.part_by_month,
                found.months,
                part,
                highest,
            )


def caption(found: PartTables) -> str:
    """Say what the picture and the table show."""
    return (
        f"Full bar: used, measured. Pale bar: expected, up to {day_text(found.last_day)}, with the range in which 80 %"
        " of the futures lie. Expected tokens add up to those of the whole; low and high ends do not, for not all parts"
        " are low or high together."
    )
