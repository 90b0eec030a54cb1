"""Every kind of export in every form reads as the same truth; what can be read in two ways is asked, once."""

from collections.abc import Iterator
from itertools import combinations, cycle, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from analytics.exports import Receipt, Status
from analytics.exports.dates import DateOrder
from analytics.exports.numbers import DecimalMark
from analytics.exports.questions import Asked
from analytics.store import LoadOptions, Store, load, load_all, undo
from tests.exports.made import written
from tests.loading.forms import (
    DAY_FORMS,
    DELIMITERS,
    NUMBER_FORMS,
    SPELLINGS,
    delimited,
    in_container,
    json_answer,
    parquet,
    texts,
    workbook,
)
from tests.loading.kinds import NAMES, UNCLEAR_DAYS, UNCLEAR_NUMBERS, UNICODE, Made, Span, exports, stored_in
from tests.places import NOW

_CONTAINERS = ("plain", "gzip", "zip")
_AXES = (tuple(DAY_FORMS), tuple(NUMBER_FORMS), tuple(SPELLINGS), DELIMITERS, _CONTAINERS)


class Cell(NamedTuple):
    """One text file of the matrix."""

    name: str
    day_form: str
    number_form: str
    encoding: str
    delimiter: str
    container: str


def _cells() -> Iterator[Cell]:
    """Let every value of every axis meet every kind, in an order drawn for each."""
    chance = Random(2026)
    turns = max(map(len, _AXES))
    for name in NAMES:
        orders = [islice(cycle(chance.sample(axis, len(axis))), turns) for axis in _AXES]
        yield from (Cell(name, *values) for values in zip(*orders, strict=True))


CELLS = tuple(_cells())


def assert_loaded(store: Store, receipt: Receipt, made: Made) -> None:
    """Compare the receipt and the store with the truth."""
    assert (receipt.status, receipt.kind) == (Status.LOADED, made.kind), receipt.message
    assert (receipt.rows_in, receipt.rows_used) == (len(made.rows), made.used)
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == made.aside
    assert receipt.tokens == made.total
    assert stored_in(store, made.kind) == made.stored


def test_every_two_values_meet() -> None:
    for one, other in combinations(range(len(_AXES)), 2):
        met = {(cell[one + 1], cell[other + 1]) for cell in CELLS}
        assert len(met) == len(_AXES[one]) * len(_AXES[other])


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: ", ".join(cell).replace("\t", "tab"))
def test_a_text_file(store: Store, tmp_path: Path, cell: Cell) -> None:
    made = exports(SPELLINGS[cell.encoding])[cell.name]
    rows = texts(made, cell.day_form, cell.number_form)
    content = in_container(delimited(rows, cell.encoding, cell.delimiter), cell.container)
    [receipt] = load_all(store, written(tmp_path, content, "export"), NOW, LoadOptions())
    assert_loaded(store, receipt, made)


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook(store: Store, tmp_path: Path, name: str) -> None:
    made = exports()[name]
    day_form = (None, "serial", "d/m/y", "3 Mar 2026")[NAMES.index(name) % 4]
    path = written(tmp_path, workbook(made, day_form), "export")
    assert_loaded(store, load(store, path, NOW, LoadOptions()), made)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_in_json(store: Store, tmp_path: Path, name: str) -> None:
    made = exports()[name]
    path = written(tmp_path, json_answer(made, tuple(DAY_FORMS)[NAMES.index(name) % len(DAY_FORMS)]), "export")
    assert_loaded(store, load(store, path, NOW, LoadOptions()), made)


@pytest.mark.parametrize("name", NAMES)
def test_a_parquet_file(store: Store, tmp_path: Path, name: str) -> None:
    made = exports()[name]
    parquet(made, tmp_path / "export")
    assert_loaded(store, load(store, tmp_path / "export", NOW, LoadOptions()), made)


WITH_AMOUNTS = [name for name, made in exports().items() if made.total]


def _asked(store: Store, path: Path) -> Asked:
    """Load what cannot be read without an answer."""
    before = store.fingerprint
    receipt = load(store, path, NOW, LoadOptions())
    assert receipt.status is Status.REFUSED
    assert receipt.question is not None
    assert store.fingerprint == before
    return receipt.question.about


@pytest.mark.parametrize("name", NAMES)
def test_unclear_days_are_asked_about(store: Store, tmp_path: Path, name: str) -> None:
    made = exports(UNICODE, UNCLEAR_DAYS)[name]
    form, order = (("d/m/y", DateOrder.DMY), ("m/d/y", DateOrder.MDY))[NAMES.index(name) % 2]
    path = written(tmp_path, delimited(texts(made, form)))
    assert _asked(store, path) is Asked.DATES
    assert_loaded(store, load(store, path, NOW, LoadOptions(dates=order)), made)


@pytest.mark.parametrize("name", WITH_AMOUNTS)
def test_unclear_numbers_are_asked_about(store: Store, tmp_path: Path, name: str) -> None:
    made = exports(UNICODE, UNCLEAR_NUMBERS)[name]
    mark = tuple(DecimalMark)[WITH_AMOUNTS.index(name) % 2]
    path = written(tmp_path, delimited(texts(made, number_form=f"thousands, {mark.name.lower()}")))
    assert _asked(store, path) is Asked.DECIMALS
    assert_loaded(store, load(store, path, NOW, LoadOptions(decimals=mark)), made)


@pytest.mark.parametrize("name", ["usage 2026", "usage report", "token events"])
def test_an_answer_holds_for_later_files_until_it_is_taken_back(store: Store, tmp_path: Path, name: str) -> None:
    made = exports(UNICODE, Span(UNCLEAR_DAYS.first, UNCLEAR_DAYS.last, UNCLEAR_NUMBERS.charges))[name]
    rows = texts(made, "d/m/y", "thousands, comma")
    first, later = (written(tmp_path, delimited(part), f"{len(part)}.csv") for part in (rows[:-1], rows))
    assert _asked(store, first) is Asked.DATES
    assert load(store, first, NOW, LoadOptions(dates=DateOrder.DMY)).question.about is Asked.DECIMALS
    said = load(store, first, NOW, LoadOptions(dates=DateOrder.DMY, decimals=DecimalMark.COMMA))
    known = load(store, later, NOW, LoadOptions())
    assert_loaded(store, known, made)
    assert known.message.endswith("As said for this source before, days are read as dmy and a comma marks decimals.")
    for receipt in (known, said):
        assert receipt.load_id is not None
        undo(store, receipt.load_id, NOW)
    assert _asked(store, later) is Asked.DATES
