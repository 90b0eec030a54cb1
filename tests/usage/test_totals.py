"""Totals tie: by product, user, department, day and month alike, for every range and team, to the token."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import RangeError
from analytics.pool import chargeback
from analytics.store import Names, Store, covered_days, current_usage, masked_names
from analytics.store.directory import shown_directory
from analytics.usage import (
    UNALLOCATED,
    By,
    Days,
    Preset,
    Unit,
    allocation,
    daily_tokens,
    data_days,
    days_of_range,
    months_by_product,
    rolled_up,
    summary,
    user_products,
)

FIRST = date(2025, 6, 1)
AHEAD = (0, 1, 29, 30, 31, 200, 364, 365, 366, 470, 499, 500)
"""Days after the first one on which anything happens: few, so that use falls on the edges of spans and of coverage;
more than the longest named range."""
TEAMS = {"A": 1, "B": 2}
DAYS = st.sampled_from(AHEAD)
USERS, PRODUCTS = range(1, 5), range(1, 4)
Row = tuple[int, str, int | None, int, Decimal]
"""Days after the first one, team, user (None: not named), product, tokens."""
Span = tuple[int, int | None, int | None, dict[Unit, str | None]]
"""User, first and last day (None: open), and where they belong."""


@dataclass(frozen=True)
class Load:
    """What one load says: of each of its teams, the days that it covers; and rows on such days."""

    covers: Mapping[str, tuple[int, int]]
    rows: list[Row]


@st.composite
def loads(draw: st.DrawFn) -> Load:
    spans = st.tuples(DAYS, DAYS).map(lambda two: (min(two), max(two)))
    covers = draw(st.dictionaries(st.sampled_from(list(TEAMS)), spans, min_size=1))
    rows: list[Row] = []
    for team, (first, last) in covers.items():
        days = st.sampled_from([ahead for ahead in AHEAD if first <= ahead <= last])
        users, products = st.none() | st.sampled_from(USERS), st.sampled_from(PRODUCTS)
        amounts = st.decimals(0, 50, places=6)
        rows += draw(st.lists(st.tuples(days, st.just(team), users, products, amounts), max_size=15))
    return Load(covers, rows)


@st.composite
def directories(draw: st.DrawFn) -> list[Span]:
    """Draw spans of users that follow each other, with gaps, with open ends, and with units that nobody stated."""
    units = st.fixed_dictionaries({unit: st.sampled_from(["x", "y", None]) for unit in Unit})
    spans: list[Span] = []
    for user in draw(st.sets(st.sampled_from(USERS))):
        edges = sorted(draw(st.sets(DAYS, max_size=8)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        for number, (first, last) in enumerate(pairs):
            open_start = number == 0 and draw(st.booleans())
            open_end = number == len(pairs) - 1 and draw(st.booleans())
            spans.append((user, None if open_start else first, None if open_end else last, draw(units)))
    return spans


def day(ahead: int) -> date:
    return FIRST + timedelta(days=ahead)


def fill(store: Store, said: list[Load], spans: list[Span]) -> None:
    with store.writing() as cursor:
        cursor.execute("INSERT INTO teams VALUES (1, 'A'), (2, 'B')")
        cursor.execute("INSERT INTO products SELECT range, 'product ' || range FROM range(1, 4)")
        cursor.execute("INSERT INTO users SELECT range, 'user ' || range, NULL, NULL, NULL FROM range(1, 5)")
        for number, load in enumerate(said, 1):
            for team, days in load.covers.items():
                cover = [number, TEAMS[team], *map(day, days)]
                cursor.execute("INSERT INTO coverage VALUES (?, 'tokens', ?, ?, ?, NULL)", cover)
            for row, (ahead, team, user, product, tokens) in enumerate(load.rows, 1):
                use = [number, row, day(ahead), TEAMS[team], user, product, tokens]
                cursor.execute("INSERT INTO usage_rows VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, ?)", use)
        for row, (user, first, last, units) in enumerate(spans, 1):
            span = [None if ahead is None else day(ahead) for ahead in (first, last)]
            cursor.execute(
                "INSERT INTO directory_rows BY NAME SELECT 9 AS load_id, ? AS row, 'user ' || ? AS key,"
                " ? AS department, ? AS cost_center, ? AS project, ? AS country, ? AS manager,"
                " ?::DATE AS first_day, ?::DATE AS last_day",
                [row, user, *(units[unit] for unit in Unit), *span],
            )


def counted(said: list[Load]) -> list[Row]:
    """Give the rows that count: those of the last load that covers their team's day."""
    newest = {
        (team, ahead): number
        for number, load in enumerate(said)
        for team, (first, last) in load.covers.items()
        for ahead in range(first, last + 1)
    }
    return [row for number, load in enumerate(said) for row in load.rows if newest[row[1], row[0]] == number]


