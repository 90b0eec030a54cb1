"""Of a large file with lines that are no rows every line is used or set aside; the reader alone loses some."""

from pathlib import Path

import pytest

from analytics.store import LoadOptions, Store, load
from tests.places import NOW


@pytest.mark.parametrize("every", [10, 1_000])
def test_no_line_of_a_large_ragged_file_is_lost(store: Store, tmp_path: Path, every: int) -> None:
    path = tmp_path / "ragged.csv"
    lines = ("2026-01-05" if n % every == 0 else "2026-01-05,Revit,somebody.else@b.example,10" for n in range(250_000))
    path.write_text("Day used,Product,Email,Tokens used\n" + "\n".join(lines) + "\n", encoding="utf-8")
    receipt = load(store, path, NOW, LoadOptions())
    bad = 250_000 // every
    assert (receipt.rows_in, receipt.rows_used, receipt.tokens) == (250_000, 250_000 - bad, 10 * (250_000 - bad))
    assert [(aside.reason, aside.rows) for aside in receipt.set_aside] == [("cells are missing", bad)]
