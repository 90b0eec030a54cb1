"""Who is named in a file's name, or in an error, is not shown either, also where only the file's rows name them."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from analytics.__main__ import cli
from analytics.errors import StoreError
from analytics.exports import Status
from analytics.store import LoadOptions, Store, hidden, load
from tests.exports.made import written
from tests.pages.seen import Open, text
from tests.pages.test_masked import elements, nobody
from tests.places import NOW

PEOPLE = re.compile("Quella|Zmarkward", re.IGNORECASE)
FILE = "use of Quella Zmarkward.csv"
HEADER = "Day used,Team,Product,Email,First name,Last name,Tokens used\n"
NAMED = f"{HEADER}2026-01-05,A,Revit,q7@b.example,Quella,Zmarkward,3\n"
CONTENTS = {
    "looked at": NAMED,
    "refused": NAMED.replace("2026-01-05", "no day"),
    "asked about": "Wanneer;Programma;User name;Hoeveel\n2026-01-05;Revit;Quella Zmarkward;3\n",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_the_page_hides_who_the_rows_of_a_file_say_is_named(opened: Open, content: str) -> None:
    app = opened("pages/data/load.py")
    app.file_uploader[0].upload(FILE, content.encode()).run()
    assert not app.exception
    assert "u•• o• Q•••••" in text(app) + " ".join(str(each.proto) for each in (*app.error, *app.warning, *app.info))
    nobody(PEOPLE, elements(app))


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_hides_who_the_rows_of_a_file_say_is_named(tmp_path: Path, content: str, form: list[str]) -> None:
    path = written(tmp_path, content, FILE)
    done = CliRunner().invoke(cli, ["--store", str(tmp_path / "s.duckdb"), "load", "--dry-run", str(path), *form])
    assert isinstance(done.exception, SystemExit | None), done.exception
    nobody(PEOPLE, [done.output])


def test_a_file_that_names_nobody_is_shown_as_it_is(tmp_path: Path, store: Store) -> None:
    receipt = load(store, written(tmp_path, NAMED, "use of Leeds.csv"), NOW, LoadOptions(dry_run=True))
    assert (receipt.status, receipt.names_somebody) == (Status.LOADED, False)


@pytest.mark.parametrize("typed", ["Quella Zmarkward", "ZMARKWARD, quella", "Quella  Zmarkward"])
def test_an_error_hides_whom_the_store_knows(tmp_path: Path, store: Store, typed: str) -> None:
    load(store, written(tmp_path, NAMED, "use.csv"), NOW, LoadOptions())
    error = StoreError(f"There is no department {typed}.", hint="Load a directory.")
    nobody(PEOPLE, [hidden(store, error.message)])
    assert hidden(store, "There is no department Zeeland.") == "There is no department Zeeland."


def test_a_command_that_fails_hides_whom_the_store_knows(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    with Store(path) as store:
        load(store, written(tmp_path, NAMED, "use.csv"), NOW, LoadOptions())
    done = CliRunner().invoke(cli, ["--store", str(path), "balance", "--team", "Quella Zmarkward"])
    assert done.exit_code == 1
    assert "Q•••••" in done.output
    nobody(PEOPLE, [done.output])
