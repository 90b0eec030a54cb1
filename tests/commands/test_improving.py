"""What could be stopped and who could leave the pool, by command."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analytics.__main__ import cli
from tests.places import WriteSample


@pytest.fixture(scope="module")
def store(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "store.duckdb"
    return write_sample(path, "token_usage_2024-09_2025-12.csv", "token_usage_2025-12_2026-10.xlsx", "token_packs.csv")


def document(store: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(cli, ["--store", str(store), *arguments, "--json"])
    assert done.exit_code == 0, done.stderr
    assert "@" not in done.stdout or "--names" in arguments
    return json.loads(done.stdout)


def test_habits_are_told_in_tokens_and_money(store: Path) -> None:
    answer = document(store, "habits")
    first = answer["rows"][0]
    assert (first["key"], first["users"], first["occurrences"], first["tokens"]) == (
        "several-products",
        100,
        5777,
        42718,
    )
    assert answer["covered_days"] == {"Design Studio": 791, "Plant Engineering": 791}
    assert sum(row["tokens"] for row in answer["users"] if row["habit_id"] == "several-products") == 42718
    one = document(store, "habits", "--team", "Plant Engineering", "--run-days", "2", "--range", "past-12-months")
    assert one["first_day"] == "2025-11-01"
    assert {row["team"] for row in one["users"]} == {"Plant Engineering"}


def test_members_are_told_by_state(store: Path) -> None:
    answer = document(store, "members", "--inactive-days", "300")
    assert (answer["inactive"], answer["regular"], len(answer["rows"])) == (12, 108, 120)
    assert answer["split"]["lapsed"] == 6171


def test_people_read_tables_and_names_only_when_asked_for(store: Path) -> None:
    for command in ("habits", "members"):
        done = CliRunner().invoke(cli, ["--store", str(store), command])
        assert done.exit_code == 0
        assert "@" not in done.stdout
    shown = document(store, "members", "--names")
    assert all("@example.com" in row["user"] for row in shown["rows"])
