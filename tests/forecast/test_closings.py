"""Closing days that were entered: no forecast has use on them, and none takes the past ones for less demand."""

import calendar
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.__main__ import cli
from analytics.errors import PlanError, StoreError
from analytics.exports import Receipt
from analytics.forecast import Outlook, Question, outlook
from analytics.forecast.futures.burn_rate import burn_rate_paths
from analytics.forecast.futures.changes import newest_change
from analytics.forecast.futures.history import Floats
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.proof.backtest import team_backtest
from analytics.pool import balance, team_daily, team_ledger
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack
from analytics.store.closings import NewClosing, add_closing, closing_days, closings, remove_closing
from analytics.store.coverage import coverage, gaps
from analytics.store.retention import purge_before
from tests.places import NOW

LAST = dt.date(2026, 9, 27)
"""A Sunday, far from the turn of the year."""
DAY = dt.timedelta(days=1)
HEADER = "Day used,Team,Product,Email,Tokens used"
Load = Callable[..., Receipt]


def span(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + ahead * DAY for ahead in range((last - first).days + 1)]


def use(count: int, closed: list[dt.date], seed: int = 1, stray: float = 0) -> pl.DataFrame:
    """Draw about 20 tokens a weekday, and few or none on closing days."""
    days = span(LAST - (count - 1) * DAY, LAST)
    drawn = np.random.default_rng(seed).poisson(20, count)
    tokens = [stray if day in closed else float(n) * (day.weekday() < 5) for day, n in zip(days, drawn, strict=True)]
    return pl.DataFrame({"day": days, "tokens": tokens})


def a_day(futures: Floats, first: dt.date, closed: list[dt.date]) -> float:
    """Return the middle of the tokens used on an open weekday."""
    worked = [(first + ahead * DAY) for ahead in range(futures.shape[1])]
    open_days = sum(day.weekday() < 5 and day not in closed for day in worked)
    return float(np.median(futures.sum(axis=1))) / open_days


@settings(max_examples=15)
@given(
    starts=st.lists(st.integers(-200, 90), min_size=1, max_size=4),
    lengths=st.integers(1, 25),
    seed=st.integers(0, 99),
    stray=st.sampled_from([0, 2]),
)
@pytest.mark.parametrize("method", [simulate, burn_rate_paths])
def test_no_use_on_closing_days_and_the_usual_use_on_others(
    method: Callable[..., Floats], starts: list[int], lengths: int, seed: int, stray: float
) -> None:
    closed = [LAST + (start + ahead) * DAY for start in starts for ahead in range(lengths)]
    futures = method(use(300, closed, seed, stray), 100, 200, closed=closed)
    coming = span(LAST + DAY, LAST + 100 * DAY)
    shut = np.isin(coming, closed)
    assert not futures[:, shut].any()
    if np.sum(~shut) > 40:
        # Thirty days have 20 to 22 weekdays, each of which scatters by a fifth.
        assert a_day(futures, LAST + DAY, closed) == pytest.approx(20, rel=0.2)


@pytest.mark.parametrize("method", [simulate, burn_rate_paths])
def test_a_closing_at_the_end_is_no_drop_and_no_stop(method: Callable[..., Floats]) -> None:
    closed = span(LAST - 20 * DAY, LAST)
    daily = use(300, closed)
    assert a_day(method(daily, 90, 500, closed=closed), LAST + DAY, closed) == pytest.approx(20, rel=0.1)
    assert a_day(method(daily, 90, 500), LAST + DAY, []) < 17
    assert newest_change(daily, 90, closed) is None
    assert newest_change(daily, 90) is not None


def test_pools_that_are_used_now_and_then_close_too() -> None:
    tokens = [float(ahead % 35 < 3) * 40 for ahead in range(400)]
    daily = pl.DataFrame({"day": span(LAST - 399 * DAY, LAST), "tokens": tokens})
    closed = span(LAST + 10 * DAY, LAST + 40 * DAY)
    futures = simulate(daily, 100, 200, closed=closed)
    assert not futures[:, 9:40].any()
    np.testing.assert_array_equal(futures[:, :9], simulate(daily, 100, 200)[:, :9])


def loaded(load_lines: Load, *spans: tuple[dt.date, dt.date], team: str = "A", tokens: int = 10) -> None:
    """Load a file for each span, with the same use on every weekday."""
    for first, last in spans:
        worked = [f"{day},{team},Revit,ann@x.example,{tokens}" for day in span(first, last) if day.weekday() < 5]
        load_lines(*worked, header=HEADER)


def answer(store: Store, team: str = "A") -> Outlook:
    return outlook(store, team, Question(), Settings(paths=200))


