"""Departments and the like: ranked, moved and narrowed to, no token lost, and as the simulator's rows say."""

from collections import Counter
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings

from analytics.errors import StoreError
from analytics.samples import Simulation, simulate
from analytics.store import Names, Store, covered_days, current_usage, masked_names
from analytics.store.directory import directory, places, shown_places
from analytics.usage import (
    UNALLOCATED,
    Against,
    By,
    Days,
    Part,
    Top,
    Unit,
    change_explained,
    compared_periods,
    consumers,
    data_days,
    days_of_range,
    earlier,
    movers,
    part,
    part_labels,
    top_consumers,
    top_sentence,
    use_of_part,
    with_marks,
)
from tests.usage.made import FIRST, SCHEMA, Row, day, directories, rows_until, spans_of

NOW, BEFORE = Days(date(2026, 2, 1), date(2026, 2, 28)), Days(date(2026, 1, 1), date(2026, 1, 31))
NO_MARKS = pl.DataFrame(schema={"key": pl.String, "note": pl.String})
LABELS = {"A": "a", "B": "b", "C": "c", None: UNALLOCATED}
NO_NAMES = Names(*[pl.DataFrame()] * 5)
COVERED = pl.DataFrame({"day": pl.date_range(FIRST, date(2026, 2, 28), eager=True)}).with_columns(
    team_id=pl.lit(1, pl.Int32)
)


def place_of(spans: pl.DataFrame, user: int | None, on: date) -> str | None:
    """Look a user up, span by span."""
    for span in spans.iter_rows(named=True):
        if span["user_id"] == user and span["first_day"] <= on <= span["last_day"]:
            found: str | None = span["department"]
            return found
    return None


def counted(rows: list[Row], spans: pl.DataFrame, days: Days) -> dict[str | None, Decimal]:
    sums: dict[str | None, Decimal] = {}
    for on, _, user, _, tokens in rows:
        if days.first <= on <= days.last:
            place = place_of(spans, user, on)
            sums[place] = sums.get(place, Decimal(0)) + tokens
    return sums


def some(sums: dict[str | None, Decimal]) -> dict[str | None, Decimal]:
    return {place: tokens for place, tokens in sums.items() if tokens}


@settings(deadline=None, max_examples=60)
@given(rows_until(date(2026, 2, 28)), directories())
def test_every_token_is_ranked_moved_and_in_one_part(rows: list[Row], spans: pl.DataFrame) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    known = pl.DataFrame({"unit": "department", "key": list("ABC"), "label": list("abc")})
    told = consumers(frame, Unit.DEPARTMENT, NO_NAMES, spans, known)
    assert told.rows.height == frame.height
    now, before = counted(rows, spans, NOW), counted(rows, spans, BEFORE)

    top = top_consumers(told.rows, told.key, told.labels, NOW, COVERED, told.nobody)
    assert some(dict(top.rows.select("key", "tokens").iter_rows())) == some(now)
    assert some(dict(top.rows.select("key", "tokens_previous").iter_rows())) == some(before)
    assert top.total == sum(now.values(), Decimal(0)) == top.heaviest(3)["tokens"].sum()
    assert set(top.rows.filter(pl.col("key").is_null())["consumer"]) <= {UNALLOCATED}

    change = change_explained(frame, BEFORE, NOW)
    moved = movers(told.rows, told.key, told.labels, (BEFORE, NOW), 9, told.nobody)
    changes = {label: now.get(place, Decimal(0)) - before.get(place, Decimal(0)) for place, label in LABELS.items()}
    assert some(dict(moved.select("consumer", "tokens_change").iter_rows())) == some(changes)
    assert moved["tokens_change"].sum() == change.tokens

    parts = [Part(Unit.DEPARTMENT, place) for place in ("A", "B", "C", None)]
    narrowed = {one: use_of_part(frame.lazy(), spans, one).collect() for one in parts}
    assert sorted(pl.concat(narrowed.values()).rows(), key=str) == sorted(frame.rows(), key=str)
    for one, own in narrowed.items():
        explained = change_explained(own, BEFORE, NOW)
        assert explained.now.total == now.get(one.place, 0)
        assert explained.parts["effect"].sum() == explained.tokens == changes[LABELS[one.place]]


def ranked(rows: pl.DataFrame, days: Days) -> Top:
    return top_consumers(rows, "unit", None, days, COVERED, UNALLOCATED)


def test_a_small_ranking_by_hand() -> None:
    placed = pl.DataFrame(
        {"day": [NOW.first] * 4, "unit": ["Design", "Plant", None, "Sales"], "tokens": [*map(Decimal, (5, 3, 2, 0))]}
    ).with_columns(team_id=pl.lit(1, pl.Int32))
    top = ranked(placed, NOW)
    columns = ("consumer", "rank", "tokens", "cumulative_share")
    assert top.heaviest(9).select(columns).rows() == [
        ("Design", 1, 5, 0.5),
        ("Plant", 2, 3, 0.8),
        ("Sales", 3, 0, 0.8),
        (UNALLOCATED, None, 2, 1.0),
    ]
    # Others that are not listed come between, so the line of the picture has no point there.
    assert top.heaviest(1).select(columns).rows() == [("Design", 1, 5, 0.5), (UNALLOCATED, None, 2, None)]
    listed = with_marks(top.heaviest(1), NO_MARKS)
    assert top_sentence(top, listed, Against.PREVIOUS, "country").startswith(
        "The heaviest of 3 countries took 50 % of 10 tokens"
    )
    assert ranked(placed.filter(pl.col("unit").is_null()), NOW).ranked.is_empty()


