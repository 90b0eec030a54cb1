"""A change taken apart: the effects add up exactly, whatever was counted, and say what a person would say."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import permutations
from math import prod

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.samples import Simulation, simulate
from analytics.store import NOT_NAMED, Store, current_usage, masked_names
from analytics.usage import Against, Days, change_explained, change_sentence, data_days, days_of_range, earlier, movers
from analytics.usage.change import Counts, effects, rounded
from tests.usage.made import SCHEMA, rows_until

Loader = Callable[..., Receipt]
JANUARY = Days(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Days(date(2026, 2, 1), date(2026, 2, 28))
EFFECTS = ["effect_users", "effect_days", "effect_products", "effect_tokens", "effect_not_named"]


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    users = draw(st.integers(0, 50))
    if not users:
        return Counts(0, 0, 0, Decimal(0), draw(st.decimals(0, 100, places=6)))
    user_days = users + draw(st.integers(0, 400))
    product_days = user_days + draw(st.integers(0, 400))
    return Counts(
        users, user_days, product_days, draw(st.decimals(0, 9999, places=6)), draw(st.decimals(0, 9, places=6))
    )


@given(counts(), counts())
def test_effects_add_up_exactly_and_turn_their_signs(before: Counts, now: Counts) -> None:
    there, back = effects(before, now), effects(now, before)
    assert sum(there.parts) == Fraction(now.total) - Fraction(before.total)
    assert [-part for part in there.parts] == list(back.parts)
    assert effects(now, now).parts == (0, 0, 0, 0, 0)


@given(counts(), counts())
def test_an_effect_is_the_mean_over_all_orders(before: Counts, now: Counts) -> None:
    then, since = before.factors, now.factors
    if then is None or since is None:
        return
    sums = [Fraction(0)] * 4
    for order in permutations(range(4)):
        at = list(then)
        for place in order:
            level = prod(at)
            at[place] = since[place]
            sums[place] += prod(at) - level
    assert [value / 24 for value in sums] == list(effects(before, now).parts[:4])


def test_what_stayed_the_same_has_no_effect() -> None:
    # Three users instead of two, all else the same: 20 tokens become 30.
    assert effects(Counts(2, 4, 4, Decimal(20), Decimal(0)), Counts(3, 6, 6, Decimal(30), Decimal(0))).parts == (
        (10, 0, 0, 0, 0)
    )
    # Both factors change once: 2 x 5 = 10 becomes 3 x 7 = 21; 1 x (5 + 7) / 2 = 6 and 2 x (2 + 3) / 2 = 5.
    assert effects(Counts(2, 2, 2, Decimal(10), Decimal(0)), Counts(3, 3, 3, Decimal(21), Decimal(0))).parts == (
        (6, 0, 0, 5, 0)
    )


def test_who_came_or_went_has_the_whole_change() -> None:
    nobody = Counts(0, 0, 0, Decimal(0), Decimal(4))
    some = Counts(3, 7, 9, Decimal(50), Decimal(1))
    assert effects(nobody, some).parts == (50, 0, 0, 0, -3)
    assert effects(some, nobody).parts == (-50, 0, 0, 0, 3)
    assert effects(nobody, nobody).parts == (0, 0, 0, 0, 0)
    launches = Counts(2, 4, 4, Decimal(0), Decimal(0))  # used without any charge
    assert sum(effects(launches, some).parts) == 51


@given(counts(), counts(), st.integers(0, 6))
def test_shown_figures_add_up_and_are_less_than_one_off(before: Counts, now: Counts, places: int) -> None:
    parts = effects(before, now).parts
    start, *shown = rounded(before.total, parts, places)
    unit = Fraction(1, 10**places)
    assert start + sum(shown) == now.total.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert all(abs(Fraction(value) - part) < unit or value == part for value, part in zip(shown, parts, strict=True))
    assert all(value == 0 for value, part in zip(shown, parts, strict=True) if part == 0)


@pytest.fixture
def small(load_lines: Loader, store: Store) -> Store:
    """In January Ann on two days; in February Ann with two products on one, Bob, and one without a name."""
    load_lines(
        "2026-01-05,A,Revit,2026,ann@b.example,,,10",
        "2026-01-06,A,Revit,2026,ann@b.example,,,10",
        "2026-01-06,A,Revit,2025,ann@b.example,,,0",
        "2026-02-03,A,Revit,2026,ann@b.example,,,10",
        "2026-02-03,B,Revit,2026,ann@b.example,,,10",
        "2026-02-03,A,AutoCAD,2026,ann@b.example,,,7",
        "2026-02-04,B,AutoCAD,2026,bob@b.example,,,7",
        "2026-02-05,B,AutoCAD,2026,,,,0.5",
    )
    return store


def test_a_small_export_counted_by_hand(small: Store) -> None:
    change = change_explained(current_usage(small), JANUARY, FEBRUARY)
    assert change.before == Counts(1, 2, 2, Decimal(20), Decimal(0))
    assert change.now == Counts(2, 2, 3, Decimal(34), Decimal("0.5"))
    assert change.tokens == change.parts["effect"].sum() == Decimal("14.5")
    assert change.parts["part"].to_list()[-1] == "Use without a name"
    assert change.parts["now"].to_list() == pytest.approx([2, 1, 1.5, 34 / 3, 0.5])
    assert change.steps["end"].to_list()[-2:] == [34.5, 34.5]
    assert change.per_day == pytest.approx((20 / 31, 34.5 / 28))
    assert change_sentence(change) == (
        "72 % more than from 1 January 2026 to 31 January 2026: 34.5 tokens against 20, mostly because there were more"
        " users (+19.5), although users came on fewer days (−20.7)."
    )


def test_movers_add_up_to_the_whole(small: Store) -> None:
    rows, names = current_usage(small), masked_names(small)
    moved = movers(rows, "product_id", names.products, (JANUARY, FEBRUARY), 9)
    assert moved.select("consumer", "tokens_before", "tokens", "tokens_change", *EFFECTS[:1], EFFECTS[-1]).rows() == [
        ("AutoCAD", 0, Decimal("14.5"), Decimal("14.5"), 14, Decimal("0.5")),
        ("Revit", 20, 20, 0, 0, 0),
    ]
    by_user = movers(rows, "user_id", names.users, (JANUARY, FEBRUARY), 9)
    assert by_user["consumer"].to_list() == ["User 0001", "User 0002", NOT_NAMED]
    assert by_user["tokens_change"].sum() == Decimal("14.5")
    one = movers(rows, "user_id", names.users, (JANUARY, FEBRUARY), 1)
    assert one["consumer"].to_list() == ["User 0001", "All others (2)"]
    assert one["tokens_change"].sum() == Decimal("14.5")
    by_any = movers(
        rows.with_columns(unit=pl.lit(None, pl.String)), "unit", None, (JANUARY, FEBRUARY), 3, "Unallocated"
    )
    assert by_any["consumer"].to_list() == ["Unallocated"]


rows_strategy = rows_until(date(2026, 2, 28))


def plain_counts(rows: list[tuple[object, ...]], days: Days) -> Counts:
    """Count once more, with sets."""
    named = [row for row in rows if days.first <= row[0] <= days.last and row[2] is not None]  # type: ignore[operator]
    other = [row for row in rows if days.first <= row[0] <= days.last and row[2] is None]  # type: ignore[operator]
    return Counts(
        len({row[2] for row in named}),
        len({(row[2], row[0]) for row in named}),
        len({(row[2], row[0], row[3]) for row in named}),
        sum((row[4] for row in named), Decimal(0)),  # type: ignore[misc]
        sum((row[4] for row in other), Decimal(0)),  # type: ignore[misc]
    )


@given(rows_strategy, st.integers(0, 40), st.integers(0, 40), st.sampled_from(["user_id", "product_id", "team_id"]))
def test_counts_are_the_plain_counts_and_keys_add_up(
    rows: list[tuple[object, ...]], start: int, length: int, key: str
) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    first = date(2026, 1, 1) + timedelta(days=start)
    before, now = JANUARY, Days(first, first + timedelta(days=length))  # they may overlap
    change = change_explained(frame, before, now)
    assert change.before == plain_counts(rows, before)
    assert change.now == plain_counts(rows, now)
    assert change.parts["effect"].sum() == change.tokens
    labelled = frame.with_columns(unit=pl.col(key).cast(pl.String))
    moved = movers(labelled, "unit", None, (before, now), 2, "nobody")
    assert moved["tokens_change"].sum() == change.tokens
    each = moved.filter(pl.col("effect_users").is_not_null())
    assert each.select(pl.sum_horizontal(EFFECTS)).to_series().to_list() == each["tokens_change"].to_list()


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate()


def test_the_sample_is_counted_as_it_was_simulated(sample_store: Store, simulation: Simulation) -> None:
    days = days_of_range("past-3-months", data_days(sample_store))
    before = earlier(days, Against.LAST_YEAR)
    change = change_explained(current_usage(sample_store), before, days)
    for period, found in ((before, change.before), (days, change.now)):
        rows = [row for row in simulation.rows if period.first <= row.day <= period.last]
        assert found == Counts(
            len({row.email for row in rows}),
            len({(row.email, row.day) for row in rows}),
            len({(row.email, row.day, row.product) for row in rows}),
            Decimal(sum(row.tokens for row in rows)),
            Decimal(0),
        )


def said(before: Counts, now: Counts) -> str:
    rows = pl.DataFrame(schema=SCHEMA)
    empty = change_explained(rows, JANUARY, FEBRUARY)
    return change_sentence(type(empty)(JANUARY, FEBRUARY, before, now, effects(before, now)))


def test_small_changes_are_called_small() -> None:
    flat = Counts(10, 100, 100, Decimal(1000), Decimal(0))
    assert said(flat, Counts(10, 100, 100, Decimal(1010), Decimal(0))).startswith("About as much as from 1 January")
    crossed = said(flat, Counts(20, 100, 100, Decimal(1000), Decimal(0)))
    assert crossed.endswith("above all there were more users (+750) and users came on fewer days (−750).")
    nothing = Counts(0, 0, 0, Decimal(0), Decimal(0))
    assert said(nothing, flat) == "1,000 tokens; nothing was used from 1 January 2026 to 31 January 2026."
    assert said(flat, nothing) == "Nothing was used, against 1,000 tokens from 1 January 2026 to 31 January 2026."
    two = said(flat, Counts(12, 144, 173, Decimal(2076), Decimal(0)))
    assert "above all because" in two or "mostly because" in two
