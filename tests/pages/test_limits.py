"""The Limits page: set one, see who is over it, remove it."""

from pathlib import Path

from tests.pages.seen import Open, sound, table, text
from tests.places import WriteSample


def test_a_limit_is_set_listed_and_removed(opened: Open, own_path: Path, write_sample: WriteSample) -> None:
    write_sample(own_path, "token_usage_2024-09_2025-12.csv")
    app = opened("pages/usage/limits.py")
    app.selectbox(key="limit_of").set_value("team")
    app.selectbox(key="limit_period").set_value("month")
    app.number_input(key="limit_tokens").set_value(5000)
    app.button[0].click().run()
    assert "over a limit in this range, by 1 user, team or department." in text(sound(app))
    assert {row[0] for row in table(app, "who", "excess")} == {"Design Studio"}
    app.selectbox(key="limit_to_remove").set_value(1).run()
    app.button(key="limit_removal").click().run()
    assert "No limit is set yet." in text(sound(app))


def test_a_department_is_limited_that_the_directory_names(
    opened: Open, own_path: Path, write_sample: WriteSample
) -> None:
    write_sample(own_path, "token_usage_2024-09_2025-12.csv", "directory.csv")
    app = opened("pages/usage/limits.py")
    app.selectbox(key="limit_of").set_value("department")
    app.selectbox(key="limit_department").set_value("Maintenance")
    app.selectbox(key="limit_period").set_value("month")
    app.number_input(key="limit_tokens").set_value(10)
    app.button[0].click().run()
    assert {row[0] for row in table(sound(app), "who", "excess")} == {"Maintenance"}
    assert "Maintenance: 10 tokens a month" in app.selectbox(key="limit_to_remove").options
