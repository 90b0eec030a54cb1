"""Decisions about moves: a history that only grows, outlasts loads but no purge, and follows who is replaced."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.errors import DecisionError, StoreError
from analytics.exports import Receipt
from analytics.store import LoadOptions, Store, pseudonymise, purge_load, purge_load_preview, undo
from analytics.store.decisions import State, Step, Subject, decide, latest, masked_steps, steps
from analytics.store.expected import HIDDEN_NOTE
from analytics.store.pseudonyms import pseudonym
from tests.places import NOW

Loader = Callable[..., Receipt]
KEY = bytes(range(32))
ANN = "ann@b.example"
LINE = f"2026-01-05,A,Revit,2026,{ANN},Annegret,Leemhuis,10"
LATER = f"2026-01-06,A,Revit,2026,{ANN},Annegret,Leemhuis,20"
MOVE = Subject(
    "to subscription", 1, 1, ("Revit", "AutoCAD"), ("Revit",), Decimal("2985.50"), "USD", {"saving_year": 12.5}
)
ACCEPT = Step(State.ACCEPTED, "Ina Boss")


def standing(store: Store) -> list[tuple[object, ...]]:
    return latest(steps(store)).select("user_id", "state", "day", "note", "owner", "who", "steps").rows()


def test_every_step_is_kept_and_the_last_one_holds(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    taken = [
        Step(State.EXEMPT, "Ina Boss", date(2026, 6, 30), "project ends", "Per Owner"),
        Step(State.REJECTED, " Ina Boss ", note=" leaves in July "),
        ACCEPT,
        Step(State.DONE, "Uwe", date(2026, 7, 1)),
    ]
    for number, step in enumerate(taken):
        decide(store, MOVE, step, NOW + timedelta(days=number))
    every = steps(store)
    assert every.select("step", "state", "day", "note", "owner", "who").rows() == [
        (4, "done", date(2026, 7, 1), None, None, "Uwe"),
        (3, "accepted", None, None, None, "Ina Boss"),
        (2, "rejected", None, "leaves in July", None, "Ina Boss"),
        (1, "exempt", date(2026, 6, 30), "project ends", "Per Owner", "Ina Boss"),
    ]
    assert every["decided_at"].to_list() == [NOW + timedelta(days=back) for back in (3, 2, 1, 0)]
    assert standing(store) == [(1, "done", date(2026, 7, 1), None, "Per Owner", "Uwe", 4)]
    row = every.row(0, named=True)
    assert (row["offers"], row["products"], row["price_year"]) == (["AutoCAD", "Revit"], ["Revit"], Decimal("2985.5"))
    assert row["evidence"] == '{"saving_year": 12.5}'


def test_another_set_of_offers_is_another_move_and_its_order_is_none(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    decide(store, MOVE, ACCEPT, NOW)
    decide(store, replace(MOVE, offers=("AutoCAD", "Revit")), Step(State.REJECTED, "Uwe", note="no"), NOW)
    decide(store, replace(MOVE, offers=("Revit",)), ACCEPT, NOW)
    assert latest(steps(store)).select("decision_id", "offers", "state", "steps").rows() == [
        (1, ["AutoCAD", "Revit"], "rejected", 2),
        (3, ["Revit"], "accepted", 1),
    ]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"state": State.ACCEPTED, "who": "  "}, "not said who"),
        ({"state": State.REJECTED, "who": "Uwe", "note": " "}, "has no reason"),
        ({"state": State.EXEMPT, "who": "Uwe"}, "until when"),
        ({"state": State.DONE, "who": "Uwe"}, "on which day"),
        ({"state": State.ACCEPTED, "who": "Uwe", "day": date(2026, 1, 1)}, "has no day"),
    ],
)
def test_a_step_says_all_that_it_needs(step: dict[str, object], message: str) -> None:
    with pytest.raises(DecisionError, match=message):
        Step(**step)  # type: ignore[arg-type]  # what is given is what is tried


def test_nobody_unknown_is_decided_about(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    for unknown in (replace(MOVE, user_id=7), replace(MOVE, team_id=7)):
        with pytest.raises(StoreError, match=r"There is no (user|team) 7"):
            decide(store, unknown, ACCEPT, NOW)
    assert steps(store).is_empty()


def test_a_decision_survives_a_reload_an_undo_and_another_number_of_its_user(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    decide(store, MOVE, ACCEPT, NOW)
    load_lines(LINE, LATER)
    assert standing(store)[0][:2] == (1, "accepted")
    undo(store, 2, NOW)
    undo(store, 1, NOW)
    assert standing(store)[0][:2] == (None, "accepted")
    load_lines("2026-01-04,A,Revit,2026,aa@b.example,,,1", LATER)
    [(user_id, state, *_)] = standing(store)
    assert state == "accepted"
    assert store.frame(f"SELECT key FROM users WHERE user_id = {user_id}").item() == ANN
    assert latest(steps(store))["team_id"].to_list() == [1]


def test_a_decision_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        with store.writing() as cursor:
            cursor.execute(f"INSERT INTO teams VALUES (1, 'A'); INSERT INTO users (user_id, key) VALUES (1, '{ANN}')")
        before = store.fingerprint
        decide(store, MOVE, ACCEPT, NOW)
        assert store.fingerprint != before
    with Store(path) as store:
        assert standing(store) == [(1, "accepted", None, None, None, "Ina Boss", 1)]


def test_a_purge_takes_the_history_of_who_is_forgotten(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    load_lines(LATER, "2026-01-06,A,Revit,2026,bob@b.example,Bob,Ott,10")
    for user_id in (1, 2):
        decide(store, replace(MOVE, user_id=user_id), ACCEPT, NOW)
        decide(store, replace(MOVE, user_id=user_id), Step(State.DONE, "Uwe", date(2026, 2, 1)), NOW)
    shown = purge_load_preview(store, 2)
    assert shown.decisions == 1
    assert shown.marks_text == "1 user's decisions of whom the store no longer knows"
    assert steps(store).height == 4
    assert purge_load(store, 2, NOW) == shown
    assert steps(store)["step"].to_list() == [2, 1]
    assert store.frame("SELECT DISTINCT step FROM decision_names ORDER BY step")["step"].to_list() == [1, 2]
    purge_load(store, 1, NOW)
    assert steps(store).is_empty()
    assert store.frame("FROM decision_names").is_empty()


def test_pseudonyms_replace_everybody_and_the_decision_still_holds(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    decide(store, MOVE, Step(State.REJECTED, "Ina Boss", note="asked Annegret Leemhuis", owner="Per Owner"), NOW)
    decide(store, MOVE, Step(State.REJECTED, "Uwe Ax", note="Ina Boss said so"), NOW)
    decide(store, MOVE, Step(State.REJECTED, "Uwe Ax", note="too dear"), NOW)
    pseudonymise(store, KEY)
    assert steps(store)["note"].to_list()[0] == "too dear"
    kept = str(store.frame("FROM decisions").rows() + steps(store).rows())
    assert not [name for name in ("ann@", "Leemhuis", "Ina", "Boss", "Per", "Owner", "Uwe") if name in kept]
    assert standing(store)[0][0] == 1
    assert steps(store)["who"].unique().sort().to_list() == sorted(
        pseudonym(KEY, who) for who in ("Ina Boss", "Uwe Ax")
    )
    # The next export names her plainly, and the load replaces her on the way in.
    load_lines(LATER, options=LoadOptions(key=KEY))
    assert standing(store)[0][:2] == (1, "rejected")


def test_two_who_turn_out_to_be_one_have_one_history(store: Store, load_lines: Loader) -> None:
    load_lines(LINE, f"2026-01-05,A,Revit,2026,{pseudonym(KEY, ANN)},,,10")
    for user_id, state in ((1, State.ACCEPTED), (2, State.PROPOSED)):
        decide(store, replace(MOVE, user_id=user_id), Step(state, "Uwe"), NOW)
    assert latest(steps(store)).height == 2
    pseudonymise(store, KEY)
    assert standing(store) == [(1, "proposed", None, None, None, pseudonym(KEY, "Uwe"), 2)]


def test_masked_steps_name_nobody_and_keep_persons_apart(store: Store, load_lines: Loader) -> None:
    load_lines(LINE)
    decide(store, MOVE, Step(State.REJECTED, "Ina Boss", note="asked Ms Leemhuis", owner="Uwe"), NOW)
    decide(store, MOVE, Step(State.REJECTED, "Uwe", note="Ina Boss said so"), NOW)
    decide(store, MOVE, Step(State.REJECTED, "Ina Boss", note="too dear"), NOW)
    masked = masked_steps(store).sort("step").select("who", "owner", "note").rows()
    assert masked == [
        ("Person 1", "Person 2", HIDDEN_NOTE),
        ("Person 2", None, HIDDEN_NOTE),
        ("Person 1", None, "too dear"),
    ]
    assert masked_steps(store).drop("who", "owner", "note").equals(steps(store).drop("who", "owner", "note"))
    assert masked_steps(store.__class__()).schema == steps(store).schema == pl.Schema(steps(store).schema)
