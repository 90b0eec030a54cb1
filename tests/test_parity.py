"""One store, one answer: page, command and the lines under "How this was computed" give the same figures."""

import json
import random
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import streamlit as st
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from analytics.__main__ import cli
from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.store.closings import NewClosing, add_closing
from analytics.usage.ranges import Preset
from analytics.wording import day_text
from pages.parts import session
from tests.pages.seen import sound, text
from tests.places import NOW, ROOT, WriteSample

FIRST = date(2025, 7, 1)
LAST = {"Alpha": date(2026, 10, 31), "Beta": date(2026, 10, 9)}
RATES = {"AutoCAD": 7, "Revit": 10, "Civil 3D": 13, "3ds Max": 6}


@dataclass(frozen=True)
class Answer:
    """One answer and the faces that give it."""

    command: tuple[str, ...]
    page: str
    tables: tuple[str, ...] = ()
    """Where the command's document has tables that the page shows, too."""
    parts: tuple[str, ...] = ()
    """Where it has tables of which the page shows a part: the rows that call for action."""
    chosen: tuple[str, ...] = ()
    """Where it has tables of which the page shows those of what is chosen, which is all where there is one choice."""
    keys: tuple[str, ...] = ()
    """Columns that only the page has."""
    sentences: tuple[str, ...] = ()
    """Where it has sentences that stand on the page."""
    printed: tuple[str, ...] = ()
    """Tables that the lines print."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Columns of the document under the names that the page has."""
    address: Mapping[str, str] = field(default_factory=dict)
    of_all: bool = True
    """Whether it can be asked about all teams together."""
    decimals: int = 6
    """Those that the page shows."""


THREE_MONTHS = {"range": Preset.PAST_3_MONTHS.label}
RANGE = ("--range", "past-3-months")
MOVES = {"kind": "move_kind"}
ANSWERS = [
    Answer(("forecast",), "usage/overview", sentences=("verdict",)),
    Answer(
        ("true-up",),
        "planning/true_up",
        tables=("quantities|next_term", "ways"),
        sentences=("advice",),
        printed=("quantities", "ways"),
    ),
    Answer(
        ("budget",),
        "planning/budget",
        tables=("teams.0.months", "teams.0.tiers", "teams.0.budgets"),
        sentences=("teams.0.verdict",),
        printed=("teams.0.months", "teams.0.tiers", "teams.0.budgets"),
    ),
    Answer(("scenarios", "compare"), "planning/scenarios", tables=("teams.0.rows",)),
    Answer(
        ("backtest",),
        "planning/accuracy",
        tables=("rows", "run_out_dates"),
        printed=("rows",),
        decimals=3,
        of_all=False,
    ),
    Answer(("candidates",), "licensing/candidates", tables=("moves",), printed=("moves",)),
    Answer(
        ("portfolio",),
        "licensing/portfolio",
        tables=("rows", "pools", "terms", "months", "sensitivity"),
        renamed=MOVES,
        printed=("pools", "terms"),
    ),
    Answer(("next-term",), "licensing/portfolio", tables=("rows.0.quantities", "rows.0.subscriptions"), of_all=False),
    Answer(("decisions", "list"), "licensing/decisions", tables=("rows",), renamed=MOVES),
    Answer(("top", "--by", "user", *RANGE), "usage/top_consumers", tables=("rows",), address=THREE_MONTHS),
    Answer(("summary", "--by", "product", *RANGE), "usage/products", tables=("rows",), address=THREE_MONTHS),
    Answer(("summary", "--by", "user", *RANGE), "usage/users", tables=("rows",), address=THREE_MONTHS),
    Answer(
        ("habits", *RANGE),
        "usage/habits",
        tables=("rows", "teams"),
        chosen=("users",),
        keys=("user_id",),
        address=THREE_MONTHS,
    ),
    Answer(("members",), "usage/members", parts=("rows",)),
    Answer(("chargeback", "--by", "department"), "usage/departments", tables=("rows",)),
    Answer(("balance",), "data/packs", tables=("rows.0.packs",), of_all=False),
]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two teams whose data end three weeks apart, with packs that last in one and not in the other."""
    folder = tmp_path_factory.mktemp("apart")
    chance = random.Random(4)
    path = folder / "token_gauge.duckdb"
    with Store(path) as store:
        for team, last in LAST.items():
            users = [
                (
                    f"{team[0].lower()}{number}@x.example",
                    chance.choice(list(RATES)),
                    chance.choice([0.05, 0.2, 0.45, 0.8]),
                )
                for number in range(8)
            ]
            rows = ["Day used,Team,Product,Email,Tokens used", f"{last},{team},AutoCAD,{users[0][0]},7"]
            for ahead in range((last - FIRST).days):
                day = FIRST + timedelta(days=ahead)
                for user, product, often in users:
                    if day.weekday() < 5 and chance.random() < often:
                        rows.append(f"{day},{team},{product},{user},{RATES[product]}")
            (folder / f"{team}.csv").write_text("\n".join(rows) + "\n")
            load(store, folder / f"{team}.csv", NOW, LoadOptions())
        people = [
            f"{team}{number}@x.example,{'North' if number % 2 else 'South'}" for team in "ab" for number in range(8)
        ]
        (folder / "directory.csv").write_text("\n".join(["E-mail,Department", *people]) + "\n")
        load(store, folder / "directory.csv", NOW, LoadOptions())
        for team, tokens in (("Alpha", 6600), ("Beta", 9000)):
            paid = tokens * Decimal("2.7857")
            add_pack(
                store,
                NewPack(team, Decimal(tokens), date(2026, 1, 15), date(2027, 1, 14), None, "USD", price_paid=paid),
            )
        # One to come, of all, and one past, on which Beta worked a little all the same.
        add_closing(store, NewClosing(date(2026, 12, 25), date(2026, 12, 25), yearly=True), NOW)
        add_closing(store, NewClosing(date(2026, 8, 3), date(2026, 8, 7), "Beta", note="moved"), NOW)
    return path


@pytest.fixture
def copy(apart: Path, tmp_path: Path) -> Path:
    """The same store in a file of its own: a face must not find it in another one's hands."""
    return Path(shutil.copy(apart, tmp_path / "token_gauge.duckdb"))


