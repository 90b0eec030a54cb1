"""Applications by command: the numbers of the sample counted by hand, an assignment made and taken back."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from tests.places import SAMPLE_DATA

API_USAGE = SAMPLE_DATA / "api_usage.csv"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    assert run(path, "load", str(API_USAGE)).exit_code == 0
    return path


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def rows_of(store: Path, *arguments: str) -> list[dict[str, object]]:
    done = run(store, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    rows: list[dict[str, object]] = json.loads(done.stdout)["rows"]
    return rows


def test_use_by_application_by_api_and_by_day_is_that_of_the_file(store: Path) -> None:
    with API_USAGE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for by, names in (("application", ["Application"]), ("api", ["API", "Engine or job type"])):
        counted: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            counted[tuple(row[name] for name in names)] += Decimal(row["Tokens"])
        columns = ["application"] if by == "application" else ["api", "job"]
        told = {
            tuple(str(row[column] or "") for column in columns): Decimal(str(row["tokens"]))
            for row in rows_of(store, "applications", "usage", "--by", by)
        }
        assert told == counted
    by_day = rows_of(store, "applications", "usage", "--by", "day", "--team", "Digital Lab")
    owed = sum(Decimal(str(row["tokens"])) for row in by_day if row["status"] == "uncharged")
    assert owed == sum(Decimal(row["Tokens"]) for row in rows if row["Status"] == "uncharged")


def test_what_is_owed_and_what_clears_it(store: Path) -> None:
    done = run(store, "uncharged", "--bought-on", "2026-12-23", "--country", "DE", "--json")
    found = json.loads(done.stdout)
    # 25 and 26 December are holidays in Germany, and a weekend follows: 24, 28 and 29 December.
    assert (found["owed"], found["back_by"]) == (54.5, "2026-12-29")
    [debt] = found["rows"]
    assert (debt["team"], debt["since"], debt["to_buy"]) == ("Digital Lab", "2026-10-13", 55)
    assert [(row["application"], row["api"], row["uncharged"]) for row in debt["rows"]] == [
        ("Scan to mesh", "Reality Capture", 29),
        ("Twin updater", "Model Derivative", 25.5),
    ]
    bought = ("--tokens", "66", "--start", "2026-10-31", "--end", "2027-10-30", "--team", "Digital Lab")
    assert run(store, "packs", "add", *bought).exit_code == 0
    assert run(store, "uncharged").stdout == "Nothing is owed.\n"


def test_an_application_is_assigned_and_the_debt_goes_with_it(store: Path) -> None:
    [number] = [
        str(row["application_id"])
        for row in rows_of(store, "applications", "list")
        if row["application"] == "Twin updater"
    ]
    made = run(store, "applications", "assign", number, "--team", "Design Studio", "--from", "2026-10-01")
    assert made.stdout == f"Design Studio pays for application {number} from 2026-10-01 on.\n"
    assert [row["team"] for row in rows_of(store, "applications", "assignments")] == ["Design Studio"]
    assert {row["team"]: row["tokens"] for row in rows_of(store, "uncharged")} == {
        "Digital Lab": 29,
        "Design Studio": 25.5,
    }
    assert run(store, "applications", "unassign", number, "--from", "2026-10-01").exit_code == 0
    assert [row["team"] for row in rows_of(store, "uncharged")] == ["Digital Lab"]
    again = run(store, "applications", "unassign", number, "--from", "2026-10-01")
    assert (again.exit_code, again.stderr.split("\n")[0]) == (
        1,
        f"Application {number} is not assigned to a team from 2026-10-01 on.",
    )
    assert run(store, "applications", "assign", "99", "--team", "A", "--from", "2026-10-01").exit_code == 1
