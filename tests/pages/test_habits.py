"""Habits and Members: what each control changes, what is written to a user, what stays masked."""

from datetime import date, timedelta
from pathlib import Path

from analytics.store import LoadOptions, Store, load
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW

HABITS, MEMBERS = "pages/usage/habits.py", "pages/usage/members.py"
SESSIONS = """usageDate,productName,userName,sessionStartDate,sessionEndDate,usageMinutes,usageCategory,tokensConsumed
2026-01-05,AutoCAD,ann,2026-01-05T16:00:00,2026-01-06T08:00:00,960,DESKTOP_PRODUCT,7
2026-01-06,Revit,bob,2026-01-06T09:00:00,2026-01-06T10:00:00,60,DESKTOP_PRODUCT,10
"""


def loaded(path: Path, folder: Path, content: str) -> None:
    (folder / "export.csv").write_text(content, "utf-8")
    with Store(path) as store:
        load(store, folder / "export.csv", NOW, LoadOptions(team="A"))


def test_the_limits_change_what_counts_and_stand_in_the_address(opened: Open) -> None:
    app = opened(HABITS, run="3")
    left_open = next(row for row in table(app, "habit", "occurrences", "tokens") if row[0].startswith("Left open"))
    assert left_open[1:] == [28, 210]
    app.slider(key="run").set_value(6).run()
    left_open = next(row for row in table(sound(app), "habit", "occurrences", "tokens") if row[0].startswith("Left"))
    assert left_open[1:] == [3, 19]


def test_a_habit_and_a_user_are_looked_into_by_their_address(opened: Open) -> None:
    app = opened(HABITS, habit="Left open over the weekend", habit_user="User 0047")
    assert app.selectbox(key="habit").value == "Left open over the weekend"
    assert app.selectbox(key="habit_user").value == "User 0047"
    assert "Saturdays and Sundays in these runs" in text(sound(app))
    assert app.code[0].value.startswith("Hello User 0047,")


def test_the_text_follows_the_switch_for_names(opened: Open) -> None:
    app = opened(HABITS)
    user = app.selectbox(key="habit_user").value
    assert app.code[0].value.startswith(f"Hello {user},")
    assert "@" not in app.code[0].value + text(app)
    app.toggle(key="names").set_value(True).run()
    assert "User 0" not in sound(app).code[0].value
    assert "@" in app.selectbox(key="habit_user").value
    assert not any("@" in str(value) for value in app.query_params.values())
    app.toggle(key="names").set_value(False).run()
    assert sound(app).code[0].value.startswith("Hello User 0")


def test_a_short_range_has_its_own_words(opened: Open) -> None:
    app = sound(opened(HABITS, range="This month"))
    assert "from 31 covered days" in text(app)
    assert "Plant Engineering used the smallest share" in text(app)


def test_overnight_use_is_measured_only_where_sessions_are_known(opened: Open, own_path: Path, tmp_path: Path) -> None:
    assert "measured" not in text(opened(HABITS))
    loaded(own_path, tmp_path, SESSIONS)
    app = sound(opened(HABITS))
    assert "1 session went over midnight or lasted more than 12 hours, and took 7 tokens" in text(app)
    assert table(app, "product", "sessions", "over_midnight", "over_long") == [["AutoCAD", 1, 1, 1]]


def test_the_days_without_use_change_who_is_inactive(opened: Open) -> None:
    app = opened(MEMBERS)
    assert len(table(app, "user", "days_idle")) == 15
    app.slider(key="inactive").set_value(300).run()
    assert "12 of 120 users used nothing in the last 300 days" in text(sound(app))
    app.slider(key="occasional").set_value(20).run()
    assert "Flex is made for them" in text(sound(app))


def test_seasons_are_named_and_pools_compared(opened: Open, own_path: Path, tmp_path: Path) -> None:
    first = date(2024, 1, 1)
    days = [first + timedelta(days=ahead) for ahead in range(800)]
    season = [f"{day},Revit,ann@b.example,10" for day in days if day.month == 2 and day.day <= 6]
    every = [f"{day},Maya,bob@b.example,6" for day in days]
    loaded(own_path, tmp_path, "\n".join(["Day used,Product,Email,Tokens used", *season, *every]) + "\n")
    app = sound(opened(MEMBERS))
    assert table(app, "season", "next_season") == [["February", date(2027, 2, 1)]]
    assert "there is one pool" in text(app)


def test_too_little_history_is_told(opened: Open, own_path: Path, tmp_path: Path) -> None:
    loaded(own_path, tmp_path, "Day used,Product,Email,Tokens used\n2026-01-01,Revit,a@b.example,10\n")
    app = sound(opened(MEMBERS))
    assert "Too little history to tell seasons, which takes 730 covered days: A." in text(app)
