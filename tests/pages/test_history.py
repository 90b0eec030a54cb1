"""The History page: what is covered, what each load was, and what is taken back, purged or stripped of names."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import LoadOptions, Store, is_pseudonymised, load, loads, purge_before
from analytics.store.expected import mark
from pages.parts import session
from pages.parts.history import covered
from tests.pages.seen import HEADER, Open, lines, sound, table, text, uploaded
from tests.places import NOW

PAGE = "pages/data/history.py"
LOAD = "load to look into"
JANUARY = ("2026-01-01,A,Revit,ann@b.example,10", "2026-01-31,A,Revit,bob@b.example,5")
GAP = ("2026-03-01,A,Revit,ann@b.example,7", "2026-03-02,A,Revit,ann@b.example,7")
AGAIN = ("2026-01-30,A,Revit,ann@b.example,1", "2026-01-31,A,Revit,ann@b.example,2")


@pytest.fixture
def history(opened: Open, own_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open the page on 22 November 2026, on a store with some exports in it."""
    monkeypatch.setattr(covered, "utc_now", lambda: datetime(2026, 11, 22))

    def open_history(*exports: tuple[str, ...], header: str = HEADER, **address: str) -> AppTest:
        for number, rows in enumerate(exports, start=1):
            path = tmp_path / f"export_{number}.csv"
            path.write_bytes(lines(*rows, header=header))
            with Store(own_path) as store:
                load(store, path, NOW, LoadOptions(confirmed=True))
        return sound(opened(PAGE, **address))

    return open_history


def headline(app: AppTest) -> str:
    [found] = [line for line in text(app).splitlines() if line.startswith("### ")]
    return found.removeprefix("### ")


def pressed(app: AppTest, key: str) -> AppTest:
    return sound(app.button(key=key).click().run())


def test_the_sample_is_covered_without_a_gap_and_nothing_of_it_can_be_changed(history: Callable[..., AppTest]) -> None:
    app = history()
    assert headline(app) == (
        "2 teams are covered from 1 September 2024 to 31 October 2026 without a gap;"
        " the newest day is 31 October 2026, 22 days ago."
    )
    app.selectbox(key=LOAD).set_value(2).run()
    assert "11,683 of 11,683 rows used" in text(sound(app))
    assert "This is the sample data." in text(app)
    assert not app.button
    assert not app.date_input


def test_a_gap_is_said_drawn_and_listed(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, GAP)
    assert headline(app) == (
        "A is covered from 1 January 2026 to 2 March 2026 with one gap, from 1 February 2026 to 28 February 2026;"
        " the newest day is 2 March 2026, 265 days ago."
    )
    span = ("record", "team", "first_day", "last_day")
    assert table(app, *span, "days") == [["Tokens", "A", date(2026, 2, 1), date(2026, 2, 28), 28]]
    days = ("days_used", "days_idle", "gap_days")
    assert table(app, *span, *days) == [["Tokens", "A", date(2026, 1, 1), date(2026, 3, 2), 4, 29, 28]]


def test_a_gap_of_one_day_and_the_longest_of_several(history: Callable[..., AppTest]) -> None:
    days = ("2026-01-01", "2026-01-03", "2026-01-06")
    app = history(*((f"{day},A,Revit,ann@b.example,1",) for day in days))
    assert "with 2 gaps, the longest from 4 January 2026 to 5 January 2026;" in headline(app)
    app = history((f"{days[0]},B,Revit,ann@b.example,1",), (f"{days[1]},B,Revit,ann@b.example,1",), team="B")
    assert "B is covered from 1 January 2026 to 3 January 2026 with one gap, on 2 January 2026;" in headline(app)


def test_the_team_chooses_what_is_looked_at(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, ("2026-01-01,B,Revit,ann@b.example,1",))
    assert headline(app).startswith(
        "A is covered from 1 January 2026 to 31 January 2026, B only on 1 January 2026, without a gap;"
    )
    assert "Their data ends earlier than that of others: B (1 January 2026)." in text(app)
    app.selectbox(key="team").set_value("B").run()
    assert headline(sound(app)).startswith("B is covered on 1 January 2026 without a gap;")


