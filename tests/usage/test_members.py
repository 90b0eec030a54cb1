"""Who is inactive, of a season, occasional or regular; small enough to check with a calendar."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.samples import simulate
from analytics.store import Names, Store, covered_days, current_usage, shown_names
from analytics.usage.members import MemberRules, Members, State, members, use_since, user_months
from analytics.usage.seasons import SeasonRule
from tests.usage.made import SCHEMA

LAST = date(2026, 12, 31)
TWO_YEARS_AGO = date(2025, 1, 1)
NAMES = Names(
    teams=pl.DataFrame({"team_id": [1, 2], "team": ["A", "B"]}, schema_overrides={"team_id": pl.Int32}),
    products=pl.DataFrame(),
    users=pl.DataFrame({"user_id": [1, 2, 3], "user": ["ann", "bob", "cid"]}, schema_overrides={"user_id": pl.Int32}),
    versions=pl.DataFrame(),
    features=pl.DataFrame(),
)


def of(uses: Iterable[tuple[date, int]], first: date = TWO_YEARS_AGO, team: int = 1, tokens: int = 7) -> pl.DataFrame:
    """Give rows of a team from days and users."""
    return pl.DataFrame(
        [(day, team, user, 1, tokens) for day, user in uses],
        schema=SCHEMA,
        orient="row",
    ).filter(pl.col("day") >= first)


def covering(first: date = TWO_YEARS_AGO, last: date = LAST, team: int = 1) -> pl.DataFrame:
    return pl.DataFrame({"day": pl.date_range(first, last, eager=True)}).with_columns(team_id=pl.lit(team, pl.Int32))


def days(first: date, count: int, step: int = 1) -> list[date]:
    return [first + timedelta(days=ahead * step) for ahead in range(count)]


def asked(rows: pl.DataFrame, covered: pl.DataFrame | None = None, rules: MemberRules | None = None) -> Members:
    """Ask about teams that somebody who is not named began to use on the first day covered."""
    covered = covering() if covered is None else covered
    begun = covered.group_by("team_id").agg(pl.col("day").min()).select("day", "team_id")
    begun = begun.with_columns(
        pl.lit(None).cast(SCHEMA["user_id"]).alias("user_id"),
        pl.lit(1).cast(SCHEMA["product_id"]).alias("product_id"),
        pl.lit(0).cast(SCHEMA["tokens"]).alias("tokens"),
    )
    rows = pl.concat([rows, begun.select(rows.columns).cast(rows.schema)])
    return members(rows, covered, NAMES, rules or MemberRules())


def states(found: Members) -> dict[str, str]:
    return dict(found.rows.select("user", "state").iter_rows())


def test_the_last_days_without_use_make_a_user_inactive() -> None:
    rows = of([(LAST - timedelta(days=90), 1), (LAST - timedelta(days=89), 2)])
    found = asked(rows)
    assert states(found) == {"ann": State.INACTIVE, "bob": State.OCCASIONAL}
    assert found.rows.select("user", "last_day", "days_idle", "days_used", "tokens").rows() == [
        ("ann", LAST - timedelta(days=90), 90, 1, 7),
        ("bob", LAST - timedelta(days=89), 89, 1, 7),
    ]
    assert states(asked(rows, rules=MemberRules(inactive_days=91)))["ann"] == State.OCCASIONAL


def test_a_launch_without_charge_is_use() -> None:
    assert states(asked(of([(LAST, 1)], tokens=0))) == {"ann": State.OCCASIONAL}


def test_each_team_counts_back_from_its_own_last_day() -> None:
    early = LAST - timedelta(days=200)
    rows = pl.concat([of([(early, 1)]), of([(early, 1)], team=2)])
    found = asked(rows, pl.concat([covering(last=early), covering(team=2)]))
    assert found.rows.select("team", "state_in_team", "state", "days_idle").rows() == [
        ("B", State.INACTIVE, State.OCCASIONAL, 200),
        ("A", State.OCCASIONAL, State.OCCASIONAL, 0),
    ]


def test_a_person_counts_once_and_leaves_only_when_inactive_everywhere() -> None:
    long_ago = LAST - timedelta(days=300)
    rows = pl.concat(
        [
            of([(long_ago, 1), (long_ago, 2)]),
            of([*((day, 1) for day in days(LAST - timedelta(days=100), 40, 2)), (long_ago, 2)], team=2),
        ]
    )
    found = asked(rows, pl.concat([covering(), covering(team=2)]))
    assert found.rows.height == 4
    assert found.persons.select("user", "state").rows() == [("ann", State.REGULAR), ("bob", State.INACTIVE)]
    # Looked at alone, a team knows of the others.
    assert states(members(rows, pl.concat([covering(), covering(team=2)]), NAMES, MemberRules(), "A")) == {
        "ann": State.REGULAR,
        "bob": State.INACTIVE,
    }


def test_a_few_days_in_each_of_two_teams_are_many_together() -> None:
    seven, more = days(LAST - timedelta(days=70), 7, 10), days(LAST - timedelta(days=66), 7, 10)
    found = asked(
        pl.concat([of((day, 1) for day in seven), of(((day, 1) for day in more), team=2)]),
        pl.concat([covering(), covering(team=2)]),
    )
    assert found.rows["state_in_team"].to_list() == [State.OCCASIONAL] * 2
    assert states(found) == {"ann": State.REGULAR}


@given(
    uses=st.lists(
        st.tuples(st.integers(0, 700), st.sampled_from([1, 2]), st.sampled_from([1, 2, 3])), min_size=1, max_size=60
    )
)
def test_persons_are_counted_as_one_by_one(uses: list[tuple[int, int, int]]) -> None:
    rows = pl.concat(
        of(((LAST - timedelta(days=back), user) for back, in_team, user in uses if in_team == team), team=team)
        for team in (1, 2)
    )
    found = asked(rows, pl.concat([covering(), covering(team=2)]))
    latest: dict[int, int] = {}
    for back, _, user in uses:
        latest[user] = min(back, latest.get(user, back))
    assert found.persons.height == len(latest)
    inactive = {["ann", "bob", "cid"][user - 1] for user, back in latest.items() if back >= 90}
    assert set(found.persons.filter(state=State.INACTIVE)["user"]) == inactive


def test_up_to_a_dozen_days_in_a_year_are_occasional() -> None:
    thirteen = days(LAST - timedelta(days=360), 13, step=30)
    rows = of([*((day, 1) for day in thirteen), *((day, 2) for day in thirteen[1:])])
    assert states(asked(rows)) == {"ann": State.REGULAR, "bob": State.OCCASIONAL}
    a_year_and_a_day_ago = of([*((day, 2) for day in thirteen[1:]), (LAST - timedelta(days=365), 2)])
    assert asked(a_year_and_a_day_ago).rows["days_used"].to_list() == [12]


def seasonal(*firsts: date, count: int = 5) -> pl.DataFrame:
    return of([(day, 1) for first in firsts for day in days(first, count)])


def test_the_same_months_of_two_years_are_a_season() -> None:
    rows = seasonal(date(2025, 10, 5), date(2026, 11, 20))
    found = asked(rows)
    assert found.rows.select("state", "season", "next_season").rows() == [
        (State.SEASONAL, "October to November", date(2027, 10, 1))
    ]
    assert found.teams["seasons_known"].to_list() == [True]


def test_days_before_the_team_began_are_no_history_of_seasons() -> None:
    found = members(seasonal(date(2025, 10, 5), date(2026, 11, 20)), covering(), NAMES, MemberRules())
    assert found.teams.select("covered_days", "seasons_known").rows() == [(730, False)]
    assert found.rows["season"].to_list() == [None]


def test_a_season_may_cross_new_year_and_be_over() -> None:
    rows = seasonal(date(2025, 1, 5), date(2025, 12, 28), date(2026, 1, 2))
    assert asked(rows).rows.select("state", "season", "next_season").rows() == [
        (State.INACTIVE, "December to January", date(2027, 12, 1))
    ]


@pytest.mark.parametrize(
    "rows",
    [
        seasonal(date(2026, 10, 5)),  # one year only
        seasonal(date(2025, 10, 5), date(2026, 10, 5), count=4),  # too few days in each
        seasonal(date(2025, 6, 5), date(2026, 11, 5)),  # six months apart
        seasonal(date(2025, 10, 5), date(2026, 10, 5), date(2026, 3, 1)),  # a third of it outside
    ],
)
def test_what_is_no_season(rows: pl.DataFrame) -> None:
    assert asked(rows).rows["season"].to_list() == [None]


def test_one_day_in_ten_may_lie_outside() -> None:
    nine = of([(day, 1) for day in [*days(date(2025, 10, 5), 5), *days(date(2026, 10, 5), 5), date(2026, 3, 1)]])
    assert asked(nine).rows["season"].to_list() == ["October"]


def test_with_little_history_no_season_is_told() -> None:
    first = TWO_YEARS_AGO + timedelta(days=1)
    found = asked(seasonal(date(2025, 10, 5), date(2026, 10, 5)), covering(first=first))
    assert found.rows["season"].to_list() == [None]
    assert found.teams.select("covered_days", "seasons_known").rows() == [(729, False)]


def test_nobody_is_a_member_where_nobody_is_named() -> None:
    rows = of([(LAST, 1)]).with_columns(user_id=pl.lit(None, pl.Int32))
    found = asked(rows)
    assert found.rows.is_empty()
    assert found.teams["team"].to_list() == ["A"]


def has_season(used: list[date], rule: SeasonRule) -> bool:
    """Tell by trying every stretch of months of the year, with a pencil."""
    for begins in range(1, 13):
        for length in range(1, rule.months + 1):
            of_season: dict[int, int] = {}
            for day in used:
                into = (day.month - begins) % 12
                if into < length:
                    year = day.year if day.month >= begins else day.year - 1
                    of_season[year] = of_season.get(year, 0) + 1
            enough = sum(count >= rule.days for count in of_season.values()) >= rule.years
            if enough and (len(used) - sum(of_season.values())) * rule.outside <= len(used):
                return True
    return False


months_used = st.dictionaries(st.integers(0, 23), st.integers(1, 8), max_size=7)


@given(months_used, st.integers(1, 5), st.integers(1, 6))
def test_a_season_is_found_just_when_one_can_be_found_by_hand(
    months: dict[int, int], longest: int, fewest: int
) -> None:
    used = [
        day for month, count in months.items() for day in days(date(2025 + month // 12, month % 12 + 1, 3), count, 3)
    ]
    rule = SeasonRule(months=longest, days=fewest)
    found = asked(of([(day, 1) for day in used]), rules=MemberRules(season=rule))
    assert [season is not None for season in found.rows["season"]] == ([has_season(used, rule)] if used else [])


def test_the_simulated_company_has_the_members_that_a_count_by_hand_finds(sample_store: Store) -> None:
    uses: dict[str, set[date]] = {}
    for row in simulate().rows:
        uses.setdefault(row.email, set()).add(row.day)
    last = date(2026, 10, 31)
    by_hand = {
        user: "inactive"
        if (last - max(used)).days >= 90
        else "occasional"
        if sum((last - day).days < 365 for day in used) <= 40
        else "regular"
        for user, used in uses.items()
        if not has_season(sorted(used), SeasonRule())
    }
    assert len(by_hand) == len(uses)
    rules = MemberRules(occasional_days=40)
    found = members(current_usage(sample_store), covered_days(sample_store), shown_names(sample_store), rules)
    assert dict(found.rows.select(pl.col("user").str.extract("<(.*)>"), "state").iter_rows()) == by_hand
    assert {"inactive", "occasional", "regular"} == set(by_hand.values())


def test_duckdb_gives_the_same_answers(sample_store: Store) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = current_usage(sample_store).filter(pl.col("user_id").is_not_null())
    reductions: list[Callable[..., object]] = [
        user_months,
        lambda named: use_since(named, {1: date(2026, 1, 1), 2: date(2026, 2, 1)}),
    ]
    with duckdb.connect() as connection:
        for reduced in reductions:
            expected = reduced(rows.lazy()).collect()  # type: ignore[attr-defined]
            answer = reduced(connection.from_arrow(rows.to_arrow())).pl()  # type: ignore[attr-defined]
            answer = answer.with_columns(pl.col(name).cast(dtype) for name, dtype in expected.schema.items())
            assert answer.select(expected.columns).sort(pl.all()).equals(expected.sort(pl.all()))