def document(path: Path, *command: str) -> dict[str, Any]:
    done = CliRunner().invoke(cli, [*command, "--json"], env={"TOKEN_GAUGE_STORE": str(path)})
    assert done.exit_code == 0, done.output
    answered: dict[str, Any] = json.loads(done.stdout)
    return answered


def refusal(path: Path, *command: str) -> str | None:
    """Return the sentence with which a command refuses; None: it answers."""
    done = CliRunner().invoke(cli, [*command, "--json"], env={"TOKEN_GAUGE_STORE": str(path)})
    assert done.exit_code in (0, 1), done.output
    assert done.exit_code == 0 or done.stdout == ""
    return done.stderr.splitlines()[0] if done.exit_code else None


def at(answered: Any, place: str) -> Any:
    for key in place.split("."):
        answered = answered[int(key) if isinstance(answered, list) else key]
    return answered


Records = Sequence[Mapping[str, Any]]
"""Rows of a table, as a document or a page has them."""


def plain(value: Any, decimals: int) -> Any:
    """Write a cell as any face may have it: numbers as floats, days as texts, and nothing for what is missing."""
    if isinstance(value, list | tuple | np.ndarray):
        return tuple(plain(one, decimals) for one in value)
    if value is None or value != value:  # noqa: PLR0124 - NaN or NaT is what a page's table has in place of nothing
        return None
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | Decimal | np.number):
        return round(float(value), decimals) + 0.0
    return str(value)


def rows_of(records: Records, columns: Sequence[str], decimals: int) -> list[tuple[Any, ...]]:
    return sorted((tuple(plain(row[column], decimals) for column in columns) for row in records), key=repr)


