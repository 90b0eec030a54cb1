"""Resources and usage alerts by command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from analytics.commands import alerting, resourcing
from analytics.platform.cards import TOKENS
from analytics.store import Store
from tests.places import NOW
from tests.platform.bought import load_all


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands run on the day after the last day of the data."""
    for module in (resourcing, alerting):
        monkeypatch.setattr(module, "utc_now", lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    with Store(path) as opened:
        load_all(opened, tmp_path)
    return path


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def answered(store: Path, *arguments: str) -> dict[str, list[dict[str, object]]]:
    done = run(store, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return found


def test_the_cards_say_what_is_left(store: Path) -> None:
    found = answered(store, "resources")
    bought = [row for row in found["rows"] if row["resource"] != TOKENS]
    left = {row["resource"]: (row["available_units"], row["total_units"]) for row in bought}
    assert left == {
        "Automation": (0, 10),
        "Model Derivative complex": (180, 3600),
        "Info360 assets": (140, 150),
    }
    assert [(row["api"], row["job"], row["quantity"]) for row in found["unmatched"]] == [
        ("Model Derivative", "simple", 580)
    ]
    assert [row["team"] for row in answered(store, "resources", "--team", "Plant")["rows"]] == ["Plant"]


def test_use_and_invoices_are_listed(store: Path) -> None:
    cycles = answered(store, "resources", "use", "automation", "--by", "cycle")["rows"]
    # 15 October to 14 November, of which 17 days are over: 1,020 minutes fill 51 units.
    assert (cycles[0]["first_day"], cycles[0]["quantity"], cycles[0]["charged_units"]) == ("2026-10-15", 1020, 51)
    invoiced = answered(store, "resources", "invoices")["rows"]
    assert (invoiced[0]["invoiced_units"], invoiced[0]["amount"], invoiced[0]["cycle"]) == (41, 82, "running")
    # September has 30 days: 1,800 minutes, 90 units, 10 of them free.
    assert (invoiced[1]["invoiced_units"], invoiced[1]["amount"], invoiced[1]["cycle"]) == (80, 160, "over")


def test_what_was_bought_is_entered_listed_and_removed(store: Path) -> None:
    said = "--source flex --purchased 5 --start 2026-10-01 --team Lab"
    done = run(store, "resources", "add", "Capture", *said.split())
    assert (done.exit_code, done.stdout) == (0, "Resource 5: Capture for Lab, from 2026-10-01.\n"), done.stderr
    assert [row["resource"] for row in answered(store, "resources", "list", "--team", "Lab")["rows"]] == ["Capture"]
    assert run(store, "resources", "remove", "5").exit_code == 0
    refused = run(store, "resources", "remove", "1")
    assert (refused.exit_code, "came with load 1" in refused.stderr) == (1, True)


def test_an_alert_is_saved_once_and_names_nobody(store: Path) -> None:
    alert = ["--name", "APIs", "--resource", "Design", "Automation", "--to", "ann.lee@example.com"]
    saved = run(store, "usage-alerts", "add", *alert)
    assert (saved.exit_code, saved.stdout) == (0, "Usage alert 1 is saved.\n"), saved.stderr
    again = run(store, "usage-alerts", "add", *alert)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "Alert 1 has the same configuration already" in again.stderr
    listed = run(store, "usage-alerts", "list")
    assert "ann.lee" not in listed.stdout
    assert "ann.lee@example.com" in run(store, "usage-alerts", "list", "--names").stdout
    [row] = answered(store, "usage-alerts", "due")["rows"]
    assert (row["resource"], row["within_days"], row["runs_out_on"]) == ("Automation", 5, "2026-11-01")
    changed = run(store, "usage-alerts", "change", "1", *alert, "--days", "10")
    assert changed.exit_code == 0, changed.stderr
    assert answered(store, "usage-alerts", "due")["rows"][0]["within_days"] == 10
    assert run(store, "usage-alerts", "remove", "1").exit_code == 0
    assert answered(store, "usage-alerts", "list")["rows"] == []
    unknown = run(store, "usage-alerts", "add", "--name", "x", "--resource", "Design", "Nothing", "--to", "a@b.example")
    assert "There is no resource Nothing of Design." in unknown.stderr
