"""The true-up on the command line: its document, its conditions, and what it says when something is wrong."""

from pathlib import Path

import pytest

from tests.commands.test_commands import SAMPLES, Cli
from tests.places import WriteSample


@pytest.fixture(scope="module")
def loaded(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    return Cli(write_sample(tmp_path_factory.mktemp("store") / "store.duckdb", *SAMPLES))


def test_a_document_for_each_team_the_most_pressing_at_the_head(loaded: Cli) -> None:
    document = loaded.json("true-up")
    assert [team["team"] for team in document["teams"]] == ["Design Studio", "Plant Engineering"]
    first, second = document["teams"]
    assert {key: document[key] for key in first} == first
    assert first["talk_from"] < first["talk_by"] < first["order_by"] < first["needed_by"] < first["end"]
    # An order of Sunday 1 November: ten business days, and Veterans Day.
    assert (first["ordered_on"], first["arrives"]) == ("2026-11-01", "2026-11-17")
    assert [row["sure"] for row in first["quantities"]] == [0.5, 0.8, 0.9, 0.95]
    assert [row["way"] for row in first["ways"]] == ["No true-up", "True-up now", "True-up later", "Early renewal"]
    assert (second["order_by"], [row["way"] for row in second["ways"]]) == (None, ["No true-up"])
    assert second["advice"].startswith("No true-up is due")


def test_conditions_are_those_of_the_options(loaded: Cli) -> None:
    document = loaded.json(
        *("true-up", "--team", "Design Studio", "--country", "DE", "--lead-time-days", "3", "--order-on", "2026-11-02"),
        *("--sure", "0.75", "--grace-days", "14", "--pack-sizes", "250", "--price-tiers", "1000: 2.40"),
    )
    assert document["arrives"] == "2026-11-05"
    assert document["order_by"] < document["order_by_grace"]
    assert [row["sure"] for row in document["quantities"]] == [0.5, 0.75, 0.8, 0.9, 0.95]
    assert all(row["order"] % 250 == 0 and row["price_per_token"] == 2.4 for row in document["quantities"])


def test_a_person_reads_the_advice_first(loaded: Cli) -> None:
    text = loaded.run("true-up", "--team", "Design Studio").stdout
    assert text.startswith("Design Studio: Order ")
    for part in ("True-up now", "arrives on 17 November 2026", "70 % gone by mid-year", "average paid for the packs"):
        assert part in text


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--pack-sizes", "few"), 1, "is no size of a pack"),
        (("--price-tiers", "5000"), 1, "is no price from a quantity on"),
        (("--country", "XX"), 1, "holidays of XX are not known"),
        (("--team", "Nobody"), 1, "no team Nobody"),
        (("--sure", "1"), 2, "--sure"),
        (("--lead-time-days", "-1"), 2, "--lead-time-days"),
    ],
)
def test_what_is_wrong_is_told(loaded: Cli, options: tuple[str, str], status: int, said: str) -> None:
    done = loaded.run("true-up", *options, "--json")
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr


def test_a_store_without_use_says_so(tmp_path: Path) -> None:
    done = Cli(tmp_path / "empty.duckdb").run("true-up")
    assert done.exit_code == 1
    assert "no usage" in done.stderr.lower()
