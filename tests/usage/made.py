"""Rows of current usage made up for properties."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

SCHEMA = {
    "day": pl.Date,
    "team_id": pl.Int32,
    "user_id": pl.Int32,
    "product_id": pl.Int32,
    "tokens": pl.Decimal(18, 6),
}
Row = tuple[date, int, int | None, int, Decimal]


def rows_until(last: date) -> st.SearchStrategy[list[Row]]:
    """Make rows of 2026 up to a day, of few teams, users and products."""
    return st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), last),
            st.integers(1, 2),
            st.none() | st.integers(1, 4),
            st.integers(1, 3),
            st.decimals(0, 50, places=6),
        ),
        max_size=40,
    )
