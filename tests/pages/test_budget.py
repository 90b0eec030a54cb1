"""The Budget page: the term chosen, tiers and budgets entered, teams without packs or with little data."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.store.budgets import Budget, BudgetPeriod, budgets, set_budgets, tiers
from tests.pages.seen import HEADER, Open, sound, table, text
from tests.places import NOW

PAGE = "pages/planning/budget.py"
START = date(2026, 1, 1)


def ten_a_day(path: Path, tmp_path: Path, days: int, teams: Sequence[str] = ("A",), tokens: int = 0) -> None:
    """Load ten tokens a day for each team, and buy a pack for the first if it has tokens."""
    rows = [f"{START + timedelta(days=day)},{team},Revit,a@b.example,10" for team in teams for day in range(days)]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    with Store(path) as store:
        load(store, tmp_path / "use.csv", NOW, LoadOptions())
        if tokens:
            add_pack(store, NewPack(teams[0], Decimal(tokens), START, date(2026, 12, 31)))


def test_another_term_can_be_chosen(opened: Open) -> None:
    app = opened(PAGE, team="Design Studio")
    assert "Not within plan: 81 % of the term's tokens used, 63 % of the term gone." in text(sound(app))
    app.selectbox(key="term").set_value("1 September 2024 to 31 August 2025").run()
    assert "Within plan: 96 % of 55,000 tokens used from 1 September 2024" in text(sound(app))
    app.selectbox(key="term").set_value("Other days").run()
    app.date_input(key="term_from").set_value(date(2026, 1, 1))
    app.date_input(key="term_to").set_value(date(2026, 12, 31)).run()
    assert [row[0] for row in table(sound(app), "month", "figures")][-1] == date(2026, 12, 1)


def test_days_that_are_no_term_are_told(opened: Open) -> None:
    app = opened(PAGE, team="Design Studio", term="Other days", term_from="2026-05-01", term_to="2026-04-01")
    assert app.error[0].value.startswith("Give a first day and a later last day")


def test_the_even_shares_stand_in_until_a_budget_is_set(opened: Open, own_path: Path, tmp_path: Path) -> None:
    ten_a_day(own_path, tmp_path, 59, tokens=3650)
    app = sound(opened(PAGE))
    assert "No budget is set yet. Until one is, the term's tokens shared out evenly over its quarters" in text(app)
    assert [row[1] for row in table(app, "whose", "budget")] == [900, 910, 920, 920]


def test_budgets_are_set_against_use(opened: Open, own_path: Path, tmp_path: Path) -> None:
    ten_a_day(own_path, tmp_path, 59, tokens=3650)
    with Store(own_path) as store:
        gone = Budget(BudgetPeriod.QUARTER, START, Decimal("12.5"), "Gone")
        set_budgets(store, "A", [Budget(BudgetPeriod.MONTH, START, Decimal(300)), gone])
    app = sound(opened(PAGE))
    assert table(app, "whose", "budget", "used", "figures", "state") == [
        ["whole team", 300, 310, "confirmed", "over"],
        ["Gone", 12.5, 0, "estimated", "likely within"],
    ]
    assert "2 budgets: 1 exceeded." in text(app)
    # What is kept again as it was loses nothing on the way through the table.
    next(button for button in app.button if button.label == "Keep the budgets").click().run()
    sound(app)
    with Store(own_path) as store:
        assert budgets(store, "A") == [
            Budget(BudgetPeriod.MONTH, START, Decimal(300)),
            Budget(BudgetPeriod.QUARTER, START, Decimal("12.5"), "Gone"),
        ]


def test_tiers_are_kept(opened: Open, own_path: Path, tmp_path: Path) -> None:
    ten_a_day(own_path, tmp_path, 59, tokens=3650)
    app = opened(PAGE)
    app.text_input(key="tiers A").set_value("10, 99.5 %")
    next(button for button in app.button if button.label == "Keep the tiers").click().run()
    assert [row[0] for row in table(sound(app), "tier", "crossed_on")] == [0.1, 0.995]
    assert table(app, "crossed_on")[0] == [date(2026, 2, 6)]
    app.text_input(key="tiers A").set_value("half")
    next(button for button in app.button if button.label == "Keep the tiers").click().run()
    assert app.error[0].value == "Enter percentages such as 25 50 75."
    with Store(own_path) as store:
        assert (tiers(store, "A"), budgets(store, "A")) == ([10, Decimal("99.5")], [])


@pytest.mark.parametrize(("days", "tokens"), [(5, 0), (5, 500), (59, 0)])
def test_little_data_and_no_packs_make_sense(
    opened: Open, own_path: Path, tmp_path: Path, days: int, tokens: int
) -> None:
    ten_a_day(own_path, tmp_path, days, tokens=tokens)
    app = sound(opened(PAGE))
    said = "goes by plan is not known: no pack" if not tokens else "There is no forecast as far as its end"
    assert said in text(app)
    assert table(app, "month", "used")[0][1] == min(days, 31) * 10


def test_of_several_teams_the_most_pressing_is_shown_and_the_others_are_told(
    opened: Open, own_path: Path, tmp_path: Path
) -> None:
    ten_a_day(own_path, tmp_path, 59, teams=("A", "B"), tokens=1000)
    app = sound(opened(PAGE))
    assert "A: Not within plan: 59 % of the term's tokens used" in text(app)
    assert "B: Whether" in text(app)
    assert "Choose a team on the left" in text(app)
    assert "B: " not in text(sound(opened(PAGE, team="A")))
