"""The portfolio: the best set is the one that trying every set finds, and its parts add up."""

from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import PlanError
from analytics.licensing.portfolio import ALL_THAT_PAY, SOLVED, SORTED, portfolio, saving_band, seats
from analytics.licensing.portfolio.solving import MOST, ROUNDED
from tests.licensing.moved import moves, to_flex, to_subscription

PRICES = {"AutoCAD": 2030.0, "Revit": 2985.0, "AEC Collection": 3675.0}


def cost_of(rows: list[dict[str, object]]) -> float:
    """What has to be bought, counted by hand."""
    needed: dict[tuple[object, ...], int] = {}
    prices: dict[tuple[object, ...], float] = {}
    for row in rows:
        key = (row["team_id"], *sorted(row["offers"]))  # type: ignore[call-overload]
        needed[key] = needed.get(key, 0) + (1 if row["kind"] == "to subscription" else -1)
        prices[key] = row["subscription_price"]  # type: ignore[assignment]
    return sum(max(count, 0) * prices[key] for key, count in needed.items())


def tried(rows: list[dict[str, object]], budget: float | None) -> float:
    """Give the largest saving of all sets that can be made."""
    best = 0.0
    for size in range(len(rows) + 1):
        for some in combinations(rows, size):
            concerned = [(row["user_id"], product) for row in some for product in row["products"]]  # type: ignore[attr-defined]
            if len(set(concerned)) == len(concerned) and (budget is None or cost_of(list(some)) <= budget + 1e-6):
                best = max(best, sum(row["saving_year"] for row in some))  # type: ignore[misc]
    return best


@st.composite
def some_moves(draw: st.DrawFn) -> list[dict[str, object]]:
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        offer = draw(st.sampled_from(sorted(PRICES)))
        user, team = draw(st.integers(1, 4)), draw(st.integers(1, 2))
        products = ("AutoCAD", "Revit") if offer == "AEC Collection" else (offer,)
        saving = float(draw(st.integers(-2000, 9000)))
        make = draw(st.sampled_from([to_subscription, to_subscription, to_flex]))
        rows.append(make(user, products, (offer,), PRICES[offer], saving, team=team))
    return rows


@given(some_moves(), st.none() | st.integers(0, 12_000))
def test_the_set_is_the_best_of_all_sets(rows: list[dict[str, object]], budget: int | None) -> None:
    limit = None if budget is None else float(budget)
    found = portfolio(moves(rows), limit, "USD", 0.0)
    assert found.saving == pytest.approx(tried(rows, limit))
    assert found.spend == pytest.approx(cost_of(found.chosen.to_dicts()))
    if limit is not None:
        assert found.spend <= limit + 1e-6
    assert found.saving_low <= found.saving <= found.saving_high


def test_without_a_limit_every_move_that_pays_is_made() -> None:
    rows = moves([to_subscription(1, saving=500.0), to_subscription(2, saving=-1.0), to_subscription(3, saving=1.0)])
    found = portfolio(rows, None, "USD")
    assert (found.chosen["user_id"].to_list(), found.how, found.spend) == ([1, 3], ALL_THAT_PAY, 4060.0)


def test_seats_of_one_price_are_a_matter_of_sorting() -> None:
    rows = moves([to_subscription(user, saving=100.0 * user) for user in range(1, 6)])
    found = portfolio(rows, 4500.0, "USD")
    assert (found.how, found.chosen["user_id"].to_list(), found.left_out.height) == (SORTED, [4, 5], 3)


def test_the_largest_saving_first_is_not_always_best() -> None:
    # 3,675 for 1,500, or 2,030 + 1,600 for 1,000 + 900: the two smaller ones save more together.
    rows = moves(
        [
            to_subscription(1, ("Revit",), ("AEC Collection",), 3675.0, 1500.0),
            to_subscription(2, ("AutoCAD",), ("AutoCAD",), 2030.0, 1000.0),
            to_subscription(3, ("Inventor",), ("Inventor",), 1600.0, 900.0),
        ]
    )
    found = portfolio(rows, 3700.0, "USD")
    assert (found.how, found.chosen["user_id"].to_list(), found.saving) == (SOLVED, [2, 3], 1900.0)