def test_of_many_teams_the_widest_span_is_said(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, *((f"2026-01-1{number},{team},Revit,ann@b.example,1",) for number, team in enumerate("BCD")))
    assert headline(app).startswith(
        "4 teams are covered, 1 of them from 1 January 2026 to 31 January 2026, the others from a later or until an"
        " earlier day, without a gap;"
    )


def test_seats_have_a_calendar_of_their_own(history: Callable[..., AppTest]) -> None:
    app = history(("2026-01-05,A,Revit,ann@b.example",), header="Day used,Team,Product,Email")
    assert headline(app).startswith("Use of seats: A is covered on 5 January 2026 without a gap;")
    assert app.subheader[0].value == "Use of seats, day by day"


def test_a_load_is_looked_into_and_taken_back(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, AGAIN)
    assert table(app, "load_id", "state") == [[2, "counts"], [1, "counts in part"]]
    app.selectbox(key=LOAD).set_value(2).run()
    assert "Load 2 counts." in text(app)
    assert "What changed, month by month: 1 month replaced" in [expander.label for expander in app.expander]
    assert "If you take it back: load 1 counts again for 2 days with 5 tokens instead of 3." in text(app)
    app = pressed(app, "take_back")
    assert "Load 2 is taken back." in text(app)
    assert table(app, "load_id", "state") == [[1, "counts"]]
    assert app.selectbox(key=LOAD).value is None
    app.toggle(key="gone_loads").set_value(True).run()
    assert table(sound(app), "load_id", "state") == [[2, "taken back"], [1, "counts"]]
    app.selectbox(key=LOAD).set_value(2).run()
    assert "Load 2 is taken back." in text(sound(app))
    assert "2 of 2 rows used. Taken back on " in text(app)
    assert not [button for button in app.button if button.key == "take_back"]


def test_what_taking_back_leaves_uncovered_is_said(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, AGAIN)
    app.selectbox(key=LOAD).set_value(1).run()
    assert "If you take it back: 29 days, with 10 tokens, are not covered any more." in text(sound(app))


def test_what_is_older_than_a_day_is_shown_and_then_removed(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, GAP)
    mark(session.own_store(), "user", "left@b.example", None, NOW)
    app.date_input(key="purge_day").set_value(date(2026, 1, 31)).run()
    assert not [button for button in app.button if button.key == "remove old data"]
    app = pressed(app, "show purge old data")
    [shown] = [warning for warning in app.warning if warning.title.startswith("Would be removed: ")]
    assert shown.title == "Would be removed: 1 row, of which 1 counts today, with 10 tokens"
    assert shown.value.splitlines() == [
        "Days: 1 January 2026 to 30 January 2026.  ",
        "Loads that lose something: 1.  ",
        "With them go 1 mark of expected use of whom the store no longer knows.  ",
        "30 days of A have no data afterwards: not known, not zero.  ",
        "The tokens of 30 days stay, by team and day and without names: balances and forecasts need them.",
    ]
    assert session.own_store().frame("SELECT count(*) FROM usage_rows").item() == 4
    assert app.button(key="remove old data").disabled
    app.checkbox[0].check().run()
    app = pressed(app, "remove old data")
    assert "What is older than 31 January 2026 is removed." in text(app)
    assert headline(app).startswith("A is covered from 31 January 2026 to 2 March 2026")
    assert session.own_store().frame("SELECT sum(tokens) FROM usage_rows").item() == 19


def test_a_load_purged_in_part_says_so(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, GAP)
    purge_before(session.own_store(), date(2026, 1, 31), NOW)
    app = sound(app.run())
    assert table(app, "load_id", "purged_at", "rows_left")[1] == [1, NOW.date(), 1]
    app.selectbox(key=LOAD).set_value(1).run()
    assert "Rows of it were purged on 1 November 2026, and 1 of 2 rows used is left." in text(sound(app))


def test_another_day_has_to_be_seen_anew(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY)
    app.date_input(key="purge_day").set_value(date(2026, 1, 31)).run()
    app = pressed(app, "show purge old data")
    app.date_input(key="purge_day").set_value(date(2026, 2, 28)).run()
    assert not [button for button in app.button if button.key == "remove old data"]
    app.date_input(key="purge_day").set_value(date(2025, 1, 1)).run()
    assert "There is nothing to remove." in text(pressed(app, "show purge old data"))


