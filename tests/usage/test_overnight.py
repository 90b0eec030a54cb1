"""Overnight use measured from sessions: over midnight, or longer than twelve hours."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Status
from analytics.store import Store, current_sessions, masked_names
from analytics.usage import overnight
from analytics.usage.overnight import overnight_sessions

HEADER = "usageDate,productName,userName,sessionStartDate,sessionEndDate,usageMinutes,usageCategory,tokensConsumed"
DAY = datetime(2026, 1, 5)


@pytest.mark.parametrize(
    ("started", "ended", "minutes", "expected"),
    [
        ("2026-01-05T08:00:00", "2026-01-05T20:00:00", "720", None),  # twelve hours sharp
        ("2026-01-05T08:00:00", "2026-01-05T20:00:01", "720", (0, 1)),
        ("2026-01-05T16:00:00", "2026-01-06T00:00:00", "480", None),  # midnight sharp
        ("2026-01-05T16:00:00", "2026-01-06T00:00:01", "480", (1, 0)),
        ("2026-01-05T16:00:00", "2026-01-06T08:00:00", "960", (1, 1)),
        ("2026-01-05T16:00:00", "", "721", (0, 1)),  # the end is not known, the minutes are
        ("2026-01-05T16:00:00", "", "720", None),
    ],
)
def test_one_session(
    store: Store, load_lines: object, started: str, ended: str, minutes: str, expected: tuple[int, int] | None
) -> None:
    receipt = load_lines(  # type: ignore[operator] # the fixture is a function
        f"2026-01-05,AutoCAD,ann,{started},{ended},{minutes},DESKTOP_PRODUCT,7", header=HEADER
    )
    assert receipt.status is Status.LOADED
    found = overnight(current_sessions(store), masked_names(store))
    assert found.select("over_midnight", "over_long").rows() == ([expected] if expected else [])


def test_sessions_add_up_by_user_and_product(store: Store, load_lines: object) -> None:
    load_lines(  # type: ignore[operator] # the fixture is a function
        "2026-01-05,AutoCAD,ann,2026-01-05T16:00:00,2026-01-06T08:00:00,960,DESKTOP_PRODUCT,7",
        "2026-01-07,AutoCAD,ann,2026-01-07T22:00:00,2026-01-08T01:00:00,180,DESKTOP_PRODUCT,14",
        "2026-01-07,Revit,bob,2026-01-07T09:00:00,2026-01-07T10:00:00,60,DESKTOP_PRODUCT,10",
        header=HEADER,
    )
    sessions = current_sessions(store)
    assert sessions.height == 3
    [row] = overnight(sessions, masked_names(store)).drop("user", "team").rows()
    assert row == ("AutoCAD", 2, 2, 1, date(2026, 1, 5), date(2026, 1, 7), 21)
    assert overnight(current_sessions(store, None, date(2026, 1, 6), date(2026, 1, 7)), masked_names(store)).height == 1
    assert current_sessions(store, None, date(2026, 1, 8)).is_empty()


def test_exports_by_day_have_no_sessions(sample_store: Store) -> None:
    assert current_sessions(sample_store).is_empty()


moments = st.none() | st.integers(0, 60 * 48).map(lambda minute: DAY + timedelta(minutes=minute))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(moments, moments, st.none() | st.integers(0, 2000)), min_size=1, max_size=20))
def test_sessions_are_judged_as_by_a_clock_on_both_engines(
    drawn: list[tuple[datetime | None, datetime | None, int | None]],
) -> None:
    frame = pl.DataFrame(
        [(number, *row) for number, row in enumerate(drawn)],
        schema={
            "row": pl.Int32,
            "started": pl.Datetime("us"),
            "ended": pl.Datetime("us"),
            "minutes": pl.Decimal(18, 6),
        },
        orient="row",
    )
    by_hand = []
    for number, (started, ended, minutes) in enumerate(drawn):
        if started and ended:
            midnight = datetime.combine(started.date() + timedelta(days=1), datetime.min.time())
            over = (ended > midnight, ended - started > timedelta(hours=12))
        else:
            over = (False, Decimal(minutes or 0) > 720)
        if any(over):
            by_hand.append((number, *over))
    columns = ["row", "over_midnight", "over_long"]
    assert sorted(overnight_sessions(frame.lazy()).collect().select(columns).rows()) == by_hand
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        answer = overnight_sessions(connection.from_arrow(frame.to_arrow())).pl()
    assert sorted(answer.select(columns).rows()) == by_hand
