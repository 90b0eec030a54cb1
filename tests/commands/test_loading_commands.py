"""Loading by the command line: questions answered, receipts read, purges shown first, pseudonyms."""

import json
import re
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
    assert "6 of 6 rows used. This was a trial: nothing was changed." in trial.stdout
    assert "  January 2026: 1 -> 2 rows, 1 -> 2 users, 10 -> 20 tokens" in trial.stdout
    assert "  March 2026: 0 -> 2 rows, 0 -> 2 users, 0 -> 20 tokens" in trial.stdout
    assert json.loads(run("summary", "--by", "month", "--json").stdout)["rows"][0]["tokens"] == 10


def test_a_receipt_is_kept_after_an_undo_and_lists_what_was_set_aside(run, written) -> None:
    run(
        "load", written("a.csv", HEADER, "2026-01-05,Revit,a@b.example,10", "someday,Revit,a@b.example,10"), "--confirm"
    )
    rows = json.loads(run("receipt", 1, "--set-aside", "--json").stdout)["rows"]
    assert rows == [
        {"row": 2, "reason": "the day is not a date", "Day used": "someday", "Product": "Revit", "Tokens": "10"}
    ]
    shown = json.loads(run("receipt", 1, "--set-aside", "--names", "--json").stdout)["rows"]
    assert shown[0]["E-mail"] == "a@b.example"
    run("undo", 1)
    assert "1 of 2 rows used. Taken back on " in run("receipt", 1).stdout
    assert json.loads(run("receipt", 1, "--json").stdout)["status"] == "undone"
    assert "There is no load 7." in run("receipt", 7).stderr


def test_a_purge_is_shown_before_it_is_done(run, written) -> None:
    run("load", written("a.csv", HEADER, "2025-01-06,Revit,old@b.example,10", "2026-01-05,Revit,a@b.example,20"))
    shown = run("purge", "--before", "2026-01-01")
    assert "Would be removed" in shown.stdout
    assert "1 row, of which 1 counts today, with 10 tokens; 1 user no longer known" in shown.stdout
    assert json.loads(run("loads", "--json").stdout)["rows"][0]["rows_used"] == 2
    done = json.loads(run("purge", "--before", "2026-01-01", "--yes", "--json").stdout)
    assert (done["done"], done["purge"]["rows"], done["purge"]["tokens"]) == (True, 1, 10)
    assert json.loads(run("summary", "--by", "user", "--json").stdout)["rows"][0]["tokens"] == 20
    assert run("purge").exit_code == 2


def test_a_load_purged_in_part_says_so(run, written) -> None:
    run("load", written("a.csv", HEADER, "2025-01-06,Revit,old@b.example,10", "2026-01-05,Revit,a@b.example,20"))
    run("load", written("b.csv", HEADER, "2026-02-05,Revit,a@b.example,20"))
    shown = run("purge", "--before", "2026-01-01", "--yes")
    assert "  360 days of Unnamed team have no data afterwards" in shown.stdout
    purged, untouched = json.loads(run("loads", "--json").stdout)["rows"]
    assert (purged["rows_used"], purged["rows_left"], purged["purged_at"] is None) == (2, 1, False)
    assert (untouched["rows_left"], untouched["purged_at"]) == (None, None)
    told = "Rows of it were purged on "
    assert told in run("receipt", 1).stdout
    message = json.loads(run("receipt", 1, "--json").stdout)["message"]
    assert ", and 1 of 2 rows used is left. What stands here is what was loaded." in message
    assert told not in run("receipt", 2).stdout
    run("undo", 1)
    assert told in run("receipt", 1).stdout
    run("purge", "--load", 1, "--yes")
    assert run("receipt", 1).stdout == "This load was purged.\n"
    assert run("receipt", 1, "--set-aside").stdout.startswith("The rows that this load had set aside were purged on ")


def test_one_of_something_is_no_several(run, written) -> None:
    loaded = run(
        "load", written("a.csv", HEADER, "2026-01-05,Revit,a@b.example,10", "soon,Revit,a@b.example,10"), "--confirm"
    )
    assert "1 of 2 rows used" in loaded.stdout
    assert "set aside: 1 row, the day is not a date" in loaded.stdout
    again = run("load", written("b.csv", HEADER, "2026-01-05,Revit,a@b.example,20"))
    assert "1 of 1 row used" in again.stdout
    assert "  January 2026: 1 -> 1 row, 1 -> 1 user, 10 -> 20 tokens" in again.stdout


def test_pseudonyms_stay_the_same_for_later_loads(run, written, tmp_path: Path) -> None:
    run("load", written("a.csv", HEADER, "2026-01-05,Revit,ann@b.example,10"))
    assert "would be replaced" in run("pseudonymise").stdout
    assert not (tmp_path / "the.key").exists()
    assert json.loads(run("pseudonymise", "--yes", "--json").stdout)["users"] == 1
    assert "e-mails of 0 users would be replaced" in run("pseudonymise").stdout
    run("load", written("b.csv", HEADER, "2026-01-06,Revit,Ann@b.example,20"))
    rows = json.loads(run("summary", "--by", "user", "--names", "--json").stdout)["rows"]
    assert [(row["user"][:5], row["tokens"]) for row in rows] == [("user-", 30)]
    assert b"ann@b" not in (tmp_path / "store.duckdb").read_bytes()
    (tmp_path / "the.key").unlink()
    refused = run("load", written("c.csv", HEADER, "2026-01-07,Revit,ann@b.example,20"))
    assert refused.exit_code == 1
    assert "key of pseudonyms cannot be read" in refused.stderr


def test_e_mails_are_masked_wherever_they_stand(run, written, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(
        "export of Klaus Weber klaus.weber@b.example.csv",
        HEADER,
        "2026-01-05,klaus@b.example,a@b.example,10",
        "soon,Revit,a@b.example,10",
        "2026-01-05,2026-01-05,a@b.example,eve@b.example",
    )
    commands = (
        ("load", file),
        ("load", file, "--confirm"),
        ("load", written("klaus@b.example.txt", "nothing")),
        ("load", file, "--json"),
        *(("receipt", 1), ("receipt", 1, "--json"), ("receipt", 1, "--set-aside"), ("receipt", 1, "--found")),
        *(("loads",), ("loads", "--json"), ("summary", "--by", "product"), ("summary", "--by", "product", "--json")),
    )
    for command in commands:
        result = run(*command)
        assert re.search(r"•|Product \d{4}", result.output), command
        assert not re.search(r"klaus|weber|eve@|a@b", result.output, re.IGNORECASE), command
    assert "klaus@b.example" in run("summary", "--by", "product", "--names").stdout
    assert "eve@b.example" in run("receipt", 1, "--set-aside", "--names").stdout
    monkeypatch.setenv("TOKEN_GAUGE_NAMES", "shown")
    assert "export of Klaus Weber klaus.weber@b.example.csv" in run("loads").stdout


def test_every_command_says_what_it_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analytics", "--help"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "purge" in done.stdout
    assert "for good" in done.stdout