def test_a_load_is_purged(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY, AGAIN)
    app.selectbox(key=LOAD).set_value(1).run()
    app = pressed(app, "show purge this load")
    assert "1 person is forgotten." in text(app)
    app.checkbox[0].check().run()
    app = pressed(app, "remove this load")
    assert "Load 1 is purged." in text(app)
    assert loads(session.own_store())["load_id"].to_list() == [2]
    app.toggle(key="gone_loads").set_value(True).run()
    app.selectbox(key=LOAD).set_value(1).run()
    assert "Load 1 is purged." in text(sound(app))
    assert "export_1" not in text(app)


def test_names_of_files_are_masked_unless_names_are_shown(history: Callable[..., AppTest], tmp_path: Path) -> None:
    file = tmp_path / "export of Klaus Weber klaus.weber@b.example.csv"
    file.write_bytes(lines(*JANUARY))
    with Store(session.settings().store) as store:
        load(store, file, NOW, LoadOptions())
    app = history()
    app.selectbox(key=LOAD).set_value(1).run()
    masked = "e••••• o• K•••• W•••• k••••.w••••@b.e••••••.c••"
    assert table(app, "file") == [[masked]]
    assert app.selectbox(key=LOAD).options == [f"1: {masked}"]
    assert [success.title.replace("\\", "") for success in app.success] == [masked]
    app.toggle(key="names").set_value(True).run()
    assert table(sound(app), "file") == [[file.name]]


def test_what_matters_stands_first_in_the_table_of_loads(history: Callable[..., AppTest]) -> None:
    app = history(JANUARY)
    [loads_table] = [shown.value for shown in app.dataframe if "file" in shown.value.columns]
    assert list(loads_table.columns)[:6] == ["load_id", "file", "first_day", "last_day", "tokens", "state"]


def test_the_lines_of_python_name_the_store_in_use(history: Callable[..., AppTest]) -> None:
    shown = text(history(JANUARY))
    assert 'Store(Path("own.duckdb"))' in shown
    assert "run these lines on a copy of its file" in shown


def test_names_are_replaced_once_somebody_is_sure(history: Callable[..., AppTest], tmp_path: Path) -> None:
    app = history(JANUARY)
    assert "TOKEN_GAUGE_PSEUDONYM_KEY" in text(app)
    assert "It concerns 2 people and cannot be undone" in text(app)
    assert app.button(key="pseudonyms").disabled
    app.checkbox(key="pseudonyms_sure").check().run()
    app = pressed(app, "pseudonyms")
    assert "Names and e-mails are replaced by pseudonyms." in text(app)
    assert is_pseudonymised(session.own_store())
    assert (tmp_path / "own.key").exists()
    assert not [button for button in app.button if button.key == "pseudonyms"]
    app = uploaded(app.switch_page("pages/data/load.py").run(), more=lines("2026-02-01,A,Revit,ann@b.example,1"))
    pressed(app, "load")
    assert session.own_store().frame("SELECT count(*) FROM users WHERE key LIKE 'user-%'").item() == 2


def test_receipts_shown_before_do_not_outlive_their_load(opened: Open) -> None:
    app = uploaded(opened("pages/data/load.py"), few=lines(*JANUARY))
    assert "1 file is in." in text(pressed(app, "load"))
    app.switch_page(PAGE).run()
    app.selectbox(key=LOAD).set_value(1).run()
    app = pressed(app, "take_back").switch_page("pages/data/load.py").run()
    assert "2 of 2 rows used" not in text(sound(app))


def test_packs_show_events_and_subscriptions_beside_them(opened: Open, own_path: Path, tmp_path: Path) -> None:
    app = sound(opened("pages/data/packs.py"))
    assert "Subscriptions" not in {subheader.value for subheader in app.subheader}
    files = {
        "events": lines("2026-03-01,Grant,A,100,", header="Date,Event,Team,Tokens,Note"),
        "subscriptions": lines(
            "AutoCAD,A,11,2026-01-01,2026-12-31,12", header="Product,Team,Subscription ID,Start date,End date,Seats"
        ),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with Store(own_path) as store:
            load(store, tmp_path / name, NOW, LoadOptions())
    app = sound(opened("pages/data/packs.py"))
    assert table(app, "event", "tokens") == [["Grant", 100]]
    assert table(app, "product", "seats") == [["AutoCAD", 12]]
    assert "does not tell the tokens of a pack" in text(app)
