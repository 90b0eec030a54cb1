"""Packs entered by hand, and those that came with a file."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from polars.testing import assert_frame_equal

from analytics.__main__ import cli
from analytics.errors import PackError, StoreError
from analytics.exports import Receipt
from analytics.pool.accounts import team_ledger
from analytics.pool.ledger import balance
from analytics.store import LoadOptions, NewPack, Store, add_pack, load, packs, remove_pack, undo
from analytics.store.packs import change_packs
from tests.places import NOW, SAMPLE_DATA

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_packs_are_listed_in_the_order_in_which_they_pay(store: Store) -> None:
    add_pack(store, NewPack("A", Decimal(5000), *YEAR))
    add_pack(store, NewPack("A", Decimal(500), *YEAR, price_per_token=Decimal("2.75"), currency="USD"))
    add_pack(store, NewPack("A", Decimal(9000), date(2025, 1, 1), date(2026, 6, 30)))
    assert packs(store, "A")["tokens"].to_list() == [9000, 500, 5000]
    assert packs(store, "A")["price_per_token"].to_list() == [None, Decimal("2.75"), None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"tokens": Decimal(0)},
        {"tokens": Decimal(-1)},
        {"last_day": date(2025, 12, 31)},
        {"price_per_token": Decimal(-1), "currency": "USD"},
        {"price_per_token": Decimal(3)},
        {"price_per_token": Decimal(3), "currency": "Yen"},
        {"tokens": Decimal("1e13")},
        {"tokens": Decimal("1e-9")},
        {"last_day": date(2226, 12, 31)},
        {"pool": "monthly"},
        {"price_paid": Decimal(900)},
        {"price_paid": Decimal(900), "price_per_token": Decimal(3), "currency": "USD"},
        {"price_paid": Decimal("NaN"), "currency": "USD"},
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    right = {"team": "A", "tokens": Decimal(500), "first_day": YEAR[0], "last_day": YEAR[1]}
    with pytest.raises(PackError):
        NewPack(**right | wrong)  # type: ignore[arg-type] # the fault is the point


def test_a_pack_of_a_file_goes_with_its_load(store: Store) -> None:
    receipt = load(store, SAMPLE_DATA / "token_packs.csv", NOW, LoadOptions())
    by_hand = add_pack(store, NewPack("Design Studio", Decimal(500), *YEAR))
    with pytest.raises(StoreError, match="came with load 1"):
        remove_pack(store, packs(store).filter(load_id=1).item(0, "pack_id"))
    assert receipt.load_id is not None
    undo(store, receipt.load_id, NOW)
    assert packs(store)["pack_id"].to_list() == [by_hand]
    remove_pack(store, by_hand)
    with pytest.raises(StoreError, match="no pack"):
        remove_pack(store, by_hand)


def test_a_team_is_known_however_it_is_typed(store: Store) -> None:
    add_pack(store, NewPack("Design Studio", Decimal(500), *YEAR))
    add_pack(store, NewPack(" design studio", Decimal(500), *YEAR))
    assert packs(store)["team"].unique().to_list() == ["Design Studio"]
    with pytest.raises(StoreError, match="no team Typo"):
        packs(store, "Typo")


def test_annual_packs_are_listed_before_multi_year_ones_whenever_they_end(store: Store) -> None:
    for pool, last_day in (("multi-year", YEAR[1]), ("annual", date(2027, 12, 31)), (None, YEAR[0])):
        add_pack(store, NewPack("A", Decimal(10), YEAR[0], last_day, pool=pool))
    assert packs(store)["pool"].to_list() == ["annual", "multi-year", None]


def test_what_a_pack_cost_is_kept_to_the_cent(store: Store) -> None:
    add_pack(store, NewPack("A", Decimal(33), *YEAR, price_paid=Decimal("99.95"), currency="USD"))
    add_pack(store, NewPack("A", Decimal(10**9), *YEAR, price_per_token=Decimal("2.75"), currency="USD"))
    assert packs(store).select("price_per_token", "price_paid").rows() == [
        (Decimal("3.028788"), Decimal("99.95")),
        (Decimal("2.75"), 2_750_000_000),
    ]


def test_packs_are_changed_together_or_not_at_all(store: Store) -> None:
    first, second = (add_pack(store, NewPack("A", Decimal(tokens), *YEAR)) for tokens in (100, 200))
    change_packs(
        store, [first, second], [(second, NewPack("B", Decimal(250), *YEAR)), (None, NewPack("A", Decimal(7), *YEAR))]
    )
    listed = packs(store).select("pack_id", "team", "tokens").rows()
    assert listed == [(3, "A", 7), (second, "B", 250)]
    with pytest.raises(StoreError, match="no pack 99"):
        change_packs(store, [second], [(99, NewPack("A", Decimal(1), *YEAR))])
    assert packs(store).select("pack_id", "team", "tokens").rows() == listed


def test_a_pack_of_a_table_is_known_from_its_purchase_on(store: Store, load_lines: Callable[..., Receipt]) -> None:
    load_lines(*(f"2026-0{month}-0{day},A,Revit,1,a@x.example,A,B,10" for month in (1, 2, 3) for day in range(1, 6)))
    load_lines("A,500,1 Jan 2026,31 Dec 2026,15 Feb 2026", header="Team,Tokens,Start,Last day,Date of purchase")

    def total(as_of: date) -> Decimal:
        return balance(team_ledger(store, "A", as_of, as_of)).total

    assert total(date(2026, 2, 14)) == 0
    assert total(date(2026, 2, 15)) == 500


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("500,2026-01-01,2026-12-31,soon,", "the purchase day is not a date"),
        ("500,2026-01-01,2026-12-31,2027-01-01,", "it was bought after its last day"),
        ("500,2026-01-01,2026-12-31,,monthly", "the pool is none of a Token Flex contract"),
    ],
)
def test_a_purchase_that_cannot_be_is_set_aside(load_lines: Callable[..., Receipt], cells: str, reason: str) -> None:
    right = [f"A,{number},2026-01-01,2026-12-31,2025-12-31,Multi-Year" for number in range(100, 200)]
    receipt = load_lines(*right, f"A,{cells}", header="Team,Tokens,Start,Last day,Bought on,Pool")
    assert receipt.rows_used == len(right)
    assert [aside.reason for aside in receipt.set_aside] == [reason]


SOME_PACKS = (
    NewPack("A", Decimal(33), *YEAR, note="the first", bought_on=date(2025, 11, 30)),
    NewPack("A", Decimal("250.5"), *YEAR, price_per_token=Decimal("2.785714"), currency="EUR"),
    NewPack("B", Decimal(9000), *YEAR, pool="annual", bought_on=YEAR[0]),
    NewPack("B", Decimal(700), *YEAR, pool="multi-year"),
)
BOUGHT = ("team", "pool", "tokens", "first_day", "last_day", "price_per_token", "currency", "note", "bought_on")


def test_the_rows_that_the_command_lists_load_as_the_same_packs(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "own.duckdb"
    with Store(own) as entered:
        for pack in SOME_PACKS:
            add_pack(entered, pack)
        before = packs(entered).select(BOUGHT)
    done = CliRunner().invoke(cli, ["packs", "list", "--json"], env={"TOKEN_GAUGE_STORE": str(own)})
    (tmp_path / "packs.json").write_text(json.dumps(json.loads(done.stdout)["rows"]))
    load(store, tmp_path / "packs.json", NOW, LoadOptions())
    assert_frame_equal(packs(store).select(BOUGHT), before, check_row_order=False)
