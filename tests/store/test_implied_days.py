"""However exports are cut, the same rows give the same days; what no file can know stays a gap."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.forecast import Question, outlook
from analytics.pool import balance, team_daily, team_ledger
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, covered_days, load
from analytics.store.coverage import coverage, gaps
from analytics.store.packs import NewPack, add_pack
from tests.places import NOW

FIRST = date(2026, 1, 5)  # a Monday
HEADER = "Day used,Team,Product,Email,Tokens used"
Row = tuple[date, str, int]


def line(row: Row) -> str:
    return f"{row[0]},{row[1]},Revit,ann@x.example,{row[2]}"


def work(first: date, last: date, team: str = "A", tokens: int = 10) -> list[Row]:
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [(day, team, tokens) for day in days if day.weekday() < 5]


def filled(store: Store, folder: Path, parts: Iterable[list[Row]]) -> None:
    """Load each part as a file, every other one as Parquet."""
    for number, rows in enumerate(parts):
        path = folder / f"part_{number}.csv"
        path.write_text("\n".join([HEADER, *map(line, rows)]) + "\n", encoding="utf-8")
        if number % 2:
            frame = pl.read_csv(path, try_parse_dates=True)
            path = path.with_suffix(".parquet")
            frame.write_parquet(path)
        load(store, path, NOW, LoadOptions())
    add_pack(store, NewPack("A", Decimal(900), FIRST, date(2026, 12, 31)))


def answer(parts: Iterable[list[Row]]) -> tuple[object, ...]:
    with Store() as store, TemporaryDirectory() as folder:
        filled(store, Path(folder), parts)
        found = outlook(store, "A", Question(), Settings(paths=100))
        assert found.run_out is not None
        return (
            coverage(store).rows(),
            gaps(store).rows(),
            covered_days(store).height,
            team_daily(store, "A").rows(),
            found.balance,
            found.run_out.day,
            found.run_out.chance,
            found.tokens_to_buy,
            found.unknown,
        )


@st.composite
def exports(draw: st.DrawFn) -> tuple[list[Row], list[list[Row]]]:
    """Rows of teams that rest for weeks, with somebody at work on every working day; and a cut of them by date."""
    days = draw(st.integers(80, 150))
    worked = draw(st.sets(st.integers(0, 6), min_size=3, max_size=6))
    calendar = [FIRST + timedelta(days=ahead) for ahead in range(days)]
    resting = {team: draw(st.sets(st.integers(0, days // 7), max_size=12)) for team in "ABC"}
    rows = [
        (day, team, draw(st.integers(0, 9)) if at == 0 else 10)
        for at, day in enumerate(calendar)
        for team in "ABC"
        if day.weekday() in worked and (at < 7 or team == "C" or at // 7 not in resting[team])
    ]
    cuts = sorted(draw(st.sets(st.sampled_from(calendar[28:]), max_size=5)))
    edges = [date.min, *cuts, date.max]
    parts = [[row for row in rows if first <= row[0] < end] for first, end in pairwise(edges)]
    return rows, draw(st.permutations([part for part in parts if part]))


@given(exports())
@settings(max_examples=5)
def test_the_same_rows_cut_by_date_give_the_same_answer(cut: tuple[list[Row], list[list[Row]]]) -> None:
    rows, parts = cut
    assert answer(parts) == answer([rows])


def test_a_file_a_month_and_a_file_a_team_say_what_one_file_says() -> None:
    everything = [
        *work(FIRST, date(2026, 6, 30)),
        *work(FIRST, date(2026, 2, 27), "B"),
        *work(date(2026, 4, 1), date(2026, 6, 30), "B"),
    ]
    by_month = [[row for row in everything if row[0].month == month] for month in range(1, 7)]
    by_team = [[row for row in everything if row[1] == team] for team in "AB"]
    assert answer(by_month) == answer([everything]) == answer(by_team) == answer(by_month[::-1])


def test_holidays_at_the_start_of_a_month_are_no_gap(store: Store, load_lines: Callable[..., Receipt]) -> None:
    rows = [*work(FIRST, date(2026, 4, 30)), *work(date(2026, 5, 4), date(2026, 6, 30))]  # 1 May is a Friday
    for month in (4, 5):
        load_lines(*(line(row) for row in rows if (row[0].month <= 4) == (month == 4)), header=HEADER)
    assert gaps(store).is_empty()


def test_a_file_a_week_says_what_one_file_says() -> None:
    """Weeks of Monday to Friday: no file covers a weekend, and the days off are known all the same."""
    rows = work(FIRST, date(2026, 10, 30))
    weeks = [work(monday, monday + timedelta(days=4)) for monday in (FIRST + timedelta(days=7 * n) for n in range(43))]
    assert answer(weeks) == answer([rows])


@pytest.mark.parametrize("ends", [3, 2])
def test_days_that_files_of_a_week_leave_out_are_not_known(ends: int) -> None:
    """Weeks that end on Thursday or before leave more than a weekend out: what was used on Fridays is not known."""
    mondays = [FIRST + timedelta(days=7 * n) for n in range(12)]
    with Store() as store, TemporaryDirectory() as folder:
        filled(store, Path(folder), [work(monday, monday + timedelta(days=ends)) for monday in mondays])
        assert gaps(store).height == 11


@pytest.mark.parametrize(
    ("last", "first"), [(date(2026, 3, 20), date(2026, 4, 1)), (date(2026, 3, 17), date(2026, 3, 19))]
)
def test_days_of_work_between_two_files_stay_a_gap(
    store: Store, load_lines: Callable[..., Receipt], last: date, first: date
) -> None:
    load_lines(*map(line, work(FIRST, last)), header=HEADER)
    load_lines(*map(line, work(first, date(2026, 6, 30))), header=HEADER)
    [(_, _, begins, ends, _)] = gaps(store).rows()
    assert (begins, ends) == (last + timedelta(days=1), first - timedelta(days=1))


def test_teams_that_are_exported_apart_say_nothing_of_each_other(
    store: Store, load_lines: Callable[..., Receipt]
) -> None:
    both = [*work(FIRST, date(2026, 1, 30)), *work(FIRST, date(2026, 1, 30), "B")]
    load_lines(*map(line, both), header=HEADER)
    load_lines(*map(line, work(date(2026, 2, 2), date(2026, 2, 27))), header=HEADER)
    assert covered_days(store, "B")["day"].max() == date(2026, 2, 27)  # as far as is known, B rested
    load_lines(*map(line, work(date(2026, 2, 2), date(2026, 2, 27), "B")), header=HEADER)
    load_lines(*map(line, work(date(2026, 3, 2), date(2026, 3, 31))), header=HEADER)
    assert covered_days(store, "A")["day"].max() == date(2026, 3, 31)
    assert covered_days(store, "B")["day"].max() == date(2026, 2, 27)


def test_teams_of_files_of_their_own_end_where_their_data_does(
    store: Store, load_lines: Callable[..., Receipt]
) -> None:
    load_lines(*map(line, work(FIRST, date(2026, 3, 31))), header=HEADER)
    load_lines(*map(line, work(FIRST, date(2026, 2, 27), "B")), header=HEADER)
    assert covered_days(store, "B")["day"].max() == date(2026, 2, 27)
    add_pack(store, NewPack("B", Decimal(900), FIRST, date(2026, 12, 31)))
    assert balance(team_ledger(store, "B")).on == date(2026, 2, 27)


def test_a_team_that_is_missing_is_asked_about_once(store: Store, load_lines: Callable[..., Receipt]) -> None:
    both = [*work(FIRST, date(2026, 1, 30)), *work(FIRST, date(2026, 1, 30), "B")]
    first = load_lines(*map(line, both), header=HEADER)
    missing = load_lines(*map(line, work(date(2026, 2, 2), date(2026, 2, 27))), header=HEADER)
    again = load_lines(*map(line, work(date(2026, 3, 2), date(2026, 3, 31))), header=HEADER)
    loads = (first, missing, again)
    asked = [[found.message for found in each.findings if "No use of" in found.message] for each in loads]
    assert asked == [[], ["No use of B, which every load of the other teams had so far."], []]
    assert covered_days(store, "B")["day"].max() == date(2026, 3, 31)
