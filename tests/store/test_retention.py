"""Purging: what is shown is what goes, what goes is gone, and nothing else changes."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.store import Store, loads, undo, without_cells
from analytics.store.catalogue import CATALOGUE
from analytics.store.expected import expected, mark
from analytics.store.limits import NewLimit, Of, Period, add_limit, limits
from analytics.store.retention import (
    Purge,
    Return,
    purge_before,
    purge_before_preview,
    purge_load,
    purge_load_preview,
)
from tests.places import NOW

# Load 1 speaks for January and February, load 2 takes February over and adds March; 3 and 5 are reports, 4 is packs.
FILLING = """
    INSERT INTO teams VALUES (1, 'A');
    INSERT INTO products VALUES (1, 'Revit');
    INSERT INTO users SELECT id, name || '@example.com', name || '@example.com', NULL, NULL
    FROM (VALUES (1, 'ann'), (2, 'bob'), (3, 'cy'), (4, 'dee')) AS people (id, name);
    INSERT INTO loads BY NAME
    SELECT range AS load_id, format('file_{}.csv', range) AS file, format('sha_{}', range) AS sha256,
           'token_usage' AS kind, format('team_{}', range) AS given_team, format('header_{}', range) AS header,
           TIMESTAMP '2026-10-01' AS loaded_at, '{"teams": [], "tokens": "0"}' AS receipt
    FROM range(1, 6);
    INSERT INTO coverage VALUES
        (1, 'tokens', 1, '2026-01-01', '2026-02-28', NULL), (1, 'seats', 1, '2026-01-01', '2026-01-31', NULL),
        (2, 'tokens', 1, '2026-02-01', '2026-03-31', NULL);
    INSERT INTO usage_rows VALUES
        (1, 1, '2026-01-10', 1, 1, 1, NULL, NULL, 10), (1, 2, '2026-02-10', 1, 2, 1, NULL, NULL, 5),
        (2, 1, '2026-02-10', 1, 2, 1, NULL, NULL, 7), (2, 2, '2026-03-10', 1, 2, 1, NULL, NULL, 8);
    INSERT INTO seat_rows VALUES (1, 3, '2026-01-20', 1, 3, 1, NULL, NULL);
    INSERT INTO sessions VALUES (1, 1, NULL, NULL, 60), (2, 2, NULL, NULL, 90);
    INSERT INTO custom_fields VALUES (1, 1, 1, 'Bridge'), (1, 2, 1, 'Tunnel'), (2, 2, 1, 'Tunnel');
    INSERT INTO findings VALUES (1, 'Outliers', 1), (1, 'Outliers', 2);
    INSERT INTO set_aside VALUES
        (1, 4, 'no tokens', '{"day": "2026-01-05"}'), (1, 5, 'no tokens', '{"day": "2026-02-05"}'),
        (1, 6, 'no day', '{"day": "5th"}'), (2, 3, 'no day', '{}');
    INSERT INTO report_rows BY NAME
    SELECT load_id, 1 AS row, 1 AS team_id, 4 AS user_id, 1 AS product_id FROM (VALUES (3), (5)) AS l (load_id);
    INSERT INTO packs BY NAME
    SELECT 1 AS pack_id, 4 AS load_id, 1 AS team_id, 100 AS tokens,
           DATE '2026-01-01' AS first_day, DATE '2026-12-31' AS last_day;
