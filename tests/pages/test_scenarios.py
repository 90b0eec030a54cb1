"""The Scenarios page: examples, a scenario made change by change, masked names, little data and no packs."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.store.changes import KINDS, Busy, Moved
from analytics.store.scenarios import Scenario, save_scenario, scenarios
from pages.parts.planning import asking
from tests.pages.seen import HEADER, Open, sound, table, text
from tests.places import NOW

PAGE = "pages/planning/scenarios.py"
START = date(2026, 1, 1)


def use(path: Path, tmp_path: Path, days: int = 59, tokens: int = 1000) -> None:
    """Load ten tokens a day of two users, and buy a pack if it has tokens."""
    rows = [
        f"{START + timedelta(days=day)},A,{product},{who}@b.example,{tokens}"
        for day in range(days)
        for product, who, tokens in (("Revit", "ann.lee", 6), ("Maya", "bob.ray", 4))
    ]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    with Store(path) as store:
        load(store, tmp_path / "use.csv", NOW, LoadOptions())
        if tokens:
            add_pack(store, NewPack("A", Decimal(tokens), START, date(2026, 12, 31)))


def pressed(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return sound(app.run())


def test_examples_stand_beside_the_base(opened: Open) -> None:
    app = sound(opened(PAGE, team="Design Studio"))
    assert "These are examples, until you save a scenario of your own." in text(app)
    assert [row[0] for row in table(app, "scenario", "middle")] == [
        "As it is",
        "A fifth more use",
        "A fifth less use",
        "The 10 heaviest users moved off",
        "Buy what is missing",
    ]
    app.selectbox(key="scenario_fan").set_value("Buy what is missing").run()
    sound(app)


def test_a_scenario_is_made_change_by_change_and_removed(opened: Open, own_path: Path, tmp_path: Path) -> None:
    use(own_path, tmp_path)
    app = opened(PAGE)
    app.text_input(key="scenario_name").set_value("Spring")
    app.number_input(key="change Use, in % of as it is").set_value(200)
    pressed(app, "Add to the scenario")
    assert [row[0] for row in table(app, "scenario", "middle")] == ["As it is", "Spring"]
    app.selectbox(key="scenario_chosen").set_value("Spring").run()
    app.selectbox(key="scenario_kind").set_value("Users moved off").run()
    pressed(app, "Add to the scenario")
    assert app.warning[0].value == "Choose somebody first."
    app.multiselect(key="change_who").set_value(["User 0001"])
    pressed(app, "Add to the scenario")
    with Store(own_path) as store:
        [scenario] = scenarios(store, "A")
    first = date(2026, 3, 1)
    assert scenario.changes == (Busy(first, first + timedelta(days=90), Decimal(2)), Moved(first, (1,)))
    assert "1 user moved off, from 1 March 2026: User 0001" in text(app)
    pressed(app, "Take out")
    assert "200 % of the use" not in text(app)
    pressed(app, "Remove the scenario")
    assert "These are examples" in text(app)


def test_every_kind_of_change_can_be_asked_for(opened: Open, own_path: Path, tmp_path: Path) -> None:
    use(own_path, tmp_path)
    app = opened(PAGE)
    for kind in asking.KINDS:
        app.selectbox(key="scenario_kind").set_value(kind).run()
        if kind == "Users moved off":
            app.multiselect(key="change_who").set_value(["User 0002"])
        if app.text_input:
            app.text_input(key="scenario_name").set_value("All")
        pressed(app, "Add to the scenario")
        app.selectbox(key="scenario_chosen").set_value("All").run()
    with Store(own_path) as store:
        [scenario] = scenarios(store, "A")
    assert [change.kind for change in scenario.changes] == list(KINDS)


def test_a_name_that_tells_a_person_is_hidden_until_names_are_shown(
    opened: Open, own_path: Path, tmp_path: Path
) -> None:
    use(own_path, tmp_path)
    with Store(own_path) as store:
        save_scenario(store, "A", Scenario("ask ann.lee@b.example", (Moved(START, (1,)),)), NOW)
    app = sound(opened(PAGE))
    assert "ann" not in text(app) + str(table(app, "scenario", "middle")) + str(
        app.selectbox(key="scenario_fan").options
    )
    assert "Scenario 1 (its name is hidden: it may tell a person)" in text(app)
    app.toggle(key="names").set_value(True).run()
    assert "ask ann.lee@b.example" in text(sound(app))


@pytest.mark.parametrize(("days", "tokens"), [(5, 0), (5, 500), (59, 0)])
def test_little_data_and_no_packs_make_sense(
    opened: Open, own_path: Path, tmp_path: Path, days: int, tokens: int
) -> None:
    use(own_path, tmp_path, days, tokens)
    app = sound(opened(PAGE))
    assert ("too little data for a forecast" if days == 5 else "No pack is in force. About 3,6") in text(app)


def test_a_scenario_that_cannot_be_computed_says_why(opened: Open, own_path: Path, tmp_path: Path) -> None:
    use(own_path, tmp_path)
    with Store(own_path) as store:
        save_scenario(store, "A", Scenario("Odd", (Busy(START, date(2026, 12, 31), Decimal(1)),)), NOW)
        with store.writing() as cursor:
            cursor.execute("""UPDATE scenarios SET changes = '[{"kind": "teleport"}]'""")
    app = opened(PAGE)
    assert "A newer version of Token Gauge may know more." in app.error[0].value
