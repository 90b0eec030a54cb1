"""Allocation: every token goes somewhere, once, on every engine; on the sample as its simulator says."""

import json
from decimal import Decimal

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.store import Store, current_usage, shown_names
from analytics.store.directory import OPEN_END, OPEN_START, directory, shown_directory
from analytics.usage import UNALLOCATED, By, Unit, allocated, allocation, match, rolled_up, summary
from analytics.usage.allocation import days_by_unit
from tests.places import SAMPLE_DATA
from tests.usage.made import day, directories, spans_of

ROWS = {
    "day": pl.Date,
    "team_id": pl.Int32,
    "user_id": pl.Int32,
    "product_id": pl.Int32,
    "tokens": pl.Decimal(18, 6),
}


def rows_of(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=ROWS, orient="row")


SMALL = rows_of(
    (day(0), 1, 1, 1, 1), (day(9), 1, 1, 1, 2), (day(20), 2, 1, 2, 4), (day(20), 2, None, 1, 8), (day(0), 1, 2, 1, 16)
)
MOVED = spans_of((1, "Design", "41", OPEN_START, day(5)), (1, "Plant", "41", day(10), OPEN_END))


def test_use_goes_where_its_user_was_on_that_day() -> None:
    placed = allocated(SMALL.lazy(), MOVED, Unit.DEPARTMENT).collect().sort("tokens")
    assert placed["unit"].to_list() == ["Design", None, "Plant", None, None]
    assert placed.drop("unit").equals(SMALL)


def test_a_small_use_summed_by_hand() -> None:
    rows = allocation(rolled_up(SMALL), MOVED, Unit.DEPARTMENT).drop("share").rows()
    assert rows == [("Plant", 4, 1, 1, 1), ("Design", 1, 1, 1, 1), (UNALLOCATED, 26, 2, 1, 3)]
    assert allocation(rolled_up(SMALL), MOVED, Unit.PROJECT)["project"].to_list() == [UNALLOCATED]
    by_day = days_by_unit(SMALL.lazy(), MOVED, Unit.COST_CENTER).collect()
    assert set(by_day.rows()) == {
        (day(0), 1, "41", 1),
        (day(0), 1, None, 16),
        (day(9), 1, None, 2),
        (day(20), 2, "41", 4),
        (day(20), 2, None, 8),
    }


def test_nothing_and_nobody() -> None:
    assert allocation(rolled_up(SMALL.clear()), MOVED, Unit.DEPARTMENT).is_empty()
    alone = allocation(rolled_up(SMALL), MOVED.clear(), Unit.COUNTRY)
    assert alone.select("country", "tokens", "share").rows() == [(UNALLOCATED, 31, 1.0)]


def test_the_match_says_why_use_has_no_place() -> None:
    found = match(SMALL, MOVED)
    assert (found.matched, found.other_days, found.unknown, found.not_named) == (5, 2, 16, 8)
    assert (found.tokens, found.users, found.known_users) == (31, 2, 1)
    assert match(SMALL.clear(), MOVED).share == 0


usage_rows = st.lists(
    st.tuples(
        st.integers(0, 60).map(day),
        st.integers(1, 2),
        st.none() | st.integers(1, 4),
        st.integers(1, 3),
        st.decimals(0, 50, places=6),
    ),
    max_size=30,
)


def by_hand(rows: pl.DataFrame, spans: pl.DataFrame, unit: Unit) -> dict[str, Decimal]:
    """Look every row up, one by one."""
    sums: dict[str, Decimal] = {}
    for row in rows.iter_rows(named=True):
        here = [
            span[unit]
            for span in spans.iter_rows(named=True)
            if span["user_id"] == row["user_id"] and span["first_day"] <= row["day"] <= span["last_day"]
        ]
        label = (here[0] if here else None) or UNALLOCATED
        sums[label] = sums.get(label, Decimal(0)) + row["tokens"]
    return sums


@settings(deadline=None)
@given(usage_rows, directories(), st.sampled_from([Unit.DEPARTMENT, Unit.COST_CENTER, Unit.PROJECT]))
def test_every_token_goes_somewhere_once(rows: list[tuple[object, ...]], spans: pl.DataFrame, unit: Unit) -> None:
    frame = rows_of(*rows)
    found = allocation(rolled_up(frame), spans, unit)
    assert dict(found.select(unit, "tokens").iter_rows()) == by_hand(frame, spans, unit)
    assert found["tokens"].sum() == frame["tokens"].sum()
    assert days_by_unit(frame.lazy(), spans, unit).collect()["tokens"].sum() == frame["tokens"].sum()
    matched = match(frame, spans)
    assert matched.matched + matched.other_days + matched.unknown + matched.not_named == frame["tokens"].sum()


@settings(deadline=None, max_examples=20)
@given(usage_rows, directories())
def test_duckdb_places_it_alike(rows: list[tuple[object, ...]], spans: pl.DataFrame) -> None:
    frame = rows_of(*rows)
    relation = duckdb.from_arrow(frame.to_arrow())
    there = days_by_unit(relation, spans, Unit.DEPARTMENT).pl()
    here = days_by_unit(frame.lazy(), spans, Unit.DEPARTMENT).collect()
    assert sorted(there.rows(), key=str) == sorted(here.rows(), key=str)


@pytest.mark.parametrize("unit", Unit)
def test_the_sample_goes_where_its_simulator_says(sample_store: Store, unit: Unit) -> None:
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))["directory"]["tokens_by_unit"][unit]
    rows = current_usage(sample_store)
    found = allocation(rolled_up(rows), shown_directory(sample_store), unit)
    assert {label: int(tokens) for label, tokens in found.select(unit, "tokens").iter_rows()} == {
        label or UNALLOCATED: tokens for label, tokens in truth.items()
    }
    masked = allocation(rolled_up(rows), directory(sample_store), unit)
    assert masked["tokens"].equals(found["tokens"]) or unit is Unit.MANAGER
    by_product = summary(rolled_up(rows), By.PRODUCT, shown_names(sample_store))["tokens"].sum()
    assert masked["tokens"].sum() == found["tokens"].sum() == by_product
    assert "@" not in masked.write_csv()
