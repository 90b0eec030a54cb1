"""Periods to compare with: as long as the range or the same days, and only where loads cover all of it."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.usage import Against, Days, are_covered, comparable, earlier, merged

FIRST = date(2024, 1, 1)


def days(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


def covered(*spans: tuple[int, str, str]) -> pl.DataFrame:
    frames = [
        pl.select(day=pl.date_range(date.fromisoformat(first), date.fromisoformat(last))).with_columns(
            team_id=pl.lit(team)
        )
        for team, first, last in spans
    ]
    return pl.concat(frames)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2026-03-01", "2026-03-31"), ("2025-03-01", "2025-03-31")),
        (("2024-02-01", "2024-02-29"), ("2023-02-01", "2023-02-28")),
        (("2024-02-29", "2024-02-29"), ("2023-02-28", "2023-02-28")),
        (("2024-02-29", "2024-03-10"), ("2023-02-28", "2023-03-10")),
        (("2025-02-01", "2025-02-28"), ("2024-02-01", "2024-02-28")),
    ],
)
def test_last_year_has_the_same_calendar_days(now: tuple[str, str], before: tuple[str, str]) -> None:
    assert earlier(days(*now), Against.LAST_YEAR) == days(*before)


@given(st.dates(FIRST, date(2028, 12, 31)), st.integers(1, 900))
def test_the_previous_period_is_as_long_and_ends_the_day_before(first: date, count: int) -> None:
    now = Days(first, first + timedelta(days=count - 1))
    before = earlier(now, Against.PREVIOUS)
    assert before.count == count or (first.day == before.first.day == 1 and (now.last + timedelta(days=1)).day == 1)
    assert before.last + timedelta(days=1) == first


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
        (("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        (("2026-07-01", "2026-09-29"), ("2026-04-01", "2026-06-30")),
        (("2026-07-02", "2026-09-30"), ("2026-04-02", "2026-07-01")),
    ],
)
def test_whole_months_are_compared_with_as_many_months_before(now: tuple[str, str], before: tuple[str, str]) -> None:
    assert earlier(days(*now), Against.PREVIOUS) == days(*before)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=4)


def made(items: list[tuple[int, int]]) -> list[Days]:
    return [Days(FIRST + timedelta(days=a), FIRST + timedelta(days=a + n)) for a, n in items]


def calendar(period: Days) -> list[date]:
    return [period.first + timedelta(days=n) for n in range(period.count)]


@given(spans)
def test_merged_periods_have_the_same_days_once(items: list[tuple[int, int]]) -> None:
    periods = made(items)
    once = [day for period in merged(periods) for day in calendar(period)]
    assert once == sorted({day for period in periods for day in calendar(period)})


def test_a_team_counts_where_it_is_covered_at_all() -> None:
    loads = covered((1, "2026-01-01", "2026-03-31"), (2, "2026-03-01", "2026-03-31"))
    january, february, march = (days(f"2026-0{n}-01", f"2026-0{n}-28") for n in (1, 2, 3))
    assert are_covered(loads, [january, february])
    assert not are_covered(loads, [february, march])
    assert not are_covered(loads, [january, days("2026-03-25", "2026-04-01")])
    assert not are_covered(loads, [days("2025-01-01", "2025-01-31")])


def test_what_can_be_compared_is_offered() -> None:
    loads = covered((1, "2024-09-01", "2026-10-31"))
    known = days("2024-09-01", "2026-10-31")
    year = days("2025-11-01", "2026-10-31")
    assert comparable(loads, known, Against.PREVIOUS) == year
    assert comparable(loads, known, Against.LAST_YEAR) == year
    assert comparable(loads, days("2026-08-01", "2026-10-31"), Against.LAST_YEAR) == days("2026-08-01", "2026-10-31")
    assert comparable(loads, days("2024-09-01", "2024-09-11"), Against.PREVIOUS) == days("2024-09-07", "2024-09-11")
    assert comparable(loads, days("2024-09-01", "2024-09-01"), Against.PREVIOUS) is None


def test_the_last_day_that_all_have_is_tried_where_one_team_is_ahead() -> None:
    loads = covered((1, "2026-01-01", "2026-03-31"), (2, "2026-01-01", "2026-03-28"))
    assert comparable(loads, days("2026-03-22", "2026-03-31"), Against.PREVIOUS) == days("2026-03-22", "2026-03-28")


@given(spans, spans, st.integers(0, 60), st.integers(0, 40), st.sampled_from(Against))
def test_what_is_offered_is_covered_and_within_the_range(
    one: list[tuple[int, int]], two: list[tuple[int, int]], first: int, count: int, against: Against
) -> None:
    loads = pl.DataFrame(
        [
            (team, day)
            for team, items in enumerate((one, two))
            for period in merged(made(items))
            for day in calendar(period)
        ],
        schema={"team_id": pl.Int32, "day": pl.Date},
        orient="row",
    )
    now = Days(FIRST + timedelta(days=first), FIRST + timedelta(days=first + count))
    offered = comparable(loads, now, against)
    if offered is not None:
        assert now.first <= offered.first <= offered.last <= now.last
        assert are_covered(loads, [offered, earlier(offered, against)])
    else:
        assert not are_covered(loads, [now, earlier(now, against)])
