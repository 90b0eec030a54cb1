"""Loading by the command line: questions answered, receipts read, purges shown first, pseudonyms."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from tests.places import ROOT

HEADER = "Day used,Product,Email,Tokens used"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("TOKEN_GAUGE_PSEUDONYM_KEY", str(tmp_path / "the.key"))

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(cli, ["--store", str(tmp_path / "store.duckdb"), *map(str, arguments)])

    return call


@pytest.fixture
def written(tmp_path: Path) -> object:
    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def receipts(result: Result) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(result.stdout)["receipts"]
    return found


def test_a_question_about_decimals_is_answered_and_remembered(run, written) -> None:
    first = written("a.csv", HEADER, "2026-01-05,Revit,a@b.example,1.500")
    refused = run("load", first, "--json")
    assert refused.exit_code == 1
    assert receipts(refused)[0]["question"]["about"] == "decimals"
    [receipt] = receipts(run("load", first, "--decimals", "comma", "--json"))
    assert receipt["tokens"] == 1500
    [again] = receipts(run("load", written("b.csv", HEADER, "2026-01-06,Revit,a@b.example,2.500"), "--json"))
    assert again["tokens"] == 2500
    assert "As said for this source before" in str(again["message"])


def test_columns_are_shown_masked_and_mapped(run, written) -> None:
    lines = ("Wann;Womit;Wer genau;Wieviel", "2026-01-05;Revit;Ann Lee;10", "2026-01-06;Revit;Ann Lee;20")
    refused = run("load", written("a.csv", *lines))
    assert refused.exit_code == 1
    assert "Wer genau = ?: A•• L•• | A•• L••" in refused.stderr
    said = [f"--column={column}" for column in ("Wann=day", "Womit=product", "Wer genau=user_name", "Wieviel=quantity")]
    [receipt] = receipts(run("load", written("a.csv", *lines), *said, "--json"))
    assert (receipt["kind"], receipt["tokens"], receipt["rows_used"]) == ("generic", 30, 2)
    [later] = receipts(run("load", written("b.csv", lines[0], "2026-01-07;Revit;Bob;5"), "--json"))
    assert later["tokens"] == 5


@pytest.mark.parametrize(("said", "wrong"), [("day", "is not a header and its meaning"), ("a=b", "no meaning")])
def test_a_meaning_that_is_none_is_wrong_usage(run, written, said: str, wrong: str) -> None:
    result = run("load", written("a.csv", HEADER), "--column", said)
    assert result.exit_code == 2
    assert wrong in result.stderr


def test_a_trial_tells_each_month_before_and_after(run, written) -> None:
    run("load", written("a.csv", HEADER, "2026-01-05,Revit,a@b.example,10", "2026-02-05,Revit,a@b.example,10"))
    trial = run(
        "load",
        written("b.csv", HEADER, *(f"2026-0{m}-05,Revit,{u}@b.example,10" for m in (1, 2, 3) for u in "ac")),
        "--dry-run",
    )
    assert trial.exit_code == 0
    assert "  2026-01: 1 -> 2 rows, 1 -> 2 users, 10 -> 20 tokens" in trial.stdout
    assert "  2026-03: 0 -> 2 rows, 0 -> 2 users, 0 -> 20 tokens" in trial.stdout
    assert json.loads(run("summary", "--by", "month", "--json").stdout)["rows"][0]["tokens"] == 10


def test_a_receipt_is_kept_after_an_undo_and_lists_what_was_set_aside(run, written) -> None:
    run("load", written("a.csv", HEADER, "2026-01-05,Revit,a@b.example,10", "someday,Revit,a@b.example,10"))
    rows = json.loads(run("receipt", 1, "--set-aside", "--json").stdout)["rows"]
    assert rows == [
        {"row": 2, "reason": "the day is not a date", "Day used": "someday", "Product": "Revit", "Tokens": "10"}
    ]
    shown = json.loads(run("receipt", 1, "--set-aside", "--names", "--json").stdout)["rows"]
    assert shown[0]["E-mail"] == "a@b.example"
    run("undo", 1)
    assert "1 of 2 rows used" in run("receipt", 1).stdout
    assert "There is no load 7." in run("receipt", 7).stderr


def test_a_purge_is_shown_before_it_is_done(run, written) -> None:
    run("load", written("a.csv", HEADER, "2025-01-06,Revit,old@b.example,10", "2026-01-05,Revit,a@b.example,20"))
    shown = run("purge", "--before", "2026-01-01")
    assert "Would be removed" in shown.stdout
    assert "1 row with 10 tokens, 1 user no longer known" in shown.stdout
    assert json.loads(run("loads", "--json").stdout)["rows"][0]["rows_used"] == 2
    done = json.loads(run("purge", "--before", "2026-01-01", "--yes", "--json").stdout)
    assert (done["done"], done["purge"]["rows"], done["purge"]["tokens"]) == (True, 1, 10)
    assert json.loads(run("summary", "--by", "user", "--json").stdout)["rows"][0]["tokens"] == 20
    assert run("purge").exit_code == 2


def test_pseudonyms_stay_the_same_for_later_loads(run, written, tmp_path: Path) -> None:
    run("load", written("a.csv", HEADER, "2026-01-05,Revit,ann@b.example,10"))
    assert "would be replaced" in run("pseudonymise").stdout
    assert not (tmp_path / "the.key").exists()
    run("pseudonymise", "--yes")
    run("load", written("b.csv", HEADER, "2026-01-06,Revit,Ann@b.example,20"))
    rows = json.loads(run("summary", "--by", "user", "--names", "--json").stdout)["rows"]
    assert [(row["user"][:5], row["tokens"]) for row in rows] == [("user-", 30)]
    assert b"ann@b" not in (tmp_path / "store.duckdb").read_bytes()
    (tmp_path / "the.key").unlink()
    refused = run("load", written("c.csv", HEADER, "2026-01-07,Revit,ann@b.example,20"))
    assert refused.exit_code == 1
    assert "key of pseudonyms cannot be read" in refused.stderr


def test_every_command_says_what_it_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analytics", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "purge" in done.stdout
    assert "for good" in done.stdout
