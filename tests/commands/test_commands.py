"""The command line keeps its contract: one JSON document on stdout, a sentence and a hint on stderr, a status."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli as main
from tests.places import SAMPLE_DATA

SAMPLES = ["token_usage_2024-09_2025-12.csv", "token_usage_2025-12_2026-10.xlsx", "token_packs.csv"]


class Cli:
    """Commands on one store."""

    def __init__(self, store: Path) -> None:
        self.store = store

    def run(self, *arguments: str | Path) -> Result:
        """Run a command; its exit status and output are in the answer."""
        return CliRunner().invoke(main, ["--store", str(self.store), *map(str, arguments)])

    def json(self, *arguments: str | Path) -> Any:
        """Run a command that is to end well, and give its document."""
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, done.stderr
        assert done.stderr == ""
        return json.loads(done.stdout)


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path / "store.duckdb")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("store") / "store.duckdb")
    receipts = cli.json("load", *(SAMPLE_DATA / name for name in SAMPLES))["receipts"]
    assert [receipt["status"] for receipt in receipts] == ["loaded"] * 3
    return cli


def test_load_prints_a_receipt(cli: Cli) -> None:
    [receipt] = cli.json("load", SAMPLE_DATA / "token_flex_contract.csv", "--team", "Contract 1")["receipts"]
    assert receipt | {"message": ""} == {
        "file": "token_flex_contract.csv",
        "status": "loaded",
        "message": "",
        "hint": "",
        "kind": "token_flex",
        "rows_in": 2555,
        "rows_used": 2555,
        "set_aside": [],
        "tokens": 82482,
        "first_day": receipt["first_day"],
        "last_day": receipt["last_day"],
        "teams": ["Contract 1"],
        "team": "Contract 1",
        "load_id": 1,
        "dry_run": False,
        "seat_rows": 0,
        "unnamed_rows": 2555,
        "findings": [],
        "changes": [],
        "offsets": [],
        "question": None,
        "columns": receipt["columns"],
    }
    assert date.fromisoformat(receipt["first_day"]) < date.fromisoformat(receipt["last_day"])
    [again] = cli.json("load", SAMPLE_DATA / "token_flex_contract.csv", "--team", "Contract 1")["receipts"]
    assert again["status"] == "unchanged"


def test_a_refused_file_ends_with_one_and_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("nothing\n", encoding="utf-8")
    done = cli.run("load", bad, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["receipts"][0]["status"] == "refused"
    assert "no row that names the columns" in done.stderr
    assert cli.json("loads")["rows"] == []


def test_days_read_both_ways_are_asked_about_and_the_answer_is_taken(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "unclear.csv"
    path.write_text("Day used,Product,Tokens used\n03/02/2026,Revit,10\n", encoding="utf-8")
    refused = cli.run("load", path, "--json")
    assert "Say whether the day or the month comes first.\n  answer with --dates dmy or --dates mdy" in refused.stderr
    assert "--" not in refused.stdout
    [receipt] = cli.json("load", path, "--dates", "dmy")["receipts"]
    assert receipt["first_day"] == "2026-02-03"


def test_dry_run_and_undo(cli: Cli) -> None:
    path = SAMPLE_DATA / "token_flex_contract.csv"
    assert cli.json("load", path, "--dry-run")["receipts"][0]["dry_run"] is True
    assert cli.json("loads")["rows"] == []
    cli.json("load", path)
    assert cli.json("undo", "1") == {"load_id": 1, "status": "undone"}
    assert cli.json("loads")["rows"] == []
    again = cli.run("undo", "1")
    assert (again.exit_code, again.stderr.splitlines()[0]) == (1, "There is no load 1.")


def test_loads_lists_them(loaded: Cli) -> None:
    document = loaded.json("loads")
    assert [row["load_id"] for row in document["rows"]] == [1, 2, 3]
    assert (document["first_day"], document["last_day"]) == ("2024-09-01", "2027-03-15")


@pytest.mark.parametrize("by", ["product", "user", "team", "day", "week", "month"])
def test_summary_ties_whichever_way(loaded: Cli, by: str) -> None:
    document = loaded.json("summary", "--by", by)
    assert sum(row["tokens"] for row in document["rows"]) == 178_576
    assert {"tokens", "users", "products", "charged_days", by} <= set(document["rows"][0])
    assert (document["first_day"], document["last_day"], document["team"]) == ("2024-09-01", "2026-10-31", None)


def test_summary_of_a_range_and_a_team(loaded: Cli) -> None:
    document = loaded.json("summary", "--by", "month", "--range", "past-3-months", "--team", "Design Studio")
    assert [row["month"] for row in document["rows"]] == ["2026-08-01", "2026-09-01", "2026-10-01"]
    assert (document["first_day"], document["team"]) == ("2026-08-01", "Design Studio")


def test_names_are_masked_unless_asked_for(loaded: Cli) -> None:
    for command in (["summary", "--by", "user"], ["candidates"]):
        assert "@" not in loaded.run(*command, "--json").stdout + loaded.run(*command).stdout
        assert "@example.com" in loaded.run(*command, "--names").stdout


def test_packs_and_balance(cli: Cli) -> None:
    cli.json("load", SAMPLE_DATA / "token_flex_contract.csv")
    paid = ("--price-per-token", "450", "--currency", "jpy")
    cli.json("packs", "add", "--tokens", "100000", "--start", "2025-01-01", "--end", "2027-12-31", *paid)
    [pack] = cli.json("packs", "list")["rows"]
    assert (pack["tokens"], pack["team"], pack["currency"]) == (100_000, "Token Flex contract", "JPY")
    answer = cli.json("balance")
    assert (answer["available"], answer["used"], answer["total"]) == (100_000 - 82_482, 82_482, 100_000)
    cli.json("packs", "remove", "1")
    assert cli.json("packs", "list")["rows"] == []


def test_balance_on_an_earlier_day(loaded: Cli) -> None:
    answer = loaded.json("balance", "--on", "2026-03-31", "--team", "Plant Engineering")
    [row] = answer["rows"]
    assert row["on"] == "2026-03-31"
    assert row["available"] + row["used"] == 35_000
    assert sum(pack["used"] for pack in row["packs"]) < 57_789


def test_a_pack_needs_a_team_where_there_are_several(loaded: Cli) -> None:
    done = loaded.run("packs", "add", "--tokens", "5", "--start", "2026-01-01", "--end", "2026-12-31")
    assert done.exit_code == 1
    assert "Design Studio, Plant Engineering" in done.stderr


def test_forecast_has_its_contract(loaded: Cli) -> None:
    document = loaded.json("forecast", "--team", "Design Studio")
    dates = [date.fromisoformat(document["run_out"][quantile]) for quantile in ("p10", "p50", "p90")]
    assert date(2026, 10, 31) < dates[0] <= dates[1] <= dates[2]
    assert 0.9 < document["chance_before_end"] <= 1
    assert date.fromisoformat(document["order_by"]) < dates[0]
    assert document["tokens_to_buy"] > 0
    assert {"lapse", "method", "history_days", "accuracy"} <= set(document)
    assert document["history_days"] == 789  # the export begins on a Saturday, use on the Monday after it
    everybody = loaded.json("forecast")
    assert everybody["team"] == "Design Studio"
    assert [each["team"] for each in everybody["teams"]] == ["Design Studio", "Plant Engineering"]


def test_forecast_of_a_stated_balance(loaded: Cli) -> None:
    document = loaded.json(
        "forecast", "--team", "Design Studio", "--as-of", "2026-06-30", "--balance", "5000", "--until", "2026-12-31"
    )
    assert document["as_of"] == "2026-06-30"
    assert document["end"] == "2026-12-31"
    assert "2026-07-01" < document["run_out"]["p50"] < "2026-09-30"


def test_candidates_by_limit(loaded: Cli) -> None:
    rows = loaded.json("candidates")["rows"]
    assert len([row for row in rows if row["charged_days"] > 100]) == 13
    # Three more are above the limit by the days of several products.
    assert len({row["user"] for row in rows if row["charged_days"] <= 100}) == 3
    assert all(row["person_days"] > 100 for row in rows)
    many = loaded.json("candidates", "--min-days", "160")
    assert [row["charged_days"] for row in many["rows"] if row["charged_days"] > 160] == [185, 172, 162]
    assert [move["verdict"] for move in loaded.json("candidates")["moves"]].count("pays") == 12


def test_an_empty_store_says_so(cli: Cli) -> None:
    for command in (["summary", "--by", "day"], ["forecast"], ["balance"], ["candidates"]):
        done = cli.run(*command)
        assert (done.exit_code, done.stderr.splitlines()[0]) == (1, "There is no usage yet.")


@pytest.mark.parametrize(
    "wrong", [["nonsense"], ["summary"], ["summary", "--by", "colour"], ["load"], ["balance", "--on", "soon"]]
)
def test_wrong_usage_ends_with_two(cli: Cli, wrong: list[str]) -> None:
    assert cli.run(*wrong).exit_code == 2


def test_help_names_every_command(cli: Cli) -> None:
    text = cli.run("--help").stdout
    commands = ("load", "loads", "undo", "summary", "packs", "balance", "forecast", "true-up", "candidates", "sample")
    for command in commands:
        assert f"  {command} " in text


def test_sample_writes_the_sample_data(cli: Cli, tmp_path: Path) -> None:
    files = cli.json("sample", tmp_path / "out")["files"]
    assert {Path(file).name for file in files} == {path.name for path in SAMPLE_DATA.iterdir() if path.suffix != ".md"}


def test_people_can_read_it_too(loaded: Cli) -> None:
    text = loaded.run("forecast").stdout
    assert "Design Studio, as of 31 October 2026: 81 % of the term's tokens used" in text
    assert "Order by" in text
    assert loaded.run("summary", "--by", "product").stdout.splitlines()[0] == "1 September 2024 to 31 October 2026"
