"""Limits by command: set, listed, checked, removed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from tests.places import WriteSample


@pytest.fixture
def store(write_sample: WriteSample, tmp_path: Path) -> Path:
    return write_sample(tmp_path / "store.duckdb", "token_usage_2024-09_2025-12.csv", "directory.csv")


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def test_limits_are_set_listed_checked_and_removed(store: Path) -> None:
    for number, limit in enumerate(
        (
            "--of user --period month --tokens 200",
            "--of team --period day --tokens 400 --team",
            "--of department --period month --tokens 1500 --department",
        ),
        start=1,
    ):
        named = {"--team": ["Design Studio"], "--department": ["Architecture"]}.get(limit.split()[-1], [])
        done = run(store, "limits", "set", *limit.split(), *named)
        assert (done.exit_code, done.stdout) == (0, f"Limit {number} is set.\n"), done.stderr
    listed = json.loads(run(store, "limits", "list", "--json").stdout)["rows"]
    assert [(row["of"], row["team"], row["department"], row["period"], row["limit"]) for row in listed] == [
        ("user", None, None, "month", 200),
        ("team", "Design Studio", None, "day", 400),
        ("department", None, "Architecture", "month", 1500),
    ]
    over = json.loads(run(store, "limits", "check", "--json", "--range", "2025-01-01..2025-06-30").stdout)["rows"]
    assert all(row["excess"] == row["tokens"] - row["limit"] > 0 for row in over)
    assert {row["who"] for row in over if row["of"] == "department"} == {"Architecture"}
    assert {row["of"] for row in over} == {"user", "team", "department"}
    assert run(store, "limits", "remove", "2").exit_code == 0
    assert [row["limit_id"] for row in json.loads(run(store, "limits", "list", "--json").stdout)["rows"]] == [1, 3]
    assert json.loads(run(store, "limits", "check", "--json").stdout)["unknown"] is None
    for left in ("1", "3"):
        run(store, "limits", "remove", left)
    nothing = json.loads(run(store, "limits", "check", "--json").stdout)
    assert (nothing["rows"], nothing["unknown"]) == ([], "no limit is set; set one with limits set")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--of team --tokens 5 --period day --team Nobody", "There is no team Nobody."),
        ("--of department --tokens 5 --period day --department Nowhere", "There is no department Nowhere."),
        ("--of user --tokens 5 --period day --department Architecture", "Only a limit of a department can name one."),
    ],
)
def test_what_cannot_be_limited_is_refused(store: Path, arguments: str, said: str) -> None:
    done = run(store, "limits", "set", *arguments.split())
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