def test_a_closing_puts_off_the_run_out_by_its_days(store: Store, load_lines: Load) -> None:
    loaded(load_lines, (dt.date(2026, 1, 5), dt.date(2026, 9, 25)))
    used = team_daily(store, "A")["tokens"].sum()
    add_pack(store, NewPack("A", used + 395, dt.date(2026, 1, 1), dt.date(2027, 6, 30)))
    before = answer(store)
    add_closing(store, NewClosing(dt.date(2026, 10, 12), dt.date(2026, 10, 25)), NOW)
    add_closing(store, NewClosing(dt.date(2026, 10, 5), dt.date(2026, 10, 30), "A"), NOW)
    after = answer(store)
    assert before.run_out
    assert after.run_out
    assert before.run_out.day.p50
    assert after.run_out.day.p50 == before.run_out.day.p50 + 28 * DAY
    assert after.tokens_to_buy is not None
    assert before.tokens_to_buy is not None
    assert after.tokens_to_buy == pytest.approx(before.tokens_to_buy - 200, abs=15)


def test_trials_know_of_closings(store: Store, load_lines: Load) -> None:
    closed = (dt.date(2026, 5, 30), dt.date(2026, 6, 21))  # a gap, from weekend to weekend
    loaded(load_lines, (dt.date(2025, 9, 1), closed[0] - DAY), (closed[1] + DAY, dt.date(2026, 9, 25)))
    add_closing(store, NewClosing(*closed), NOW)
    trials = team_backtest(store, "A", 100).use.filter(origin=dt.date(2026, 5, 31), days=30)
    assert trials["actual"].to_list() == [70]
    assert trials["expected"].to_list() == pytest.approx([70], rel=0.05)
    assert trials["burn_rate"].to_list() == pytest.approx([210], rel=0.05)


def test_a_closing_in_a_gap_makes_its_days_known(store: Store, load_lines: Load) -> None:
    first, last = dt.date(2026, 8, 3), dt.date(2026, 8, 21)
    loaded(load_lines, (dt.date(2026, 1, 5), first - 3 * DAY), (last + 3 * DAY, dt.date(2026, 9, 25)))
    add_pack(store, NewPack("A", Decimal(3000), dt.date(2026, 1, 1), dt.date(2027, 6, 30)))
    gapped = answer(store)
    assert gapped.unknown is not None
    assert gapped.unknown.spans == [(first - 2 * DAY, last + 2 * DAY)]
    closing = add_closing(store, NewClosing(first, last), NOW)
    whole = answer(store)
    # The weekends beside it stay unknown: nobody said anything of them.
    assert whole.unknown is not None
    assert whole.unknown.spans == [(first - 2 * DAY, first - DAY), (last + DAY, last + 2 * DAY)]
    assert (whole.unknown.low, whole.unknown.high) == (0, 0)
    assert gaps(store).select("first_day", "last_day").rows() == whole.unknown.spans
    remove_closing(store, closing)
    add_closing(store, NewClosing(first - 2 * DAY, last + 2 * DAY), NOW)
    assert answer(store).unknown is None
    assert gaps(store).is_empty()
    assert team_daily(store, "A").filter(pl.col("tokens").is_null()).is_empty()
    assert balance(team_ledger(store, "A")).available == gapped.balance.available


@settings(max_examples=10)
@given(
    start=st.integers(-60, 330),
    length=st.integers(1, 90),
    gap=st.integers(1, 60),
    team=st.sampled_from([None, "A", "B"]),
)
def test_closings_only_ever_make_gaps_smaller(start: int, length: int, gap: int, team: str | None) -> None:
    begin, middle, end = dt.date(2026, 1, 5), dt.date(2026, 5, 1), dt.date(2026, 9, 25)
    first = begin + start * DAY
    with Store() as store:
        with store.writing() as cursor:
            cursor.execute("INSERT INTO teams VALUES (1, 'A'), (2, 'B')")
            for number, days in enumerate([(begin, middle), (middle + (gap + 1) * DAY, end)], start=1):
                cursor.execute(
                    "INSERT INTO loads BY NAME SELECT ? AS load_id, 'f' AS file, 'x' AS sha256, 'k' AS kind,"
                    " ?::TIMESTAMP AS loaded_at, '{}' AS receipt",
                    [number, NOW],
                )
                cursor.execute("INSERT INTO coverage VALUES (?, 'tokens', 1, ?, ?, NULL)", [number, *days])
        before = coverage(store, "A").row(0, named=True)
        add_closing(store, NewClosing(first, first + (length - 1) * DAY, team), NOW)
        after = coverage(store, "A").row(0, named=True)
        closed = {*span(first, first + (length - 1) * DAY)} if team != "B" else set()
        missing = {*span(middle + DAY, middle + gap * DAY)}
        assert (before["first_day"], before["last_day"]) == (after["first_day"], after["last_day"])
        assert before["gap_days"] - after["gap_days"] in (len(missing & closed), 0)


