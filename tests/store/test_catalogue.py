"""What every column holds is said once and for all tables, and no name outlives what is to take it out."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Kind, Receipt, Status
from analytics.exports.receipt import Finding
from analytics.store import Store, undo
from analytics.store.catalogue import CATALOGUE, KEYS, OF_LOADS, Aging, Holds, keys_of, texts
from analytics.store.pseudonymising import pseudonymise
from analytics.store.retention import purge_before, purge_load
from tests.places import NOW

KEY = bytes(range(32))
COLUMNS = """
    SELECT table_name, column_name, data_type FROM duckdb_columns()
    JOIN duckdb_tables() USING (database_name, schema_name, table_name) WHERE NOT duckdb_tables.internal
"""
TEXTS = ("VARCHAR", "JSON")
# By hand, of a team or an alert; the others go when nothing of a load is left.
ENTERED = (
    *("own_events", "stated_balances", "budgets", "budget_tiers", "scenarios", "scenario_keys", "own_rates"),
    "closings",
    *("own_prices", "own_contents", "product_names", "application_teams", "unit_sizes"),
    *("usage_alerts", "usage_alert_resources", "usage_alert_recipients"),
)
FILLED = tuple(table for table, of in CATALOGUE.items() if table != "meta" and of.aging is not Aging.DERIVED)


def undescribed(store: Store) -> set[tuple[str, str]]:
    """Return the columns that the store has and the catalogue does not describe, or the other way round."""
    there = {(table, column) for table, column, _ in store.frame(COLUMNS).rows()}
    return there ^ {(table, column) for table, described in CATALOGUE.items() for column in described.columns}


def test_every_column_of_the_store_is_described(store: Store) -> None:
    assert undescribed(store) == set()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ("CREATE TABLE contacts (team_id INTEGER, e_mail VARCHAR)", {("contacts", "team_id"), ("contacts", "e_mail")}),
        ("ALTER TABLE packs ADD COLUMN buyer VARCHAR", {("packs", "buyer")}),
        ("ALTER TABLE packs DROP COLUMN note", {("packs", "note")}),
    ],
)
def test_what_is_not_described_is_found(store: Store, change: str, missing: set[tuple[str, str]]) -> None:
    with store.writing() as cursor:
        cursor.execute("DROP VIEW current_packs")
        cursor.execute(change)
    assert undescribed(store) == missing


def test_what_is_said_of_columns_fits_the_store(store: Store) -> None:
    for table, column, kind in store.frame(COLUMNS).rows():
        described, of = CATALOGUE[table].columns[column], {key: name for name, key in KEYS.items()}
        assert described.holds is Holds.NEITHER or kind in TEXTS, (table, column)
        assert described.document == (kind == "JSON" and described.holds is not Holds.NEITHER), (table, column)
        assert not described.by_kind or "kind" in CATALOGUE[table].columns, (table, column)
        of |= {"load_id": "loads", "to_team_id": "teams"}
        assert described.key_of == of.get(column, described.key_of), (table, column)
    for table, described_table in CATALOGUE.items():
        assert described_table.aging is not Aging.BY_DAY or {"load_id", "row", "day"} <= set(described_table.columns)
        assert described_table.aging is not Aging.BESIDE or {"load_id", "row"} <= set(described_table.columns)
        assert (described_table.aging is Aging.FORGOTTEN) == (table in KEYS)
        assert table not in KEYS or keys_of(table, keeping=True), f"no {table} would ever stay"


def rows_of(store: Store, table: str, text: Iterator[str], holds: dict[str, list[str]]) -> list[dict[str, object]]:
    """Make a row of a table, or one for each kind that is told apart; texts that may name somebody are noted."""
    described, types = CATALOGUE[table], {c: kind for t, c, kind in store.frame(COLUMNS).rows() if t == table}
    kinds = dict.fromkeys(kind for column in described.columns.values() for kind in column.by_kind)
    rows = []
    for number, row_kind in enumerate([*kinds, "team"] if kinds else ["move"], start=1):
        row: dict[str, object] = {}
        for name, column in described.columns.items():
            if name == "kind":
                row[name] = Kind.TOKEN_USAGE if table == "loads" else row_kind
            elif column.holds is not Holds.NEITHER:
                held = column.by_kind.get(row_kind, column.holds)
                holds.setdefault(held, []).append(said := next(text))
                row[name] = document(name, said) if column.document else said
            elif column.key_of:
                row[name] = 1
            elif name not in ("undone_at", "purged_at"):
                row[name] = value(types[name], number)
        rows.append(row)
    return rows


def value(kind: str, number: int) -> object:
    plain = {"DATE": date(2026, 1, 1), "TIMESTAMP": NOW, "BOOLEAN": True, "VARCHAR": "words", "JSON": "{}"}
    return [number] if kind.endswith("[]") else plain.get(kind, number)


def document(name: str, said: str) -> str:
    if name == "receipt":
        found = Finding("Outliers", f"Much use of {said}.", f"Ask {said}.", 1)
        return Receipt(file=said, status=Status.LOADED, message=said, findings=(found,)).as_json()
    return json.dumps({"email": said} if name == "cells" else {said: "product"})


def filled(path: Path, text: Iterator[str], tables: tuple[str, ...]) -> dict[str, list[str]]:
    """Fill tables with texts that name somebody; give the texts by what they are said to hold."""
    holds: dict[str, list[str]] = {}
    with Store(path) as store, store.writing() as cursor:
        for table in tables:
            for row in rows_of(store, table, text, holds):
                named = ", ".join(f"${name} AS {name}" for name in row)
                cursor.execute(f"INSERT INTO {table} BY NAME SELECT {named}", row)
    return holds


def left(path: Path, marks: list[str]) -> list[str]:
    """Return the texts that are in the bytes of the store's file."""
    content = path.read_bytes().lower()
    return [mark for mark in marks if mark.lower().encode() in content]


