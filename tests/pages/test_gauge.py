"""What pages remember: each answer once per state of the store, whoever asks, and never one of two states."""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from analytics.exports import Receipt
from analytics.gauge import Gauge, StateMovedError, size
from analytics.store import NewPack, Store, add_pack
from pages.parts import session
from tests.pages.seen import Open, lines, sound, text, uploaded

ROW = "2026-10-01,A,AutoCAD,,x@b.example,,,7"


@pytest.fixture
def used(store: Store, load_lines: Callable[..., Receipt]) -> Store:
    load_lines(ROW)
    return store


def writes(store: Store) -> None:
    add_pack(store, NewPack("A", Decimal(100), date(2026, 1, 1), date(2026, 12, 31), None, "USD"))


def test_an_answer_is_made_once(used: Store) -> None:
    gauge, made = Gauge(used, used.fingerprint), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [gauge.once("rows", make), gauge.once("rows", make), gauge.once("packs", make)] == [1, 1, 2]


def test_many_who_ask_at_once_wait_for_one_answer(used: Store) -> None:
    gauge, made, together = Gauge(used, used.fingerprint), [], threading.Barrier(8)

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return 5

    def ask(_: int) -> int:
        together.wait()
        return gauge.once("rows", make)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == 8 * [5]
    assert len(made) == 1


def test_an_answer_of_two_states_is_not_given(used: Store) -> None:
    gauge = Gauge(used, used.fingerprint)

    def make() -> int:
        writes(used)
        return 5

    with pytest.raises(StateMovedError):
        gauge.once("rows", make)
    with pytest.raises(StateMovedError):
        gauge.once("rows", lambda: 5)
    assert Gauge(used, used.fingerprint).once("rows", lambda: 6) == 6


def test_what_was_made_before_the_state_moved_stays_an_answer_on_it(used: Store) -> None:
    gauge = Gauge(used, used.fingerprint)
    gauge.once("rows", lambda: 5)
    writes(used)
    assert gauge.once("rows", lambda: 6) == 5


def test_an_error_is_not_remembered(used: Store) -> None:
    gauge = Gauge(used, used.fingerprint)
    with pytest.raises(ZeroDivisionError):
        gauge.once("rows", lambda: 1 // 0)
    assert gauge.once("rows", lambda: 5) == 5


def test_the_memory_is_bounded_by_bytes_but_for_what_is_always_kept(used: Store) -> None:
    gauge, made = Gauge(used, used.fingerprint, memory=10_000), []

    def make() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        made.append(1)
        return np.zeros(500)

    for question in range(4):
        gauge.once(question, make)
    gauge.once(3, make)
    assert len(made) == 4
    gauge.once(0, make)
    assert len(made) == 5
    for _ in range(2):
        gauge.once("too large", lambda: made.append(1) or np.zeros(5000))
    assert len(made) == 7
    for _ in range(2):
        gauge.once("all rows", lambda: made.append(1) or np.zeros(5000), always=True)
    assert len(made) == 8


def test_the_size_of_an_answer_is_that_of_all_it_holds() -> None:
    @dataclass(frozen=True)
    class Answer:
        frame: pl.DataFrame
        futures: np.ndarray[tuple[int, ...], np.dtype[np.float64]]

    futures = np.zeros(1000)
    answer = Answer(pl.DataFrame({"day": range(1000)}), futures)
    assert 16_000 <= size([answer, answer, {"again": futures}]) < 18_000


def test_two_copies_of_one_store_are_told_apart_once_each_is_written_to(tmp_path: Path) -> None:
    with Store(tmp_path / "one.duckdb") as one:
        writes(one)
    shutil.copyfile(tmp_path / "one.duckdb", tmp_path / "other.duckdb")
    with Store(tmp_path / "one.duckdb") as one, Store(tmp_path / "other.duckdb") as other:
        writes(one)
        writes(other)
        assert one.fingerprint != other.fingerprint


def test_a_page_is_made_again_when_somebody_writes_meanwhile(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded(opened("pages/data/load.py"), export=lines("2026-10-01,A,AutoCAD,x@b.example,7"))
    before = session.own_store().fingerprint
    asked = session.usage.summary
    written = []

    def writes_meanwhile(*arguments: object) -> pl.DataFrame:
        if not written:
            written.append(1)
            writes(session.own_store())
        return asked(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(session.usage, "summary", writes_meanwhile)
    page = sound(opened("pages/usage/products.py"))
    assert written
    assert session.own_store().fingerprint != before
    assert "AutoCAD" in text(page) or any("AutoCAD" in str(table.value) for table in page.dataframe)
