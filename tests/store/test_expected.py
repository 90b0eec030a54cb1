"""Marks on who is expected to use much: they outlast loads but no purge, and name nobody where names are masked."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.store import LoadOptions, Store, pseudonymise, purge_load, undo
from analytics.store.directory import HIDDEN, directory
from analytics.store.expected import (
    HIDDEN_NOTE,
    consumer_name,
    expected,
    mark,
    masked_marks,
    shown_marks,
    unmark,
)
from analytics.store.pseudonyms import pseudonym
from tests.places import NOW

Loader = Callable[..., Receipt]
KEY = bytes(range(32))
ANN = "ann@b.example"
LINE = f"2026-01-05,A,Revit,2026,{ANN},Annegret,Leemhuis,10"
PEOPLE = (f"{ANN},Bridges,Eve Boss", "bob@b.example,Office of Eve Boss,Hal Head")
PEOPLE_HEADER = "Email,Department,Manager"
LATER = "2026-01-06,A,Revit,2026,ann@b.example,Annegret,Leemhuis,20"


def marks(store: Store, kind: str = "user") -> list[tuple[object, ...]]:
    return shown_marks(store, kind).rows()


def test_a_mark_is_made_changed_and_taken_away(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    load_lines(*PEOPLE, header=PEOPLE_HEADER)
    for kind, key in (("user", 1), ("product", 1), ("team", 1), ("department", "Bridges"), ("manager", "Manager 1")):
        mark(store, kind, consumer_name(store, kind, key), f" {kind} ", NOW)
        assert marks(store, kind) == [(key, kind)]
    mark(store, "user", ANN, "  ", NOW + timedelta(days=1))
    assert marks(store) == [(1, "")]
    assert expected(store).filter(kind="user").rows() == [("user", ANN, None, NOW + timedelta(days=1))]
    unmark(store, "user", ANN)
    unmark(store, "user", ANN)
    assert marks(store) == []
    assert expected(store).height == 4
    assert expected(store).filter(kind="manager")["name"].to_list() == ["Eve Boss"]


def test_nobody_unknown_is_marked(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no user 7"):
        consumer_name(store, "user", 7)
    with pytest.raises(StoreError, match="There is no cost center 41"):
        consumer_name(store, "cost_center", "41")


def test_a_mark_survives_a_reload_and_an_undo(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    mark(store, "user", ANN, "year-end", NOW)
    load_lines(LINE, LATER)
    assert marks(store) == [(1, "year-end")]
    undo(store, 2, NOW)
    undo(store, 1, NOW)
    assert marks(store) == []
    assert expected(store)["name"].to_list() == [ANN]
    load_lines("2026-01-04,A,Revit,2026,bob@b.example,,,1", LATER)
    [(user_id, note)] = marks(store)
    assert consumer_name(store, "user", int(str(user_id))) == ANN
    assert note == "year-end"


def test_a_purge_takes_the_mark_unless_there_are_other_rows(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    load_lines(LATER)
    mark(store, "user", ANN, None, NOW)
    purge_load(store, 1, NOW)
    assert expected(store)["name"].to_list() == [ANN]
    purge_load(store, 2, NOW)
    assert expected(store).is_empty()


def test_pseudonyms_replace_marks_and_they_still_hold(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    mark(store, "user", ANN, "asked Annegret Leemhuis", NOW)
    mark(store, "user", "left@b.example", "year-end", NOW)
    mark(store, "product", "Revit", "for left@b.example", NOW)
    # Marked as a pseudonym already, but later: the newer of the two notes stays.
    mark(store, "user", pseudonym(KEY, "left@b.example"), "newer", NOW + timedelta(days=1))
    pseudonymise(store, KEY)
    assert marks(store) == [(1, pseudonym(KEY, "asked Annegret Leemhuis"))]
    kept = expected(store).filter(kind="user").select("name", "note").rows()
    assert dict(kept)[pseudonym(KEY, "left@b.example")] == "newer"
    assert "@" not in str(expected(store).rows())
    assert "leemhuis" not in str(expected(store).rows()).lower()
    unmark(store, "user", pseudonym(KEY, ANN))
    pseudonymise(store, KEY)
    assert marks(store) == []


def test_a_mark_on_a_place_keeps_no_name_among_pseudonyms_and_still_holds(store: Store, load_lines: Loader) -> None:
    load_lines(LINE, "2026-01-05,A,Revit,2026,bob@b.example,Bob,Ott,10")
    load_lines(*PEOPLE, header=PEOPLE_HEADER)
    for unit, key in (("manager", "Manager 1"), ("department", f"Department 1 {HIDDEN}")):
        mark(store, unit, consumer_name(store, unit, key), "asked Hal Head", NOW)
    mark(store, "manager", "Gone Before", "left", NOW)
    assert masked_marks(store, "manager").rows() == [("Manager 1", HIDDEN_NOTE)]
    pseudonymise(store, KEY)
    assert marks(store, "manager") == [("Manager 1", pseudonym(KEY, "asked Hal Head"))]
    [(office, _)] = marks(store, "department")
    assert office == pseudonym(KEY, "Office of Eve Boss")
    kept = str(expected(store).rows()) + directory(store).write_csv()
    assert not [name for name in ("Eve", "Boss", "Hal", "Gone") if name in kept]
    # The same directory, loaded again on its way through the key, is marked as before.
    load_lines(*PEOPLE, header=PEOPLE_HEADER, options=LoadOptions(key=KEY))
    assert [key for key, _ in marks(store, "manager")] == ["Manager 1"]


@pytest.mark.parametrize("note", ["ask ann@c.example", "as LEEMHUIS, Annegret said", ANN])
def test_a_note_that_names_a_person_is_hidden_with_the_names(store: Store, load_lines: Loader, note: str) -> None:
    load_lines(LINE)
    mark(store, "product", "Revit", note, NOW)
    assert shown_marks(store, "product").rows() == [(1, note)]
    assert masked_marks(store, "product").rows() == [(1, HIDDEN_NOTE)]
    mark(store, "product", "Revit", "year-end", NOW)
    assert masked_marks(store, "product").rows() == [(1, "year-end")]


def test_a_mark_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        before = store.fingerprint
        mark(store, "team", "A", "grows", NOW)
        assert store.fingerprint != before
    with Store(path) as store:
        assert expected(store).select("kind", "name", "note").rows() == [("team", "A", "grows")]