def same(records: Records, rows: Records, decimals: int) -> bool:
    """Whether two tables have the same rows, in the columns of both; three at least."""
    columns = [column for column in records[0] if column in rows[0]]
    return len(columns) >= 3 and rows_of(records, columns, decimals) == rows_of(rows, columns, decimals)


def tables_of(answered: Mapping[str, Any], place: str, renamed: Mapping[str, str]) -> list[Records]:
    """Return the tables at one place of a document, or at one of several, under the names that another face has.

    Where nothing is known the document has none there.
    """
    found = []
    for one in place.split("|"):
        with suppress(KeyError, IndexError):
            found.append(
                [{renamed.get(column, column): cell for column, cell in row.items()} for row in at(answered, one)]
            )
    return found


@contextmanager
def app_on(path: Path) -> Iterator[AppTest]:
    """Open the app on a store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOKEN_GAUGE_STORE", str(path))
        patch.chdir(ROOT)
        session.settings.cache_clear()
        st.cache_resource.clear()
        st.cache_data.clear()
        yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        st.cache_resource.clear()
        session.settings.cache_clear()


@pytest.fixture(scope="module")
def shared(apart: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The app on a copy of the store, whose answers are kept from one page to the next."""
    with app_on(Path(shutil.copy(apart, tmp_path_factory.mktemp("shared")))):
        yield


@pytest.mark.parametrize("team", ["Alpha", "Beta", None])
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: " ".join(answer.command))
@pytest.mark.usefixtures("shared")
def test_page_and_command_agree(answer: Answer, team: str | None, apart: Path) -> None:
    if team is None and not answer.of_all:
        pytest.skip("The page is about one team.")
    everything = replace(answer, tables=(*answer.tables, *answer.chosen), chosen=())
    agree(everything, team, apart, parts=1)


def agree(answer: Answer, team: str | None, path: Path, parts: int = 0) -> None:
    """Ask a command on a store and a page that is open on a copy of it, and compare what they say.

    Parameters
    ----------
    answer, team, path
        What is asked, and of which store.
    parts
        How many tables the page shows for each of the answer's parts; 0: none, or some.
    """
    asked = {"team": team} if team else {}
    command = [*answer.command, *(f"--{key}={value}" for key, value in asked.items())]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for key, value in {**answer.address, **asked}.items():
        app.query_params[key] = value
    page = sound(app.run())
    if answer.page != "usage/overview":
        page = sound(page.switch_page(f"pages/{answer.page}.py").run())
    refused = refusal(path, *command)
    if refused is not None:
        assert refused in text(page)
        return
    answered = document(path, *command)
    shown: list[Records] = [frame.value.to_dict("records") for frame in page.dataframe if len(frame.value)]
    for place in answer.tables:
        wanted = [records for records in tables_of(answered, place, answer.renamed) if records]
        assert not wanted or any(same(records, rows, answer.decimals) for records in wanted for rows in shown), (
            f"{place} is not on the page: {wanted}; on it are {shown}"
        )
    for place in (*answer.parts, *answer.chosen):
        records = [row for table in tables_of(answered, place, answer.renamed) for row in table]
        found = [rows for rows in shown if records and set(rows[0]) <= {*records[0], *answer.keys}]
        assert not parts or len(found) == parts, place
        for part in found:
            columns = [column for column in part[0] if column in records[0]]
            assert set(rows_of(part, columns, answer.decimals)) <= set(rows_of(records, columns, answer.decimals))
    for place in answer.sentences:
        assert at(answered, place) in text(page).replace("**", ""), place