PLACES = pl.DataFrame(
    [("cost_center", "4100", "4100"), ("manager", "Manager 1", "eve@b.example")],
    schema=["unit", "key", "label"],
    orient="row",
)


def test_parts_are_named_and_read_again() -> None:
    labels = part_labels(PLACES)
    assert list(labels.values()) == [
        "Cost center 4100",
        "Unallocated by cost center",
        "Manager eve@b.example",
        "Unallocated by manager",
    ]
    assert [part(str(one), PLACES) for one in labels] == list(labels)
    assert part("manager:eve@b.example", PLACES) == part("manager:Manager 1", PLACES) == Part(Unit.MANAGER, "Manager 1")
    assert part("cost-center:", PLACES) == Part(Unit.COST_CENTER, None)
    masked = PLACES.with_columns(label=pl.col("key"))
    assert part_labels(masked)[Part(Unit.MANAGER, "Manager 1")] == "Manager 1"


@pytest.mark.parametrize(
    ("text", "known", "message", "hint"),
    [
        ("department:Design", PLACES, "is not a part of the company", "Begin with one of: cost_center:, manager:."),
        ("4100", PLACES, "is not a part of the company", "Begin with one of"),
        ("cost-center:41", PLACES, "There is no cost center 41", "There are: 4100."),
        ("department:Design", PLACES.clear(), "is not a part of the company", "Load a directory"),
    ],
)
def test_what_is_no_part_is_told(text: str, known: pl.DataFrame, message: str, hint: str) -> None:
    with pytest.raises(StoreError, match=message) as error:
        part(text, known)
    assert error.value.hint.startswith(hint)


def test_a_part_follows_who_moved() -> None:
    rows = [(day(ahead), 1, 1, 1, Decimal(ahead)) for ahead in range(10)]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    moved = spans_of((1, "Design", None, FIRST, day(3)), (1, "Plant", None, day(6), day(9)))
    tokens = [
        use_of_part(frame.lazy(), moved, Part(Unit.DEPARTMENT, place)).collect()["tokens"].sum()
        for place in ("Design", "Plant", None, "Sales")
    ]
    assert tokens == [0 + 1 + 2 + 3, 6 + 7 + 8 + 9, 4 + 5, 0]


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate()


@pytest.mark.parametrize("unit", Unit)
def test_the_sample_is_told_apart_as_it_was_simulated(sample_store: Store, simulation: Simulation, unit: Unit) -> None:
    days = days_of_range("past-3-months", data_days(sample_store))
    rows, known = current_usage(sample_store), directory(sample_store)
    shown = shown_places(sample_store)
    told = consumers(rows, unit, masked_names(sample_store), known, shown)
    top = top_consumers(told.rows, told.key, told.labels, days, covered_days(sample_store), told.nobody)
    for column, period in zip(("tokens", "tokens_previous", "tokens_last_year"), compared_periods(days), strict=True):
        sums: Counter[str] = Counter()
        for row in simulation.rows:
            if period.first <= row.day <= period.last:
                here = [one for one in simulation.directory if one.email == row.email and one.holds_on(row.day)]
                sums[(getattr(here[0], unit) if here else "") or UNALLOCATED] += row.tokens
        found = {name: int(tokens) for name, tokens in top.rows.select("consumer", column).iter_rows() if tokens}
        assert found == sums
    before = earlier(days, Against.PREVIOUS)
    for one, label in part_labels(shown).items():
        if one.unit is unit:
            own = change_explained(use_of_part(rows.lazy(), known, one).collect(), before, days)
            name = UNALLOCATED if one.place is None else label.removeprefix(f"{unit.label} ")
            then, since = top.rows.filter(consumer=name).select("tokens_previous", "tokens").row(0)
            assert (own.before.total, own.now.total) == (then, since)


def test_masked_places_name_nobody_and_have_the_same_tokens(sample_store: Store) -> None:
    days = days_of_range("past-3-months", data_days(sample_store))
    rows, known, names = current_usage(sample_store), directory(sample_store), masked_names(sample_store)
    by_label = [
        top_consumers(told.rows, told.key, told.labels, days, covered_days(sample_store), told.nobody).rows
        for told in (
            consumers(rows, Unit.MANAGER, names, known, labels(sample_store)) for labels in (places, shown_places)
        )
    ]
    masked, shown = (frame.sort("key") for frame in by_label)
    assert masked.drop("consumer").equals(shown.drop("consumer"))
    assert "@" not in masked.write_csv()
    assert masked["consumer"].to_list()[1:] == [f"Manager {number}" for number in range(1, 7)]


def test_users_are_told_apart_as_before(sample_store: Store) -> None:
    rows, names = current_usage(sample_store), masked_names(sample_store)
    told = consumers(rows, By.USER, names, directory(sample_store), places(sample_store))
    assert (told.rows is rows, told.key, told.nobody) == (True, "user_id", "Not named")