"""


def fill(store: Store) -> None:
    with store.writing() as cursor:
        cursor.execute(FILLING)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def filled_file(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        fill(store)
    assert b"ann@example.com" in path.read_bytes()
    with Store(path) as store:
        yield store


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {table: store.frame(f"FROM {table} ORDER BY ALL").rows() for table in CATALOGUE}


def pairs(store: Store, table: str) -> list[tuple[object, ...]]:
    return store.frame(f"SELECT load_id, row FROM {table} ORDER BY ALL").rows()


def current(store: Store) -> pl.DataFrame:
    return store.frame(
        "SELECT day, team_id, user_id, sum(tokens) AS tokens FROM current_usage GROUP BY ALL ORDER BY ALL"
    )


def by_day(store: Store) -> list[pl.DataFrame]:
    """Give what counts, by day: use, seats and the loads that cover."""
    return [current(store), *(store.frame(f"FROM {view} ORDER BY ALL") for view in ("current_seats", "day_winners"))]


JANUARY = Purge(
    rows=2,
    counted=2,
    tokens=Decimal(10),
    cells=2,
    first_day=date(2026, 1, 1),
    last_day=date(2026, 1, 31),
    loads=(1,),
    users=(1, 3),
    returns=(),
    gaps=31,
    gap_teams=("A",),
    marks=0,
    limits=0,
    copies=(),
    kept_days=31,
)


def test_what_is_older_than_a_day_goes(filled: Store) -> None:
    assert purge_before(filled, date(2026, 2, 1), NOW) == JANUARY
    assert pairs(filled, "usage_rows") == [(1, 2), (2, 1), (2, 2)]
    assert pairs(filled, "seat_rows") == []
    assert pairs(filled, "sessions") == [(2, 2)]
    assert pairs(filled, "custom_fields") == [(1, 2), (2, 2)]
    assert pairs(filled, "findings") == [(1, 2)]
    assert filled.frame("FROM coverage ORDER BY load_id").rows() == [
        (1, "tokens", 1, date(2026, 2, 1), date(2026, 2, 28), None),
        (2, "tokens", 1, date(2026, 2, 1), date(2026, 3, 31), None),
    ]
    assert filled.frame("SELECT key FROM users ORDER BY key")["key"].to_list() == ["bob@example.com", "dee@example.com"]
    assert filled.frame("SELECT load_id, purged_at FROM loads WHERE purged_at IS NOT NULL").rows() == [(1, NOW)]
    assert loads(filled).height == 5


def test_days_without_data_are_those_of_a_team_or_of_several(filled: Store) -> None:
    with filled.writing() as cursor:
        cursor.execute("INSERT INTO teams VALUES (2, 'B')")
        cursor.execute("INSERT INTO coverage VALUES (2, 'tokens', 2, '2026-02-01', '2026-03-31', NULL)")
    shown = purge_before_preview(filled, date(2026, 1, 2))
    assert (shown.gap_teams, shown.gaps_text) == (("A",), "1 day of A has no data afterwards")
    shown = purge_before_preview(filled, date(2026, 3, 1))
    assert (shown.gap_teams, shown.gaps_text) == (("A", "B"), "59 days of A, B have no data afterwards")
    assert purge_load_preview(filled, 1).gaps_text == "31 days of A have no data afterwards"
    assert purge_load_preview(filled, 5).gaps_text == ""


def test_cells_set_aside_go_unless_their_day_is_known_to_stay(filled: Store) -> None:
    purge_before(filled, date(2026, 2, 1), NOW)
    assert filled.frame("SELECT load_id, row FROM set_aside WHERE cells IS NOT NULL ORDER BY ALL").rows() == [
        (1, 5),
        (2, 3),
    ]
    assert filled.frame("SELECT count(*) FROM set_aside").item() == 4


def test_rows_that_count_are_told_from_those_that_do_not(filled: Store) -> None:
    shown = purge_load_preview(filled, 1)
    assert (shown.rows, shown.counted, shown.cells) == (3, 2, 3)
    assert shown.rows_text == "3 rows, of which 2 count today, with 10 tokens"
    assert shown.cells_text == "the cells of 3 rows set aside"
    assert purge_load_preview(filled, 3).rows_text == "1 row, of which none counts today"
    assert purge_load_preview(filled, 5).rows_text == "1 row, of which 1 counts today, with 0 tokens"


def test_it_is_said_where_the_cells_have_gone(filled: Store) -> None:
    assert without_cells(filled, 1) == ""
    purge_before(filled, date(2026, 2, 1), NOW)
    assert without_cells(filled, 1) == "Cells of 2 rows were purged on 1 November 2026, or had not been kept."
    assert without_cells(filled, 2) == ""
    purge_load(filled, 1, NOW)
    assert without_cells(filled, 1) == (
        "The rows that this load had set aside were purged on 1 November 2026, with their cells."
    )
    undo(filled, 2, NOW)
    assert without_cells(filled, 2) == "The load was taken back, and the rows that it had set aside went with it."


def test_older_loads_do_not_come_back_for_days_that_were_purged(filled: Store) -> None:
    purge = purge_before(filled, date(2026, 3, 1), NOW)
    assert (purge.rows, purge.tokens, purge.loads, purge.gaps) == (4, Decimal(17), (1, 2), 59)
    assert current(filled)["tokens"].to_list() == [8]
    undo(filled, 2, NOW)
    assert current(filled).is_empty()
    assert filled.frame("FROM day_winners").is_empty()


def test_packs_and_reports_stay_whatever_their_age(filled: Store) -> None:
    purge = purge_before(filled, date(2027, 1, 1), NOW)
    assert (purge.tokens, purge.users) == (Decimal(25), (1, 2, 3))
    assert filled.frame("SELECT count(*) FROM current_packs").item() == 1
    assert filled.frame("SELECT load_id FROM current_report").item() == 5


def marked(store: Store) -> tuple[list[tuple[object, ...]], list[str | None]]:
    """Give who is marked, and which teams and departments have a limit of their own (None: each of a kind)."""
    limited = limits(store).select(pl.coalesce("team", "department"))
    return expected(store).select("kind", "name").rows(), limited.to_series().to_list()


@pytest.fixture
def looked_into(filled: Store) -> Store:
    """Mark Ann, Bob, somebody whose load was undone, a product, a team and units; limit teams, users, a department."""
    with filled.writing() as cursor:
        cursor.execute("""
            INSERT INTO teams VALUES (2, 'B');
            INSERT INTO coverage VALUES (2, 'tokens', 2, '2026-03-01', '2026-03-31', NULL);
            INSERT INTO directory_rows BY NAME
            SELECT 3 AS load_id, 1 AS row, 'x' AS key, 'Bridges' AS department, 'eve@example.com' AS manager;
        """)
    marks = [("user", f"{name}@example.com") for name in ("ann", "bob", "gone")]
    marks += [("product", "Revit"), ("team", "B"), ("department", "Bridges"), ("manager", "eve@example.com")]
    for kind, name in marks:
        mark(filled, kind, name, None, NOW)
    for team in ("A", "B"):
        add_limit(filled, NewLimit(Of.TEAM, Period.DAY, Decimal(5), team))
    add_limit(filled, NewLimit(Of.DEPARTMENT, Period.DAY, Decimal(5), None, "Bridges"))
    add_limit(filled, NewLimit(Of.USER, Period.DAY, Decimal(5)))
    return filled


BOB = ("user", "bob@example.com")
PLACES = [("department", "Bridges"), ("manager", "eve@example.com")]


def test_marks_and_limits_go_with_whom_they_are_on(looked_into: Store) -> None:
    # Ann has rows in January only; Bob has some later.
    shown = purge_before_preview(looked_into, date(2026, 2, 1))
    assert (shown.marks, shown.limits) == (2, 0)
    assert shown.marks_text == "2 marks of expected use of whom the store no longer knows"
    assert purge_before(looked_into, date(2026, 2, 1), NOW) == shown
    assert sorted(marked(looked_into)[0]) == sorted([BOB, *PLACES, ("product", "Revit"), ("team", "B")])
    shown = purge_load_preview(looked_into, 2)
    assert (shown.marks, shown.limits) == (1, 1)
    assert shown.marks_text == "1 mark of expected use and 1 limit of whom the store no longer knows"
    assert purge_load(looked_into, 2, NOW) == shown
    assert marked(looked_into) == (sorted([BOB, *PLACES, ("product", "Revit")]), ["A", "Bridges", None])
    done = purge_load(looked_into, 3, NOW)
    assert (done.marks, done.limits) == (len(PLACES), 1)


def test_taking_a_load_back_leaves_marks_and_limits_until_it_is_purged(looked_into: Store) -> None:
    before = marked(looked_into)
    undo(looked_into, 1, NOW)
    undo(looked_into, 2, NOW)
    assert marked(looked_into) == before
    assert purge_load_preview(looked_into, 2).marks_text.startswith("4 marks of expected use and 1 limit")
    purge_load(looked_into, 2, NOW)
    assert marked(looked_into) == (sorted([*PLACES, ("product", "Revit")]), ["A", "Bridges", None])


def test_days_before_the_first_cost_nothing(filled: Store) -> None:
    before = contents(filled)
    purge = purge_before(filled, date(2026, 1, 1), NOW)
    assert purge == Purge(0, 0, Decimal(0), 0, None, None, (), (), (), 0, (), 0, 0, ())
    before["meta"] = contents(filled)["meta"]  # every write is counted
    assert contents(filled) == before


def test_a_load_goes_with_all_that_names_it(filled: Store) -> None:
    purge = purge_load(filled, 2, NOW)
    assert purge == Purge(
        rows=2,
        counted=2,
        tokens=Decimal(15),
        cells=1,
        first_day=date(2026, 2, 1),
        last_day=date(2026, 3, 31),
        loads=(2,),
        users=(),
        returns=(Return(1, 28),),
        gaps=31,
        gap_teams=("A",),
        marks=0,
        limits=0,
        copies=(),
    )
    assert current(filled)["tokens"].to_list() == [10, 5]
    for table in ("usage_rows", "sessions", "custom_fields", "set_aside", "coverage"):
        assert filled.frame(f"FROM {table} WHERE load_id = 2").is_empty()
    assert loads(filled)["load_id"].to_list() == [1, 3, 4, 5]
    [kept] = filled.frame("FROM loads WHERE load_id = 2").rows(named=True)
    assert Receipt.from_json(kept.pop("receipt")).message == "This load was purged."
    assert {name: value for name, value in kept.items() if value is not None} == {
        "load_id": 2,
        "file": "purged",
        "sha256": "",
        "kind": "token_usage",
        "loaded_at": kept["loaded_at"],
        "undone_at": NOW,
        "purged_at": NOW,
    }


def test_lists_are_purged_by_load(filled: Store) -> None:
    assert purge_load_preview(filled, 5).returns == (Return(3, 0),)
    purge_load(filled, 3, NOW)
    purge = purge_load(filled, 5, NOW)
    assert (purge.rows, purge.users, purge.returns, purge.first_day) == (1, (4,), (), None)
    assert filled.frame("FROM report_rows").is_empty()
    assert purge_load(filled, 4, NOW).rows == 1
    assert filled.frame("FROM packs").is_empty()


def test_a_load_that_was_undone_is_purged_too(filled: Store) -> None:
    undo(filled, 2, NOW.replace(day=2))
    assert purge_load(filled, 2, NOW).rows == 0
    kept = filled.frame("SELECT file, sha256, undone_at, purged_at FROM loads WHERE load_id = 2").row(0)
    assert kept == ("purged", "", NOW.replace(day=2), NOW)


def test_a_load_that_never_was_is_refused(filled: Store) -> None:
    before = contents(filled)
    with pytest.raises(StoreError, match=r"There is no load 9\."):
        purge_load_preview(filled, 9)
    with pytest.raises(StoreError, match=r"There is no load 9\."):
        purge_load(filled, 9, NOW)
    assert contents(filled) == before


def test_showing_changes_nothing(filled: Store) -> None:
    before = contents(filled)
    assert purge_before_preview(filled, date(2026, 2, 1)) == JANUARY
    assert purge_load_preview(filled, 2) == purge_load_preview(filled, 2)
    assert contents(filled) == before
    assert purge_load_preview(filled, 2) == purge_load(filled, 2, NOW)


def test_what_was_purged_is_not_in_the_bytes(filled_file: Store) -> None:
    path = filled_file.path
    assert path is not None
    copy = path.with_name("store.duckdb.version-1")
    copy.write_bytes(b"ann@example.com")
    assert purge_before_preview(filled_file, date(2026, 2, 1)).copies == (copy.name,)
    purge_before(filled_file, date(2026, 2, 1), NOW)
    purge_load(filled_file, 2, NOW)
    filled_file.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    left = path.read_bytes()
    for text in (b"bob@example.com", b"file_1.csv"):
        assert text in left
    for text in (b"ann@example.com", b"cy@example.com", b"Bridge", b"file_2.csv", b"sha_2", b"team_2", b"header_2"):
        assert text not in left


FIRST = date(2026, 1, 1)
ROWS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 2), st.integers(1, 3), st.integers(0, 9), st.booleans()), max_size=8
)
LOADS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), ROWS), max_size=4)


@settings(max_examples=25, deadline=None)
@given(made=LOADS, cut=st.integers(-1, 22))
def test_from_the_day_on_all_is_as_before(made: list[tuple[int, int, list[tuple[int, ...]]]], cut: int) -> None:
    day = FIRST + timedelta(cut)
    with Store() as store:
        with store.writing() as cursor:
            cursor.execute("INSERT INTO teams VALUES (1, 'A'), (2, 'B'); INSERT INTO products VALUES (1, 'Revit')")
            cursor.execute("INSERT INTO users SELECT range, range::VARCHAR, NULL, NULL, NULL FROM range(1, 4)")
            for load_id, (start, end, rows) in enumerate(made, 1):
                first, last = (FIRST + timedelta(offset) for offset in sorted((start, end)))
                cursor.execute(
                    "INSERT INTO coverage SELECT $load_id, record, team_id, $first, $last, NULL"
                    " FROM (VALUES ('tokens'), ('seats')) AS r (record), teams",
                    {"load_id": load_id, "first": first, "last": last},
                )
                for row, (offset, team, user, tokens, seat) in enumerate(rows, 1):
                    used = FIRST + timedelta(offset)
                    if first <= used <= last:
                        here = [load_id, row, used, team, user]
                        table, end_of_row = ("seat_rows", "") if seat else ("usage_rows", f", {tokens}")
                        cursor.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, 1, NULL, NULL{end_of_row})", here)
        shown = purge_before_preview(store, day)
        kept = [answer.filter(pl.col("day") >= day) for answer in by_day(store)]
        assert purge_before(store, day, NOW) == shown
        for before, after in zip(kept, by_day(store), strict=True):
            assert after.equals(before)
        for table, column in (("usage_rows", "day"), ("seat_rows", "day"), ("coverage", "first_day")):
            assert store.frame(f"SELECT count(*) FROM {table} WHERE {column} < $day", {"day": day}).item() == 0
