"""The cheapest cover: as brute force finds it, and examples that can be added up in the head."""

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.licensing.moves import cheapest_covers

PRODUCTS = ("A", "B", "C", "D", "E")
KEYS = {"team_id": pl.Int32, "user_id": pl.Int32}
Offer = tuple[frozenset[str], int]
# Whole amounts, so that sums are exact; small ones, so that there are ties.
PRICES = st.integers(0, 60)
OFFERS = st.lists(st.tuples(st.frozensets(st.sampled_from(PRODUCTS), min_size=1), PRICES), max_size=8)
USERS = st.lists(st.dictionaries(st.sampled_from(PRODUCTS), st.integers(0, 40), min_size=1), min_size=1, max_size=4)


def covers(users: list[dict[str, int]], offers: list[Offer]) -> pl.DataFrame:
    costs = [(1, user, product, float(cost)) for user, uses in enumerate(users) for product, cost in uses.items()]
    return cheapest_covers(
        pl.DataFrame(costs, {**KEYS, "product": pl.String, "flex_cost": pl.Float64}, orient="row"),
        pl.DataFrame(
            [(f"offer {number}", sorted(products), price) for number, (products, price) in enumerate(offers)],
            {"offer": pl.String, "products": pl.List(pl.String), "price_year": pl.Int64},
            orient="row",
        ),
    )


def brute_force(uses: dict[str, int], offers: list[Offer]) -> int:
    """Try every set of offers."""
    return min(
        sum(price for _, price in chosen)
        + sum(cost for product, cost in uses.items() if not any(product in products for products, _ in chosen))
        for size in range(len(offers) + 1)
        for chosen in combinations(offers, size)
    )


@settings(max_examples=1000)
@given(USERS, OFFERS)
def test_the_cheapest_cover_is_that_of_brute_force(users: list[dict[str, int]], offers: list[Offer]) -> None:
    found = covers(users, offers)
    for user, uses in enumerate(users):
        mine = found.filter(user_id=user)
        covered = mine["products"].explode(empty_as_null=False).to_list()
        assert len(covered) == len(set(covered)), "a product is covered twice"
        assert set(covered) <= set(uses)
        left = sum(cost for product, cost in uses.items() if product not in covered)
        assert mine["price"].sum() + left == brute_force(uses, offers)


@pytest.mark.parametrize(
    ("uses", "taken"),
    [
        # 40 days of each at US$3 a token: 1,200 + 840 + 1,080 = 3,120, less than any subscription saves.
        ({"Revit": 1200, "AutoCAD": 840, "Navisworks Manage": 1080}, []),
        # 60 days of each: 1,800 + 1,260 + 1,620 = 4,680 against one collection at 3,675; none is worth its own.
        ({"Revit": 1800, "AutoCAD": 1260, "Navisworks Manage": 1620}, ["AEC Collection"]),
        # 120 days of Revit only: 3,600 against 2,985, which is less than the collection.
        ({"Revit": 3600, "AutoCAD": 210}, ["Revit"]),
        # Beside the collection Fusion still has its own break-even: 80 days are 720 against 680.
        ({"Revit": 3600, "AutoCAD": 2100, "Fusion": 720}, ["AEC Collection", "Fusion"]),
    ],
)
def test_one_collection_against_several_products_on_flex(uses: dict[str, int], taken: list[str]) -> None:
    offers = [
        (frozenset({"Revit", "AutoCAD", "Navisworks Manage"}), 3675),
        (frozenset({"Revit"}), 2985),
        (frozenset({"AutoCAD"}), 2030),
        (frozenset({"Navisworks Manage"}), 2605),
        (frozenset({"Fusion"}), 680),
    ]
    names = ["AEC Collection", "Revit", "AutoCAD", "Navisworks Manage", "Fusion"]
    found = covers([uses], offers)["offer"].to_list()
    assert sorted(names[int(offer.removeprefix("offer "))] for offer in found) == taken


def test_what_costs_the_same_stays_on_flex() -> None:
    assert covers([{"A": 20, "B": 20}], [(frozenset({"A"}), 20), (frozenset({"A", "B"}), 40)]).is_empty()


def test_nobody_and_no_offers_are_answers() -> None:
    assert covers([], [(frozenset({"A"}), 1)]).is_empty()
    assert covers([{"A": 20}], []).is_empty()
