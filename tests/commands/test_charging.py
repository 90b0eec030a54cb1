"""The commands that allocate: summaries by what the directory says, and chargeback with its FOCUS file."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli as main
from tests.places import WriteSample


@pytest.fixture(scope="module")
def store(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("store") / "store.duckdb")


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(store), *arguments])


@pytest.mark.parametrize("by", ["department", "cost-center", "project", "country", "manager"])
def test_a_summary_by_what_the_directory_says(store: Path, by: str) -> None:
    done = run(store, "summary", "--by", by, "--json")
    rows = json.loads(done.stdout)["rows"]
    assert sum(row["tokens"] for row in rows) == 178_576
    assert rows[-1][by.replace("-", "_")] == "Unallocated"
    assert "@" not in done.stdout
    assert ("@example.com" in run(store, "summary", "--by", by, "--names").stdout) == (by == "manager")


def test_a_month_is_charged_and_written_as_focus(store: Path, tmp_path: Path) -> None:
    focus = tmp_path / "focus.csv"
    done = run(store, "chargeback", "--month", "2026-03", "--focus", str(focus), "--json")
    document = json.loads(done.stdout)
    assert (document["first_day"], document["last_day"]) == ("2026-03-01", "2026-03-31")
    assert document["costs"] == {"USD": 24_049.2}
    assert sum(row["tokens"] for row in document["rows"]) == document["tokens"] == 8_590
    with focus.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert sum(float(row["EffectiveCost"]) for row in written) == pytest.approx(24_049.2)
    assert "USD 24,049.20" in run(store, "chargeback", "--month", "2026-03").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--month", "2026-13"], 1, "2026-13 is not a month."),
        (["--month", "2030-01"], 1, "There is no data from 2030-01-01 to 2030-01-31."),
        (["--month", "2026-01", "--range", "this-month"], 2, "either a month"),
        (["--by", "user"], 2, "'user' is not one of"),
        (["--focus", "/nowhere/focus.csv"], 1, "cannot be written"),
    ],
)
def test_what_cannot_be_charged_is_told(store: Path, arguments: list[str], status: int, said: str) -> None:
    done = run(store, "chargeback", *arguments)
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr
