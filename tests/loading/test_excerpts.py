"""A text file so large that its texts are learnt from an excerpt loads as if they had been learnt from all of it."""

from decimal import Decimal
from errno import ENOSPC
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.exports import Receipt
from analytics.store import LoadOptions, Store, load
from analytics.store.loading import excerpts
from tests.exports.made import written
from tests.loading.forms import delimited
from tests.places import NOW

HEADER = ["Day used", "Team", "Product", "Product version", "Email", "First name", "Access option", "Tokens used"]
_CELLS = (
    [f"2026-03-{day:02d}" for day in range(1, 32)] + ["", "soon", "Total"],
    ["A", "Équipe B", "", "N/A"],
    ["Revit", "AutoCAD, LT", 'Maya "X"', ""],
    ["2026", "2027", ""],
    [f"user{number}@b.example" for number in range(40)] + ["*****", ""],
    ["Ann"],
    ["Flex", "Subscription", "flex", "ppu", ""],
    [str(number) for number in range(30)] + ["0.5", "-1", "many", ""],
)
cells = st.tuples(*map(st.sampled_from, _CELLS)).map(list)
rare = st.tuples(
    st.sampled_from(["2027-01-02", "2 Jan 2027"]),
    st.sampled_from(["Rare team", '"Rare" team']),
    st.sampled_from(["Rare product", "Rare, product", "Rare,\nproduct", "Rare\n2026-03-02,B,C,D,e@f.gh,Ann,Flex,7\n"]),
    st.just("1999"),
    st.sampled_from(["rare@b.example", "Rare@B.example"]),
    st.just("Rare"),
    st.sampled_from(["Flex", "Rare"]),
    st.sampled_from(["1234.5", "rarely"]),
).map(list)


def kept(content: bytes, *options: tuple[str, int]) -> tuple[Receipt, dict[str, list[tuple[object, ...]]]]:
    """Load into a store of its own and give the receipt and everything that the store has, names included."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder, Store() as store:
        for name, value in options:
            patch.setattr(excerpts, name, value)
        receipt = load(store, written(Path(folder), content), NOW, LoadOptions(confirmed=True))
        tables = {
            name: store.frame(f"SELECT * FROM {name} ORDER BY ALL").rows()
            for name in ("usage_rows", "seat_rows", "coverage", "set_aside", "findings", "teams", "products", "users")
        }
        return receipt, tables


SMALL = (("_SMALL", 0), ("_BLOCKS", 4), ("_BLOCK", 300))
RARE = ["2026-01-02", "Rare team", "Rare, product", "1999", "rare@b.example", "Rare", "Flex", "1234.5"]


def test_texts_beyond_the_excerpt_are_learnt_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        [f"2026-03-{n % 31 + 1:02d}", "A", "Revit", "2026", "ann@b.example", "Ann", "Flex", "10"] for n in range(99)
    ]
    content = delimited([HEADER, *rows[:70], RARE, *rows[70:]])
    for name, value in SMALL:
        monkeypatch.setattr(excerpts, name, value)
    excerpt = excerpts.excerpt(written(tmp_path, content), 1, tmp_path)
    assert excerpt is not None
    lines = excerpt.read_text("utf-8").splitlines()
    assert set(lines) < {",".join(row) for row in rows}
    receipt, tables = kept(content, *SMALL)
    assert (receipt.rows_used, receipt.tokens) == (100, Decimal("2224.5"))
    assert (receipt, tables) == kept(content)


def test_without_room_for_an_excerpt_all_of_the_file_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ["2026-03-01", "A", "Revit", "2026", "ann@b.example", "Ann", "Flex", "10"]
    content = delimited([HEADER, *[row] * 99])
    ordinary = kept(content)

    def full(*_: object) -> Path:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(excerpts, "_written", full)
    assert kept(content, *SMALL) == ordinary


def test_no_excerpt_is_cut_where_a_cell_has_lines_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SMALL:
        monkeypatch.setattr(excerpts, name, value)
    row = ["2026-03-01", "A", "Fusion\nTeam", "2026", "ann@b.example", "Ann", "Flex", "10"]
    assert excerpts.excerpt(written(tmp_path, delimited([HEADER, *[row] * 99])), 1, tmp_path) is None


@settings(deadline=None, max_examples=8)
@given(
    st.lists(cells, min_size=5, max_size=60),
    st.lists(rare, max_size=4),
    st.integers(2, 8),
    st.integers(150, 400),
    st.sampled_from(["\n", "\r\n"]),
    st.randoms(use_true_random=False),
)
def test_an_excerpt_changes_nothing(
    rows: list[list[str]], rare_rows: list[list[str]], blocks: int, block: int, end: str, chance: Random
) -> None:
    for row in rare_rows:
        rows.insert(chance.randrange(len(rows)), row)
    content = delimited([HEADER, *rows], end=end)
    assert kept(content, ("_SMALL", 0), ("_BLOCKS", blocks), ("_BLOCK", block)) == kept(content)
