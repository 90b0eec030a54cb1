"""The loads behind what is shown: those that speak for the range and the team, and no others."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.store import Store, undo
from analytics.store.sources import source, sources
from tests.places import NOW

PACKS = "Team,Tokens,Start,Last day"


@pytest.fixture
def loaded(load_lines: Callable[..., Receipt], store: Store) -> Store:
    """Two loads of A, of which the second takes over the days from 3 January; one of B; packs of A; a directory."""
    load_lines(*(f"2026-01-0{day},A,Revit,,ann@b.example,,,6" for day in (1, 2, 3)))
    load_lines(*(f"2026-01-0{day},A,Revit,,ann@b.example,,,7" for day in (3, 5)))
    load_lines("2026-01-01,B,Revit,,bob@b.example,,,1")
    load_lines("A,100,2026-01-01,2026-12-31", header=PACKS)
    load_lines("ann@b.example,Design", header="Email,Department")
    return store


def numbers(store: Store, team: str | None = None, first: int | None = None, last: int | None = None) -> list[int]:
    days = [None if day is None else date(2026, 1, day) for day in (first, last)]
    return sources(store, team, *days)["load_id"].to_list()


def test_each_load_has_its_file_its_moment_and_the_fingerprint_of_the_file(loaded: Store, tmp_path: Path) -> None:
    content = (tmp_path / "export_4.csv").read_bytes()
    expected = (4, "export_4.csv", "packs", NOW, sha256(content).hexdigest())
    assert sources(loaded).filter(load_id=4).rows() == source(loaded, 4).rows() == [expected]


def test_only_loads_that_count_for_the_range_and_the_team(loaded: Store) -> None:
    assert numbers(loaded) == [1, 2, 3, 4, 5]
    assert numbers(loaded, "B") == [3, 5]
    assert numbers(loaded, "A", last=2) == [1, 4, 5]
    # What load 1 says of the third day does not count, and the fourth is a day without use that load 2 covers.
    assert numbers(loaded, "A", 3, 3) == numbers(loaded, "A", 4, 4) == [2, 4, 5]
    assert numbers(loaded, "B", 2, 3) == [5]
    with pytest.raises(StoreError, match="no team C"):
        numbers(loaded, "C")


def test_a_load_taken_back_is_behind_nothing(loaded: Store) -> None:
    undo(loaded, 2, NOW)
    assert numbers(loaded, "A", 3, 5) == [1, 4, 5]
    assert source(loaded, 2)["file"].to_list() == ["export_2.csv"]
