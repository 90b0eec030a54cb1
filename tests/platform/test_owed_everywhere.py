"""Whatever teams use, buy, move and owe: what applications owe is what ledgers and outlooks say, token for token."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast import Question, outlook
from analytics.platform.owed import owed
from analytics.platform.uncharged import debts
from analytics.pool import known_until, team_ledger, teams_with_use
from analytics.settings import Settings
from analytics.store import LoadOptions, NewPack, Store, add_pack, load, team_names
from analytics.store.api_usage import Assignment, applications, assign
from analytics.store.own_events import EventKind, NewEvent, add_event
from tests.places import NOW

FIRST = date(2026, 3, 1)
YEAR = date(2026, 12, 31)
SETTINGS = Settings(paths=100)
API = "Day,Client ID,Application,Team,API,Quantity,Tokens,Status"
USE = "Day used,Team,Product,Email,Tokens used"
days, apps, teams = st.integers(0, 12), st.sampled_from("vw"), st.sampled_from("ABC")
some_use_of_apis = st.lists(st.tuples(days, apps, teams, st.integers(0, 50), st.booleans()), min_size=1, max_size=8)
# C has no Token Usage, and A and B end on days of their own.
some_use = st.lists(st.tuples(days, st.sampled_from("AB"), st.integers(0, 20)), max_size=4)
some_packs = st.lists(st.tuples(st.integers(0, 16), teams, st.integers(1, 60)), max_size=4)
some_assignments = st.lists(st.tuples(days, apps, teams), max_size=2)


@settings(max_examples=12)
@given(
    rows=some_use_of_apis,
    used=some_use,
    bought=some_packs,
    assigned=some_assignments,
    moved=st.none() | days,
    merged=st.none() | days,
)
def test_applications_ledgers_and_outlooks_owe_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, str, str, int, bool]],
    used: list[tuple[int, str, int]],
    bought: list[tuple[int, str, int]],
    assigned: list[tuple[int, str, str]],
    moved: int | None,
    merged: int | None,
) -> None:
    folder = tmp_path_factory.mktemp("owed")
    lines = [
        f"{after(day)},{app},{app},{team},Automation,1,{Decimal(tenths) / 10},{'uncharged' if owing else 'resolved'}"
        for day, app, team, tenths, owing in rows
    ]
    uses = [f"{after(day)},{team},Revit,a@b.example,{tokens}" for day, team, tokens in used]
    with Store() as store:
        load(store, written(folder / "apis.csv", API, lines), NOW, LoadOptions())
        if uses:
            load(store, written(folder / "use.csv", USE, uses), NOW, LoadOptions())
        ids = dict(applications(store).select("client_id", "application_id").iter_rows())
        for day, app, team in assigned:
            if app in ids:
                assign(store, Assignment(ids[app], team, after(day)))
        for day, team, tokens in bought:
            add_pack(store, NewPack(team, Decimal(tokens), after(day), YEAR))
        known = team_names(store)
        if moved is not None and "A" in known:
            add_event(store, NewEvent(EventKind.MOVE, after(moved), "A", tokens=Decimal(5), to_team="B"), NOW)
        if merged is not None and "C" in known:
            add_event(store, NewEvent(EventKind.MERGE, after(merged), "C", to_team="A"), NOW)
        found = debts(store)
        said = {each.team: each for each in owed(found)}
        incurred = Decimal(0)
        for team in {*teams_with_use(store), *found.books}:
            book = team_ledger(store, team, known_until(store, team))
            answer = outlook(store, team, Question(), SETTINGS)
            one = said.get(team)
            assert (one.tokens if one else 0) == book.debt == answer.balance.debt
            assert (one.missing if one else 0) == answer.owed
            assert one is None or one.rows["uncharged"].sum() == one.tokens
            incurred += Decimal(book.debts["tokens"].sum())
        assert incurred == sum(Decimal(tenths) / 10 for _, _, _, tenths, owing in rows if owing)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


def written(path: Path, header: str, lines: list[str]) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path
