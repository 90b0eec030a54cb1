"""Rates and prices by command: set, listed, removed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analytics.__main__ import cli
from tests.places import WriteSample


@pytest.fixture
def store(write_sample: WriteSample, tmp_path: Path) -> Path:
    return write_sample(tmp_path / "store.duckdb", "token_usage_2024-09_2025-12.csv", "token_packs.csv")


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def rows(store: Path, *arguments: str) -> dict[str, list[dict[str, object]]]:
    done = run(store, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    document: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return document


def test_rates_are_set_listed_and_removed(store: Path) -> None:
    done = run(store, "rates", "set", "Inventor", "--tokens", "8", "--from", "2025-03-01", "--source", "rate sheet")
    assert (done.exit_code, done.stdout) == (0, "Rate 1: Inventor, 8 tokens a day from 2025-03-01 on.\n"), done.stderr
    listed = rows(store, "rates", "list")
    [own] = [row for row in listed["rows"] if row["own"]]
    assert (own["product"], own["tokens"], own["first_day"], own["source"]) == (
        "Inventor",
        8,
        "2025-03-01",
        "rate sheet",
    )
    states = {row["product"]: row["state"] for row in listed["inferred"]}
    assert (states["Inventor"], states["Civil 3D"], states["Revit"]) == ("agrees", "not on the card", "agrees")
    assert run(store, "rates", "remove", "1").stdout == "Rate 1 is removed.\n"
    assert not [row for row in rows(store, "rates", "list")["rows"] if row["own"]]


def test_prices_are_set_listed_and_removed(store: Path) -> None:
    net = ["prices", "set", "--price", "3300", "--from", "2025-10-01", "--offer"]
    assert run(store, *net, "AEC Collection").stdout == (
        "Price 1: a year of AEC Collection, USD 3300 net from 2025-10-01 on.\n"
    )
    token = ["prices", "set", "--price", "2.5", "--currency", "eur", "--from", "2025-12-01", "--team"]
    assert run(store, *token, "Plant Engineering").exit_code == 0
    assert run(store, "prices", "contents", "AEC Collection", "Revit", "Civil 3D").exit_code == 0
    listed = rows(store, "prices", "list", "--on", "2025-12-31")
    assert [row["price_year"] for row in listed["rows"] if row["offer"] == "AEC Collection"] == [3300, 3675]
    # 25,000 tokens at 2.70 and 10,000 at 3.00 were in force; what is entered counts before what was paid.
    assert [(row["team"], row["currency"], round(row["amount"], 4)) for row in listed["token_prices"]] == [  # type: ignore[call-overload]
        ("Design Studio", "USD", 2.7857),
        ("Plant Engineering", "EUR", 2.5),
    ]
    held = [row["product"] for row in listed["contents"] if row["collection"] == "AEC Collection"]
    assert held == ["Civil 3D", "Revit"]
    assert {row["currency"] for row in listed["unknown"]} == {"EUR", "USD"}
    for number in ("1", "2"):
        assert run(store, "prices", "remove", number).exit_code == 0
    assert rows(store, "prices", "list")["entered"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("prices set --price 2 --from 2025-01-01 --currency XXX", "XXX is no currency."),
        ("prices set --price 2 --from 2025-01-01 --team Nobody", "There is no team Nobody."),
        ("prices set --price -2 --from 2025-01-01", "-2 is no price."),
        ("prices set --price 2 --from 2025-01-01 --team A --offer Revit", "The price of Revit names a team."),
        ("prices remove 7", "There is no price 7."),
        ("rates set Revit --tokens -1 --from 2025-01-01", "-1 is no rate."),
        ("rates remove 7", "There is no rate 7."),
    ],
)
def test_what_cannot_be_meant_is_refused(store: Path, arguments: str, message: str) -> None:
    done = run(store, *arguments.split())
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(message)


def test_an_empty_store_lists_what_is_shipped(tmp_path: Path) -> None:
    listed = rows(tmp_path / "empty.duckdb", "prices", "list")
    assert len(listed["rows"]) >= 6
    assert listed["unknown"] == []
    assert rows(tmp_path / "empty.duckdb", "rates", "list")["inferred"] == []
