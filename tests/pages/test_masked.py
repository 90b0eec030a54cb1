"""With names off nobody is named: not on any page, in any download, address or log line, nor by any command."""

import io
import logging
import re
import shlex
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from analytics.__main__ import cli
from analytics.store import Store
from analytics.store.decisions import State, Step, Subject, decide
from analytics.store.expected import HIDDEN_NOTE, consumer_name, mark
from analytics.usage import Unit
from tests.pages.seen import Open, sound, table
from tests.pages.test_pages import PAGES
from tests.places import NOW, WriteSample

EXPLAINED = (
    *("", "--movers user", "--movers manager --part manager:", "--part 'manager:Manager 1'", "--part manager:Nobody"),
    "--part nothing",
)
COMMANDS = (
    *(f"summary --by {by}" for by in ("user", "product", "manager")),
    *("top --by user", "top --by manager", "habits", "members", "candidates", "rates list", "prices list"),
    *("portfolio --budget 20000", "next-term", "budget", "scenarios list", "scenarios compare"),
    *(f"explain --range 2026-08-01..2026-10-31 --team 'Plant Engineering' {more}" for more in EXPLAINED),
    *("loads", "receipt 1", "limits check", "balance", "forecast", "true-up", "chargeback --by manager"),
    *("resources", "resources invoices", "resources use Reality\\ Capture", "usage-alerts list", "usage-alerts due"),
    "top --by user --team Nobody",
)


TOP, CHANGED = "pages/usage/top_consumers.py", "pages/usage/what_changed.py"
PLACES = (
    *((TOP, {"by": unit.label, "range": "Past 3 months"}) for unit in Unit),
    *((CHANGED, {"movers": unit.label, "range": "Past 3 months"}) for unit in Unit),
    (CHANGED, {"of_part": "manager:Manager 3", "movers": "Manager", "range": "Past 3 months"}),
    (CHANGED, {"of_part": "manager:camille.renard@example.com", "range": "Past 3 months"}),
)


@pytest.fixture(scope="module")
def people(sample_store: Store) -> re.Pattern[str]:
    """Every e-mail of the sample, managers' too, and every first and last name together or as an e-mail has them."""
    users = sample_store.frame("SELECT email, first_name, last_name FROM users WHERE email IS NOT NULL")
    managers = sample_store.frame("SELECT DISTINCT manager FROM directory_rows WHERE manager IS NOT NULL")
    said = [f"{first} {last}" for _, first, last in users.iter_rows()]
    emails = [*users["email"], *managers["manager"]]
    local = [email.split("@")[0] for email in emails]
    said += [name.replace(".", " ") for name in local[users.height :]]
    return re.compile("|".join(map(re.escape, [*emails, *local, *said])), re.IGNORECASE)


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


def addressed(app: AppTest) -> list[str]:
    return [f"{key}={value}" for key, value in app.query_params.items()]


def nobody(people: re.Pattern[str], said: Iterable[str]) -> None:
    assert not [found.group() for text in said if (found := people.search(text))]


@pytest.mark.parametrize(
    ("page", "address"), [*((page, {}) for page in PAGES), *((page, address) for page, address in PLACES)]
)
def test_no_page_names_anybody(
    opened: Open,
    downloads: dict[str, bytes],
    people: re.Pattern[str],
    caplog: pytest.LogCaptureFixture,
    page: str,
    address: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    app = opened(page, **address)
    nobody(people, elements(app))
    nobody(people, addressed(app))
    nobody(people, downloads)
    nobody(people, [text for made in downloads.values() for text in texts(made)])
    nobody(people, [record.getMessage() for record in caplog.records])


@pytest.mark.parametrize("note", ["asked camille.renard@example.com", "Camille Renard said so"])
def test_no_mark_names_a_manager(
    opened: Open,
    own_path: Path,
    write_sample: WriteSample,
    downloads: dict[str, bytes],
    people: re.Pattern[str],
    note: str,
) -> None:
    with Store(write_sample(own_path)) as store:
        mark(store, "manager", consumer_name(store, "manager", "Manager 5"), note, NOW)
    address = {"by": "Manager", "team": "Design Studio"}
    app = sound(opened("pages/usage/top_consumers.py", **address))
    assert ["Manager 5", "expected", HIDDEN_NOTE] in table(app, "manager", "mark", "note")
    app.selectbox(key="consumer").set_value("Manager 5").run()
    nobody(people, [*elements(sound(app)), *addressed(app)])
    nobody(people, [text for made in downloads.values() for text in texts(made)])


def test_no_decision_names_anybody(
    opened: Open,
    own_path: Path,
    write_sample: WriteSample,
    downloads: dict[str, bytes],
    people: re.Pattern[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with Store(write_sample(own_path)) as store:
        subject = Subject("to subscription", 2, 87, ("AutoCAD",), ("AutoCAD",), Decimal(2030), "USD", {})
        for who, note in (
            ("Camille Renard", "asked Rachel Green"),
            ("rosa.delgado@example.com", "Camille Renard said"),
        ):
            step = Step(State.REJECTED, who, note=note, owner="Marta Kowalska")
            decide(store, subject, step, NOW)
    app = sound(opened("pages/licensing/decisions.py"))
    key = app.selectbox(key="move").options.index(next(o for o in app.selectbox(key="move").options if "rejected" in o))
    app.selectbox(key="move").select_index(key).run()
    app.text_input(key="decider").set_value("Camille Renard").run()
    assert ["rejected", "Person 3", HIDDEN_NOTE, "Person 2"] in table(sound(app), "state", "who", "note", "owner")
    shown = [element for element in elements(app) if "Your name" not in element]  # one sees what one typed
    nobody(people, [*shown, *addressed(app)])
    nobody(people, [text for made in downloads.values() for text in texts(made)])
    nobody(people, [record.getMessage() for record in caplog.records])


def test_no_address_names_a_manager_while_names_are_shown(opened: Open, people: re.Pattern[str]) -> None:
    app = opened("pages/usage/what_changed.py", range="Past 3 months", movers="Manager")
    app.toggle(key="names").set_value(True).run()
    app.selectbox(key="of_part").set_value("manager:Manager 3").run()
    assert any(people.search(text) for text in elements(sound(app)))
    nobody(people, addressed(app))


@pytest.mark.usefixtures("few_paths")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_command_names_anybody(people: re.Pattern[str], sample_file: Path, command: str, form: list[str]) -> None:
    done = CliRunner().invoke(cli, ["--store", str(sample_file), *shlex.split(command), *form])
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
