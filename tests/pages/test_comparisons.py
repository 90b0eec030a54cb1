"""Top consumers and What changed: a changed control changes the answer, and a mark outlasts a reload."""

from pathlib import Path

import pytest

from analytics.store import LoadOptions, Store, load
from analytics.store.expected import expected
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW, SAMPLE_DATA

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


@pytest.fixture
def own_sample(own_path: Path) -> Path:
    with Store(own_path) as store:
        for name in ("token_usage_2024-09_2025-12.csv", "token_usage_2025-12_2026-10.xlsx"):
            load(store, SAMPLE_DATA / name, NOW, LoadOptions())
    return own_path


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
