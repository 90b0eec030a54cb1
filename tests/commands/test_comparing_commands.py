"""The commands top and explain: the same figures as the pages, names masked, refused where nothing was measured."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli as main
from analytics.store import Store
from analytics.store.expected import mark
from tests.places import NOW, WriteSample


@pytest.fixture(scope="module")
def loaded(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_sample(
        tmp_path_factory.mktemp("store") / "store.duckdb",
        "token_usage_2024-09_2025-12.csv",
        "token_usage_2025-12_2026-10.xlsx",
        "directory.csv",
    )
    with Store(path) as store:
        mark(store, "product", "AutoCAD", "as planned", NOW)
    return path


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store), *arguments])


def document(store: Path, *arguments: str) -> Any:
    done = run(store, *arguments, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_top_lists_the_heaviest_masked(loaded: Path) -> None:
    answer = document(loaded, "top", "--n", "3", "--range", "past-3-months")
    assert [(row["user"], row["rank"], row["tokens"]) for row in answer["rows"]] == [
        ("User 0024", 1, 412),
        ("User 0004", 2, 365),
        ("User 0084", 3, 361),
    ]
    assert (answer["tokens"], answer["consumers"], answer["first_day"]) == (19711, 105, "2026-08-01")
    assert answer["rows"][0]["change_previous"] == -92
    named = run(loaded, "top", "--names", "--range", "past-3-months").stdout
    assert "@example.com" in named
    assert "@" not in run(loaded, "top", "--range", "past-3-months").stdout


def test_top_by_product_of_a_team_with_marks(loaded: Path) -> None:
    answer = document(loaded, "top", "--by", "product", "--team", "Design Studio")
    marked = {row["product"]: row["note"] for row in answer["rows"] if row["mark"]}
    assert marked == {"AutoCAD": "as planned"}
    assert {row["change_previous"] for row in answer["rows"]} == {None}


@pytest.mark.parametrize("against", ["previous", "2026-05-01..2026-07-31"])
def test_explain_leaves_no_remainder(loaded: Path, against: str) -> None:
    answer = document(loaded, "explain", "--range", "past-3-months", "--against", against)
    assert sum(row["effect"] for row in answer["rows"]) == answer["change"] == 19711 - 22109
    assert answer["before"] == {"first_day": "2026-05-01", "last_day": "2026-07-31", "tokens": 22109}
    assert answer["said"].startswith("11 % less than from 1 May 2026")
    assert "Days per user" in run(loaded, "explain", "--range", "past-3-months", "--against", against).stdout


@pytest.mark.parametrize("by", ["department", "cost-center", "project", "country", "manager"])
def test_units_are_ranked_and_explained_without_losing_a_token(loaded: Path, by: str) -> None:
    ranking = document(loaded, "top", "--by", by, "--range", "past-3-months")
    column = by.replace("-", "_")
    assert sum(row["tokens"] for row in ranking["rows"]) == ranking["tokens"] == 19711
    assert (ranking["rows"][-1][column], ranking["rows"][-1]["rank"]) == ("Unallocated", None)
    changes = {row[column]: row["change_previous"] for row in ranking["rows"]}
    moved = document(loaded, "explain", "--range", "past-3-months", "--movers", by)["movers"]
    assert {row[column]: row["tokens_change"] for row in moved} == changes
    parts = {name: f"{by}:{'' if name == 'Unallocated' else name}" for name in changes}
    for name, part in list(parts.items())[-2:]:
        answer = document(loaded, "explain", "--range", "past-3-months", "--part", part)
        assert (answer["change"], sum(row["effect"] for row in answer["rows"])) == (changes[name], changes[name])


def test_a_manager_is_named_only_when_asked(loaded: Path) -> None:
    with Store(loaded) as store:
        mark(store, "manager", "rosa.delgado@example.com", "new line", NOW)
    command = ("top", "--by", "manager", "--range", "past-3-months")
    masked = document(loaded, *command)["rows"]
    assert [(row["manager"], row["note"]) for row in masked if row["mark"]] == [("Manager 1", "new line")]
    named = document(loaded, *command, "--names")["rows"]
    assert [row["manager"] for row in named if row["mark"]] == ["rosa.delgado@example.com"]
    explain = ("explain", "--range", "past-3-months", "--part")
    own = document(loaded, *explain, "manager:Manager 1")
    assert document(loaded, *explain, "manager:rosa.delgado@example.com", "--names")["change"] == own["change"]
    refused = run(loaded, *explain, "manager:rosa.delgado@example.com")
    assert refused.exit_code == 1
    assert "There are: Manager 1, Manager 2" in refused.stderr


def test_explain_one_product_of_a_part(loaded: Path) -> None:
    narrowed = ("--product", "Revit", "--part", "project:", "--movers", "department")
    answer = document(loaded, "explain", "--range", "past-3-months", *narrowed)
    assert (answer["before"]["tokens"], answer["now"]["tokens"]) == (1880, 1550)
    assert sum(row["tokens_change"] for row in answer["movers"]) == answer["change"] == -330
    assert run(loaded, "explain", "--range", "past-3-months", "--product", "Rewit").stderr.startswith(
        "There is no product Rewit."
    )


def test_explain_refuses_days_that_are_not_loaded(loaded: Path) -> None:
    done = run(loaded, "explain", "--range", "all")
    assert done.exit_code == 1
    assert done.stderr.startswith("Not every day from 1 July 2022")
    assert run(loaded, "explain", "--range", "this-month", "--against", "sometime").exit_code == 1
