"""With names off nobody is named: not on any page, in any download, address or log line, nor by any command."""

import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import polars as pl
import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from analytics.__main__ import cli
from analytics.samples import EXPORT_FILES
from analytics.store import LoadOptions, Store, load
from tests.pages.seen import Open
from tests.pages.test_pages import PAGES
from tests.places import NOW, SAMPLE_DATA

COMMANDS = (
    *(f"summary --by {by}" for by in ("user", "product", "manager")),
    *("top --by user", "explain --range past-3-months --against previous", "habits", "members", "candidates"),
    *("budget", "scenarios list", "scenarios compare"),
    *("loads", "receipt 1", "limits check", "balance", "forecast", "true-up", "chargeback --by manager"),
    "top --by user --team Nobody",
)


@pytest.fixture(scope="module")
def people() -> re.Pattern[str]:
    """Every e-mail of the sample, and every first and last name together or as an e-mail has them."""
    with Store() as store:
        for name in EXPORT_FILES:
            load(store, SAMPLE_DATA / name, NOW, LoadOptions())
        users = store.frame("SELECT email, first_name, last_name FROM users WHERE email IS NOT NULL")
        managers = store.frame("SELECT DISTINCT manager FROM directory_rows WHERE manager IS NOT NULL")
    said = [f"{first} {last}" for _, first, last in users.iter_rows()]
    local = [email.split("@")[0] for email in users["email"]]
    return re.compile("|".join(map(re.escape, [*users["email"], *local, *said, *managers["manager"]])), re.IGNORECASE)


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Collect what every download button would give, by the name of its file."""
    collected: dict[str, bytes] = {}

    def button(_: str, data: Any, file_name: str | None = None, *__: object, **___: object) -> bool:
        made = data() if callable(data) else data
        collected[str(file_name)] = made.encode() if isinstance(made, str) else made
        return False

    monkeypatch.setattr(st, "download_button", button)
    return collected


def texts(made: bytes) -> Iterator[str]:
    """Give all that a file says; of a workbook, of each of its parts."""
    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as workbook:
            yield from (workbook.read(part).decode("utf-8", "replace") for part in workbook.namelist())
    else:
        yield made.decode("utf-8", "replace")


def elements(app: AppTest) -> Iterator[str]:
    """Give all that the page sends to the browser, tables and charts among it."""
    for element in app.main:
        with suppress(AttributeError):
            yield element.proto.SerializeToString().decode("utf-8", "replace")
    for element in app.sidebar:
        with suppress(AttributeError):
            yield element.proto.SerializeToString().decode("utf-8", "replace")
    yield from (frame.value.to_csv() for frame in app.dataframe)


def nobody(people: re.Pattern[str], said: Iterable[str]) -> None:
    assert not [found.group() for text in said if (found := people.search(text))]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_anybody(
    opened: Open, downloads: dict[str, bytes], people: re.Pattern[str], caplog: pytest.LogCaptureFixture, page: str
) -> None:
    caplog.set_level(logging.DEBUG)
    app = opened(page)
    nobody(people, elements(app))
    nobody(people, [f"{key}={value}" for key, value in app.query_params.items()])
    nobody(people, downloads)
    nobody(people, [text for made in downloads.values() for text in texts(made)])
    nobody(people, [record.getMessage() for record in caplog.records])


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_command_names_anybody(
    people: re.Pattern[str], tmp_path_factory: pytest.TempPathFactory, command: str, form: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "masked.duckdb"
    if not path.exists():
        with Store(path) as store:
            for name in EXPORT_FILES:
                load(store, SAMPLE_DATA / name, NOW, LoadOptions())
    done = CliRunner().invoke(cli, ["--store", str(path), *command.split(), *form])
    assert done.exit_code in (0, 1), done.output
    nobody(people, [done.output])


def test_the_search_finds_a_name(opened: Open, people: re.Pattern[str]) -> None:
    app = opened("pages/usage/users.py")
    app.toggle(key="names").set_value(True).run()
    assert any(people.search(text) for text in elements(app))


def test_the_search_finds_a_name_in_a_workbook(people: re.Pattern[str]) -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"user": ["arjun.mehta@example.com"]}).write_excel(buffer)
    assert any(people.search(text) for text in texts(buffer.getvalue()))
