"""The forecast by part: what the choice of parts changes, and what is said where there is nothing to split."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from tests.conftest import HEADER
from tests.pages.seen import Open, sound, text
from tests.places import NOW

PAGE = "pages/planning/parts.py"
START = date(2026, 1, 5)


def of_own(store: Path, tmp_path: Path, days: int) -> None:
    """Load a store of one's own: 30 tokens of Revit and 10 of Maya a day."""
    lines = [
        f"{START + timedelta(days=ahead)},A,{product},,{user}@b.example,,,{tokens}"
        for ahead in range(days)
        for product, user, tokens in (("Revit", "r", 30), ("Maya", "m", 10))
    ]
    export = tmp_path / "export.csv"
    export.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    with Store(store) as opened:
        load(opened, export, NOW, LoadOptions())
        add_pack(opened, NewPack("A", Decimal(20_000), START, START + timedelta(days=364)))


def test_departments_take_the_place_of_products(opened: Open) -> None:
    app = opened(PAGE, team="Design Studio")
    products = app.dataframe[0].value
    assert "Revit" in products["part"].to_list()
    app.segmented_control(key="part").set_value("Department").run()
    departments = sound(app).dataframe[0].value
    assert "Architecture" in departments["part"].to_list()
    # The same whole, split otherwise.
    assert departments["expected"].sum() == pytest.approx(products["expected"].sum(), abs=1)
    assert departments["used"].sum() == pytest.approx(products["used"].sum(), abs=1)


def test_constant_parts_keep_their_shares(opened: Open, own_path: Path, tmp_path: Path) -> None:
    of_own(own_path, tmp_path, days=100)
    app = sound(opened(PAGE))
    assert "Revit takes most: 75 %" in text(app)
    assert "No share is sure to change." in text(app)


def test_five_days_of_data_have_no_parts(opened: Open, own_path: Path, tmp_path: Path) -> None:
    of_own(own_path, tmp_path, days=5)
    app = sound(opened(PAGE))
    assert "what each part will use is not known" in text(app)
    assert not app.dataframe