def ranges(data: Days, custom: Days) -> set[Days]:
    """Give every named range and one more, as far as there is data in them."""
    found = set()
    for text in (*Preset, f"{custom.first}..{custom.last}"):
        with suppress(RangeError):
            found.add(days_of_range(text, data))
    return found


def cuts(store: Store, spans: pl.DataFrame, names: Names, team: str | None, days: Days) -> dict[str, pl.DataFrame]:
    """Give the same use in every cut that the product has, each with its `tokens`."""
    rows = current_usage(store, team, days.first, days.last)
    covered = covered_days(store, team).filter(pl.col("day").is_between(days.first, days.last))
    use = rolled_up(rows)
    return {
        **{by: summary(use, by, names) for by in By},
        **{unit: allocation(use, spans, unit) for unit in Unit},
        "calendar day": daily_tokens(rows, covered),
        "month and product": months_by_product(rows, names),
        "user and product": user_products(rows, names),
    }


def place(spans: list[Span], row: Row, unit: Unit) -> str:
    """Say where the user of a row belonged on its day."""
    ahead, _, user, *_ = row
    here = [
        units[unit]
        for owner, first, last, units in spans
        if owner == user and (first is None or first <= ahead) and (last is None or ahead <= last)
    ]
    return (here[0] if here else None) or UNALLOCATED


def sums(pairs: Iterable[tuple[object, Decimal]]) -> dict[object, Decimal]:
    """Add up what is above zero."""
    found: defaultdict[object, Decimal] = defaultdict(Decimal)
    for key, tokens in pairs:
        found[key] += tokens
    return {key: tokens for key, tokens in found.items() if tokens}


CUSTOM = st.tuples(DAYS, DAYS).map(lambda two: Days(day(min(two)), day(max(two))))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(loads(), min_size=1, max_size=3), directories(), CUSTOM, st.sampled_from(Unit))
def test_totals_tie_for_every_range_and_team(said: list[Load], spans: list[Span], custom: Days, unit: Unit) -> None:
    use = counted(said)
    with Store() as store:
        fill(store, said, spans)
        placed, names = shown_directory(store), masked_names(store)
        for team in (None, *sorted({team for load in said for team in load.covers})):
            data = data_days(store, team)
            for days in ranges(data, custom):
                mine = [row for row in use if row[1] in (team or TEAMS) and days.first <= day(row[0]) <= days.last]
                total = sum((row[-1] for row in mine), Decimal(0))
                found = cuts(store, placed, names, team, days)
                totals = {cut: table["tokens"].sum() for cut, table in found.items()}
                assert totals == dict.fromkeys(totals, total)
                by_unit = sums(found[unit].select(str(unit), "tokens").iter_rows())
                assert by_unit == sums((place(spans, row, unit), row[-1]) for row in mine)
                by_month = sums(found[By.MONTH].select("month", "tokens").iter_rows())
                assert by_month == sums((day(row[0]).replace(day=1), row[-1]) for row in mine)
            charged = chargeback(store, placed, unit, team, data)
            everything = [row for row in use if row[1] in (team or TEAMS)]
            assert charged.tokens == sum((row[-1] for row in everything), Decimal(0))
            by_both = sums(((month, label), tokens) for month, label, tokens in charged.months.iter_rows())
            assert by_both == sums(
                ((day(row[0]).replace(day=1), place(spans, row, unit)), row[-1]) for row in everything
            )
