"""The pages through app.py: first renders, what each control changes, what a person sees when something is wrong."""

import gc
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.usage import By
from pages.parts import session, startup
from tests.pages.seen import Open, markdown, sound, text
from tests.places import NOW, SAMPLE_DATA

PAGES = {
    "pages/usage/overview.py": ("Overview", "at this pace they run out around"),
    "pages/usage/products.py": ("Products", "AutoCAD takes 28 % of 178,576 tokens; 9 products in use."),
    "pages/usage/users.py": ("Users", "120 users; the 12 heaviest took 19 % of the tokens."),
    "pages/usage/habits.py": ("Habits", "Several products on one day: at most USD 54,986 a year, by 100 users."),
    "pages/usage/members.py": ("Members", "15 of 120 users used nothing in the last 90 days"),
    "pages/usage/top_consumers.py": ("Top consumers", "The 10 heaviest of 120 users took 16 % of 178,576 tokens"),
    "pages/usage/what_changed.py": ("What changed", "About as much as from 1 November 2024 to 31 October 2025"),
    "pages/usage/limits.py": ("Limits", "No limit is set yet."),
    "pages/planning/run_out.py": ("Run-out", "Design Studio: You run out between"),
    "pages/planning/true_up.py": ("True-up", "to be 90 % sure that they last to 15 March 2027. Talk to your vendor"),
    "pages/planning/budget.py": (
        "Budget",
        "Design Studio: Not within plan: 81 % of the term's tokens used, 63 % of the term",
    ),
    "pages/planning/parts.py": (
        "Forecast by part",
        "tokens expected from 1 November 2026 to 15 March 2027, Revit takes",
    ),
    "pages/planning/scenarios.py": ("Scenarios", "Design Studio: As it is, the tokens run out around"),
    "pages/planning/accuracy.py": ("Accuracy", "Design Studio: Yes, if you take the band and not one day"),
    "pages/licensing/candidates.py": ("Candidates", "12 users should have a subscription instead of Flex"),
    "pages/licensing/portfolio.py": ("Portfolio", "In cash that is USD 27,728 more to pay in this term"),
    "pages/licensing/decisions.py": ("Decisions", "10 of 20 users of AutoCAD in Plant Engineering"),
    "pages/licensing/rates.py": ("Rates and prices", "The price of a year is not known for 5 products in use"),
    "pages/platform/applications.py": ("Applications", "Digital Lab owes 54.5 tokens since 13 October 2026"),
    "pages/platform/resources.py": ("Resources", "Flow Graph Engine of Plant Engineering runs out first"),
    "pages/data/load.py": ("Load data", "you see what it is before anything is loaded"),
    "pages/data/history.py": ("History", "2 teams are covered from 1 September 2024 to 31 October 2026 without a gap"),
    "pages/usage/departments.py": ("Departments", "Architecture used 25 % of 178,576 tokens, which cost USD 502,255"),
    "pages/data/directory.py": ("Directory", "knows 115 of 120 users, and places 97 % of the tokens"),
    "pages/data/packs.py": ("Packs", "77,000 tokens in 4 active packs:"),
}
LOAD = "load to look into"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_its_question_on_the_sample_data(opened: Open, page: str) -> None:
    app = sound(opened(page))
    title, sentence = PAGES[page]
    assert app.title[0].value == title
    assert sentence in text(app)
    assert "sample data" in text(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("team", ["Design Studio", "Digital Lab", "Plant Engineering"])
def test_every_page_holds_for_one_team_and_month(opened: Open, page: str, team: str) -> None:
    app = sound(opened(page, team=team, range="This month"))
    assert app.selectbox(key="team").value == team


def test_the_team_changes_the_numbers_and_stays(opened: Open) -> None:
    app = opened()
    assert app.metric[0].value == "22,253"
    app.selectbox(key="team").set_value("Plant Engineering").run()
    assert sound(app).metric[0].value == "13,475"
    app.switch_page("pages/usage/products.py").run()
    assert app.selectbox(key="team").value == "Plant Engineering"
    assert "57,789 tokens" in text(app)


def test_the_range_changes_the_numbers_and_stays(opened: Open) -> None:
    app = opened("pages/usage/products.py")
    app.selectbox(key="range").set_value("Past 3 months").run()
    assert "19,711 tokens" in text(sound(app))
    assert "1 August 2026 to 31 October 2026" in text(app)
    app.switch_page("pages/usage/users.py").run()
    assert "105 users" in text(sound(app))


def test_a_custom_range(opened: Open) -> None:
    app = opened("pages/usage/products.py", range="Custom", **{"from": "2026-01-01", "to": "2026-01-31"})
    assert "6,120 tokens" in text(sound(app))
    app.date_input(key="to").set_value(date(2025, 12, 31)).run()
    assert app.error[0].value.startswith("Give a first day")
    assert app.title[0].value == "Products"


def test_a_product_is_looked_into(opened: Open) -> None:
    app = opened("pages/usage/products.py")
    app.selectbox(key="product").set_value("Maya").run()
    assert [metric.value for metric in sound(app).metric] == ["6,660", "13", "1,110"]


def test_a_user_is_looked_into(opened: Open) -> None:
    app = opened("pages/usage/users.py", user="User 0007")
    assert app.selectbox(key="user").value == "User 0007"
    assert sound(app).metric[3].label == "Last used"


def test_names_are_masked_until_asked_for(opened: Open) -> None:
    app = opened("pages/usage/users.py")
    assert not app.dataframe[0].value["user"].str.contains("@").any()
    app.toggle(key="names").set_value(True).run()
    assert sound(app).dataframe[0].value["user"].str.contains("@example.com").all()
    app.toggle(key="names").set_value(False).run()
    assert not app.dataframe[0].value["user"].str.contains("@").any()


def test_names_can_be_locked(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_GAUGE_NAMES", "masked")
    app = sound(opened("pages/usage/users.py"))
    assert not app.toggle
    assert not app.dataframe[0].value["user"].str.contains("@").any()


def test_one_own_file_replaces_the_sample_and_undo_does_not_bring_it_back(opened: Open) -> None:
    app = opened("pages/data/load.py")
    path = SAMPLE_DATA / "token_flex_contract.csv"
    app.file_uploader[0].upload(path.name, path.read_bytes()).run()
    assert "2,555 of 2,555 rows used" in text(app)
    assert "the pages show your own data in place of the sample data" in text(app)
    app.button(key="load").click().run()
    assert "2,555 of 2,555 rows used" in text(sound(app))
    assert "sample data" not in text(app)
    app.switch_page("pages/usage/products.py").run()
    assert "82,482 tokens" in text(sound(app))
    app.switch_page("pages/usage/users.py").run()
    assert "name no users" in text(sound(app))
    app.switch_page("pages/licensing/candidates.py").run()
    assert "name no users" in text(sound(app))
    app.switch_page("pages/data/history.py").run()
    app.selectbox(key=LOAD).set_value(1).run()
    app.button(key="take_back").click().run()
    # An empty store of one's own is never taken for none: the invented company's figures would pass for one's own.
    assert "No use by day is loaded yet" in text(sound(app))
    assert "sample data" not in text(app)


def test_a_file_that_is_no_export_is_told_and_nothing_changes(opened: Open) -> None:
    app = opened("pages/data/load.py")
    app.file_uploader[0].upload("notes.csv", b"dear,diary\n").run()
    assert "no row that names the columns" in app.error[0].value
    assert not [button for button in app.button if button.key == "load"]
    assert "sample data" in text(app)


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_for_one_day_and_one_user(opened: Open, own_path: Path, tmp_path: Path, page: str) -> None:
    (tmp_path / "one.csv").write_text("Day used,Product,Email,Tokens used\n2026-01-01,Revit,a@b.example,10\n", "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "one.csv", NOW, LoadOptions())
    app = sound(opened(page))
    assert app.title[0].value == PAGES[page][0]


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_for_a_range_without_use(opened: Open, own_path: Path, tmp_path: Path, page: str) -> None:
    lines = ["Day used,Product,Email,Tokens used", "2026-01-01,Revit,a@b.example,10", "2026-01-03,Revit,a@b.example,10"]
    (tmp_path / "two.csv").write_text("\n".join(lines), "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "two.csv", NOW, LoadOptions())
    app = sound(opened(page, range="Custom", **{"from": "2026-01-02", "to": "2026-01-02"}))
    assert app.title[0].value == PAGES[page][0]
    if page.startswith("pages/usage/"):
        assert "2 January 2026" in text(app)


def test_the_server_starts_even_where_the_store_cannot_be_opened(own_path: Path) -> None:
    own_path.write_text("not a database", encoding="utf-8")
    session.settings.cache_clear()
    startup.warm_up()
    gc.unfreeze()
    session.settings.cache_clear()


@pytest.mark.parametrize("page", PAGES)
def test_pages_say_so_where_only_packs_are_known(opened: Open, own_path: Path, page: str) -> None:
    with Store(own_path) as store:
        add_pack(store, NewPack("A", Decimal(500), date(2026, 1, 1), date(2026, 12, 31)))
    app = opened(page)
    assert not app.exception
    if page.startswith(("pages/data/", "pages/platform/")) or page == "pages/licensing/rates.py":
        assert app.title[0].value == PAGES[page][0]
    else:
        assert app.error[0].value == "Load a Token Usage export from Autodesk Account."


def test_names_from_files_are_no_markdown(opened: Open, own_path: Path, tmp_path: Path) -> None:
    line = "2026-01-01,![x](http://127.0.0.1:9/x.png) WWW.a.example,*A*,a@b.example,10"
    (tmp_path / "odd.csv").write_text(f"Day used,Product,Team,Email,Tokens used\n{line}\n", "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "odd.csv", NOW, LoadOptions())
    shown = markdown(sound(opened("pages/usage/products.py")))
    assert "![x](http" not in shown
    # Markdown makes a link of a bare address, too, be its signs escaped or not.
    bare = shown.replace("\\", "")
    assert "127.0.0.1" in bare
    assert not re.search(r"https?://127|www\.a", bare, re.IGNORECASE)
    assert "*A*:" not in markdown(sound(opened()))


def test_an_answer_of_the_sample_is_never_ones_own(own_path: Path, tmp_path: Path) -> None:
    session.settings.cache_clear()
    view = session.View(session.fingerprint(), None, session.data_days(session.fingerprint(), None), shown=False)
    (tmp_path / "own.csv").write_text("Day used,Product,Tokens used\n2026-01-01,Revit,10\n", "utf-8")
    load(session.own_store(), tmp_path / "own.csv", NOW, LoadOptions())
    assert own_path.exists()
    assert session.summary(view, By.TEAM)["team"].to_list() == ["Design Studio", "Plant Engineering"]
    session.settings.cache_clear()


def test_a_wrong_setting_is_told(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_GAUGE_MIN_DAYS", "many")
    app = opened()
    assert not app.exception
    assert "README" in app.error[0].value
