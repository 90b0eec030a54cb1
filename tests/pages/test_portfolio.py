"""Portfolio: the best set under a budget, when it begins, and what the page says where nothing is known."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from tests.pages.seen import HEADER, Open, lines, sound, table, text
from tests.places import NOW

PAGE = "pages/licensing/portfolio.py"
LAST = date(2026, 10, 31)
Made = Callable[..., None]


@pytest.fixture
def made(own_path: Path, tmp_path: Path) -> Made:
    """Fill the store with users of 7 tokens of AutoCAD on each of their days; by team."""

    def make(days: int, users: dict[str, int], packs: int = 0, header: str = HEADER, nobody: bool = False) -> None:
        rows = [
            f"{LAST - timedelta(days=back)},{team},AutoCAD,{'*****' if nobody else f'{team[0]}{user}@b.example'},7"
            for team, count in users.items()
            for user in range(count)
            for back in range(days)
        ]
        file = tmp_path / "made.csv"
        file.write_bytes(lines(*rows, header=header))
        with Store(own_path) as store:
            load(store, file, NOW, LoadOptions())
            for team in users if packs else ():
                first = LAST - timedelta(days=days)
                add_pack(store, NewPack(team, Decimal(packs), first, date(2026, 12, 31), Decimal(3), "USD"))

    return make


def test_a_budget_takes_the_best_and_leaves_the_others(opened: Open) -> None:
    app = sound(opened(PAGE, budget="10000"))
    assert app.number_input(key="budget").value == 10000
    [cost] = [metric.delta for metric in app.metric if metric.label == "Subscriptions to buy"]
    assert float(cost.split()[1].replace(",", "")) <= 10000
    assert "found exactly as a mixed-integer linear program" in text(app)
    [left] = [each.label for each in app.expander if "not in the set" in each.label]
    every = sound(opened(PAGE))
    in_all, in_set = (len(table(page, "user", "saving_year")) for page in (every, app))
    assert left.startswith(f"{in_all - in_set} moves pay too")


def test_moves_that_begin_with_the_next_term_cost_nothing_in_this_one(opened: Open) -> None:
    app = sound(opened(PAGE, begin="With the next term"))
    this = [row for row in table(app, "term", "subscriptions", "cash") if row[0] == "this term"]
    assert this
    assert all(row[1:] == [0, 0] for row in this)
    assert "Better begin with the next term" not in text(app)


def test_tokens_that_are_paid_for_save_nothing_this_term(opened: Open, made: Made) -> None:
    made(200, {"Alpha": 3}, packs=20_000)
    app = sound(opened(PAGE))
    [(_, saved, paid)] = [row for row in table(app, "term", "tokens_money", "subscriptions") if row[0] == "this term"]
    assert (saved, paid) == (0, 3 * 2030)
    assert "USD 6,090 more to pay in this term" in text(app)


def test_without_packs_the_coming_year_is_looked_at(opened: Open, made: Made) -> None:
    made(200, {"Alpha": 3})
    app = sound(opened(PAGE))
    assert "in the next 12 months" in text(app)
    assert {row[0] for row in table(app, "term", "cash")} == {"the next 12 months"}


@pytest.mark.parametrize("days", [1, 5])
def test_a_few_days_are_no_ground_for_a_move(opened: Open, made: Made, days: int) -> None:
    made(days, {"Alpha": 3}, packs=1000)
    shown = text(sound(opened(PAGE)))
    assert "Which moves pay is not known" in shown
    assert "56 tell what a year may be" in shown
    assert "nobody has to be moved" not in shown


def test_exports_that_name_nobody_have_no_moves(opened: Open, made: Made) -> None:
    made(100, {"Alpha": 1}, packs=1000, nobody=True)
    assert "Which moves pay is not known: the exports name no users" in text(sound(opened(PAGE)))


def test_nothing_is_accepted_yet(opened: Open) -> None:
    assert "No move is accepted, so nothing changes." in text(sound(opened(PAGE, which="What was accepted")))


def test_how_sure_changes_the_order_of_the_next_term(opened: Open) -> None:
    app = sound(opened(PAGE, team="Plant Engineering", sure="50 %"))
    half = [line for line in text(app).splitlines() if "Plant Engineering, 3 February 2027" in line]
    assert half
    app = sound(opened(PAGE, team="Plant Engineering"))
    assert half != [line for line in text(app).splitlines() if "Plant Engineering, 3 February 2027" in line]