def test_a_seat_that_is_set_free_need_not_be_bought() -> None:
    rows = moves([to_flex(1, saving=1500.0), to_subscription(2, saving=700.0)])
    found = portfolio(rows, 0.0, "USD")
    assert (found.saving, found.spend) == (2200.0, 0.0)
    assert found.seats.select("seats_needed", "seats_freed", "seats_bought", "seats_given_up").rows() == [(1, 1, 0, 0)]
    other_team = moves([to_flex(1, saving=1500.0, team=2), to_subscription(2, saving=700.0)])
    assert portfolio(other_team, 0.0, "USD").saving == 1500.0


def test_a_user_is_not_moved_twice_for_the_same_product() -> None:
    rows = moves(
        [
            to_subscription(1, ("Revit", "AutoCAD"), ("AEC Collection",), 3675.0, 900.0),
            to_subscription(1, ("Revit",), ("Revit",), 2985.0, 500.0),
            to_subscription(1, ("AutoCAD",), ("AutoCAD",), 2030.0, 450.0),
        ]
    )
    assert portfolio(rows, None, "USD").chosen["offers"].to_list() == [["Revit"], ["AutoCAD"]]
    assert portfolio(rows, 4000.0, "USD").chosen["offers"].to_list() == [["AEC Collection"]]


def test_what_is_not_known_is_not_chosen() -> None:
    rows = moves(
        [
            {**to_subscription(1), "chance_pays": None},
            {**to_subscription(2), "saving_year": None, "subscription_price": None},
            {**to_subscription(3), "currency": "EUR"},
            {**to_subscription(4), "chance_pays": 0.4},
        ]
    )
    assert portfolio(rows, None, "USD").chosen.is_empty()
    assert portfolio(rows, None, "EUR").chosen["user_id"].to_list() == [3]


def test_no_moves_are_an_empty_set() -> None:
    found = portfolio(moves([]), 5000.0, "USD")
    assert (found.saving, found.saving_low, found.spend, found.chosen.height) == (0.0, 0.0, 0.0, 0)


def test_a_budget_below_zero_is_refused() -> None:
    with pytest.raises(PlanError, match="no budget"):
        portfolio(moves([]), -1.0, "USD")


def test_the_interval_of_a_sum_is_narrower_than_the_sum_of_intervals() -> None:
    rows = moves([{**to_subscription(user), "saving_low": 400.0, "saving_high": 700.0} for user in range(4)])
    # Each 500, less 100: by the squares 200 less, all one way 400 less, so the root of 0.95 x 200^2 + 0.05 x 400^2.
    low = (0.95 * 200**2 + 0.05 * 400**2) ** 0.5
    assert saving_band(rows) == pytest.approx((2000 - low, 2000 + 2 * low))


@pytest.mark.parametrize(("count", "how", "off"), [(300, SOLVED, 2e-6), (MOST + 500, ROUNDED, 2e-3)])
def test_the_best_of_many_moves_is_found_too(count: int, how: str, off: float) -> None:
    rng = Random(7)
    offers = [("AutoCAD", 2030.0), ("Revit", 2985.0), ("Fusion", 680.0)]
    rows = [
        to_subscription(user, (name,), (name,), price, float(rng.randrange(1, 2000)))
        for user, (name, price) in enumerate(rng.choices(offers, k=count))
    ]
    budget = 200.0 * count
    found = portfolio(moves(rows), budget, "USD")
    assert found.how.startswith(how)
    # As a knapsack by dynamic programming, in steps of 5, for all prices are multiples of it.
    best = np.zeros(int(budget // 5) + 1)
    for row in rows:
        price = int(row["subscription_price"] // 5)  # type: ignore[operator]
        best[price:] = np.maximum(best[price:], best[:-price] + row["saving_year"])
    assert found.saving == pytest.approx(best[-1], rel=off)
    assert found.spend <= budget


def test_seats_are_counted_by_team_and_subscription() -> None:
    rows = moves([to_subscription(1), to_subscription(2), to_subscription(3, team=2), to_flex(4, team=2)])
    found = (
        seats(rows).select("team", "subscription", "seats_needed", "seats_freed", "seats_bought", "seats_cost").rows()
    )
    assert found == [("A", "AutoCAD", 2, 0, 2, 4060.0), ("B", "AutoCAD", 1, 1, 0, 0.0)]
