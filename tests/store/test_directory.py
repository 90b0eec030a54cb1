"""A directory: what is used and what is set aside, whom it matches, what undo, purge and pseudonyms make of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Kind, Receipt, Status
from analytics.store import (
    LoadOptions,
    Store,
    load,
    loads,
    pseudonymise,
    purge_load,
    purge_load_preview,
    set_aside_rows,
    undo,
)
from analytics.store import coverage as loaded
from analytics.store import directory as known
from analytics.store.loading import directories as why
from analytics.store.loading.reasons import REPEATED
from analytics.store.pseudonyms import pseudonym
from tests.places import NOW

Loader = Callable[..., Receipt]
HEADER = "Email,Autodesk ID,Department,Project,Manager,Valid from,Valid to"
KEY = bytes(range(32))
ROWS = (
    "Ann@b.example,A1,Design,Library,Eve.Boss@b.example,,2026-01-31",
    "ann@b.example,A1,Plant,,eve.boss@b.example,2026-02-10,31.12.9999",
    "bob@b.example,,Design,,Cy Head,2026-01-01,",
    "gus@b.example,,Design,,,,",
)
USAGE = (
    "2026-01-15,A,Revit,,ann@b.example,,,10",
    "2026-02-05,A,Revit,,ann@b.example,,,20",
    "2026-02-10,A,Revit,,ann@b.example,,,30",
    "2026-02-10,A,Revit,,dee@b.example,,,7",
    "2026-02-11,A,Revit,,,,,1",
)


def load_rows(load_lines: Loader, *rows: str, options: LoadOptions | None = None) -> Receipt:
    return load_lines(*rows, header=HEADER, options=options)


def people(store: Store) -> dict[str, int]:
    return dict(store.frame("SELECT key, user_id FROM users").rows())


def test_a_directory_is_loaded_and_matched(load_lines: Loader, store: Store) -> None:
    load_lines(*USAGE)
    load_lines("2026-02-11,Revit,A1,5", header="Day used,Product,Autodesk ID,Tokens used")
    receipt = load_rows(load_lines, *ROWS)
    assert (receipt.status, receipt.kind, receipt.rows_used) == (Status.LOADED, Kind.DIRECTORY, 4)
    assert (receipt.teams, receipt.first_day, receipt.tokens) == ((), None, 0)
    ann = people(store)["ann@b.example"]
    frame = known.shown_directory(store).filter(pl.col("user_id") == ann)
    assert frame.drop("user_id", "cost_center", "country").rows() == [
        ("Design", "Library", "eve.boss@b.example", known.OPEN_START, date(2026, 1, 31)),
        ("Plant", None, "eve.boss@b.example", date(2026, 2, 10), known.OPEN_END),
    ]
    # An export without e-mails has her as another user, by the Autodesk id.
    assert known.directory(store)["user_id"].n_unique() == 2
    assert known.unmatched_users(store).rows() == [(people(store)["dee@b.example"], Decimal(7), date(2026, 2, 10))]
    assert known.shown_unused_rows(store)["person"].to_list() == ["bob@b.example", "gus@b.example"]


def test_nobody_is_named_unless_asked(load_lines: Loader, store: Store) -> None:
    load_lines(*USAGE)
    load_rows(load_lines, *ROWS, "hal@b.example,,for ann@b.example,,Cy Head,,")
    masked = known.directory(store)
    assert masked["manager"].unique().to_list() == ["Manager 1"]
    unused = known.unused_rows(store)
    assert unused.select("person", "department", "manager").rows() == [
        ("Row 3 of the directory", "Design", "Manager 2"),
        ("Row 4 of the directory", "Design", None),
        ("Row 5 of the directory", f"Department 1 {known.HIDDEN}", "Manager 2"),
    ]
    assert "b.example" not in masked.write_csv() + unused.write_csv() + known.unmatched_users(store).write_csv()


def test_places_have_keys_that_name_nobody_and_outlast_a_newer_directory(load_lines: Loader, store: Store) -> None:
    load_lines(*USAGE)
    load_rows(load_lines, *ROWS, "dee@b.example,,for dee@b.example,,Cy Head,,")
    masked = known.places(store)
    assert masked["key"].equals(masked["label"])
    assert "b.example" not in masked.write_csv()
    hidden = f"Department 1 {known.HIDDEN}"
    assert masked.select("unit", "key").rows() == [
        ("department", "Design"),
        ("department", "Plant"),
        ("department", hidden),
        ("manager", "Manager 1"),
        ("manager", "Manager 2"),
        ("project", "Library"),
    ]
    shown = {("department", hidden): "for dee@b.example", ("manager", "Manager 2"): "Cy Head"}
    assert {(unit, key): label for unit, key, label in known.shown_places(store).rows() if key != label} == shown | {
        ("manager", "Manager 1"): "eve.boss@b.example"
    }
    # Cy stands first now, and Eve is gone; a link to Manager 2 still shows those of Cy.
    newer = ("dee@b.example,,,,Cy Head,,", "ann@b.example,,Plant,,Al New,,")
    load_rows(load_lines, *newer, options=LoadOptions(confirmed=True))
    assert known.places(store).filter(unit="manager")["key"].to_list() == ["Manager 2", "Manager 3"]
    assert known.directory(store)["manager"].to_list() == ["Manager 3", "Manager 2"]
    assert known.place_name(store, "manager", "Manager 2") == "Cy Head"
    assert known.place_name(store, "manager", "Manager 1") is None


FAULTS = {
    why.NO_PERSON: ",,Design,,,,",
    why.NOTHING_SAID: "ann@b.example,,,,,,",
    why.NOT_A_FIRST_DAY: "ann@b.example,,Design,,,soon,",
    why.NOT_A_LAST_DAY: "ann@b.example,,Design,,,2026-01-01,late",
    why.ENDS_BEFORE_IT_STARTS: "ann@b.example,,Design,,,2026-01-02,2026-01-01",
    why.OVERLAPS: "ann@b.example,,Plant,,,2026-01-15,2026-02-15",
    REPEATED: HEADER,
}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_row_with_a_fault_is_set_aside(load_lines: Loader, store: Store, reason: str) -> None:
    receipt = load_rows(load_lines, *ROWS, FAULTS[reason], options=LoadOptions(confirmed=True))
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == {reason: 1}
    assert receipt.load_id is not None
    aside = set_aside_rows(store, receipt.load_id, personal=False)
    assert aside["row"].to_list() == [5]
    assert not {"E-mail", "Autodesk ID", "Manager"} & set(aside.columns)


def test_a_row_that_is_set_aside_keeps_no_other_out(load_lines: Loader, store: Store) -> None:
    receipt = load_rows(
        load_lines,
        "ann@b.example,,Design,,,2026-01-01,2026-01-31",
        "ann@b.example,,Plant,,,2026-01-15,2026-02-28",
        "ann@b.example,,Sales,,,2026-02-01,2026-03-31",
        "ann@b.example,,Sales,,,2026-03-01,2026-04-30",
    )
    assert receipt.rows_used == 3
    load_lines("2026-03-15,A,Revit,,ann@b.example,,,10")
    assert known.directory(store).select("department", "first_day", "last_day").rows() == [
        ("Design", date(2026, 1, 1), date(2026, 1, 31)),
        ("Sales", date(2026, 2, 1), date(2026, 3, 31)),
        ("Sales", date(2026, 4, 1), date(2026, 4, 30)),
    ]


def test_ids_of_one_row_contradict_each_for_itself(load_lines: Loader) -> None:
    receipt = load_rows(load_lines, "a@b.example,A1,Design,,,,", "c@b.example,A1,Plant,,,,", "c@b.example,,Sales,,,,")
    assert (receipt.rows_used, receipt.set_aside[0].reason) == (2, why.OVERLAPS)


def test_the_newest_directory_counts_whole_and_undo_brings_the_older_back(load_lines: Loader, store: Store) -> None:
    load_lines(*USAGE)
    load_rows(load_lines, *ROWS)
    newer = load_rows(load_lines, "dee@b.example,,Sales,,,,", *ROWS[:2])
    assert set(known.directory(store)["user_id"]) == {people(store)[key] for key in ("dee@b.example", "ann@b.example")}
    assert newer.load_id is not None
    assert loaded.beneath(store, newer.load_id).rows() == [("directory_rows", 2, 0, 0, 0)]
    assert loaded.all_loads(store)["state"].to_list() == ["counts", "replaced by newer loads", "counts"]
    shown = purge_load_preview(store, newer.load_id)
    assert (shown.rows, [back.load_id for back in shown.returns]) == (3, [2])
    undo(store, newer.load_id, NOW)
    assert known.unused_rows(store).height == 2
    purge_load(store, 2, NOW)
    assert known.directory(store).is_empty()
    assert store.frame("FROM directory_rows").is_empty()
    assert loads(store)["load_id"].to_list() == [1]


def test_a_directory_of_far_fewer_persons_or_of_others_is_held(load_lines: Loader) -> None:
    many = [f"p{n}@b.example,,Design,,,," for n in range(10)]
    load_rows(load_lines, *many)
    few = load_rows(load_lines, *many[:4])
    assert few.status is Status.HELD
    assert "it names 4 persons instead of the 10" in few.message
    others = load_rows(load_lines, *(row.replace("b.example", "c.example") for row in many))
    assert "only 0 of its 10 persons" in others.message
    assert load_rows(load_lines, *many[:4], options=LoadOptions(confirmed=True)).status is Status.LOADED
    assert load_rows(load_lines, *many[:4], options=LoadOptions(confirmed=True)).status is Status.UNCHANGED


def test_a_trial_changes_nothing(load_lines: Loader, store: Store) -> None:
    before = store.fingerprint
    assert load_rows(load_lines, *ROWS, options=LoadOptions(dry_run=True)).rows_used == 4
    assert store.fingerprint == before


def test_persons_and_managers_get_pseudonyms_now_and_on_their_way_in(load_lines: Loader, store: Store) -> None:
    load_lines(*USAGE)
    rows = (*ROWS, "hal@b.example,,for ann@b.example,,Cy Head,,")
    load_rows(load_lines, *rows)
    placed = known.directory(store)
    pseudonymise(store, KEY)
    replaced = store.frame("FROM directory_rows ORDER BY row, key")
    assert known.directory(store).equals(placed)
    assert "b.example" not in replaced.write_csv()
    assert set(replaced["manager"].drop_nulls()) == {pseudonym(KEY, "eve.boss@b.example"), pseudonym(KEY, "Cy Head")}
    undo(store, 2, NOW)
    load_rows(load_lines, *rows, options=LoadOptions(key=KEY))
    again = store.frame("FROM directory_rows ORDER BY row, key")
    assert again.drop("load_id").equals(replaced.drop("load_id"))


spans = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["X", "Y"]), st.integers(1, 28), st.integers(1, 28)), max_size=8
)


@settings(deadline=None, max_examples=40)
@given(spans)
def test_spans_of_one_user_never_overlap_and_hold_what_rows_that_are_used_say(
    rows: list[tuple[str, str, int, int]],
) -> None:
    with Store() as store:
        with store.writing() as cursor:
            cursor.execute("INSERT INTO users VALUES (1, 'a', NULL, NULL, NULL), (2, 'b', NULL, NULL, NULL)")
        lines = [f"{who},{unit},2026-01-{min(days):02},2026-01-{max(days):02}" for who, unit, *days in rows]
        said: dict[tuple[int, date], str] = {}
        for who, unit, *days in rows:
            mine = [("ab".index(who) + 1, date(2026, 1, day)) for day in range(min(days), max(days) + 1)]
            if all(said.get(day, unit) == unit for day in mine):
                said |= dict.fromkeys(mine, unit)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "people.csv"
            path.write_text("\n".join(["User name,Department,Valid from,Valid to", *lines]), "utf-8")
            load(store, path, NOW, LoadOptions())
        found: dict[tuple[int, date], str] = {}
        for span in known.directory(store).iter_rows(named=True):
            for day in pl.date_range(span["first_day"], span["last_day"], eager=True):
                assert (span["user_id"], day) not in found
                found[span["user_id"], day] = span["department"]
    assert found == said
