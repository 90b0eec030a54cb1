"""One product whatever its names: usage, prices and moves; joined and parted by hand; loads keep what was written."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import PriceError
from analytics.exports import Receipt
from analytics.exports.product_names import ProductNames, folded, shipped_names
from analytics.licensing import price_book
from analytics.licensing.moves import above_limit
from analytics.licensing.moves.listing import moves
from analytics.licensing.prices import break_even_table
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, current_usage, found_rows, load, masked_names, undo
from analytics.store.expected import consumer_name, mark, shown_marks, unmark
from analytics.store.products import join_names, names_of_products, part_name
from analytics.store.rates import NewRate, own_rates, set_rate
from analytics.usage import By, rolled_up, summary
from tests.places import NOW

Loader = Callable[..., Receipt]
SETTINGS = Settings()
FIRST = date(2026, 1, 1)
TOOLSETS = "AutoCAD - including specialized toolsets"
ALIASES = {
    "AutoCAD": ("AutoCAD", "AUTOCAD", "autocad ", TOOLSETS, "AutoCAD  including specialized toolsets"),
    "Fusion": ("Fusion", "Fusion 360", "FUSION 360", "Autodesk Fusion"),
    "Revit": ("Revit", "REVIT", "revit"),
}
"""By product: names that are the same by rule or by the list that comes with it."""
Row = tuple[int, str, str, str, int]
"""Days after `FIRST`, team, product, user, tokens."""


def lines(rows: list[Row], names: Mapping[int, str] | None = None) -> list[str]:
    written = names or {}
    return [
        f"{FIRST + timedelta(days=day)},{team},{written.get(place, product)},,{user}@b.example,,,{tokens}"
        for place, (day, team, product, user, tokens) in enumerate(rows)
    ]


def by_product(store: Store) -> dict[str, tuple[Decimal, int, int]]:
    rows = summary(rolled_up(current_usage(store)), By.PRODUCT, masked_names(store))
    return {row["product"]: (row["tokens"], row["users"], row["charged_days"]) for row in rows.to_dicts()}


def expected(rows: list[Row], product_of: Callable[[str], str]) -> dict[str, tuple[Decimal, int, int]]:
    """Sum the rows up in plain Python: tokens, users, and days of a user with tokens."""
    days: dict[str, dict[tuple[int, str, str], int]] = defaultdict(lambda: defaultdict(int))
    for day, team, product, user, tokens in rows:
        days[product_of(product)][day, team, user] += tokens
    return {
        product: (Decimal(sum(of.values())), len({user for *_, user in of}), sum(tokens > 0 for tokens in of.values()))
        for product, of in days.items()
    }


uses = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from("AB"),
        st.sampled_from(sorted(ALIASES)),
        st.sampled_from("xyz"),
        st.sampled_from([0, 3, 7]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25)
@given(rows=uses, seed=st.integers(0, 10**6))
def test_other_names_and_another_order_of_rows_change_no_figure(rows: list[Row], seed: int) -> None:
    chance = Random(seed)
    renamed = {place: chance.choice(ALIASES[row[2]]) for place, row in enumerate(rows)}
    other = lines(rows, renamed)
    chance.shuffle(other)
    header = "Day used,Team,Product,Product version,Email,First name,Last name,Tokens used"
    answers = []
    for written in (lines(rows), other):
        with Store() as store, TemporaryDirectory() as folder:
            path = Path(folder) / "use.csv"
            path.write_text("\n".join([header, *written]) + "\n", "utf-8")
            load(store, path, NOW, LoadOptions(confirmed=True))
            days = rolled_up(current_usage(store)).join(masked_names(store).products, on="product_id")
            answers.append((by_product(store), days.drop("product_id", "user_id", "team_id").sort(pl.all())))
    assert answers[0][0] == answers[1][0] == expected(rows, lambda product: product)
    assert answers[0][1].equals(answers[1][1])


@settings(max_examples=50)
@given(entered=st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde"), max_size=5))
def test_each_name_has_one_product_however_names_go_round(entered: dict[str, str]) -> None:
    names = ProductNames(entered)
    for name in "abcde":
        assert names.key(names.key(name)) == names.key(name) == names.key(entered.get(name, name))


def test_every_shipped_name_leads_to_its_product() -> None:
    names = ProductNames()
    assert {names.key(other.name) for other in shipped_names()} == {names.key(o.product) for o in shipped_names()}
    assert all(other.source for other in shipped_names())
    assert folded("  Civil \u00a0 3D ") == "civil 3d"


def test_days_on_both_sides_of_a_rename_count_together(store: Store, load_lines: Loader) -> None:
    rows = [(day, "A", "Fusion 360" if day < 60 else "Fusion", "x", 3) for day in range(120)]
    load_lines(*lines(rows))
    days, names, book = rolled_up(current_usage(store)), masked_names(store), price_book(store, SETTINGS)
    above = above_limit(moves(store, days, None, names, book, SETTINGS).stand, names, book, 100)
    assert above.select("product", "charged_days", "subscription_price").rows() == [("Fusion", 120, 680.0)]


def test_one_row_of_another_name_empties_no_price(store: Store, load_lines: Loader) -> None:
    rows = [(day, "A", "AutoCAD", user, 7) for day in range(150) for user in "xy"]
    load_lines(*lines([*rows, (3, "A", TOOLSETS, "z", 7)]))
    days, names, book = rolled_up(current_usage(store)), masked_names(store), price_book(store, SETTINGS)
    above = above_limit(moves(store, days, None, names, book, SETTINGS).stand, names, book, 100)
    assert above["subscription_price"].to_list() == [2030.0, 2030.0]
    assert above["saving"].to_list() == [pytest.approx(150 * 21 - 2030)] * 2
    assert break_even_table(book, ["A"], FIRST)["product"].to_list() == ["AutoCAD"]


def test_names_are_joined_and_parted_and_tokens_tie_all_the_while(store: Store, load_lines: Loader) -> None:
    rows = [(day, "A", product, "x", 5) for day in range(10) for product in ("Tool 1", "Tool 2", "Fusion 360")]
    rows += [(20, "A", "Fusion", "y", 3), (21, "A", "tool 1", "y", 4)]
    load_lines(*lines(rows))
    plain = {"tool 1": "Tool 1", "Fusion 360": "Fusion"}
    assert by_product(store) == expected(rows, lambda name: plain.get(name, name))
    assert join_names(store, "TOOL 1", "tool  2") == "Tool 2"
    joined = plain | {"tool 1": "Tool 2", "Tool 1": "Tool 2"}
    assert by_product(store) == expected(rows, lambda name: joined.get(name, name))
    part_name(store, "fusion 360")
    assert by_product(store) == expected(rows, lambda name: (joined | {"Fusion 360": "Fusion 360"}).get(name, name))
    assert join_names(store, "Fusion 360", "fusion") == "Fusion"
    part_name(store, "Tool 1")
    assert by_product(store) == expected(rows, lambda name: plain.get(name, name))
    # Nothing is left of what was undone.
    assert store.frame("SELECT count(*) FROM product_names").item() == 0


def test_each_name_says_when_it_was_in_use_and_why_it_is_one(store: Store, load_lines: Loader) -> None:
    load_lines(*lines([(0, "A", "Fusion 360", "x", 3), (9, "A", "Fusion 360", "x", 3), (30, "A", "FUSION", "x", 4)]))
    join_names(store, "Neutron", "Fusion")
    told = names_of_products(store).select("product", "name", "first_day", "last_day", "tokens", "joined", "changed")
    assert told.rows() == [
        ("Fusion", "Fusion 360", FIRST, FIRST + timedelta(days=9), Decimal(6), "shipped", "2024"),
        ("Fusion", "FUSION", *[FIRST + timedelta(days=30)] * 2, Decimal(4), "spelling", None),
        ("Fusion", "Neutron", None, None, None, "entered", None),
    ]


def test_joining_goes_one_way_and_says_what_is_wrong(store: Store, load_lines: Loader) -> None:
    load_lines(*lines([(0, "A", "Revit", "x", 10)]))
    for name, product in (("Fusion 360", "FUSION"), ("Revit", " revit "), ("", "Revit")):
        with pytest.raises(PriceError):
            join_names(store, name, product)
    for name in ("Fusion", "Revit", "Unheard Of"):
        with pytest.raises(PriceError):
            part_name(store, name)


def test_a_load_taken_back_takes_its_names_along(store: Store, load_lines: Loader) -> None:
    first = load_lines(*lines([(0, "A", "Fusion 360", "x", 3)]))
    load_lines(*lines([(5, "A", "Fusion", "x", 4)]))
    assert first.load_id is not None
    undo(store, first.load_id, NOW)
    assert by_product(store) == {"Fusion": (Decimal(4), 1, 1)}
    assert names_of_products(store)["name"].to_list() == ["Fusion"]


def test_what_a_load_is_checked_for_keeps_the_name_as_written(store: Store, load_lines: Loader) -> None:
    rows = [(0, "A", "Fusion 360", "x", 3), (1, "A", "FUSION 360", "x", 4), (2, "A", "Odd", "x", 1)]
    receipt = load_lines(*lines(rows))
    assert receipt.load_id is not None
    found = found_rows(store, receipt.load_id, masked_names(store))
    assert {"FUSION 360", "Odd"} <= set(found["product"])
    written = store.frame("SELECT DISTINCT name FROM usage_rows JOIN products USING (product_id) ORDER BY name")
    assert written["name"].to_list() == ["FUSION 360", "Fusion 360", "Odd"]


def test_a_mark_on_one_name_is_one_on_the_product(store: Store, load_lines: Loader) -> None:
    load_lines(*lines([(0, "A", "Fusion 360", "x", 3)]))
    now = datetime(2026, 3, 1)
    mark(store, "product", "Fusion 360", "known", now)
    load_lines(*lines([(5, "A", "Fusion", "x", 4)]))
    [key] = masked_names(store).products["product_id"]
    assert shown_marks(store, "product").rows() == [(key, "known")]
    mark(store, "product", consumer_name(store, "product", key), "newer", now + timedelta(days=1))
    assert shown_marks(store, "product").rows() == [(key, "newer")]
    unmark(store, "product", consumer_name(store, "product", key))
    assert shown_marks(store, "product").is_empty()


def test_a_rate_of_one_name_replaces_that_of_another(store: Store) -> None:
    set_rate(store, NewRate("Fusion 360", Decimal(4), FIRST))
    set_rate(store, NewRate("Fusion", Decimal(5), FIRST))
    assert own_rates(store).select("product", "tokens").rows() == [("Fusion", Decimal(5))]


def test_names_that_a_later_version_ships_hold_when_the_store_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "own.duckdb"
    export = tmp_path / "use.csv"
    export.write_text("Day used,Team,Product,Email,Tokens used\n2026-01-01,A,Fusion 360,x@b.example,3\n", "utf-8")
    with Store(path) as store:
        load(store, export, NOW, LoadOptions())
        with store.writing() as cursor:
            cursor.execute("UPDATE product_identities SET product = 'as an older version had it'")
        # The write that changed it has put it right again.
        assert by_product(store).keys() == {"Fusion"}
    with duckdb.connect(path) as older:
        older.execute("UPDATE product_identities SET product = 'as an older version had it'")
    with Store(path) as store:
        assert by_product(store).keys() == {"Fusion"}
