"""The Resources page: cards, use beside charged units, invoices, alerts that are defined, edited, deleted."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.store import Store
from analytics.store.resources import resources
from analytics.store.unit_sizes import unit_sizes
from analytics.store.usage_alerts import UsageAlert, Watched, add_usage_alert, usage_alerts
from pages.parts import session
from pages.parts.resources import session as of_resources
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW
from tests.platform.bought import buy, load_all, used

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


def test_two_recipients_who_are_masked_alike_both_stay(opened: Open, own: Path) -> None:
    both = ("ann.lee@example.com", "amy.low@example.com")
    with Store(own) as store:
        add_usage_alert(store, UsageAlert("APIs", (10, 5), (Watched("Design", "Automation"),), both), NOW)
    app = opened(PAGE)
    app.selectbox(key="alert_chosen").set_value(1).run()
    kept = app.multiselect(key="alert_kept 1")
    assert kept.options == ["1: a••.l••@e••••••.c••", "2: a••.l••@e••••••.c••"]
    app.text_area(key="alert_recipients 1").set_value("bob@example.com")
    next(button for button in app.button if button.label == "Save the alert").click().run()
    assert usage_alerts(session.own_store())[1].recipients == (*both, "bob@example.com")
    # One of the two is taken away, and it is the right one.
    app.multiselect(key="alert_kept 1").set_value(["1: a••.l••@e••••••.c••", "3: b••@e••••••.c••"])
    app.text_area(key="alert_recipients 1").set_value("")
    next(button for button in app.button if button.label == "Save the alert").click().run()
    assert usage_alerts(session.own_store())[1].recipients == ("ann.lee@example.com", "bob@example.com")


@pytest.mark.parametrize(
    ("first", "quantity"), [(date(2026, 10, 1), "0"), (date(2024, 1, 1), "10")], ids=["no use", "before the view"]
)
def test_a_page_without_use_in_view_makes_sense(
    opened: Open, own_path: Path, tmp_path: Path, first: date, quantity: str
) -> None:
    with Store(own_path) as store:
        used(store, tmp_path, first, first + timedelta(days=30), quantity)
        buy(store, 1000, date(2024, 1, 1))
    app = sound(opened(PAGE))
    assert "No use of X, T is in view." in text(app)


def test_a_unit_from_a_file_is_no_markdown(opened: Open, own_path: Path, tmp_path: Path) -> None:
    with Store(own_path) as store:
        used(store, tmp_path, date(2026, 10, 1), date(2026, 10, 31))
        buy(store, 1000, resource="X", unit="minutes")
        buy(store, 1000, date(2026, 10, 2), unit="*minutes*")
    labels = [metric.label for metric in sound(opened(PAGE)).metric]
    assert labels[0] == r"Actual use, \*minutes\*"


def test_the_size_of_a_unit_is_changed_from_a_day_on(opened: Open, own: Path) -> None:  # noqa: ARG001
    app = opened(PAGE)
    app.selectbox(key="size_of").set_value(Watched("Design", "Automation"))
    app.number_input(key="size_use").set_value(30)
    app.date_input(key="size_first").set_value(date(2026, 10, 1))
    next(button for button in app.button if button.label == "Keep the size").click().run()
    assert "charged units of 30 processing minutes" in text(sound(app))
    assert unit_sizes(session.own_store()).height == 1
    app.selectbox(key="size_to_remove").set_value(0).run()
    app.button(key="size_removal").click().run()
    assert unit_sizes(session.own_store()).is_empty()


def test_a_team_known_by_its_use_of_apis_can_be_chosen(opened: Open, own: Path) -> None:  # noqa: ARG001
    assert "Plant" in opened(PAGE).selectbox(key="resource_team").options


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


def test_without_anything_bought_the_page_says_what_to_do(opened: Open, own_path: Path, tmp_path: Path) -> None:
    with Store(own_path) as store:
        used(store, tmp_path, date(2026, 10, 1), date(2026, 10, 31))
    seen = text(sound(opened(PAGE)))
    assert "No resource is known yet. Enter below what was bought" in seen
    assert "Nothing says what was bought for the use of 1 API." in seen