@pytest.fixture(scope="module", params=["one day", "no packs", "sample"])
def state(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A store in some state, with the app open on a copy of it: its team and its path."""
    folder = tmp_path_factory.mktemp("state")
    path, team = folder / "token_gauge.duckdb", "Alpha"
    if request.param == "sample":
        write: WriteSample = request.getfixturevalue("write_sample")
        write(path)
        team = "Design Studio"
    else:
        with Store(path) as store:
            use_of_two(store, folder / "use.csv", 1 if request.param == "one day" else 300)
    with app_on(Path(shutil.copy(path, tmp_path_factory.mktemp("shown")))):
        yield team, path


def use_of_two(store: Store, path: Path, days: int) -> None:
    """Load some days of two users, up to the last of team Alpha."""
    rows = [
        f"{LAST['Alpha'] - timedelta(days=back)},Alpha,AutoCAD,a{user}@x.example,7"
        for back in range(days)
        for user in range(2)
    ]
    path.write_text("\n".join(["Day used,Team,Product,Email,Tokens used", *rows]) + "\n")
    load(store, path, NOW, LoadOptions())


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: " ".join(answer.command))
def test_page_and_command_agree_in_every_state(answer: Answer, state: tuple[str, Path]) -> None:
    """One day of use without packs, use without packs, and the sample."""
    team, path = state
    agree(answer, team, path)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: " ".join(answer.command))
def test_without_use_no_face_gives_a_figure(answer: Answer, tmp_path: Path) -> None:
    """Packs alone are no use: the command refuses, and the page says the same instead of showing figures."""
    path = tmp_path / "token_gauge.duckdb"
    with Store(path) as store:
        add_pack(store, NewPack("Alpha", Decimal(5000), date(2026, 1, 1), date(2026, 12, 31)))
    command = [*answer.command, *(["--team", "Alpha"] if answer.command == ("backtest",) else [])]
    refused = refusal(path, *command)
    assert refused is not None
    assert refused.startswith("There is no usage")
    with app_on(Path(shutil.copy(path, tmp_path / "shown.duckdb"))) as app:
        page = app.run()
        if answer.page != "usage/overview":
            page = page.switch_page(f"pages/{answer.page}.py").run()
        assert not page.exception
        assert not page.metric
        if answer.command != ("balance",):  # its page is where packs are entered
            assert "There is no usage" in " ".join([text(page), *(each.proto.title for each in page.error)])


@pytest.mark.parametrize("answer", [one for one in ANSWERS if one.printed], ids=lambda answer: answer.command[0])
def test_the_lines_and_the_command_agree(
    answer: Answer, apart: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / f"pages/{answer.page}.md").read_text("utf-8"), flags=re.DOTALL)
    printed: list[Records] = []

    def collect(*values: object, **_: object) -> None:
        for value in values:
            parts = value if isinstance(value, tuple) else (value,)
            printed.extend(one.to_dicts() for one in parts if isinstance(one, pl.DataFrame) and one.height)

    monkeypatch.setenv("TOKEN_GAUGE_STORE", str(copy))
    monkeypatch.chdir(copy.parent)
    exec(compile(code, answer.page, "exec"), {"print": collect})
    for team in ("Alpha", "Beta"):
        answered = document(apart, *answer.command, "--team", team)
        for place in answer.printed:
            [records] = tables_of(answered, place, {})
            among = [[row for row in rows if row.get("team", team) == team] for rows in printed]
            assert not records or any(same(records, rows, 6) for rows in among if rows), f"{place} of {team}"


def test_what_is_assumed_on_one_page_is_assumed_everywhere(apart: Path, copy: Path) -> None:
    """A lead time that is kept on True-up moves the order-by date on Run-out and the command line alike."""
    before = document(apart, "forecast", "--team", "Alpha")["order_by"]
    with app_on(copy) as app:
        app.query_params["team"] = "Alpha"
        page = sound(app.run().switch_page("pages/planning/true_up.py").run())
        [lead] = [each for each in page.number_input if each.key == "lead"]
        sound(lead.set_value(40).run())
        assert "Tried on this page only" in text(page)
        [button] = [each for each in page.button if each.key == "assume"]
        sound(button.click().run())
        assert "Tried on this page only" not in text(page)
        shown = text(sound(page.switch_page("pages/planning/run_out.py").run()))
    after = document(copy, "forecast", "--team", "Alpha")["order_by"]
    assert after < before
    assert document(copy, "true-up", "--team", "Alpha")["order_by"] == after
    assert day_text(date.fromisoformat(after)) in shown
