"""Top consumers and What changed: a changed control changes the answer, and a mark outlasts a reload."""

from pathlib import Path

import pytest

from analytics.store import LoadOptions, Store, load
from analytics.store.expected import expected
from analytics.usage import Unit
from pages.parts import session
from tests.pages.seen import Open, lines, sound, table, text
from tests.places import NOW, WriteSample

TOP, CHANGED = "pages/usage/top_consumers.py", "pages/usage/what_changed.py"
MONTHS = {"range": "Past 3 months"}


def test_number_kind_and_comparison_change_the_answer(opened: Open) -> None:
    app = sound(opened(TOP, **MONTHS, n="5"))
    assert "The 5 heaviest of 105 users took 9 % of 19,711 tokens; 2 that are not marked as expected rose" in text(app)
    assert len(table(app, "user", "rank")) == 5
    app.segmented_control(key="against").set_value("The same days last year").run()
    assert "from 1 August 2025 to 31 October 2025" in text(sound(app))
    app.segmented_control(key="by").set_value("Product").run()
    assert table(sound(app), "product", "rank")[0] == ["AutoCAD", 1]
    assert "The 5 heaviest of 9 products" in text(app)


def test_the_address_holds_what_was_chosen(opened: Open) -> None:
    app = sound(opened(TOP, **MONTHS, by="Team", n="1"))
    assert "The heaviest of 2 teams took 66 % of 19,711 tokens" in text(app)


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_is_ranked_up_to_the_last_token(opened: Open, unit: Unit) -> None:
    app = sound(opened(TOP, **MONTHS, by=unit.label))
    *placed, unallocated = table(app, unit, "tokens")
    assert unallocated[0] == "Unallocated"
    assert sum(tokens for _, tokens in placed) + unallocated[1] == 19_711
    assert f"{len(placed)} {'countries' if unit is Unit.COUNTRY else f'{unit.noun}s'} took" in text(app)
    assert f"{unallocated[1]:,.0f} tokens are unallocated" in text(app)
    # A click on the row of what belongs to nobody opens nobody.
    app.session_state["consumer"] = "Unallocated"
    sound(app.run())


@pytest.fixture
def own_sample(own_path: Path, write_sample: WriteSample) -> Path:
    names = ("token_usage_2024-09_2025-12.csv", "token_usage_2025-12_2026-10.xlsx", "directory.csv")
    return write_sample(own_path, *names)


def test_a_mark_with_its_note_outlasts_a_reload(opened: Open, own_sample: Path) -> None:
    app = sound(opened(TOP, **MONTHS))
    assert "4 that are not marked as expected rose" in text(app)
    app.selectbox(key="consumer").set_value("User 0004").run()
    app.checkbox[0].set_value(True)
    app.text_input[0].set_value("year-end")
    app.form_submit_button[0].click().run()
    assert "User 0004 is marked as expected." in text(sound(app))
    assert "3 that are not marked as expected rose" in text(app)
    assert ["User 0004", "expected", "year-end"] in table(app, "user", "mark", "note")
    app.selectbox(key="consumer").set_value("User 0004").run()
    app.checkbox[0].set_value(False)
    app.form_submit_button[0].click().run()
    assert "4 that are not marked as expected rose" in text(sound(app))
    app.checkbox[0].set_value(True)
    app.form_submit_button[0].click().run()
    again = sound(opened(TOP, **MONTHS))
    assert [row[1] for row in table(again, "user", "mark")].count("expected") == 1
    with Store(own_sample) as store:
        assert expected(store).height == 1


def test_a_manager_is_marked_under_masked_names_and_known_under_their_own(opened: Open, own_sample: Path) -> None:
    app = sound(opened(TOP, **MONTHS, by="Manager"))
    app.selectbox(key="consumer").set_value("Manager 5").run()
    app.checkbox[0].set_value(True)
    app.text_input[0].set_value("exhibition")
    app.form_submit_button[0].click().run()
    assert "Manager 5 is marked as expected." in text(sound(app))
    assert ["Manager 5", "expected", "exhibition"] in table(app, "manager", "mark", "note")
    app.toggle(key="names").set_value(True).run()
    assert ["camille.renard@example.com", "expected", "exhibition"] in table(sound(app), "manager", "mark", "note")
    with Store(own_sample) as store:
        assert expected(store)["name"].to_list() == ["camille.renard@example.com"]


def test_the_change_follows_product_team_and_period(opened: Open) -> None:
    app = sound(opened(CHANGED, **MONTHS))
    assert "11 % less than from 1 May 2026 to 31 July 2026: 19,711 tokens against 22,109" in text(app)
    assert sum(row[0] for row in table(app, "effect")) == 19711 - 22109
    app.segmented_control(key="compared").set_value("The same days last year").run()
    assert "from 1 August 2025 to 31 October 2025" in text(sound(app))
    app.selectbox(key="of_product").set_value("Revit").run()
    assert "Revit: " in text(sound(app))
    assert sum(row[0] for row in table(app, "tokens_change")) == sum(row[0] for row in table(app, "effect"))
    app.segmented_control(key="movers").set_value("User").run()
    assert len(table(sound(app), "user", "tokens_change")) == 16
    app.selectbox(key="team").set_value("Plant Engineering").run()
    assert "Revit, Plant Engineering: " in text(sound(app))


