"""The rule of 100 days and moves look at a person: all products and teams together, against counts in plain Python."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.licensing import moves, price_book
from analytics.licensing.moves import TO_SUBSCRIPTION, above_limit, disagreements, users_above
from analytics.settings import Settings
from analytics.store import Store, covered_days, current_usage, masked_names, shown_names
from analytics.usage import rolled_up
from analytics.usage.charged import YEAR, person_days
from tests.usage.made import SCHEMA

Loader = Callable[..., Receipt]
SETTINGS = Settings()
FIRST = date(2025, 1, 1)
Use = tuple[int, str, str, str, int]
"""Days after `FIRST`, team, product, user, tokens."""


def lines(uses: list[Use]) -> list[str]:
    return [
        f"{FIRST + timedelta(days=day)},{team},{product},,{user}@b.example,,,{tokens}"
        for day, team, product, user, tokens in uses
    ]


def above(store: Store, team: str | None = None) -> pl.DataFrame:
    names, book = shown_names(store), price_book(store, SETTINGS)
    found = moves(store, rolled_up(current_usage(store)), team, names, book, SETTINGS)
    return above_limit(found.stand, names, book, 100)


def to_subscription(store: Store) -> pl.DataFrame:
    book, used = price_book(store, SETTINGS), rolled_up(current_usage(store))
    return moves(store, used, None, shown_names(store), book, SETTINGS).rows.filter(pl.col("kind") == TO_SUBSCRIPTION)


rows_of_use = st.lists(
    st.tuples(
        st.integers(-420, 0), st.sampled_from([1, 2, 3]), st.sampled_from([1, 2, None]), st.sampled_from([1, 2, 3]),
        st.sampled_from([0, 7]),
    ),
    max_size=40,
)  # fmt: skip


@given(rows=rows_of_use, ends=st.tuples(*[st.integers(0, 60)] * 3))
def test_the_days_of_a_person_are_those_counted_one_by_one(
    rows: list[tuple[int, int, int | None, int, int]], ends: tuple[int, int, int]
) -> None:
    last = {team: FIRST - timedelta(days=back) for team, back in enumerate(ends, start=1)}
    frame = pl.DataFrame(
        [
            (last[team] + timedelta(days=back), team, user, product, tokens)
            for back, team, user, product, tokens in rows
        ],
        {name: SCHEMA[name] for name in ("day", "team_id", "user_id", "product_id", "tokens")},
        orient="row",
    )
    days: dict[int, set[date]] = defaultdict(set)
    teams: dict[int, set[int]] = defaultdict(set)
    for day, team, user, _, tokens in frame.iter_rows():
        if user is not None and tokens > 0:
            days[user].add(day)
            teams[user].add(team)
    counted = {
        user: sum(max(last[team] for team in teams[user]) - day < timedelta(days=YEAR) for day in days[user])
        for user in days
    }
    found = dict(person_days(frame.sample(fraction=1, shuffle=True, seed=3).lazy(), last).collect().iter_rows())
    assert found == {user: count for user, count in counted.items() if count}


@pytest.mark.parametrize(
    ("products", "teams"), [(("AutoCAD", "Revit"), "AA"), (("AutoCAD", "AutoCAD"), "AB"), (("Revit", "Maya"), "AB")]
)
def test_days_over_two_products_or_teams_are_above_the_limit(
    store: Store, load_lines: Loader, products: tuple[str, str], teams: str
) -> None:
    uses = [(day, teams[day >= 60], products[day >= 60], "x", 7) for day in range(120)]
    # Two teams, or products, on one day are one day: 100 are not more than 100.
    uses += [(day, team, "AutoCAD", "y", 7) for day in range(100) for team in "AB"]
    load_lines(*lines(uses))
    rows = above(store)
    assert set(rows["user"]) == {"x@b.example"}
    assert set(rows["person_days"]) == {120}
    assert sum(rows["tokens"]) == 120 * 7
    assert users_above(current_usage(store), covered_days(store), 100) == 1
    assert users_above(current_usage(store), covered_days(store), 99) == 2


def test_a_team_that_is_looked_at_alone_knows_the_days_of_its_persons_elsewhere(
    store: Store, load_lines: Loader
) -> None:
    load_lines(*lines([(day, "A" if day < 80 else "B", "AutoCAD", "x", 7) for day in range(120)]))
    ids = dict(masked_names(store).teams.select("team", "team_id").iter_rows())
    every, covered = current_usage(store), covered_days(store)
    assert [users_above(every, covered, 100, ids[team]) for team in "AB"] == [1, 1]
    assert above(store, "A")["person_days"].to_list() == [120]
    # It stands once, where most of it is paid.
    assert above(store, "B").is_empty()


def test_one_person_in_two_teams_needs_one_subscription(store: Store, load_lines: Loader) -> None:
    office = [day for day in range(360) if (FIRST + timedelta(days=day)).weekday() < 5]
    in_one = [(day, "A", "AutoCAD", "x", 7) for day in office]
    in_two = [(day, "A" if place % 3 else "B", "AutoCAD", "y", 7) for place, day in enumerate(office)]
    load_lines(*lines(in_one + in_two))
    rows = to_subscription(store)
    assert rows["user"].sort().to_list() == ["x@b.example", "y@b.example"]
    whole, parted = (rows.row(by_predicate=pl.col("user") == f"{user}@b.example", named=True) for user in "xy")
    for name in ("team", "charged_days", "person_days", "subscription_price", "rule", "verdict"):
        assert parted[name] == whole[name], name
    assert parted["tokens_year"] == pytest.approx(whole["tokens_year"])
    assert parted["saving_year"] == pytest.approx(whole["saving_year"])
    assert (whole["elsewhere"], parted["elsewhere"]) == (0, pytest.approx(1 / 3, abs=0.01))
    assert (whole["others"], [each["team"] for each in parted["others"]]) == (None, ["B"])
    assert parted["elsewhere"] == pytest.approx(sum(each["share"] for each in parted["others"]))


def test_tokens_are_set_free_only_where_the_moved_products_were_used(store: Store, load_lines: Loader) -> None:
    office = [day for day in range(360) if (FIRST + timedelta(days=day)).weekday() < 5]
    uses = [(day, "A", "AutoCAD", "x", 7) for day in office]
    uses += [(day, "B", "Fusion", "x", 3) for day in office[::9]]
    uses += [(day, "A", "AutoCAD", "y", 7) for day in office]
    uses += [(day, "B", "Revit", "y", 10) for day in office[1:]]
    uses += [(day, "A" if place % 4 else "B", "Maya", "y", 6) for place, day in enumerate(office[::2])]
    load_lines(*lines(uses))
    rows = to_subscription(store)
    assert rows.height >= 2
    alone = rows.row(by_predicate=(pl.col("user") == "x@b.example") & (pl.col("products") == ["AutoCAD"]), named=True)
    assert (alone["team"], alone["elsewhere"], alone["others"]) == ("A", 0, None)
    for row in rows.to_dicts():
        paid: dict[str, int] = defaultdict(int)
        for _, team, product, user, tokens in uses:
            if f"{user}@b.example" == row["user"] and product in row["products"]:
                paid[team] += tokens
        away = {team: tokens / sum(paid.values()) for team, tokens in paid.items() if team != row["team"]}
        assert {each["team"]: each["share"] for each in row["others"] or []} == pytest.approx(away)
        assert row["elsewhere"] == pytest.approx(sum(away.values()))


def test_what_is_cheap_by_product_is_said_beside_the_days_of_the_person(store: Store, load_lines: Loader) -> None:
    uses = [(day * 10 // 3 - 365, "A", ("AutoCAD", "Fusion")[day % 2], "x", (7, 3)[day % 2]) for day in range(110)]
    load_lines(*lines(uses))
    [move] = to_subscription(store).to_dicts()
    assert (move["person_days"], move["charged_days"], move["rule"]) == (110, 55, True)
    [why] = disagreements(to_subscription(store), 100)["why"]
    assert why.startswith("110 days are above 100, but 55 of them are of ")
