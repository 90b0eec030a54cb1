"""The Rates and prices page: what is missing is asked for, tables are changed, what is wrong is said."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.store.price_list import NewPrice, own_contents, own_prices, set_price
from analytics.store.rates import own_rates
from tests.pages.seen import HEADER, Open, sound, table, text
from tests.places import NOW

PAGE = "pages/licensing/rates.py"
Edit = Callable[[pl.DataFrame], pl.DataFrame]
PRICES, RATES, CONTENTS = "Prices entered by hand", "Rates entered by hand", "Contents of collections entered by hand"
MAYA = date(2026, 1, 12)
"""The last day of the data."""


@pytest.fixture
def use(own_path: Path, tmp_path: Path) -> Path:
    """A store with twelve days of Revit at 11 tokens and of Maya and Inventor at 6 and 8, all of team A."""
    rows = [
        f"2026-01-{day:02},A,{product},a@b.example,{tokens}"
        for day in range(1, 13)
        for product, tokens in (("Revit", 11), ("Maya", 6), ("Inventor", 8))
    ]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "use.csv", NOW, LoadOptions())
    return own_path


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> dict[str, Edit]:
    """Stand in for somebody who changes a table: AppTest cannot."""
    waiting: dict[str, Edit] = {}
    editor = st.data_editor

    def edited(rows: pl.DataFrame, **settings: object) -> pl.DataFrame:
        editor(rows, **settings)  # type: ignore[call-overload] # as the page calls it
        return waiting.get(str(settings["alt"]), lambda same: same)(rows)

    monkeypatch.setattr(st, "data_editor", edited)
    return waiting


def pressed(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def refusal(app: AppTest) -> str:
    return app.error[0].proto.title.replace("\\", "")


def filled(where: pl.Expr, **cells: object) -> Edit:
    return lambda rows: rows.with_columns(
        pl.when(where).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in cells.items()
    )


def added(**cells: object) -> Edit:
    return lambda rows: pl.concat([rows, pl.DataFrame([cells])], how="diagonal_relaxed")


def asked(app: AppTest) -> dict[str, tuple[str, list[str], list[str]]]:
    """Give by product what is asked for: the currency, what is not known, and where it is known."""
    rows = table(app, "product", "currency", "missing", "elsewhere")
    return {product: (currency, list(missing), list(elsewhere)) for product, currency, missing, elsewhere in rows}


def test_prices_that_are_asked_for_are_entered_in_the_table(opened: Open, use: Path, edits: dict[str, Edit]) -> None:
    app = sound(opened(PAGE))
    # Maya and Inventor: 14 of 25 tokens a day.
    assert "The price of a year is not known for 2 products in use, on which 56 % of the tokens" in text(app)
    assert asked(app)["Inventor"] == ("USD", ["rate", "price"], [])
    edits[PRICES] = filled(pl.col("offer") == "Maya", amount=1785.5, source="quote of May")
    app = pressed(app, "Keep the prices")
    edits.clear()
    assert "The price of a year is not known for 1 product in use, on which 32 % of the tokens" in text(sound(app))
    assert ["Maya", 1785.5] in table(app, "offer", "net_price")
    with Store(use) as store:
        [row] = own_prices(store).to_dicts()
    assert (row["offer"], row["amount"], row["basis"], row["first_day"], row["source"]) == (
        "Maya",
        Decimal("1785.5"),
        "net",
        MAYA,
        "quote of May",
    )


def test_what_the_exports_tell_is_set_against_the_card_and_entered(
    opened: Open, use: Path, edits: dict[str, Edit]
) -> None:
    app = sound(opened(PAGE))
    [said] = [warning.proto.title for warning in app.warning if "another rate" in warning.proto.title]
    assert said == "The exports tell another rate of Revit"
    assert "usually cost 11 tokens; the card says 10" in text(app)
    edits[RATES] = added(product="Revit", tokens=11.0, first_day=date(2026, 1, 1))
    app = pressed(app, "Keep the rates")
    edits.clear()
    assert not [warning for warning in sound(app).warning if "another rate" in warning.proto.title]
    with Store(use) as store:
        assert own_rates(store).select("product", "tokens", "first_day").rows() == [("Revit", 11, date(2026, 1, 1))]


def test_a_collection_is_told_what_it_holds(opened: Open, use: Path, edits: dict[str, Edit]) -> None:
    edits[CONTENTS] = added(collection="AEC Collection", product="Maya")
    app = pressed(sound(opened(PAGE)), "Keep the contents")
    edits.clear()
    assert asked(sound(app))["Maya"] == ("USD", ["price"], ["in AEC Collection"])
    with Store(use) as store:
        assert own_contents(store).rows() == [("AEC Collection", "Maya")]


@pytest.mark.parametrize(
    ("name", "button", "edit", "message"),
    [
        (PRICES, "Keep the prices", filled(pl.col("offer") == "Maya", amount=3.0, currency="DOL"), "DOL is no curren"),
        (PRICES, "Keep the prices", filled(pl.col("offer") == "Maya", amount=3.0, team="A"), "names a team."),
        (PRICES, "Keep the prices", filled(pl.col("offer") == "Maya", offer=None), "The price is not complete."),
        (PRICES, "Keep the prices", added(offer="Token", amount=2.5, currency="USD"), "The price is not complete."),
        (RATES, "Keep the rates", added(product="Revit"), "The rate is not complete."),
        (CONTENTS, "Keep the contents", added(collection="AEC Collection", product=None), "The row is not complete."),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_number(
    opened: Open, use: Path, edits: dict[str, Edit], name: str, button: str, edit: Edit, message: str
) -> None:
    app = sound(opened(PAGE))
    edits[name] = edit
    app = pressed(app, button)
    assert refusal(app).startswith("Row ")
    assert message in refusal(app)
    with Store(use) as store:
        assert own_prices(store).height + own_rates(store).height + own_contents(store).height == 0


def test_a_masked_cell_that_is_left_keeps_what_is_behind_it(opened: Open, use: Path, edits: dict[str, Edit]) -> None:
    with Store(use) as store:
        set_price(store, NewPrice(Decimal("2.5"), "EUR", MAYA, team="A", source="ann.lee@b.example, May"))
    app = sound(opened(PAGE))
    assert "ann.lee" not in str([frame.value.to_csv() for frame in app.dataframe])
    edits[PRICES] = filled(pl.col("offer") == "Token", amount=2.4)
    sound(pressed(app, "Keep the prices"))
    with Store(use) as store:
        assert own_prices(store).select("amount", "team", "source").rows() == [
            (Decimal("2.4"), "A", "ann.lee@b.example, May")
        ]


def test_each_currency_stands_by_itself(opened: Open, use: Path) -> None:
    with Store(use) as store:
        set_price(store, NewPrice(Decimal("2.5"), "EUR", MAYA, team="A"))
    app = sound(opened(PAGE))
    assert asked(app)["Revit"] == ("EUR", ["price"], ["in USD"])
    prices = next(
        frame.value for frame in app.dataframe if list(frame.value.columns)[:2] == ["team", "price_per_token"]
    )
    assert prices.iloc[0].to_list()[:3] == ["A", 2.5, "EUR"]


def test_a_price_that_begins_later_is_told_and_does_not_count_yet(opened: Open, use: Path) -> None:
    with Store(use) as store:
        set_price(store, NewPrice(Decimal(2500), "USD", date(2026, 1, 13), offer="Revit"))
    app = sound(opened(PAGE))
    assert "Of Revit there are prices that begin later" in text(app)
    assert ["Revit", 2985.0] in table(app, "offer", "list_price")


def test_without_use_the_shipped_prices_are_shown(opened: Open, own_path: Path) -> None:
    with Store(own_path) as store:
        add_pack(store, NewPack("A", Decimal(500), date(2026, 1, 1), date(2026, 12, 31), Decimal("2.5"), "USD"))
    app = sound(opened(PAGE))
    assert "No use of tokens is loaded, so it cannot be told which prices are needed." in text(app)
    assert table(app, "offer", "list_price")[0] == ["AEC Collection", 3675.0]


def test_use_of_nobody_by_name_has_prices_too(opened: Open, own_path: Path, tmp_path: Path) -> None:
    (tmp_path / "use.csv").write_text(f"{HEADER}\n2026-01-01,A,Revit,*****,10\n", "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "use.csv", NOW, LoadOptions())
    assert "Every product in use has a price of a year in the currency of its tokens." in text(sound(opened(PAGE)))
