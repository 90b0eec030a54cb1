"""A check of limits says what is not known: without a limit, and on days that no load covers, nobody is within."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from analytics.__main__ import cli
from analytics.store import LoadOptions, Store, load
from tests.pages.seen import HEADER
from tests.places import NOW


def run(path: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["--store", str(path), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Use on the first nine days of June and of July, and nothing known between."""
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        for month in (6, 7):
            rows = [f"2026-0{month}-0{day},A,Revit,a@b.example,10" for day in range(1, 10)]
            (tmp_path / f"{month}.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
            load(store, tmp_path / f"{month}.csv", NOW, LoadOptions())
    return path


def test_without_a_limit_the_document_says_that_nothing_is_known(path: Path) -> None:
    document = json.loads(run(path, "limits", "check", "--json"))
    assert (document["status"], document["unknown"], document["rows"]) == (
        "not known",
        "no limit is set; set one with limits set",
        [],
    )


@pytest.mark.parametrize(
    ("days", "tokens", "status", "unknown"),
    [
        ("2026-07-01..2026-07-09", "10", "within", None),
        ("2026-07-01..2026-07-09", "9", "over", None),
        ("2026-06-01..2026-07-09", "10", "not known", "no load covers 21 days of the range"),
        ("2026-06-01..2026-07-09", "9", "over", "no load covers 21 days of the range"),
    ],
)
def test_days_that_no_load_covers_are_not_within_a_limit(
    path: Path, days: str, tokens: str, status: str, unknown: str | None
) -> None:
    run(path, "limits", "set", "--of", "team", "--period", "day", "--tokens", tokens)
    document = json.loads(run(path, "limits", "check", "--range", days, "--json"))
    assert (document["status"], document["unknown"]) == (status, unknown)
    said = run(path, "limits", "check", "--range", days)
    assert ("not known" in said) == (unknown is not None)


def test_a_department_is_not_known_to_be_within_its_limit_without_a_directory(path: Path) -> None:
    run(path, "limits", "set", "--of", "department", "--period", "day", "--tokens", "100")
    document = json.loads(run(path, "limits", "check", "--range", "2026-07-01..2026-07-09", "--json"))
    assert (document["status"], document["unknown"]) == ("not known", "no directory says who is in a department")
