"""Summaries: exact, and the same total whichever way it is cut."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.pool import team_ledger
from analytics.store import NOT_NAMED, Names, Store, covered_days, current_usage, masked_names, shown_names
from analytics.usage import By, daily_tokens, in_order, rolled_up, summary, usage_days
from tests.places import SAMPLE_DATA
from tests.usage.made import SCHEMA, Row, rows_until

Loader = Callable[..., Receipt]
ANSWER = ["tokens", "users", "products", "charged_days"]


@pytest.fixture
def small(load_lines: Loader, store: Store) -> Store:
    load_lines(
        "2026-01-31,A,Revit,2026,ann@b.example,,,10",
        "2026-01-31,A,Revit,2025,ann@b.example,,,0",
        "2026-01-31,A,AutoCAD,2026,ann@b.example,,,7",
        "2026-02-01,A,AutoCAD,2026,bob@b.example,,,0",
        "2026-02-02,B,AutoCAD,2026,,,,0.5",
    )
    return store


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        (By.PRODUCT, [("Revit", 10, 1, 1, 1), ("AutoCAD", Decimal("7.5"), 2, 1, 2)]),
        (
            By.USER,
            [("ann@b.example", 17, 1, 2, 2), (NOT_NAMED, Decimal("0.5"), 0, 1, 1), ("bob@b.example", 0, 1, 1, 0)],
        ),
        (By.TEAM, [("A", 17, 2, 2, 2), ("B", Decimal("0.5"), 0, 1, 1)]),
        (
            By.DAY,
            [
                (date(2026, 1, 31), 17, 1, 2, 2),
                (date(2026, 2, 1), 0, 1, 1, 0),
                (date(2026, 2, 2), Decimal("0.5"), 0, 1, 1),
            ],
        ),
        (By.WEEK, [(date(2026, 1, 26), 17, 2, 2, 2), (date(2026, 2, 2), Decimal("0.5"), 0, 1, 1)]),
        (By.MONTH, [(date(2026, 1, 1), 17, 1, 2, 2), (date(2026, 2, 1), Decimal("0.5"), 1, 1, 1)]),
    ],
)
def test_a_small_export_summed_by_hand(small: Store, by: By, rows: list[tuple[object, ...]]) -> None:
    answer = summary(rolled_up(current_usage(small)), by, shown_names(small))
    assert answer.select(by, *ANSWER).rows() == rows


def test_several_rows_of_one_user_product_and_day_are_one_usage_day(small: Store) -> None:
    assert usage_days(current_usage(small).lazy()).collect().height == 4


def test_shares_add_up_to_one_or_are_zero(small: Store) -> None:
    rows = current_usage(small)
    assert summary(rolled_up(rows), By.PRODUCT, masked_names(small))["share"].sum() == pytest.approx(1)
    nothing = summary(rolled_up(rows.filter(pl.col("tokens") == 0)), By.PRODUCT, masked_names(small))
    assert nothing["share"].to_list() == [0.0, 0.0]


def test_the_summary_of_nothing_is_empty(store: Store) -> None:
    for by in By:
        assert summary(rolled_up(current_usage(store)), by, masked_names(store)).is_empty()


usage_rows = rows_until(date(2026, 3, 31))
NAMES = Names(
    teams=pl.DataFrame({"team_id": [1, 2], "team": ["A", "B"]}, schema_overrides={"team_id": pl.Int32}),
    products=pl.DataFrame(
        {"product_id": [1, 2, 3], "product": ["x", "y", "z"]}, schema_overrides={"product_id": pl.Int32}
    ),
    users=pl.DataFrame({"user_id": [1, 2, 3, 4], "user": list("abcd")}, schema_overrides={"user_id": pl.Int32}),
    versions=pl.DataFrame(),
    features=pl.DataFrame(),
)


@given(usage_rows)
def test_every_cut_adds_up_to_the_same_total(rows: list[tuple[object, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    total = sum((row[-1] for row in rows), Decimal(0))
    answers = [summary(rolled_up(frame), by, NAMES) for by in By]
    assert {answer["tokens"].sum() for answer in answers} <= {total}
    assert len({answer["charged_days"].sum() for answer in answers}) == 1
    covered = frame.select("day")
    assert daily_tokens(frame, covered)["tokens"].sum() == total


@given(usage_rows, st.sets(st.integers(0, 89), max_size=10))
def test_days_are_zero_where_covered_and_null_where_not(rows: list[tuple[object, ...]], gaps: set[int]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    calendar = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(90)]
    covered = pl.DataFrame({"day": [day for ahead, day in enumerate(calendar) if ahead not in gaps]})
    daily = daily_tokens(frame, covered)
    used = dict(frame.group_by("day").agg(pl.col("tokens").sum()).iter_rows())
    assert daily["day"].to_list() == pl.date_range(daily["day"].min(), daily["day"].max(), eager=True).to_list()
    for day, tokens in daily.iter_rows():
        assert tokens == (used.get(day, Decimal(0)) if calendar.index(day) not in gaps else None)


@pytest.fixture(scope="session")
def truth() -> dict[str, dict[str, int]]:
    loaded: dict[str, dict[str, int]] = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))
    return loaded


def test_the_sample_ties_to_the_truth_in_every_cut(sample_store: Store, truth: dict[str, dict[str, int]]) -> None:
    rows, names = current_usage(sample_store), shown_names(sample_store)
    for by in (By.TEAM, By.PRODUCT):
        answer = summary(rolled_up(rows), by, names)
        assert {label: int(tokens) for label, tokens in answer.select(by, "tokens").iter_rows()} == truth[
            f"tokens_by_{by}"
        ]
    by_user = summary(rolled_up(rows), By.USER, names)
    mails = by_user["user"].str.extract("<(.*)>")
    assert dict(zip(mails, map(int, by_user["tokens"]), strict=True)) == truth["tokens_by_user"]
    months = summary(rolled_up(rows), By.MONTH, names)
    assert {f"{m:%Y-%m}": int(t) for m, t in months.select("month", "tokens").iter_rows()} == truth["tokens_by_month"]


def test_the_sample_ties_by_product_user_day_and_ledger(sample_store: Store) -> None:
    for team in ("Design Studio", "Plant Engineering"):
        rows, names = current_usage(sample_store, team), masked_names(sample_store)
        totals = {summary(rolled_up(rows), by, names)["tokens"].sum() for by in By}
        totals.add(daily_tokens(rows, covered_days(sample_store, team))["tokens"].sum())
        book = team_ledger(sample_store, team)
        totals |= {book.consumed, book.packs["used"].sum() + book.unpaid}
        assert len(totals) == 1


@given(rows_until(date(2026, 1, 5)))
def test_rows_are_rolled_up_in_memory_as_on_every_engine(said: list[Row]) -> None:
    rows = pl.DataFrame(said, schema=SCHEMA, orient="row")
    order = ["user_id", "day", "team_id", "product_id"]
    assert in_order(rows).select(order).equals(rows.sort(order, nulls_last=False).select(order))
    expected = usage_days(rows.lazy()).collect().sort(order, nulls_last=False)
    assert rolled_up(rows).select(*order, "tokens").equals(expected.select(*order, "tokens"))
