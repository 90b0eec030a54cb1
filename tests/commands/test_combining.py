"""The commands portfolio and next-term: what they print, and what they refuse."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli


def run(sample_file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(sample_file), *arguments])


def test_a_budget_is_kept_and_the_parts_add_up(sample_file: Path) -> None:
    found = json.loads(run(sample_file, "portfolio", "--budget", "10000", "--json").stdout)
    assert found["spend"] <= 10_000
    assert found["spend"] == sum(row["seats_cost"] for row in found["subscriptions"])
    assert found["saving_year"] == pytest.approx(sum(row["saving_year"] for row in found["rows"]))
    assert found["saving_low"] < found["saving_year"] < found["saving_high"]
    for term in found["terms"]:
        assert term["cash"] == pytest.approx(term["tokens_money"] - term["subscriptions"] + term["given_up"])
    every = [row["cash"] for row in found["months"] if row["cash"] is not None]
    assert sum(every) == pytest.approx(sum(term["cash"] for term in found["terms"]))
    assert {row["user"].split()[0] for row in found["rows"]} == {"User"}


def test_more_budget_never_saves_less(sample_file: Path) -> None:
    savings = [
        json.loads(run(sample_file, "portfolio", "--budget", budget, "--json").stdout)["saving_year"]
        for budget in ("0", "5000", "20000")
    ]
    assert savings[0] == 0
    assert savings == sorted(savings)


def test_the_next_term_needs_fewer_tokens_with_the_moves(sample_file: Path) -> None:
    found = json.loads(run(sample_file, "next-term", "--sure", "0.8", "--json").stdout)
    assert [row["sure"] for row in found["rows"]] == [0.8, 0.8]
    for row in found["rows"]:
        assert row["tokens"] < row["tokens_without_moves"]
        assert [need["sure"] for need in row["quantities"]] == [0.5, 0.8, 0.9, 0.95]


def test_words_for_a_person(sample_file: Path) -> None:
    said = run(sample_file, "portfolio", "--with-next-term").output
    assert "Cash, this term: USD 0" in said
    assert "tokens and 11 subscriptions" in run(sample_file, "next-term", "--team", "Plant Engineering").output


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--budget", "-1"], 1, "is no budget"),
        (["--currency", "EUR"], 1, "No move is in EUR."),
        (["--team", "Nobody"], 1, "Nobody"),
        (["--chance", "2"], 2, "chance"),
    ],
)
def test_what_cannot_be_meant_is_refused(sample_file: Path, arguments: list[str], status: int, words: str) -> None:
    done = run(sample_file, "portfolio", *arguments)
    assert (done.exit_code, words in done.output) == (status, True)