@settings(max_examples=4, deadline=None)
@given(word=st.text("abcdefgh", min_size=4, max_size=9))
def test_pseudonyms_leave_no_e_mail_in_the_bytes(tmp_path_factory: pytest.TempPathFactory, word: str) -> None:
    path = tmp_path_factory.mktemp("store") / "store.duckdb"
    e_mails = (f"{word}{number:03d}@mark.example" for number in count(1))
    holds = filled(path, e_mails, FILLED)
    marks = [mark for held in holds.values() for mark in held]
    assert len(marks) > sum(len(texts(held)) for held in Holds if held is not Holds.NEITHER)
    assert left(path, marks) == marks
    with Store(path) as store:
        pseudonymise(store, KEY)
    assert left(path, marks) == []


def test_pseudonyms_leave_no_name_in_the_bytes_of_persons_and_free_texts(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    words = (f"for Zmarkward, Quella {number:03d}" for number in count(1))
    holds = filled(path, words, FILLED)
    assert len(left(path, holds[Holds.FREE_TEXT])) == len(holds[Holds.FREE_TEXT])
    with Store(path) as store:
        with store.writing() as cursor:
            cursor.execute("UPDATE users SET key = 'qz', email = NULL, first_name = 'Quella', last_name = 'Zmarkward'")
        pseudonymise(store, KEY)
    assert left(path, [*holds[Holds.PERSON], *holds[Holds.FREE_TEXT]]) == []


def test_purging_all_loads_leaves_nothing_that_they_brought(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    e_mails = (f"purged{number:03d}@mark.example" for number in count(1))
    brought = tuple(table for table in FILLED if table not in ENTERED)
    holds = filled(path, e_mails, brought)
    marks = [mark for held in holds.values() for mark in held]
    assert left(path, marks) == marks
    with Store(path) as store:
        purge_before(store, date(2027, 1, 1), NOW)
        for table in ("usage_rows", "seat_rows", "api_rows", "sessions", "custom_fields", "findings", "vintages"):
            assert store.frame(f"FROM {table}").is_empty()
        purge_load(store, 1, NOW)
    assert left(path, marks) == []


def test_a_load_that_is_taken_back_leaves_no_row_and_no_name(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    e_mails = (f"undone{number:03d}@mark.example" for number in count(1))
    filled(path, e_mails, ("loads", *OF_LOADS, *KEYS))
    with Store(path) as store:
        undo(store, 1, NOW)
        for table in (*OF_LOADS, *KEYS):
            assert store.frame(f"FROM {table}").is_empty(), table
