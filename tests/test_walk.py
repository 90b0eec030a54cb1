"""Every page and every command on stores that know little: what is not known is said to be, and is no good news."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import click
import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from analytics.__main__ import cli
from analytics.store import LoadOptions, NewPack, Store, add_pack, load, undo
from pages.parts import session
from tests.pages.seen import text
from tests.places import NOW, ROOT

PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*/*.py") if path.parent.name != "parts"
)
OVERVIEW = "pages/usage/overview.py"
CHANGES = {"sample", "purge", "pseudonymise", "assumptions set", "assumptions forget"}
"""Commands that need nothing and yet do not answer from the store."""
ARGUMENTS = {
    "summary": ["--by", "user"],
    "top": ["--by", "user"],
    "chargeback": ["--by", "department"],
    "explain": ["--range", "past-3-months"],
    "backtest": ["--team", "A"],
}
GOOD_NEWS = [
    r"\bnobody (is (?!charged yet)|should|has|uses|was)\b",
    r"\beverybody used\b",
    r"\bnothing is owed\b",
    r"\bnothing (that takes tokens was found|is out of the ordinary|lapsed)\b",
    r"\bno run-out\b",
    r"\bno (true-up|order) is\b",
    r"\bwithin plan\b",
    r"\bpace they last\b",
    r"\b(0|no) (inactive|candidates?|moves?)\b(?! is done)",
    r"\bsave USD 0\b",
    r"\b0 (available|used|in total|bought|tokens lapsed)\b",
    r"tokens (available|used|total) 0\b",
    r": 0 tokens\b",
    r"\ball \d+ users\b",
    r"\bnone in sight\b",
]


@dataclass(frozen=True)
class State:
    """A store that knows little."""

    use_days: int = 0
    pack: bool = False
    directory: bool = False
    undone: bool = False
    """Whether its load was taken back."""


STATES = {
    "empty": State(use_days=1, undone=True),
    "one day of data": State(use_days=1),
    "use without packs": State(use_days=45),
    "packs without use": State(pack=True),
    "a directory only": State(directory=True),
}


def made(state: State, folder: Path) -> Path:
    """Make the store of a state."""
    path = folder / "own.duckdb"
    with Store(path) as store:
        if state.use_days:
            days = [date(2026, 10, 30) - timedelta(days=back) for back in range(state.use_days)]
            rows = [f"{day},A,{use}" for day in days for use in ("AutoCAD,x@b.example,7", "Revit,y@b.example,10")]
            (folder / "use.csv").write_text("\n".join(["Day used,Team,Product,Email,Tokens used", *rows]) + "\n")
            receipt = load(store, folder / "use.csv", NOW, LoadOptions())
            if state.undone:
                assert receipt.load_id is not None
                undo(store, receipt.load_id, NOW)
        if state.pack:
            add_pack(store, NewPack("A", Decimal(1000), date(2026, 1, 15), date(2027, 1, 14), None, "USD"))
        if state.directory:
            (folder / "people.csv").write_text("E-mail,Department\nx@b.example,North\n")
            load(store, folder / "people.csv", NOW, LoadOptions())
    return path


@pytest.fixture(scope="module", params=list(STATES))
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """What every page and every command says on one of the stores, by page and command."""
    folder = tmp_path_factory.mktemp("walk")
    path = made(STATES[request.param], folder)
    said: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOKEN_GAUGE_STORE", str(path))
        patch.setenv("TOKEN_GAUGE_PSEUDONYM_KEY", str(folder / "own.key"))
        patch.setenv("TOKEN_GAUGE_PATHS", "100")
        patch.chdir(ROOT)
        for command in commands():
            done = CliRunner().invoke(cli, [*command, *ARGUMENTS.get(command[0], [])])
            assert done.exit_code in (0, 1), (command, done.output)
            said[" ".join(command)] = done.output
        session.settings.cache_clear()
        st.cache_resource.clear()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        for page in [OVERVIEW, *(page for page in PAGES if page != OVERVIEW)]:
            shown = app if page == OVERVIEW else app.switch_page(page).run()
            assert not shown.exception, page
            said[page] = without_method(page, text(shown))
        session.settings.cache_clear()
        st.cache_resource.clear()
    return request.param, said


def commands() -> Iterator[tuple[str, ...]]:
    """Yield the commands that answer from the store: whatever changes it has to be told what."""
    context = click.Context(cli)
    assert isinstance(cli, click.Group)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from (
                (name, key)
                for key, each in command.commands.items()
                if not needs(each) and f"{name} {key}" not in CHANGES
            )
        elif name not in CHANGES and (name in ARGUMENTS or not needs(command)):
            yield (name,)


def needs(command: click.Command) -> bool:
    return any(parameter.required for parameter in command.params)


def without_method(page: str, written: str) -> str:
    """Leave out what stands under How this was computed: it says how, and nothing of this store."""
    method = (ROOT / page).with_suffix(".md")
    lines = set(method.read_text("utf-8").splitlines()) if method.exists() else set()
    return "\n".join(line for line in written.splitlines() if line not in lines)


def test_no_good_news_where_nothing_is_known(walked: tuple[str, dict[str, str]]) -> None:
    _, said = walked
    told = [
        (where, found.group(0))
        for where, written in said.items()
        for pattern in GOOD_NEWS
        if (found := re.search(pattern, written, flags=re.IGNORECASE))
    ]
    assert not told


UNKNOWN = {
    "one day of data": {
        "balance": "what is available is not known: no pack is entered; enter what was bought",
        "forecast": "When the tokens run out is not known: 1 day of data is too few; 14 make a rough one.",
        "true-up": "How many tokens to buy is not known. What it takes: a rough date with 13 more days of data",
        "budget": "goes by plan is not known: no pack of that time is entered; 17 tokens are known to be used so far.",
        "scenarios compare": "What comes of scenarios is not known: there is too little data for a forecast",
        "candidates": "is not known: 1 day is covered, of the 365 that the rule looks at.",
        "portfolio": "Which moves pay is not known: 1 day of use is known; 56 tell what a year may be.",
        "next-term": "What to buy for the next term is not known: fewer than 14 days of use are loaded.",
        "decisions list": "Which moves pay is not known: 1 day of use is known; 56 tell what a year may be.",
        "habits": "What habits take in a year is not known: 1 day of the range is covered; 28 tell what a year may be.",
        "members": "Who is inactive is not known: 1 day is covered; 90 tell who is inactive.",
        "uncharged": "What is owed is not known: no use of APIs is loaded; load a table of API usage.",
        "limits check": "Who is over a limit is not known: no limit is set",
        OVERVIEW: "Tokens available not known",
        "pages/usage/members.py": "By the days known so far, which tell little: 1 day is covered",
        "pages/licensing/decisions.py": "Who is above the limit of charged days is not known: 1 day is covered",
        "pages/licensing/portfolio.py": "Not known: fewer than 14 days of use are loaded.",
        "pages/usage/habits.py": "What habits take in a year is not known: 1 day of the range is covered",
        "pages/data/packs.py": "What was bought is not known: no pack is entered.",
        "pages/platform/resources.py": "When Flex tokens of A run out is not known",
        "pages/planning/parts.py": "A: what each part will use is not known.",
    },
    "use without packs": {
        "balance": "what is available is not known: no pack is entered",
        "forecast": "When the tokens run out is not known: no pack is entered; enter what was bought.",
        "candidates": "is not known: 45 days are covered, of the 365 that the rule looks at.",
        "budget": "2026-01-01  not known",
        "pages/usage/what_changed.py": "What is out of the ordinary is not known: there is less than half a year",
        "pages/usage/overview.py": "What was bought is not known: no pack is entered.",
    },
    "packs without use": {
        "balance": "There is no usage yet.\nLoad a Token Usage export",
        "uncharged": "What is owed is not known: no use of APIs is loaded",
        "pages/planning/run_out.py": "No usage of tokens is loaded yet.",
    },
    "a directory only": {
        "forecast": "There is no usage yet.",
        "pages/usage/departments.py": "No usage of tokens is loaded",
    },
    "empty": {"uncharged": "What is owed is not known", "pages/usage/overview.py": "No usage of tokens is loaded yet."},
}


def test_what_is_not_known_is_named_with_what_would_tell_it(walked: tuple[str, dict[str, str]]) -> None:
    state, said = walked
    missing = [(where, sentence) for where, sentence in UNKNOWN[state].items() if sentence not in said[where]]
    assert not missing, [said[where] for where, _ in missing]
