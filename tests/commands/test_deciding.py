"""The command decisions: a move is found by its key, decided about, and its history and saving are told."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from tests.places import WriteSample


@pytest.fixture(scope="module")
def path(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("deciding") / "store.duckdb")


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(path), "decisions", *arguments])


def rows(path: Path, *arguments: str) -> list[dict[str, Any]]:
    done = run(path, *arguments, "--json")
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return found


def test_a_move_goes_from_waiting_to_done(path: Path, tmp_path: Path) -> None:
    waiting = rows(path, "list", "--team", "Plant Engineering")
    assert len(waiting) == 11
    assert {row["state"] for row in waiting} == {"proposed"}
    keys = [row["move"] for row in waiting]
    for command in (
        ("accept", keys[0][:6], "--by", "Ina Boss", "--owner", "Uwe"),
        ("reject", keys[1], "--reason", "leaves", "--by", "Ina Boss"),
        ("exempt", keys[2], "--until", "2999-01-01", "--by", "Ina Boss"),
        ("done", keys[0], "--on", "2026-05-01", "--paid", "1999.50", "--by", "Uwe"),
        ("exempt", keys[3], "--until", "2999-01-01", "--by", "Ina Boss"),
        ("take-back", keys[3], "--by", "Ina Boss"),
    ):
        done = run(path, *command, "--json")
        assert done.exit_code == 0, done.output
    assert len(rows(path, "list", "--team", "Plant Engineering")) == 8
    assert [row["move"] for row in rows(path, "list", "--state", "rejected")] == [keys[1]]
    assert [row["until"] for row in rows(path, "list", "--state", "exempt")] == ["2999-01-01"]
    assert [step["state"] for step in rows(path, "history", keys[0])] == ["done", "accepted"]
    assert [step["who"] for step in rows(path, "history", keys[0], "--names")] == ["Uwe", "Ina Boss"]
    assert "Ina Boss" not in run(path, "history").output
    [saved] = rows(path, "saved")
    assert saved["done_on"] == "2026-05-01"
    assert saved["wanted"] == "load the Seat Usage export of the days since"
    sample = CliRunner().invoke(cli, ["sample", str(tmp_path / "s"), "--moved-on", "2026-05-01", "--json"])
    after = json.loads(sample.stdout)["files"][-2:]
    assert CliRunner().invoke(cli, ["--store", str(path), "load", *after]).exit_code == 0
    [measured] = rows(path, "saved")
    # All ten are moved in these exports: her days on a seat at 7 tokens, at the price of a token, less 1,999.50 a year.
    assert measured["wanted"] is None
    assert float(measured["paid"]) == pytest.approx(1999.5 * measured["measured_days"] / 365, abs=0.01)
    assert float(measured["realised"]) == pytest.approx(
        float(measured["moved_tokens"]) * 19.5 / 7 - float(measured["paid"]), abs=0.01
    )


def test_only_one_department_is_listed(path: Path) -> None:
    everybody = {row["move"] for row in rows(path, "list", "--state", "all")}
    some = {row["move"] for row in rows(path, "list", "--state", "all", "--part", "department:Maintenance")}
    assert set() < some < everybody


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("accept", "zz", "--by", "Ina"), "No move begins with zz."),
        (("accept", "", "--by", "Ina"), "Several moves begin"),
        (("list", "--part", "department:Nowhere"), "There is no department Nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused(path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(path, *arguments)
    assert done.exit_code == 1
    assert said in done.output


def test_somebody_has_to_decide(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = rows(path, "list")[-1]["move"]
    refused = run(path, "accept", key)
    assert refused.exit_code == 1
    assert "It is not said who decides." in refused.output
    monkeypatch.setenv("TOKEN_GAUGE_DECIDER", "IT")
    assert run(path, "accept", key).exit_code == 0
    assert rows(path, "history", key, "--names")[0]["who"] == "IT"


def test_the_sample_has_no_day_outside_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["sample", str(tmp_path), "--moved-on", str(date(2030, 1, 1))])
    assert done.exit_code == 1
    assert "is no day of the sample" in done.output
    assert not list(tmp_path.iterdir())
