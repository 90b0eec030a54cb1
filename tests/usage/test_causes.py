"""The causes of an excess: its parts add up to it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.store import Names, Store, current_usage, masked_names, shown_names
from analytics.usage import By, Days, Excess, causes
from tests.places import SAMPLE_DATA
from tests.usage.made import SCHEMA

FIRST = date(2026, 3, 2)
NOBODY = Names(
    teams=pl.DataFrame({"team_id": [1], "team": ["A"]}, schema_overrides={"team_id": pl.Int32}),
    products=pl.DataFrame({"product_id": [1, 2], "product": ["P", "Q"]}, schema_overrides={"product_id": pl.Int32}),
    users=pl.DataFrame({"user_id": [1, 2, 3], "user": ["X", "Y", "Z"]}, schema_overrides={"user_id": pl.Int32}),
    versions=pl.DataFrame(),
    features=pl.DataFrame(),
)
uses = st.lists(
    st.tuples(
        st.integers(-60, 6),
        st.sampled_from([None, 1, 2, 3]),
        st.sampled_from([1, 2]),
        st.decimals(min_value=0, max_value=50, places=1),
    ),
    min_size=1,
)


@given(uses, st.decimals(min_value=0, max_value=1000, places=1), st.sampled_from([By.USER, By.PRODUCT, By.TEAM]))
def test_the_parts_add_up(use: list[tuple[int, int | None, int, Decimal]], expected: Decimal, by: By) -> None:
    rows = pl.DataFrame(
        [(FIRST + timedelta(days=day), 1, user, product, tokens) for day, user, product, tokens in use],
        schema=SCHEMA,
        orient="row",
    )
    excess = Excess(Days(FIRST, FIRST + timedelta(days=6)), expected)
    parts = causes(rows, excess, by, NOBODY)
    used = sum((tokens for day, _, _, tokens in use if 0 <= day <= 6), Decimal(0))
    assert parts["tokens"].sum() == used
    if parts.height:
        assert parts["expected"].sum() == expected
        assert parts["excess"].sum() == used - expected


def test_who_used_a_third_before_was_expected_to_use_a_third(load_lines: Callable[..., Receipt], store: Store) -> None:
    load_lines(
        "2026-02-02,A,Revit,2026,ann@b.example,,,20",
        "2026-02-03,A,Revit,2026,bob@b.example,,,10",
        "2026-03-02,A,Revit,2026,ann@b.example,,,10",
        "2026-03-03,A,Revit,2026,eve@b.example,,,40",
    )
    excess = Excess(Days(FIRST, FIRST + timedelta(days=6)), Decimal(15))
    found = causes(current_usage(store), excess, By.USER, masked_names(store))
    assert found.select("user", "tokens", "expected", "excess").rows() == [
        ("User 0003", 40, 0, 40),
        ("User 0001", 10, 10, 0),
        ("User 0002", 0, 5, -5),
    ]


def test_the_project_of_the_sample_is_carried_by_its_people(sample_store: Store) -> None:
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))["project"]
    days = Days(date.fromisoformat(truth["first_day"]), date.fromisoformat(truth["last_day"]))
    rows = current_usage(sample_store, truth["team"])
    used = rows.filter(pl.col("day").is_between(days.first, days.last))["tokens"].sum()
    found = causes(rows, Excess(days, used - truth["tokens"]), By.USER, shown_names(sample_store))
    carriers = found.head(len(truth["users"]))
    assert {name.partition("<")[2].rstrip(">") for name in carriers["user"]} == set(truth["users"])
    assert carriers["excess"].sum() == truth["tokens"]
