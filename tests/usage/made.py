"""Rows of current usage made up for properties."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import strategies as st

from analytics.store.directory import OPEN_END, OPEN_START
from analytics.usage import Unit

SCHEMA = {
    "day": pl.Date,
    "team_id": pl.Int32,
    "user_id": pl.Int32,
    "product_id": pl.Int32,
    "tokens": pl.Decimal(18, 6),
}
SPANS = {"user_id": pl.Int32, **dict.fromkeys(Unit, pl.String), "first_day": pl.Date, "last_day": pl.Date}
FIRST = date(2026, 1, 1)
PLACES = st.sampled_from(["A", "B", "C", None])
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


def day(ahead: int) -> date:
    return FIRST + timedelta(days=ahead)


def spans_of(*spans: tuple[object, ...]) -> pl.DataFrame:
    """Make a directory of `user_id`, department, cost center, first and last day."""
    full = [(user, unit, center, None, None, None, first, last) for user, unit, center, first, last in spans]
    return pl.DataFrame(full, schema=SPANS, orient="row")


@st.composite
def directories(draw: st.DrawFn) -> pl.DataFrame:
    """Draw users with spans that follow each other, with gaps and open ends, and places that are not known."""
    spans: list[tuple[object, ...]] = []
    for user in draw(st.sets(st.integers(1, 5))):
        edges = sorted(draw(st.sets(st.integers(-5, 65), max_size=8)))
        pairs = [(day(start), day(end)) for start, end in zip(edges[::2], edges[1::2], strict=False)]
        if pairs and draw(st.booleans()):
            pairs = [(OPEN_START, pairs[0][1]), *pairs[1:]]
        if pairs and draw(st.booleans()):
            pairs = [*pairs[:-1], (pairs[-1][0], OPEN_END)]
        spans += [(user, draw(PLACES), draw(PLACES), *pair) for pair in pairs]
    return spans_of(*spans)
