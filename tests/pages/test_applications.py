"""The Applications page: what is owed and what clears it, the way to a team and back, an application assigned."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.store.api_usage import Assignment, applications, assign, assignments
from pages.parts import session
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW, SAMPLE_DATA, WriteSample

PAGE = "pages/platform/applications.py"


@pytest.fixture
def own(own_path: Path, write_sample: WriteSample) -> Path:
    """The sample's use of APIs and its older Token Usage, as one's own."""
    return write_sample(own_path, "token_usage_2024-09_2025-12.csv", "api_usage.csv")


def number(store: Store, name: str) -> int:
    return int(applications(store).filter(application=name)["application_id"].item())


def test_the_sample_owes_and_says_what_clears_it_by_when(opened: Open) -> None:
    app = sound(opened(PAGE, bought_on="2026-11-25", country="US"))
    assert app.title[0].value == "Applications"
    said = text(app)
    # Counted in the file: 29 tokens of Reality Capture and 25.5 of Model Derivative are uncharged.
    assert "Digital Lab owes 54.5 tokens since 13 October 2026: Scan to mesh with Reality Capture (29)" in said
    assert "The smallest purchase that clears it is 55 tokens, and has 0.5 left." in said
    # Thanksgiving is 26 November: 27 and 30 November and 1 December are the business days after the purchase.
    assert "Premium APIs stop for the team until it is cleared." in said
    assert "if tokens are bought on 25 November 2026, they work again by 1 December 2026" in said


def test_an_application_leads_to_its_team_and_back(opened: Open) -> None:
    app = sound(opened(PAGE))
    app.selectbox(key="application").set_value(str(number(session.store(), "Sheet publisher"))).run()
    # Counted in the file: 14,790 and 9,510 minutes at 2 tokens an hour.
    assert "The application used 810 tokens from 8 December 2025 to 30 October 2026" in text(sound(app))
    assert [row[:2] for row in table(app, "api", "job", "tokens")] == [
        ["Automation", "Revit"],
        ["Automation", "AutoCAD"],
    ]
    app.button(key="whole_team").click().run()
    assert "All tokens of Design Studio" in [link.proto.label for link in app.get("page_link")]
    app.switch_page("pages/usage/overview.py").run()
    assert app.selectbox(key="team").value == "Design Studio"
    assert "What applications use of APIs" in [link.proto.label for link in app.get("page_link")]
    app.switch_page(PAGE).run()
    assert {row[0] for row in table(sound(app), "team", "apis")} == {"Design Studio"}
    assert "Nothing is owed: all" in text(app)


def test_one_engine_or_job_type_is_seen_by_day(opened: Open) -> None:
    app = sound(opened(PAGE))
    app.selectbox(key="api").set_value("Model Derivative, complex").run()
    days = table(sound(app), "day", "status", "tokens")
    # Counted in the file: 1,391 jobs at 1.5 tokens, of which 17 are uncharged.
    assert sum(Decimal(tokens) for _, status, tokens in days if status == "uncharged") == Decimal("25.5")
    assert sum(Decimal(tokens) for _, _, tokens in days) == Decimal("2086.5")
    # An application without it shows all that it has.
    app.selectbox(key="application").set_value(str(number(session.store(), "Sheet publisher"))).run()
    assert app.selectbox(key="api").value == "all"
    assert sum(Decimal(row[2]) for row in table(sound(app), "day", "status", "tokens")) == 810


def test_use_after_the_last_day_of_tokens_is_seen_where_all_days_are(opened: Open, own: Path) -> None:  # noqa: ARG001
    app = sound(opened(PAGE))
    assert "Digital Lab owes 54.5 tokens" in text(app)
    assert "No Token Usage of" not in text(app)
    app.selectbox(key="range").set_value("Past 30 days").run()
    # December 2025 is the last month of tokens: the debt is told whatever the range.
    assert "Digital Lab owes 54.5 tokens" in text(sound(app))
    assert max(row[0] for row in table(app, "day", "status")) == date(2025, 12, 31)


def test_an_application_is_assigned_and_the_assignment_removed(opened: Open, own: Path) -> None:  # noqa: ARG001
    app = sound(opened(PAGE))
    app.selectbox(key="assigned_application").set_value(number(session.own_store(), "Twin updater"))
    app.selectbox(key="assigned_team").set_value("Design Studio")
    app.date_input(key="assigned_from").set_value(date(2026, 10, 1))
    next(button for button in app.button if button.label == "Assign").click().run()
    assert "Twin updater is paid by Design Studio from 1 October 2026 on." in text(sound(app))
    assert "Design Studio owes 25.5 tokens since 13 October 2026: Twin updater with Model Derivative." in text(app)
    assert "Digital Lab owes 29 tokens" in text(app)
    assert assignments(session.own_store())["team"].to_list() == ["Design Studio"]
    removal = app.selectbox(key="assignment_to_remove")
    removal.set_value((number(session.own_store(), "Twin updater"), date(2026, 10, 1))).run()
    app.button(key="assignment_removal").click().run()
    assert "Digital Lab owes 54.5 tokens" in text(sound(app))


def test_run_out_true_up_and_packs_tell_the_debt(opened: Open, own_path: Path) -> None:
    with Store(own_path) as store:
        for name in ("token_usage_2024-09_2025-12.csv", "api_usage.csv"):
            load(
                store, SAMPLE_DATA / name, NOW, LoadOptions(team="Design Studio") if "token" in name else LoadOptions()
            )
        add_pack(store, NewPack("Design Studio", Decimal(900_000), date(2024, 9, 1), date(2026, 12, 31)))
        for name in ("Twin updater", "Scan to mesh"):
            assign(store, Assignment(number(store, name), "Design Studio", date(2026, 10, 1)))
    app = sound(opened("pages/planning/run_out.py", team="Design Studio"))
    assert "54.5 tokens are owed for uncharged use of APIs: the next purchase pays them first" in told(app)
    assert "55 tokens are missing" in told(app)
    app.switch_page("pages/planning/true_up.py").run()
    assert "at once: 54.5 tokens are owed, which it pays first." in told(sound(app))
    app.switch_page("pages/data/packs.py").run()
    assert "Design Studio owes 54.5 tokens; its next purchase pays them first." in told(sound(app))


def test_without_use_of_apis_the_page_offers_the_table_to_fill_in(
    opened: Open, own_path: Path, downloads: dict[str, bytes]
) -> None:
    with Store(own_path) as store:
        load(store, SAMPLE_DATA / "token_usage_2024-09_2025-12.csv", NOW, LoadOptions())
    assert "No use of APIs is loaded yet." in text(sound(opened(PAGE)))
    assert downloads["api_usage.csv"].startswith(b"Day,Client ID,Application,Team,API,Engine or job type,")


def test_an_address_in_the_name_of_an_application_is_masked(opened: Open, own_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(
        "Day,Client ID,Application,Team,API,Quantity,Tokens,Status\n"
        "2026-03-01,abc,Viewer of ann@example.com,A,Automation,1,2,uncharged\n",
        "utf-8",
    )
    with Store(own_path) as store:
        load(store, path, NOW, LoadOptions())
    app = sound(opened(PAGE))
    assert "A owes 2 tokens since 1 March 2026: Viewer of a••@e••••••.c•• with Automation." in text(app)
    assert "ann@example.com" not in text(app) + str(app.selectbox(key="application").options)
    assert all("ann@example.com" not in shown.value.to_string() for shown in app.dataframe)


def told(app: AppTest) -> str:
    return text(app).replace("**", "")
