"""The Accuracy page: what it says of past forecasts, kept and worked out afterwards."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.forecast import keep_forecasts
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, load
from analytics.store.vintages import NewVintage, keep_vintages, newest_loads
from tests.pages.seen import Open, lines, sound, table, text, uploaded
from tests.places import NOW, SAMPLE_DATA

PAGE = "pages/planning/accuracy.py"
START = date(2026, 1, 1)


def write(path: Path, days: int, tokens: int = 10) -> Path:
    rows = [f"{START + timedelta(days=ahead)},A,Revit,a@b.example,{tokens}" for ahead in range(days)]
    path.write_bytes(lines(*rows))
    return path


def test_the_sample_is_tried_month_by_month(opened: Open) -> None:
    app = sound(opened(PAGE, team="Plant Engineering"))
    assert "No forecast is kept yet" in text(app)
    assert [row[:2] for row in table(app, "ahead", "trials")] == [[30, 24], [60, 23], [90, 22]]
    assert app.metric[0].label == "Within the 80 % band"
    assert "Design Studio" not in text(app)
    app.selectbox(key="team").set_value("Design Studio").run()
    assert "Design Studio: Yes" in text(sound(app))
    assert "had it in the band" in text(app)
    app.segmented_control(key="days ahead Design Studio").set_value(30).run()
    sound(app)


def test_a_forecast_that_was_kept_stands_beside_what_came(opened: Open, own_path: Path) -> None:
    with Store(own_path) as store:
        load(store, SAMPLE_DATA / "token_packs.csv", NOW, LoadOptions())
        load(store, SAMPLE_DATA / "token_usage_2024-09_2025-12.csv", NOW, LoadOptions())
        keep_forecasts(store, Settings(), NOW)
    app = sound(opened(PAGE, team="Design Studio"))
    assert "Blue: 1 forecast kept after a load, as it was made." in text(app)
    assert "kept" in {row[0] for row in table(app, "made", "origin", "came")}


def test_a_load_on_the_page_keeps_the_forecast(opened: Open, tmp_path: Path) -> None:
    app = opened("pages/data/load.py")
    uploaded(app, use=write(tmp_path / "use.csv", 40).read_bytes())
    app.button(key="load").click().run()
    sound(app)
    app.switch_page(PAGE).run()
    assert "Not known yet: 40 days of data." in text(sound(app))
    assert table(app, "ahead", "expected")[0][0] == 30


@pytest.mark.parametrize("chosen", [True, False])
def test_the_page_says_which_method_is_used(opened: Open, own_path: Path, tmp_path: Path, chosen: bool) -> None:
    with Store(own_path) as store:
        load(store, write(tmp_path / "use.csv", 100), NOW, LoadOptions())
        [(team, load_id, _)] = newest_loads(store).rows()
        answer = {"burn_rate": chosen, "run_out": None, "used": {}}
        keep_vintages(store, [NewVintage(team, load_id, START + timedelta(days=99), "", answer)], NOW)
    app = sound(opened(PAGE))
    assert ("So the burn rate makes this team's run-out date" in text(app)) is chosen
    assert ("made with: the burn rate of the last 30 days" in text(app)) is chosen


def test_too_few_days_are_said(opened: Open, own_path: Path, tmp_path: Path) -> None:
    with Store(own_path) as store:
        load(store, write(tmp_path / "use.csv", 5), NOW, LoadOptions())
    app = sound(opened(PAGE))
    assert "A: Not known yet: 5 days of data." in text(app)
    assert not app.metric
