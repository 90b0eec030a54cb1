"""Current usage: the newest covering load wins, whole; undo brings back what was covered."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import StoreError
from analytics.exports import Receipt, Status
from analytics.store import (
    LoadOptions,
    Store,
    covered_days,
    current_usage,
    is_empty,
    load,
    masked_names,
    shown_names,
    team_names,
    undo,
)
from analytics.usage import By, rolled_up, summary
from tests.places import NOW

Loader = Callable[..., Receipt]
START = date(2026, 1, 1)


def tokens_by_day(store: Store) -> dict[date, Decimal]:
    rows = current_usage(store).group_by("day").agg(pl.col("tokens").sum())
    return dict(rows.iter_rows())


def test_a_day_covered_without_rows_becomes_a_true_zero(load_lines: Loader, store: Store) -> None:
    load_lines(
        "2026-01-01,A,Revit,,a@b.example,,,10",
        "2026-01-02,A,Revit,,a@b.example,,,10",
        "2026-01-03,A,Revit,,a@b.example,,,10",
    )
    load_lines("2026-01-01,A,Revit,,a@b.example,,,20", "2026-01-03,A,Revit,,a@b.example,,,20")
    assert tokens_by_day(store) == {date(2026, 1, 1): Decimal(20), date(2026, 1, 3): Decimal(20)}
    assert covered_days(store)["day"].to_list() == [date(2026, 1, day) for day in (1, 2, 3)]


def test_a_day_that_no_load_covers_is_a_gap(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-01,A,Revit,,a@b.example,,,10")
    load_lines("2026-01-03,A,Revit,,a@b.example,,,10")
    assert covered_days(store)["day"].to_list() == [date(2026, 1, 1), date(2026, 1, 3)]


def test_teams_are_never_mixed(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-01,A,Revit,,a@b.example,,,10", "2026-01-01,B,Revit,,b@b.example,,,20")
    load_lines("2026-01-01,A,Revit,,a@b.example,,,7")
    assert current_usage(store, "A")["tokens"].sum() == Decimal(7)
    assert current_usage(store, "B")["tokens"].sum() == Decimal(20)
    assert team_names(store) == ["A", "B"]
    with pytest.raises(StoreError, match="no team C") as caught:
        current_usage(store, "C")
    assert "A, B" in caught.value.hint


def test_a_load_that_looks_filtered_is_held(load_lines: Loader, store: Store) -> None:
    full = [f"2026-01-{day:02},A,Revit,,u{user}@b.example,,,10" for day in range(1, 11) for user in range(10)]
    load_lines(*full)
    few = [line for line in full if ",u1@" in line or ",u2@" in line]
    held = load_lines(*few)
    assert held.status is Status.HELD
    assert "200 tokens instead of 1,000" in held.message
    assert "2 users instead of 10" in held.message
    assert tokens_by_day(store)[START] == Decimal(100)
    assert load_lines(*few, "", options=LoadOptions(confirmed=True)).status is Status.LOADED
    assert tokens_by_day(store)[START] == Decimal(20)


def test_a_load_whose_identities_changed_is_held(load_lines: Loader) -> None:
    load_lines(*[f"2026-01-01,A,Revit,,u{user}@b.example,,,10" for user in range(8)])
    hashed = [f"2026-01-01,A,Revit,,{user:040x},,,10" for user in range(8)]
    assert "identities" in load_lines(*hashed).message


@st.composite
def files(draw: st.DrawFn) -> list[dict[tuple[int, str, str], int]]:
    """Some exports: (day, product, user) to tokens; days may overlap."""
    row = st.tuples(st.integers(0, 9), st.sampled_from(["Revit", "AutoCAD"]), st.sampled_from(["a", "b", "c"]))
    return draw(st.lists(st.dictionaries(row, st.integers(0, 20), min_size=1, max_size=12), min_size=1, max_size=4))


def write(folder: Path, number: int, rows: dict[tuple[int, str, str], int]) -> Path:
    path = folder / f"{number}.csv"
    lines = [
        f"{START + timedelta(days=day)},{product},{user}@b.example,{tokens}"
        for (day, product, user), tokens in sorted(rows.items())
    ]
    path.write_text("\n".join(["Day used,Product,Email,Tokens used", *lines]) + f"\n# {number}\n", encoding="utf-8")
    return path


def whole(store: Store) -> list[tuple[object, ...]]:
    names = shown_names(store)
    rows = current_usage(store).join(names.users, on="user_id").join(names.products, on="product_id")
    return sorted(rows.select("day", "user", "product", "tokens").rows())


CONFIRMED = LoadOptions(confirmed=True)


@settings(deadline=None, max_examples=25)
@given(exports=files())
def test_the_newest_covering_file_speaks_for_each_day(
    tmp_path_factory: pytest.TempPathFactory, exports: list[dict[tuple[int, str, str], int]]
) -> None:
    folder = tmp_path_factory.mktemp("exports")
    expected: dict[int, dict[tuple[int, str, str], int]] = {}
    with Store() as store:
        for number, rows in enumerate(exports):
            load(store, write(folder, number, rows), NOW, CONFIRMED)
            for day in range(min(key[0] for key in rows), max(key[0] for key in rows) + 1):
                expected[day] = {key: tokens for key, tokens in rows.items() if key[0] == day}
        truth = sorted(
            (START + timedelta(days=day), f"{user}@b.example", product, Decimal(tokens))
            for day_rows in expected.values()
            for (day, product, user), tokens in day_rows.items()
        )
        assert whole(store) == truth


@settings(deadline=None, max_examples=20)
@given(exports=files())
def test_load_then_undo_is_the_identity_and_a_reload_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, exports: list[dict[tuple[int, str, str], int]]
) -> None:
    folder = tmp_path_factory.mktemp("exports")
    *earlier, last = exports
    with Store() as store:
        for number, rows in enumerate(earlier):
            load(store, write(folder, number, rows), NOW, CONFIRMED)
        before, covered = whole(store), covered_days(store)
        path = write(folder, len(earlier), last)
        receipt = load(store, path, NOW, CONFIRMED)
        after = summary(rolled_up(current_usage(store)), By.USER, masked_names(store)).write_csv()
        assert receipt.load_id is not None
        undo(store, receipt.load_id, NOW)
        assert whole(store) == before
        assert covered_days(store).equals(covered)
        load(store, path, NOW, CONFIRMED)
        assert summary(rolled_up(current_usage(store)), By.USER, masked_names(store)).write_csv() == after


@settings(deadline=None, max_examples=10)
@given(exports=files())
def test_the_order_of_disjoint_files_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, exports: list[dict[tuple[int, str, str], int]]
) -> None:
    folder = tmp_path_factory.mktemp("exports")
    apart = [
        {(day + 20 * number, *rest): n for (day, *rest), n in rows.items()} for number, rows in enumerate(exports[:3])
    ]
    paths = [write(folder, number, rows) for number, rows in enumerate(apart)]
    states = []
    for order in permutations(paths):
        with Store() as store:
            for path in order:
                load(store, path, NOW, CONFIRMED)
            states.append((whole(store), covered_days(store)["day"].to_list()))
    assert all(state == states[0] for state in states)


def test_undo_of_what_is_not_there(store: Store) -> None:
    with pytest.raises(StoreError, match="no load 5"):
        undo(store, 5, NOW)


def test_a_store_once_used_stays_its_own_when_all_is_taken_back(load_lines: Loader, store: Store) -> None:
    assert is_empty(store)
    receipt = load_lines("2026-01-01,A,Revit,,a@b.example,,,10")
    assert not is_empty(store)
    assert receipt.load_id is not None
    undo(store, receipt.load_id, NOW)
    assert not is_empty(store)  # the sample does not come back in its place
    assert current_usage(store).is_empty()
    assert load_lines("2026-01-01,A,Revit,,a@b.example,,,10").status is Status.LOADED


def test_an_e_mail_that_stands_as_another_name_is_masked_too(load_lines: Loader, store: Store) -> None:
    load_lines("2026-01-01,c@b.example,a@b.example,1,a@b.example,,,10", "2026-01-01,A,Revit,2026,a@b.example,,,10")
    masked, shown = masked_names(store), shown_names(store)
    assert masked.products["product"].sort().to_list() == ["Product 0002", "Revit"]
    assert masked.teams["team"].sort().to_list() == ["A", "Team 0002"]
    assert shown.products["product"].sort().to_list() == ["Revit", "a@b.example"]


def test_masked_names_tell_nobody(sample_store: Store) -> None:
    masked, shown = masked_names(sample_store).users, shown_names(sample_store).users
    assert masked["user"].str.contains(r"^User \d{4}$").all()
    assert shown["user"].str.contains("@example.com").all()
    assert masked["user"].n_unique() == shown.height == 120
