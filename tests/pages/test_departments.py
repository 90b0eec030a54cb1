"""Departments and the directory: what is charged to whom, who is missing, and that nobody is named unless asked."""

from pathlib import Path

import pytest

from analytics.store import LoadOptions, Store, load
from analytics.usage import Unit
from tests.pages.seen import Open, sound, table, text, uploaded
from tests.places import NOW

DEPARTMENTS, DIRECTORY = "pages/usage/departments.py", "pages/data/directory.py"
USAGE = (
    "Day used,Team,Product,Email,Tokens used\n2026-01-01,A,Revit,ann@b.example,10\n2026-01-02,A,Revit,bob@b.example,5\n"
)
PEOPLE = "Email,Department,Manager\nann@b.example,Design,Eve Boss\ngus@b.example,Plant,Hal Head\n"


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_adds_up_and_names_nobody(opened: Open, unit: Unit) -> None:
    app = sound(opened(DEPARTMENTS, unit=unit.label))
    assert sum(row[0] for row in table(app, "tokens", "share")) == 178_576
    assert sum(row[0] for row in table(app, "tokens", "month")) == 178_576
    assert sum(row[0] for row in table(app, "charge", "month")) == pytest.approx(502_255.20)
    assert "@" not in "".join(shown.value.to_csv() for shown in app.dataframe)


def test_the_unit_the_team_and_the_range_change_the_charge(opened: Open) -> None:
    app = opened(DEPARTMENTS, unit="Manager", team="Plant Engineering", range="This month")
    assert "Manager 1 used" in text(sound(app))
    app.toggle(key="names").set_value(True).run()
    assert "rosa.delgado@example.com used" in text(sound(app))
    app.segmented_control(key="unit").set_value("Project").run()
    assert "Line 4 used" in text(sound(app))


def test_managers_and_persons_are_named_when_asked(opened: Open) -> None:
    app = opened(DIRECTORY)
    assert table(app, "person")[0] == ["Row 54 of the directory"]
    app.toggle(key="names").set_value(True).run()
    assert [row[0] for row in table(sound(app), "person")] == [
        f"{name}@example.com" for name in ("judith.adler", "niall.kearney", "teresa.rinaldi", "walter.grimm")
    ]


def test_without_a_directory_or_a_price_the_pages_say_what_to_do(opened: Open, own_path: Path, tmp_path: Path) -> None:
    (tmp_path / "usage.csv").write_text(USAGE, "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "usage.csv", NOW, LoadOptions())
    app = sound(opened(DEPARTMENTS))
    assert "Nobody is charged yet: all 15 tokens are unallocated." in text(app)
    assert "Load a directory" in text(app)
    assert "Enter the packs and what they cost" in text(app)
    app.switch_page(DIRECTORY).run()
    assert "No directory is loaded" in text(sound(app))
    assert [row[0] for row in table(app, "user", "last_day")] == ["User 0001", "User 0002"]


def test_a_directory_is_dropped_and_places_the_tokens(opened: Open, own_path: Path, tmp_path: Path) -> None:
    (tmp_path / "usage.csv").write_text(USAGE, "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "usage.csv", NOW, LoadOptions())
    app = uploaded(opened("pages/data/load.py"), people=PEOPLE.encode())
    assert "Directory of users: 2 of 2 rows used." in text(app)
    app.button(key="load").click().run()
    app.switch_page(DIRECTORY).run()
    assert "The directory knows 1 of 2 users, and places 67 % of the tokens." in text(sound(app))
    assert table(app, "person", "department", "manager") == [["Row 2 of the directory", "Plant", "Manager 2"]]
    app.switch_page(DEPARTMENTS).run()
    assert "Design used 67 % of 15 tokens; 33 % is unallocated." in text(sound(app))
