"""The Packs page: packs entered, changed and removed in the table, events, balances of Autodesk, and its words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from polars.testing import assert_frame_equal
from streamlit.testing.v1 import AppTest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load, packs
from analytics.store.own_events import own_events
from analytics.store.stated import stated_balances
from pages.parts.packing import standing
from tests.pages.seen import HEADER, Open, lines, sound, table, text
from tests.places import NOW

PAGE = "pages/data/packs.py"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
Edit = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture
def ten_days(own_path: Path, tmp_path: Path) -> Path:
    """A store with ten tokens a day of team A in the first ten days of 2026, and one day of team B."""
    rows = [f"2026-01-{day:02},A,Revit,a@b.example,10" for day in range(1, 11)]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *rows, "2026-01-01,B,Revit,b@b.example,1"]) + "\n", "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "use.csv", NOW, LoadOptions())
    return own_path


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> list[Edit]:
    """Stand in for somebody who changes the table of packs: AppTest cannot."""
    waiting: list[Edit] = []
    editor = st.data_editor

    def edited(rows: pl.DataFrame, **settings: object) -> pl.DataFrame:
        editor(rows, **settings)  # type: ignore[call-overload] # as the page calls it
        return waiting[0](rows) if waiting else rows

    monkeypatch.setattr(st, "data_editor", edited)
    return waiting


def pressed(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def refusal(app: AppTest) -> str:
    return app.error[0].proto.title.replace("\\", "")


def row(**cells: object) -> Edit:
    """Add a row to the table."""

    def added(rows: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([rows, pl.DataFrame([cells]).cast({"tokens": pl.Float64})], how="diagonal_relaxed")

    return added


NEW = row(team="A", tokens=300, price_paid=900.5, currency="eur", first_day=YEAR[0], last_day=YEAR[1], pool="Flex")


def test_packs_are_entered_changed_and_removed_in_the_table(opened: Open, ten_days: Path, edits: list[Edit]) -> None:
    app = sound(opened(PAGE))
    assert "no pack is entered." in text(app)
    edits.append(NEW)
    app = pressed(app, "Keep the packs")
    del edits[:]
    assert "300 tokens in 1 active pack: 200 available, 100 used." in text(sound(app))
    # 100 of 300 tokens at 900.50 / 300 each, nothing lapsed.
    assert "EUR 900 paid: EUR 300 for tokens used, EUR 0 for tokens that lapsed, EUR 600 left." in text(app)
    assert "A token used has cost EUR 3.00" in text(app).replace("**", "")
    edits.append(lambda rows: rows.with_columns(tokens=pl.lit(90.0)))
    app = pressed(app, "Keep the packs")
    del edits[:]
    said = text(sound(app))
    assert "90 tokens in 1 active pack: 0 available, 90 used." in said
    assert "A used 10 tokens without a pack known here, in 1 span between 10 January 2026 and 10 January 2026." in said
    edits.append(lambda rows: rows.clear())
    assert "no pack is entered." in text(sound(pressed(app, "Keep the packs")))
    with Store(ten_days) as store:
        assert packs(store).is_empty()


def test_a_row_that_cannot_be_is_refused_and_nothing_is_kept(opened: Open, ten_days: Path, edits: list[Edit]) -> None:
    app = opened(PAGE)
    wrong = row(team="A", tokens=5, first_day=YEAR[1], last_day=YEAR[0], price_paid=None, currency=None)
    edits.append(lambda rows: wrong(NEW(rows)))
    app = pressed(app, "Keep the packs")
    assert "Row 2: The pack ends on 2026-01-01, before it starts on 2026-12-31." in refusal(app)
    del edits[:]
    edits.append(row(team="A", tokens=5, price_paid=None, currency=None, first_day=None, last_day=None))
    app = pressed(opened(PAGE), "Keep the packs")
    assert "Row 1: The pack is not complete." in refusal(app)
    with Store(ten_days) as store:
        assert packs(store).is_empty()


def test_days_of_a_flex_subscription_are_proposed(
    opened: Open, ten_days: Path, edits: list[Edit], tmp_path: Path
) -> None:
    header = "Product,Team,Subscription ID,Start date,End date,Seats"
    rows = ("Flex,A,1,2026-01-01,2026-12-31,Unlimited Seats", "AutoCAD,A,2,2026-01-01,2026-12-31,12")
    (tmp_path / "subscriptions.csv").write_bytes(lines(*rows, header=header))
    with Store(ten_days) as store:
        load(store, tmp_path / "subscriptions.csv", NOW, LoadOptions())
    app = sound(opened(PAGE))
    assert "1 row at the end with the days of a Flex subscription" in text(app)
    with_tokens = sound(pressed(app, "Keep the packs"))
    with Store(ten_days) as store:
        assert packs(store).is_empty()
    edits.append(lambda proposed: proposed.with_columns(tokens=pl.lit(500.0)))
    pressed(with_tokens, "Keep the packs")
    with Store(ten_days) as store:
        assert packs(store).select("team", "tokens", "first_day", "last_day").rows() == [("A", 500, *YEAR)]


def test_a_move_is_entered_and_removed(opened: Open, ten_days: Path) -> None:
    with Store(ten_days) as store:
        add_pack(store, NewPack("A", Decimal(150), *YEAR))
    app = opened(PAGE)
    app.selectbox(key="event_to").set_value("B")
    app.date_input(key="event_day").set_value(date(2026, 1, 6))
    app.number_input(key="event_tokens").set_value(200)
    app = pressed(app, "Enter the event")
    # 50 of 150 were used by then: 100 are there to be moved, and A has none for its last five days.
    said = text(sound(app))
    assert "The move of 6 January 2026 asks A for 100 tokens more than its packs had." in said
    assert "A used 50 tokens without a pack known here" in said
    assert ["Move to B", -100] in table(app, "event", "tokens")
    assert ["Move from A", 100] in table(app, "event", "tokens")
    app.selectbox(key="event_to_remove").set_value(1).run()
    assert "150 tokens in 1 active pack: 50 available, 100 used." in text(sound(pressed(app, "Remove")))


def test_a_balance_of_autodesk_is_compared_and_kept_as_a_correction(opened: Open, ten_days: Path) -> None:
    with Store(ten_days) as store:
        add_pack(store, NewPack("A", Decimal(150), *YEAR))
    app = opened(PAGE)
    app.number_input(key="stated_tokens").set_value(20)
    app.date_input(key="stated_day").set_value(date(2026, 1, 13))
    app = sound(pressed(app, "Compare"))
    assert "30 tokens fewer than the ledger's 50 at the end of 13 January 2026" in text(app)
    assert "the 3 days after the last one of data, 10 January 2026, had use: about 30 tokens" in text(app)
    app = sound(pressed(app, "Keep the difference as a correction"))
    assert "The ledger says the same: 20 tokens." in text(app)
    with Store(ten_days) as store:
        assert own_events(store).select("kind", "tokens").rows() == [("correction", -30)]
    app = sound(pressed(opened(PAGE), "Forget this balance"))
    assert "stated" not in text(app)
    with Store(ten_days) as store:
        assert stated_balances(store).is_empty()


def test_packs_without_any_use_are_listed(opened: Open, own_path: Path) -> None:
    with Store(own_path) as store:
        add_pack(store, NewPack("A", Decimal(500), *YEAR))
    app = sound(opened(PAGE))
    assert "1 pack with 500 tokens bought." in text(app)
    assert table(app, "team", "tokens") == [["A", 500]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_that_is_downloaded_loads_as_the_same_packs(
    opened: Open, ten_days: Path, downloads: dict[str, bytes], tmp_path: Path, store: Store, ending: str
) -> None:
    with Store(ten_days) as entered:
        for team, pool, bought_on in (("A", None, date(2025, 12, 5)), ("A", "annual", None), ("B", None, YEAR[0])):
            add_pack(entered, NewPack(team, Decimal(300), *YEAR, Decimal("2.75"), "EUR", "x", pool, None, bought_on))
        before = packs(entered).drop("pack_id", "load_id")
    sound(opened(PAGE))
    (tmp_path / f"packs.{ending}").write_bytes(downloads[f"packs.{ending}"])
    load(store, tmp_path / f"packs.{ending}", NOW, LoadOptions())
    assert_frame_equal(packs(store).drop("pack_id", "load_id"), before, check_row_order=False)


def test_without_a_pack_what_was_bought_is_not_known_rather_than_nothing() -> None:
    headline = standing.headline({}, pl.DataFrame(schema={"tokens": pl.Decimal(38, 6)}))
    assert headline == "What was bought is not known: no pack is entered."
