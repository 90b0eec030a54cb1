"""However dirty a file, every row is used or set aside with its reason, and no token is lost or made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt, Status
from analytics.store import LoadOptions, Store, load, set_aside_rows
from analytics.store.loading import reasons as why
from tests.exports.made import written
from tests.loading.forms import delimited
from tests.places import NOW

HEADER = ("Day used", "Team", "Product", "Email", "First name", "Tokens used")
_MISSING, _TOO_MANY, _OPEN_QUOTE = "cells are missing", "there are too many cells", "a quote does not close"


@dataclass(frozen=True)
class Line:
    """A row of the file, and what becomes of it."""

    cells: tuple[str, ...]
    reason: str | None = None
    """Why it is set aside; None: it is used."""
    day: date = date(2026, 3, 20)
    tokens: Decimal = Decimal(0)


days = st.sampled_from([date(2026, 3, day) for day in (2, 9, 13, 20, 31)])
teams = st.sampled_from(["A", "Équipe B", ' "C" ', ""])
products = st.sampled_from(["Revit", 'AutoCAD "LT"', "Maya,\nall tools", "Système; 1 | 2\tDéjà"])
emails = st.sampled_from(["ann@example.com", " Bob@Example.com", "*****", ""])
names = st.sampled_from(["Ann", "Zoë", "*****", ""])
tokens = st.decimals(0, 10_000, places=2).map(lambda number: number.copy_abs())
bad_days = st.sampled_from(["31 June", "soon", "2026-02-30", "32/03/2026", "1776-07-04"])
bad_numbers = st.sampled_from(["ten", "--1", "1.2.3.4", "1e", "#N/A", "NaN"])


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Draw a row that is used, or one that has a single fault."""
    day, amount, email = draw(days), draw(tokens), draw(emails)
    if not email:  # with a third decimal it adds up no rows of others, which would make it a total
        amount += Decimal("0.001")
    cells = [f"{day:%d/%m/%Y}", draw(teams), draw(products), email, draw(names), f"{amount:f}"]
    good = Line(tuple(cells), None, day, amount)
    fault = draw(st.sampled_from([None, None, None, *_FAULTS]))
    if fault is None:
        return good
    place, texts = _FAULTS[fault]
    if place is None:
        return replace(good, cells=draw(texts), reason=fault)
    cells[place] = draw(texts)
    if fault == why.NEGATIVE:
        cells[place] = f"-{amount + 1:f}"
    return replace(good, cells=tuple(cells), reason=fault)


_FAULTS = {
    why.NO_DAY: (0, st.sampled_from(["", "  "])),
    why.NOT_A_DAY: (0, bad_days),
    why.NO_PRODUCT: (2, st.sampled_from(["", " "])),
    why.NO_TOKENS: (5, st.just("")),
    why.NOT_A_NUMBER: (5, bad_numbers),
    why.NEGATIVE: (5, st.just("")),
    why.REPEATED: (None, st.just(HEADER)),
    why.TOTALS: (None, st.sampled_from([("Total", "", "", "", "", "12.5"), ("", "", "Grand total", "", "", "7")])),
    _MISSING: (None, st.sampled_from([("02/03/2026", "A", "Revit"), ("note: checked by hand",)])),
    _TOO_MANY: (None, st.just(("02/03/2026", "A", "Revit", "a@b.example", "Ann", "10", "extra"))),
    _OPEN_QUOTE: (None, st.just(('"02/03/2026"x', "A", "Revit", "a@b.example", "Ann", "10"))),
}
# The first row settles the order of day and month and the decimal mark, whatever follows.
_FIRST = Line(("31/03/2026", "A", "Revit", "ann@example.com", "Ann", "0.5"), None, date(2026, 3, 31), Decimal("0.5"))


def content(rows: Sequence[Line], encoding: str, delimiter: str, end: str, blank: int) -> bytes:
    """Write the file; every so many rows a blank line, and a row with a stray quote as no CSV writer would."""
    parts = [delimited([HEADER], encoding, delimiter, end)]
    plain = "utf-16-le" if encoding == "utf-16" else "utf-8" if encoding == "utf-8-sig" else encoding
    for number, row in enumerate(rows):
        if row.reason == _OPEN_QUOTE:
            parts.append((delimiter.join(row.cells) + end).encode(plain))
        else:
            parts.append(delimited([row.cells], plain, delimiter, end))
        if number % blank == 0:
            parts.append(end.encode(plain))
    return b"".join(parts)


def loaded(file: bytes, rows: Sequence[Line]) -> Receipt:
    """Load the file into a store of its own and compare what the store has with the rows."""
    used = [row for row in rows if row.reason is None]
    reasons = [row.reason for row in rows if row.reason is not None]
    with TemporaryDirectory() as folder, Store() as store:
        receipt = load(store, written(Path(folder), file), NOW, LoadOptions(team="Here", confirmed=True))
        assert receipt.status is Status.LOADED, receipt.message
        assert receipt.load_id is not None
        kept = store.frame("SELECT row, day, tokens FROM current_usage ORDER BY row").rows()
        aside = set_aside_rows(store, receipt.load_id, personal=True)
        teams_used = store.frame("SELECT DISTINCT name FROM teams ORDER BY name")["name"].to_list()
    assert (receipt.rows_in, receipt.rows_used) == (len(rows), len(used))
    assert {one.reason: one.rows for one in receipt.set_aside} == Counter(reasons)
    assert sorted(aside["reason"]) == sorted(reasons)
    # Lines that are no rows are numbered after those that are.
    split = [row for row in rows if row.reason not in (_MISSING, _TOO_MANY, _OPEN_QUOTE)]
    assert kept == [(n, row.day, row.tokens) for n, row in enumerate(split, start=1) if row.reason is None]
    assert receipt.tokens == sum((row.tokens for row in used), Decimal(0))
    assert teams_used == sorted({row.cells[1].strip() or "Here" for row in used}) == list(receipt.teams)
    return receipt


@settings(deadline=None, max_examples=20)
@given(
    st.lists(lines(), max_size=25),
    st.sampled_from([("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", "|"), ("cp1252", ";"), ("utf-8", "\t")]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 5),
)
def test_every_row_and_token_is_accounted_for_in_every_form(
    rows: list[Line], form: tuple[str, str], end: str, blank: int
) -> None:
    rows = [_FIRST, *rows]
    plain = loaded(content(rows, "utf-8", ",", "\n", blank), rows)
    other = loaded(content(rows, *form, end, blank), rows)
    assert other == plain
