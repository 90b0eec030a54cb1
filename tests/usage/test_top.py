"""Top consumers: ranked exactly, compared only with what was measured."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.samples import Simulation, simulate
from analytics.store import NOT_NAMED, Store, covered_days, current_usage, masked_names, shown_names
from analytics.usage import (
    KEYS,
    Against,
    By,
    Days,
    Top,
    compared_periods,
    data_days,
    days_of_range,
    earlier,
    gone,
    labels,
    risen,
    top_consumers,
    top_sentence,
    with_marks,
)
from analytics.usage.top import span_tokens
from tests.places import SAMPLE_DATA
from tests.usage.made import SCHEMA, rows_until

Loader = Callable[..., Receipt]
JANUARY, FEBRUARY = (Days(date(2026, month, 1), date(2026, month, 28)) for month in (1, 2))
NO_MARKS = pl.DataFrame(schema={"key": pl.Int32, "note": pl.String})


def ranked(store: Store, by: By, days: Days, team: str | None = None) -> Top:
    known = shown_names(store)
    return top_consumers(current_usage(store, team), KEYS[by], labels(known, by), days, covered_days(store, team))


@pytest.fixture
def small(load_lines: Loader, store: Store) -> Store:
    """Two months of team A, and of team B the second only; Ann doubles, Bob is new, Cem is gone."""
    load_lines(
        "2026-01-31,A,Revit,2026,ann@b.example,,,10",
        "2026-01-31,A,Revit,2026,cem@b.example,,,5",
        "2026-02-27,A,AutoCAD,2026,ann@b.example,,,20",
        "2026-02-28,A,AutoCAD,2026,bob@b.example,,,6",
        "2026-02-28,A,AutoCAD,2026,,,,4",
    )
    return store


def test_a_small_export_ranked_by_hand(small: Store) -> None:
    top = ranked(small, By.USER, Days(date(2026, 2, 15), date(2026, 2, 28)))
    assert top.total == 30
    columns = ("consumer", "rank", "tokens", "cumulative_share", "change_previous", "state_previous")
    assert not top.covered[Against.LAST_YEAR]
    assert top.covered[Against.PREVIOUS]
    assert top.rows.select(columns[:3]).rows() == [
        ("ann@b.example", 1, 20),
        ("bob@b.example", 2, 6),
        (NOT_NAMED, None, 4),
    ]
    assert top.rows["cumulative_share"].to_list() == pytest.approx([20 / 30, 26 / 30, 1])
    whole = ranked(small, By.USER, Days(date(2026, 2, 14), date(2026, 2, 28)))
    assert whole.earlier[Against.PREVIOUS] == Days(date(2026, 1, 30), date(2026, 2, 13))
    assert not whole.covered[Against.PREVIOUS]  # loads begin on 31 January
    assert whole.rows["change_previous"].null_count() == whole.rows.height


def test_new_and_gone_consumers_are_seen(small: Store, load_lines: Loader) -> None:
    load_lines("2026-01-01,A,Revit,2026,old@b.example,,,0", "2026-01-30,A,Revit,2026,old@b.example,,,1")
    top = ranked(small, By.USER, Days(date(2026, 2, 1), date(2026, 2, 28)))
    rows = top.rows.select("consumer", "rank", "change_previous", "state_previous").rows()
    assert rows == [
        ("ann@b.example", 1, 10, ""),
        ("bob@b.example", 2, 6, "new"),
        ("cem@b.example", None, -5, "gone"),
        ("old@b.example", None, -1, "gone"),
        (NOT_NAMED, None, 4, "new"),
    ]
    assert gone(top.rows, Against.PREVIOUS)["consumer"].to_list() == ["cem@b.example", "old@b.example"]
    assert risen(top.rows, Against.PREVIOUS)["consumer"].to_list() == ["ann@b.example", "bob@b.example"]
    assert top.ranked.height == 2


def test_a_team_is_compared_by_its_own_loads(small: Store, load_lines: Loader) -> None:
    load_lines("2026-01-01,A,Revit,2026,ann@b.example,,,1", "2026-01-30,A,Revit,2026,ann@b.example,,,1")
    load_lines("2026-02-01,B,Revit,2026,ann@b.example,,,9", "2026-02-28,B,Revit,2026,ann@b.example,,,9")
    top = ranked(small, By.TEAM, Days(date(2026, 2, 1), date(2026, 2, 28)))
    assert top.rows.select("consumer", "tokens", "change_previous").rows() == [("A", 30, 13), ("B", 18, None)]
    by_user = ranked(small, By.USER, Days(date(2026, 2, 1), date(2026, 2, 28)))
    assert by_user.rows["change_previous"].null_count() == by_user.rows.height


def test_marks_are_left_out_of_what_is_to_be_looked_at(small: Store, load_lines: Loader) -> None:
    load_lines("2026-01-01,A,Revit,2026,ann@b.example,,,0", "2026-01-30,A,Revit,2026,ann@b.example,,,0")
    top = ranked(small, By.USER, Days(date(2026, 2, 1), date(2026, 2, 28)))
    rows = with_marks(top.ranked, NO_MARKS)
    rose = "rose by more than a quarter against the use from 1 January 2026 to 31 January 2026"
    assert top_sentence(top, rows, Against.PREVIOUS, "user") == (
        f"2 users took 87 % of 30 tokens; 2 that are not marked as expected {rose}, by 16 tokens in all."
    )
    bob = top.ranked.filter(consumer="bob@b.example")["key"].item()
    marks = pl.DataFrame({"key": [bob, 999], "note": ["trainee", "left"]})
    rows = with_marks(top.ranked, marks)
    assert rows.select("mark", "note").rows() == [("", ""), ("expected", "trainee")]
    assert f"1 that is not marked as expected {rose}, by 10 tokens" in top_sentence(top, rows, Against.PREVIOUS, "user")
    assert "too little is loaded" in top_sentence(top, rows, Against.LAST_YEAR, "user")


def test_nothing_used_has_no_consumers(store: Store) -> None:
    top = ranked(store, By.USER, FEBRUARY)
    assert (top.total, top.rows.height, top.covered[Against.PREVIOUS]) == (0, 0, False)


rows_strategy = rows_until(date(2026, 3, 31))


@given(rows_strategy, st.sampled_from(sorted(KEYS)), st.integers(31, 60), st.integers(1, 29))
def test_the_ranking_is_the_plain_count(rows: list[tuple[object, ...]], by: By, start: int, count: int) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    first = date(2026, 1, 1) + timedelta(days=start)
    now = Days(first, first + timedelta(days=count - 1))
    every = pl.select(day=pl.date_range(date(2026, 1, 1), date(2026, 3, 31)))
    covered = pl.concat([every.with_columns(team_id=pl.lit(team, pl.Int32)) for team in (1, 2)])
    names = pl.DataFrame({KEYS[by]: [1, 2, 3, 4], "label": list("abcd")}, schema_overrides={KEYS[by]: pl.Int32})
    top = top_consumers(frame, KEYS[by], names, now, covered)
    place = list(SCHEMA).index(KEYS[by])
    spans = {"tokens": now, "tokens_previous": earlier(now, Against.PREVIOUS)}
    for column, span in spans.items():
        counted: Counter[object] = Counter()
        for row in rows:
            if span.first <= row[0] <= span.last:  # type: ignore[operator] # a day
                counted[row[place]] += row[-1]  # type: ignore[assignment,operator] # tokens
        found = dict(top.rows.select("key", column).iter_rows())
        assert {key: value for key, value in found.items() if value} == {k: v for k, v in counted.items() if v}
    assert top.total == sum((r[-1] for r in rows if now.first <= r[0] <= now.last), Decimal(0))  # type: ignore[operator,misc]
    shares = top.rows["cumulative_share"].to_list()
    assert shares == sorted(shares)
    assert not shares or shares[-1] == pytest.approx(1 if top.total else 0)
    ranks = top.ranked["rank"].to_list()
    assert ranks == [1 + sum(other > own for other in top.ranked["tokens"]) for own in top.ranked["tokens"]]
    assert top.rows["tokens_last_year"].null_count() == top.rows.height


def test_every_engine_gives_the_same(sample_store: Store) -> None:
    rows = current_usage(sample_store)
    days = days_of_range("past-3-months", data_days(sample_store))
    spans = dict(zip("abc", compared_periods(days), strict=True))
    wanted = span_tokens(rows.lazy(), "user_id", spans).collect().sort("key")
    with duckdb.connect() as connection:
        other = span_tokens(connection.from_arrow(rows.to_arrow()), "user_id", spans).pl().sort("key")
    assert other.with_columns(pl.col("a", "b", "c").fill_null(0)).rows() == wanted.rows()


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate()


def test_the_sample_ties_to_the_truth(sample_store: Store, simulation: Simulation) -> None:
    whole = ranked(sample_store, By.USER, data_days(sample_store))
    mails = whole.ranked["consumer"].str.extract("<(.*)>")
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))["tokens_by_user"]
    assert dict(zip(mails, map(int, whole.ranked["tokens"]), strict=True)) == truth
    days = days_of_range("past-3-months", data_days(sample_store))
    top = ranked(sample_store, By.PRODUCT, days)
    for column, span in (("tokens", days), ("tokens_last_year", earlier(days, Against.LAST_YEAR))):
        counted: Counter[str] = Counter()
        for row in simulation.rows:
            if span.first <= row.day <= span.last:
                counted[row.product] += row.tokens
        assert {name: int(value) for name, value in top.rows.select("consumer", column).iter_rows()} == counted


def test_a_range_beyond_the_data_is_not_compared(sample_store: Store) -> None:
    names = masked_names(sample_store)
    days = Days(date(2024, 9, 1), date(2024, 9, 30))
    top = top_consumers(current_usage(sample_store), "user_id", names.users, days, covered_days(sample_store))
    assert not any(top.covered.values())