def test_what_was_purged_is_not_taken_for_closed(store: Store, load_lines: Load) -> None:
    loaded(load_lines, (dt.date(2026, 1, 5), dt.date(2026, 5, 29)), (dt.date(2026, 6, 1), dt.date(2026, 9, 25)))
    add_pack(store, NewPack("A", Decimal(3000), dt.date(2026, 1, 1), dt.date(2027, 6, 30)))
    before = balance(team_ledger(store, "A")).available
    purge_before(store, dt.date(2026, 4, 1), NOW)
    add_closing(store, NewClosing(dt.date(2026, 3, 2), dt.date(2026, 3, 13)), NOW)
    assert balance(team_ledger(store, "A")).available == before


@settings(max_examples=15)
@given(first=st.dates(dt.date(2023, 1, 1), dt.date(2026, 12, 31)), length=st.integers(1, 40), yearly=st.booleans())
def test_the_days_of_a_closing_are_those_of_each_year(first: dt.date, length: int, yearly: bool) -> None:
    last = first + (length - 1) * DAY

    def in_year(day: dt.date, years: int) -> dt.date:
        year = day.year + years
        return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))

    expected = {
        day
        for years in (range(10) if yearly else [0])
        for day in span(in_year(first, years), in_year(last, years))
        if dt.date(2024, 1, 1) <= day <= dt.date(2029, 6, 30)
    }
    with Store() as store:
        with store.writing() as cursor:
            cursor.execute("INSERT INTO teams VALUES (1, 'A')")
        add_closing(store, NewClosing(first, last, None, yearly), NOW)
        assert closing_days(store, "A", dt.date(2024, 1, 1), dt.date(2029, 6, 30)) == sorted(expected)


def test_a_closing_is_refused_without_a_day_or_a_team(store: Store, load_lines: Load) -> None:
    loaded(load_lines, (dt.date(2026, 9, 1), dt.date(2026, 9, 25)))
    with pytest.raises(PlanError, match="is no closing"):
        NewClosing(dt.date(2026, 1, 2), dt.date(2026, 1, 1))
    with pytest.raises(StoreError, match="There is no team Nobody"):
        add_closing(store, NewClosing(LAST, LAST, "Nobody"), NOW)
    with pytest.raises(StoreError, match="There is no closing 5"):
        remove_closing(store, 5)
    add_closing(store, NewClosing(LAST, LAST, " a "), NOW)  # typed otherwise, it is the same team
    assert closings(store, "A")["team"].to_list() == ["A"]


def test_closings_by_command(tmp_path: Path) -> None:
    path, rows = tmp_path / "store.duckdb", tmp_path / "use.csv"
    worked = [f"{day},A,Revit,ann@x.example,10" for day in span(dt.date(2026, 1, 5), LAST) if day.weekday() < 5]
    rows.write_text("\n".join([HEADER, *worked]) + "\n", encoding="utf-8")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli, ["--store", str(path), *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    run("load", str(rows))
    run("packs", "add", "--tokens", "2300", "--start", "2026-01-01", "--end", "2027-06-30")
    before = json.loads(run("forecast", "--json"))["run_out"]["p50"]
    added = json.loads(run("closings", "add", "--from", "2026-10-05", "--to", "2026-10-18", "--json"))
    assert (added["closing_id"], added["team"], added["yearly"]) == (1, None, False)
    said = run(
        "closings", "add", "--from", "2026-12-24", "--to", "2027-01-01", "--team", "A", "--yearly", "--note", "-"
    )
    assert said == "Closing 2: A, 24 December 2026 to 1 January 2027, every year.\n"
    listed = json.loads(run("closings", "list", "--team", "A", "--json"))["rows"]
    assert [(row["closing_id"], row["team"], row["note"]) for row in listed] == [(1, None, None), (2, "A", "-")]
    after = json.loads(run("forecast", "--json"))["run_out"]["p50"]
    assert dt.date.fromisoformat(after) - dt.date.fromisoformat(before) == 14 * DAY
    run("closings", "remove", "1")
    assert json.loads(run("forecast", "--json"))["run_out"]["p50"] == before


def test_the_whole_company_is_closed_where_no_team_is_named(store: Store, load_lines: Load) -> None:
    load_lines("2026-06-01,A,Revit,a@x.example,7", header=HEADER)
    add_closing(store, NewClosing(dt.date(2026, 8, 3), dt.date(2026, 8, 3), "A"), NOW)
    add_closing(store, NewClosing(dt.date(2026, 8, 4), dt.date(2026, 8, 4)), NOW)
    assert closing_days(store, None, dt.date(2026, 8, 1), dt.date(2026, 8, 31)) == [dt.date(2026, 8, 4)]
