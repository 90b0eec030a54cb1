"""Habits: found exactly as somebody would count them by hand, from random use and from the simulated company's."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.licensing import habit_costs
from analytics.samples import simulate
from analytics.settings import Settings
from analytics.store import Names, Store, current_usage, masked_names, shown_names
from analytics.usage import Days, data_days, rolled_up, usage_days
from analytics.usage.habits import (
    Habit,
    Rules,
    habits,
    occurrences,
    several_products,
    short_use,
    totals_by_user,
    unpaid_launches,
)
from tests.usage.made import SCHEMA

Loader = Callable[..., Receipt]
Key = tuple[object, object]
FRIDAY = date(2026, 1, 2)


class Use(NamedTuple):
    """A row of an export; `user` is None where it names nobody."""

    day: date
    team: object
    user: object
    product: object
    tokens: Decimal


class Occurrence(NamedTuple):
    """One time that somebody did it."""

    habit: Habit
    key: Key
    first_day: date
    last_day: date
    tokens: Decimal


def counted(rows: Iterable[Use], rules: Rules) -> Iterator[Occurrence]:
    """Count every habit as somebody would with a calendar and a pencil."""
    usage: dict[tuple[Key, object, date], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.user is not None:
            usage[(row.team, row.user), row.product, row.day] += row.tokens
    for (key, _, day), tokens in usage.items():
        if tokens == 0:
            yield Occurrence(Habit.UNPAID_LAUNCHES, key, day, day, Decimal(0))
    charged = {place: tokens for place, tokens in usage.items() if tokens > 0}
    by_day: dict[tuple[Key, date], list[Decimal]] = defaultdict(list)
    by_product: dict[tuple[Key, object], dict[date, Decimal]] = defaultdict(dict)
    for (key, product, day), tokens in charged.items():
        by_day[key, day].append(tokens)
        by_product[key, product][day] = tokens
    for (key, day), each in by_day.items():
        if len(each) > 1:
            yield Occurrence(Habit.SEVERAL_PRODUCTS, key, day, day, sum(each, Decimal(0)) - max(each))
    for (key, _), days in by_product.items():
        if len(days) <= rules.short_days:
            total = sum(days.values(), Decimal(0))
            yield Occurrence(Habit.SHORT_USE, key, min(days), max(days), total)
        for _, run in groupby(enumerate(sorted(days)), lambda place: place[1] - timedelta(days=place[0])):
            together = [day for _, day in run]
            weekend = [day for day in together if day.isoweekday() > 5]
            if len(together) >= rules.run_days and weekend:
                cost = sum((days[day] for day in weekend), Decimal(0))
                yield Occurrence(Habit.LEFT_OPEN, key, together[0], together[-1], cost)


def taken(rows: Iterable[Use], rules: Rules) -> dict[object, Decimal]:
    """Add up, by team, the tokens of usage days beyond the dearest of a day or on a weekend of a run."""
    usage: dict[tuple[object, object, date], dict[object, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if row.user is not None:
            usage[row.team, row.user, row.day][row.product] += row.tokens
    flagged: dict[tuple[object, object, date, object], Decimal] = {}
    charged_on: dict[tuple[object, object, object], set[date]] = defaultdict(set)
    for (team, user, day), products in usage.items():
        charged = {product: tokens for product, tokens in products.items() if tokens > 0}
        for product in charged:
            charged_on[team, user, product].add(day)
        beyond = sorted(charged, key=lambda product: (-charged[product], product))[1:]
        flagged |= {(team, user, day, product): charged[product] for product in beyond}
    for (team, user, product), days in charged_on.items():
        for day in (day for day in days if day.isoweekday() > 5):
            run = 1
            for step in (timedelta(days=1), -timedelta(days=1)):
                at = day + step
                while at in days:
                    run, at = run + 1, at + step
            if run >= rules.run_days:
                flagged[team, user, day, product] = usage[team, user, day][product]
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for (team, *_), tokens in flagged.items():
        sums[team] += tokens
    return sums


def by_user(found: Iterable[Occurrence]) -> set[tuple[object, ...]]:
    groups: dict[tuple[Habit, Key], list[Occurrence]] = defaultdict(list)
    for one in found:
        groups[one.habit, one.key].append(one)
    return {
        (
            habit.value,
            *key,
            len(each),
            sum((one.tokens for one in each), Decimal(0)),
            min(one.first_day for one in each),
            max(one.last_day for one in each),
        )
        for (habit, key), each in groups.items()
    }


NAMES = Names(
    teams=pl.DataFrame({"team_id": [1, 2], "team": ["A", "B"]}, schema_overrides={"team_id": pl.Int32}),
    products=pl.DataFrame(
        {"product_id": [1, 2, 3], "product": ["x", "y", "z"]}, schema_overrides={"product_id": pl.Int32}
    ),
    users=pl.DataFrame({"user_id": [1, 2, 3], "user": list("abc")}, schema_overrides={"user_id": pl.Int32}),
    versions=pl.DataFrame(),
    features=pl.DataFrame(),
)
# Three weeks for few users and products: runs, days of several products and days without charge are all common.
usage_rows = st.lists(
    st.builds(
        Use,
        st.dates(FRIDAY, FRIDAY + timedelta(days=20)),
        st.integers(1, 2),
        st.sampled_from([1, 1, 2, 3, None]),
        st.integers(1, 3),
        st.sampled_from([Decimal(0), Decimal("0.1"), Decimal(6), Decimal(7), Decimal("7.000001")]),
    ),
    max_size=150,
)
rules = st.builds(Rules, run_days=st.integers(2, 6), short_days=st.integers(1, 4))


def frame(rows: Iterable[Use]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


@given(usage_rows, rules)
def test_habits_are_what_a_count_by_hand_finds(rows: list[Use], rules: Rules) -> None:
    found = list(counted(rows, rules))
    answer = habits(rolled_up(frame(rows)), rules)
    assert set(answer.users.iter_rows()) == by_user(found)
    assert answer.users.height == len(by_user(found))
    for habit in Habit:
        listed = occurrences(frame(rows), habit, rules, NAMES).select(
            pl.col("team").replace_strict(["A", "B"], [1, 2]),
            pl.col("user").replace_strict(list("abc"), [1, 2, 3]),
            *("first_day", "last_day", "tokens"),
        )
        by_hand = [(*one.key, one.first_day, one.last_day, one.tokens) for one in found if one.habit is habit]
        assert sorted(listed.iter_rows()) == sorted(by_hand)


@given(usage_rows, rules)
def test_a_usage_day_counts_once_in_a_teams_share(rows: list[Use], rules: Rules) -> None:
    teams = habits(rolled_up(frame(rows)), rules).teams
    by_hand = taken(rows, rules)
    assert dict(teams.select("team_id", "tokens").iter_rows()) == {
        team: by_hand.get(team, Decimal(0)) for team in teams["team_id"]
    }
    assert (teams["tokens"] <= teams["all_tokens"]).all()
    assert teams["share"].is_sorted()


@settings(max_examples=50, deadline=None)
@given(usage_rows, rules)
def test_teams_add_up_to_all_teams(rows: list[Use], rules: Rules) -> None:
    apart = [habits(rolled_up(frame(row for row in rows if row.team == team)), rules).users for team in (1, 2)]
    assert set(pl.concat(apart).iter_rows()) == set(habits(rolled_up(frame(rows)), rules).users.iter_rows())


@settings(max_examples=40, deadline=None)
@given(usage_rows)
def test_duckdb_gives_the_same_answers(rows: list[Use]) -> None:
    duckdb = pytest.importorskip("duckdb")
    data = frame(rows)
    with duckdb.connect() as connection:
        days = usage_days(connection.from_arrow(data.to_arrow()))
        for reduced in (several_products, unpaid_launches, lambda days: short_use(days, 2)):
            expected = reduced(usage_days(data.lazy()))
            answer = reduced(days).pl()
            assert sorted(answer.select(expected.collect_schema().names()).rows()) == sorted(expected.collect().rows())
            totals = totals_by_user(reduced(days)).pl()
            assert sorted(totals.rows()) == sorted(totals_by_user(expected).collect().select(totals.columns).rows())


@pytest.fixture(scope="module")
def company() -> list[Use]:
    return [Use(row.day, row.team, row.email, row.product, Decimal(row.tokens)) for row in (simulate().rows)]


@pytest.mark.parametrize("rules", [Rules(), Rules(run_days=2, short_days=9)])
@pytest.mark.parametrize(
    "days", [Days(date(2024, 9, 1), date(2026, 10, 31)), Days(date(2025, 9, 10), date(2025, 10, 3))]
)
def test_every_habit_of_the_simulated_company_is_found_exactly(
    sample_store: Store, company: list[Use], rules: Rules, days: Days
) -> None:
    found = counted((use for use in company if days.first <= use.day <= days.last), rules)
    names = shown_names(sample_store)
    rows = current_usage(sample_store, None, days.first, days.last)
    answer = (
        habits(rolled_up(rows), rules)
        .users.join(names.teams, on="team_id")
        .join(names.users.with_columns(pl.col("user").str.extract("<(.*)>")), on="user_id")
        .select("habit", "team", "user", "occurrences", "tokens", "first_day", "last_day")
    )
    assert set(answer.iter_rows()) == by_user(found)


@pytest.fixture
def small(load_lines: Loader, store: Store) -> Store:
    """One user from Friday to Tuesday on AutoCAD (7), with Revit (10) on the Monday; another one with a trial."""
    days = [FRIDAY + timedelta(days=ahead) for ahead in range(5)]
    load_lines(
        *(f"{day},A,AutoCAD,2026,ann@b.example,Ann,Bee,7" for day in days),
        f"{days[3]},A,Revit,2026,ann@b.example,Ann,Bee,10",
        f"{days[4]},A,Revit,2026,bob@b.example,Bob,Cee,0",
        "2026-01-10,A,Revit,2026,,,,10",
    )
    return store


def test_the_habits_of_five_days_in_tokens_and_money(small: Store) -> None:
    found = habit_costs(
        small, rolled_up(current_usage(small)), None, data_days(small), masked_names(small), Rules(), Settings()
    )
    # Nine days are covered; the list price is USD 3 a token. All of it may be short use, so that habit is left out.
    assert found.habits.filter(pl.col("habit_id") != Habit.SHORT_USE).select(
        "habit_id", "users", "occurrences", "tokens", "cost", "currency"
    ).rows() == [
        (Habit.LEFT_OPEN, 1, 1, 14, 42.0, "USD"),
        (Habit.SEVERAL_PRODUCTS, 1, 1, 7, 21.0, "USD"),
        (Habit.UNPAID_LAUNCHES, 1, 1, 0, 0.0, "USD"),
    ]
    assert found.covered == {"A": 9}
    assert found.habits["cost_year"].to_list()[0] == pytest.approx(42 * 365 / 9)
    assert found.habits["share"].to_list()[0] == pytest.approx(14 / 45)
    short = found.habits.row(by_predicate=pl.col("habit_id") == Habit.SHORT_USE, named=True)
    assert (short["tokens"], short["cost"], short["cost_year"]) == (10, 30.0, 30.0)  # never scaled up
    assert found.named == 2
    assert found.teams.select("team", "users", "charged_days", "tokens", "enough").rows() == [("A", 1, 6, 21, False)]


def test_occurrences_can_be_looked_up_in_the_export(small: Store) -> None:
    rows, names = current_usage(small), masked_names(small)
    columns = ["product", "first_day", "last_day", "days", "weekends", "all_tokens", "tokens"]
    day = [FRIDAY + timedelta(days=ahead) for ahead in range(5)]
    expected = {
        Habit.SEVERAL_PRODUCTS: [("Revit, AutoCAD", day[3], day[3], 1, 0, 17, 7)],
        Habit.LEFT_OPEN: [("AutoCAD", day[0], day[4], 5, 1, 35, 14)],
        Habit.UNPAID_LAUNCHES: [("Revit", day[4], day[4], 0, 0, 0, 0)],
        Habit.SHORT_USE: [("Revit", day[3], day[3], 1, 0, 10, 10)],
    }
    for habit, found in expected.items():
        assert occurrences(rows, habit, Rules(), names).select(columns).rows() == found


def test_a_run_from_monday_to_friday_is_work(load_lines: Loader, store: Store) -> None:
    load_lines(*(f"2026-01-{day:02},A,AutoCAD,2026,ann@b.example,,,7" for day in range(5, 10)))
    assert Habit.LEFT_OPEN not in habits(rolled_up(current_usage(store)), Rules()).users["habit"].to_list()


def test_nobody_has_habits_where_nobody_is_named(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-03,A,Revit,,,,,10", "2026-01-03,A,AutoCAD,,,,,7")
    found = habit_costs(
        store,
        rolled_up(current_usage(store, "A")),
        "A",
        data_days(store, "A"),
        masked_names(store),
        Rules(),
        Settings(),
    )
    assert found.named == 0
    assert found.users.is_empty()
    assert found.habits["tokens"].sum() == 0
