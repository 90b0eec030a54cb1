"""The Resources page: cards, use beside charged units, invoices, alerts that are defined, edited, deleted."""

from datetime import date
from pathlib import Path

import pytest

from analytics.store import Store
from analytics.store.resources import resources
from analytics.store.usage_alerts import usage_alerts
from pages.parts import session
from pages.parts.resources import session as of_resources
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW
from tests.platform.bought import load_all

PAGE = "pages/platform/resources.py"


@pytest.fixture
def own(own_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(of_resources, "utc_now", lambda: NOW)
    with Store(own_path) as store:
        load_all(store, tmp_path)
    return own_path


def test_each_resource_has_a_card_that_says_what_is_left_and_until_when(opened: Open, own: Path) -> None:  # noqa: ARG001
    seen = text(sound(opened(PAGE)))
    assert "0 of 10 available" in seen
    assert "charged units of 20 processing minutes" in seen
    assert "140 of 150 available" in seen
    assert "180 of 3,600 available" in seen
    assert "Then Pay as You Go pays." in seen


def test_actual_use_and_charged_units_stand_side_by_side(opened: Open, own: Path) -> None:  # noqa: ARG001
    app = sound(opened(PAGE))
    assert {metric.label: metric.value for metric in app.metric} == {
        "Actual use, processing minutes": "17,400",
        "Charged units": "870",
        "Carried on, processing minutes": "0",
        "Uncharged, processing minutes": "0",
    }
    rows = table(app, "application", "quantity", "Free tier", "Pay as You Go")
    assert [row[:2] for row in rows] == [["App A", 13050], ["App B", 4350]]
    # Ten periods of ten free units of 20 minutes.
    assert sum(row[2] for row in rows) == 10 * 10 * 20
    app.selectbox(key="resource").set_value("Design, Model Derivative complex").run()
    assert {metric.label: metric.value for metric in sound(app).metric}["Uncharged, jobs"] == "60"


def test_an_alert_is_defined_once_edited_and_deleted(opened: Open, own: Path) -> None:  # noqa: ARG001
    app = opened(PAGE)

    def fill(name: str, address: str) -> None:
        app.text_input(key="alert_name None").set_value(name)
        watched = app.multiselect(key="alert_resources None")
        watched.set_value([each for each in watched.options if each.startswith("Automation")])
        app.text_area(key="alert_recipients None").set_value(address)
        next(button for button in app.button if button.label == "Save the alert").click().run()

    fill("APIs", "ann.lee@example.com")
    seen = text(sound(app))
    assert "1 resource reached: these alerts would go out now." in seen
    assert "ann.lee@example.com" not in seen + str([frame.value.to_dict() for frame in app.dataframe])
    fill("Another name", "ANN.LEE@example.com")
    assert app.error[0].value.startswith("Change that alert, or choose other days")
    assert list(usage_alerts(session.own_store())) == [1]

    app.selectbox(key="alert_chosen").set_value(1).run()
    app.text_input(key="alert_name 1").set_value("All APIs")
    next(button for button in app.button if button.label == "Save the alert").click().run()
    kept = usage_alerts(session.own_store())[1]
    # The address was shown masked, and is kept as it is.
    assert (kept.name, kept.recipients) == ("All APIs", ("ann.lee@example.com",))
    app.button(key="alert_removal").click().run()
    assert not usage_alerts(session.own_store())


def test_a_purchase_is_entered_and_removed(opened: Open, own: Path) -> None:  # noqa: ARG001
    app = opened(PAGE)
    app.selectbox(key="resource_team").set_value("Another team")
    app.text_input(key="resource_other_team").set_value("Lab")
    app.text_input(key="resource_name").set_value("Reality Capture")
    next(button for button in app.button if button.label == "Keep the resource").click().run()
    assert "an API has a source" in app.error[0].value
    app.selectbox(key="resource_source").set_value("Flex")
    app.number_input(key="resource_purchased").set_value(500)
    app.date_input(key="resource_first").set_value(date(2026, 10, 1))
    next(button for button in app.button if button.label == "Keep the resource").click().run()
    assert "500 of 500 available" in text(sound(app))
    number = resources(session.own_store()).filter(resource="Reality Capture")["resource_id"].item()
    app.selectbox(key="resource_to_remove").set_value(number).run()
    app.button(key="resource_removal").click().run()
    assert resources(session.own_store()).filter(resource="Reality Capture").is_empty()


def test_without_anything_bought_the_page_says_what_to_do(opened: Open) -> None:
    seen = text(sound(opened(PAGE)))
    assert "Flex tokens" in seen
