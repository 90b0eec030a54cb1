"""The commands about plans: their documents, and what is refused."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli as main
from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.store.budgets import Budget, BudgetPeriod, set_budgets
from analytics.store.changes import Busy, Moved
from analytics.store.scenarios import Scenario, save_scenario
from tests.places import NOW

START = date(2026, 1, 1)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one team that uses 10 tokens a day for 59 days, with a pack, a budget and two scenarios."""
    folder = tmp_path_factory.mktemp("store")
    rows = [f"{START + timedelta(days=day)},A,Revit,ann.lee@b.example,10" for day in range(59)]
    (folder / "use.csv").write_text("\n".join(["Day used,Team,Product,Email,Tokens used", *rows]) + "\n", "utf-8")
    with Store(folder / "store.duckdb") as store:
        load(store, folder / "use.csv", NOW, LoadOptions())
        add_pack(store, NewPack("A", Decimal(2000), START, date(2026, 12, 31), Decimal(2), "EUR"))
        set_budgets(store, "A", [Budget(BudgetPeriod.MONTH, START, Decimal(300))])
        twice = Busy(date(2026, 3, 1), date(2026, 12, 31), Decimal(2))
        save_scenario(store, "A", Scenario("Twice", (twice,)), NOW)
        save_scenario(store, "A", Scenario("ann.lee@b.example goes", (Moved(date(2026, 3, 1), (1,)),)), NOW)
    return folder / "store.duckdb"


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(path), *arguments])


def document(path: Path, *arguments: str) -> Any:
    done = run(path, *arguments, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_budget_of_the_term_in_force(path: Path) -> None:
    [team] = document(path, "budget")["teams"]
    assert (team["team"], team["tokens"], team["used"]) == ("A", 2000, 590)
    assert [month["used"] for month in team["months"]][:3] == [310, 280, None]
    assert [tier["crossed_on"] for tier in team["tiers"]] == ["2026-02-19", None, None]
    [budget] = team["budgets"]
    assert (budget["state"], budget["variance"], budget["figures"]) == ("over", 10, "confirmed")
    assert run(path, "budget").stdout.startswith(
        "A: Not within plan: 30 % of the term's tokens used, 16 % of the term gone."
    )


def test_the_budget_of_other_days(path: Path) -> None:
    [team] = document(path, "budget", "--first", "2026-01-01", "--last", "2026-01-31", "--team", "A")["teams"]
    assert (team["used"], team["expected"]) == (310, [310, 310, 310])
    done = run(path, "budget", "--first", "2026-01-01")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (1, "A term has a first and a last day.")


def test_scenarios_are_listed_and_compared_without_a_name(path: Path) -> None:
    first, second = document(path, "scenarios", "list")["rows"]
    assert (first["name"], first["changes"][0]["kind"], second["changes"][0]["user_ids"]) == ("Twice", "busy", [1])
    assert "200 % of the use up to 31 December 2026, from 1 March 2026" in run(path, "scenarios", "list").stdout
    [team] = document(path, "scenarios", "compare")["teams"]
    base, twice, moved = team["rows"]
    assert (team["until"], base["scenario"], base["currency"]) == ("2026-12-31", "As it is", "EUR")
    assert date.fromisoformat(twice["middle"]) < date.fromisoformat(base["middle"])
    assert (moved["chance"], moved["expected"]) == (0.0, 0.0)
    for form in ([], ["--json"]):
        for command in ("list", "compare"):
            assert "lee" not in run(path, "scenarios", command, *form).stdout


def test_a_store_without_scenarios_says_so(tmp_path: Path) -> None:
    with Store(tmp_path / "store.duckdb") as store:
        add_pack(store, NewPack("A", Decimal(2000), START, date(2026, 12, 31)))
    assert run(tmp_path / "store.duckdb", "scenarios", "list").stdout == "No scenario is saved.\n"
