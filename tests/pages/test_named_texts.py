"""Who is named in a file's name, a note, a department or another text that somebody wrote is not shown either."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from analytics.__main__ import cli
from analytics.samples import EXPORT_FILES
from analytics.store import LoadOptions, Store, load, mask_of
from analytics.store.catalogue import Holds, texts
from tests.pages.seen import Open
from tests.pages.test_masked import addressed, elements, nobody
from tests.pages.test_masked import texts as parts
from tests.pages.test_pages import PAGES
from tests.places import NOW, SAMPLE_DATA

NAME = "Zmarkward"
PEOPLE = re.compile(NAME, re.IGNORECASE)
FILE = f"exports of Quella {NAME} 2026.csv"
WRITTEN = f"""
    INSERT INTO packs BY NAME
    SELECT 901 AS pack_id, team_id, 100 AS tokens, 'ordered by {NAME}' AS note, 300 AS price_paid, 'USD' AS currency,
           DATE '2026-01-01' AS first_day, DATE '2026-12-31' AS last_day FROM teams WHERE name = 'Design Studio';
    INSERT INTO own_events BY NAME
    SELECT 901 AS event_id, 'correction' AS kind, DATE '2026-02-01' AS day, team_id, 5 AS tokens,
           'as {NAME.upper()} says' AS note, TIMESTAMP '2026-02-01' AS entered_at
    FROM teams WHERE name = 'Design Studio';
    INSERT INTO stated_balances BY NAME
    SELECT team_id, DATE '2026-10-01' AS day, 5 AS tokens, 'read by {NAME}' AS note, TIMESTAMP '2026-10-01' AS stated_at
    FROM teams WHERE name = 'Design Studio';
    INSERT INTO own_rates VALUES (901, 'AutoCAD', '2026-01-01', 7, 'told by {NAME}', NULL);
    INSERT INTO own_prices VALUES (901, 'AutoCAD', NULL, 2000, 'USD', 'net', '2026-01-01', 'quote to {NAME}', NULL);
    INSERT INTO own_prices BY NAME
    SELECT 902 AS price_id, team_id, 3 AS amount, 'USD' AS currency, 'net' AS basis, DATE '2026-01-01' AS first_day,
           'price by {NAME}' AS source FROM teams WHERE name = 'Design Studio';
    INSERT INTO scenarios BY NAME
    SELECT 901 AS scenario_id, team_id, 'as {NAME} wants' AS name, '[]' AS changes, TIMESTAMP '2026-10-01' AS changed_at
    FROM teams WHERE name = 'Design Studio';
    INSERT INTO budgets BY NAME
    SELECT team_id, 'Office of {NAME}' AS department, 'year' AS period, DATE '2026-01-01' AS first_day, 900 AS tokens
    FROM teams WHERE name = 'Design Studio';
    INSERT INTO usage_alerts VALUES (901, 'tell {NAME}', [5], TIMESTAMP '2026-10-01');
    INSERT INTO usage_alert_resources SELECT 901, team_id, resource FROM resources LIMIT 1;
    INSERT INTO usage_alert_recipients VALUES (901, 'q.{NAME}@example.com');
    UPDATE directory_rows SET department = 'Office of {NAME}', project = 'For {NAME}'
    WHERE department = (SELECT min(department) FROM directory_rows);
    INSERT INTO limits VALUES (901, 'department', 'Office of {NAME}', 'month', 1);
    INSERT INTO expected VALUES ('department', 'Office of {NAME}', 'for {NAME}', TIMESTAMP '2026-10-01');
    UPDATE loads SET receipt = json_merge_patch(receipt, json_object('message', 'Quella {NAME} has much use.'))
    WHERE file = '{FILE}';
"""
COMMANDS = (
    *("loads", "receipt 1", "packs list", "packs events", "rates list", "prices list", "budget", "scenarios list"),
    *("scenarios compare", "limits list", "limits check", "usage-alerts list", "usage-alerts due", "balance"),
    *("top --by department", "top --by project", "chargeback --by department", "forecast", "portfolio --budget 20000"),
    *("explain --range past-3-months --movers department", "candidates", "purge --load 1", "receipt 1 --set-aside"),
)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a store in which every text that is shown and may name somebody does, but without an e-mail."""
    folder = tmp_path_factory.mktemp("named")
    path = folder / "named.duckdb"
    with Store(path) as store:
        for number, name in enumerate(EXPORT_FILES):
            load(store, SAMPLE_DATA / name, NOW, LoadOptions(), FILE if number == 0 else None)
        with store.writing() as cursor:
            cursor.execute(
                "UPDATE users SET first_name = 'Quella', last_name = ?"
                " WHERE user_id = (SELECT min(user_id) FROM users WHERE last_name IS NOT NULL)",
                [NAME],
            )
            cursor.execute(WRITTEN)
    return path


def test_the_mask_has_every_free_text_that_names_somebody(named: Path) -> None:
    with Store(named) as store:
        mask = mask_of(store)
        written = {
            text for each in texts(Holds.FREE_TEXT) for text in store.frame(each.query)["text"] if PEOPLE.search(text)
        }
    assert len(written) >= 12
    assert mask.texts == written | {f"Quella {NAME} has much use."}


@pytest.mark.usefixtures("few_paths")
@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_who_is_named_in_a_text(
    opened: Open, own_path: Path, downloads: dict[str, bytes], named: Path, page: str
) -> None:
    shutil.copy(named, own_path)
    app = opened(page, team="Design Studio", range="Past 3 months")
    assert not app.exception
    nobody(PEOPLE, [*elements(app), *addressed(app), *downloads])
    nobody(PEOPLE, [text for made in downloads.values() for text in parts(made)])


@pytest.mark.usefixtures("few_paths")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_command_shows_who_is_named_in_a_text(named: Path, command: str, form: list[str]) -> None:
    done = CliRunner().invoke(cli, ["--store", str(named), *command.split(), *form])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    nobody(PEOPLE, [done.output])


def test_the_search_finds_the_name(named: Path) -> None:
    assert PEOPLE.search(CliRunner().invoke(cli, ["--store", str(named), "receipt", "1", "--names"]).output)


def test_no_text_of_the_sample_is_hidden(sample_store: Store) -> None:
    assert mask_of(sample_store).texts == frozenset()