def test_other_days_are_compared_where_they_are_loaded(opened: Open) -> None:
    other = {"compared": "Other days", "before_from": "2026-05-01", "before_to": "2026-05-31"}
    app = sound(opened(CHANGED, range="This month", **other))
    assert "1 October 2026 to 31 October 2026 with 1 May 2026 to 31 May 2026" in text(app)
    app = sound(opened(CHANGED, range="This month", **(other | {"before_from": "2024-05-01"})))
    assert "Not every day of the range and from 1 May 2024" in text(app)
    assert not app.dataframe


def test_what_is_loaded_is_compared_instead(opened: Open) -> None:
    app = sound(opened(CHANGED))
    assert "Compared instead: 1 November 2025 to 31 October 2026 with 1 November 2024 to 31 October 2025." in text(app)


def test_the_change_of_a_part_and_its_movers_tie_to_the_ranking(opened: Open) -> None:
    ranking = sound(opened(TOP, **MONTHS, by="Department"))
    tokens = {name: (then, now) for name, then, now in table(ranking, "department", "tokens_previous", "tokens")}
    app = sound(opened(CHANGED, **MONTHS, movers="Department"))
    assert {name: (then, now) for name, then, now in table(app, "department", "tokens_before", "tokens")} == tokens
    for part, name in (("department:Structures", "Structures"), ("department:", "Unallocated")):
        then, now = tokens[name]
        app.selectbox(key="of_part").set_value(part).run()
        assert f"{now:,.0f} tokens against {then:,.0f}" in text(sound(app))
        assert sum(row[0] for row in table(app, "effect")) == now - then
        assert table(app, "department", "tokens_change") == [[name, now - then]]
        assert app.query_params["of_part"] == part
    app.segmented_control(key="movers").set_value("Project").run()
    assert sum(row[0] for row in table(sound(app), "tokens_change")) == now - then
    app.selectbox(key="of_part").set_value("").run()
    assert "of_part" not in sound(app).query_params
    assert "11 % less than" in text(app)


def test_a_link_to_a_manager_shows_the_same_to_who_sees_names_and_tells_none(opened: Open) -> None:
    app = sound(opened(CHANGED, **MONTHS, of_part="manager:Manager 2"))
    assert "Manager 2: 3 % less than" in text(app)
    app.toggle(key="names").set_value(True).run()
    assert "Manager marta.kowalska@example.com: 3 % less than" in text(sound(app))
    app.selectbox(key="of_part").set_value("manager:Manager 3").run()
    assert "Manager stefan.bauer@example.com: " in text(sound(app))
    assert app.query_params["of_part"] == "manager:Manager 3"


@pytest.mark.parametrize("part", ["department:Nowhere", "manager:marta.kowalska@example.com", "4100"])
def test_a_part_that_the_directory_does_not_know_is_left_out(opened: Open, part: str) -> None:
    app = sound(opened(CHANGED, **MONTHS, of_part=part))
    assert "11 % less than" in text(app)
    assert "of_part" not in app.query_params


def test_without_a_directory_none_is_offered_and_one_is_asked_for(opened: Open, own_path: Path, tmp_path: Path) -> None:
    usage = ("2026-01-01,A,Revit,ann@b.example,10", "2026-01-02,A,Revit,ann@b.example,5")
    (tmp_path / "usage.csv").write_bytes(lines(*usage))
    with Store(own_path) as store:
        load(store, tmp_path / "usage.csv", NOW, LoadOptions())
    app = sound(opened(TOP, by="Department"))
    assert app.segmented_control(key="by").options == ["User", "Product", "Team"]
    assert "1 user took 100 % of 15 tokens" in text(app)
    app.switch_page(CHANGED).run()
    assert [box.key for box in sound(app).selectbox if box.key == "of_part"] == []
    (tmp_path / "people.csv").write_bytes(lines("gus@b.example,Plant", header="Email,Department"))
    with Store(own_path) as store:
        load(store, tmp_path / "people.csv", NOW, LoadOptions())
    assert opened(TOP).segmented_control(key="by").options == ["User", "Product", "Team"]
    (tmp_path / "people.csv").write_bytes(lines("ann@b.example,Plant,2026-01-02", header="Email,Department,Valid from"))
    with Store(own_path) as store:
        load(store, tmp_path / "people.csv", NOW, LoadOptions(confirmed=True))
    app = sound(opened(TOP, by="Department"))
    assert table(app, "department", "tokens") == [["Plant", 5.0], ["Unallocated", 10.0]]
    app = sound(opened(TOP, by="Department", range="Custom", **{"from": "2026-01-01", "to": "2026-01-01"}))
    assert "All 10 tokens of this range are unallocated by department." in text(app)


def test_a_part_that_a_newer_directory_lacks_is_left(opened: Open, own_path: Path, tmp_path: Path) -> None:
    files = {
        "usage": lines("2026-01-01,A,Revit,ann@b.example,10", "2026-01-02,A,Revit,ann@b.example,5"),
        "old": lines("ann@b.example,Plant", header="Email,Department"),
        "new": lines("ann@b.example,Design", header="Email,Department"),
    }
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_bytes(content)
    with Store(own_path) as store:
        for name in ("usage", "old"):
            load(store, tmp_path / f"{name}.csv", NOW, LoadOptions())
    days = {"range": "Custom", "from": "2026-01-02", "to": "2026-01-02"}
    app = sound(opened(CHANGED, **days, of_part="department:Plant"))
    assert "Department Plant: 50 % less" in text(app)
    load(session.own_store(), tmp_path / "new.csv", NOW, LoadOptions())
    assert app.run().query_params.get("of_part") is None
    assert text(sound(app)).startswith("What changed\n### 50 % less")
