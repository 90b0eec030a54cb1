"""Tokens split over teams: what lapsed in one while another ran out or bought, day by day."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.licensing import split_costs
from analytics.pool import Ledger, Pack, ledger
from analytics.pool.split import in_one_pool, lapsed_beside_need
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack
from analytics.store.price_list import NewPrice, set_price

START = date(2026, 1, 1)
COLUMNS = ["team", "pack_id", "lapsed", "other_team", "other_pack_id", "first_day", "last_day", "tokens"]


def day(ahead: int) -> date:
    return START + timedelta(days=ahead)


def pack(pack_id: int, tokens: int, first: int, last: int) -> Pack:
    return Pack(pack_id, Decimal(tokens), day(first), day(last))


def book(use: list[int], *packs: Pack) -> Ledger:
    daily = pl.DataFrame(
        {"day": [day(ahead) for ahead in range(len(use))], "tokens": use},
        schema_overrides={"tokens": pl.Decimal(38, 6)},
    )
    return ledger(daily, packs, day(len(use) - 1))


def test_what_lapsed_could_have_paid_for_who_ran_out() -> None:
    found = lapsed_beside_need(
        {"A": book([2, 2, 0, 0, 0], pack(1, 10, 0, 3)), "B": book([4, 4, 4, 4, 4], pack(2, 6, 0, 30))}
    )
    # Six lapse after the fourth day; by then B has used 2, 4 and 4 tokens without a pack, from the second day on.
    assert found.select(COLUMNS).rows() == [("A", 1, 6, "B", None, day(2), day(3), 6)]


def test_what_lapsed_could_have_spared_a_pack_bought_meanwhile() -> None:
    found = lapsed_beside_need(
        {
            "A": book([0, 0, 0, 0, 0, 0], pack(1, 10, 0, 4)),
            "B": book([0, 0, 3, 3, 3, 3], pack(2, 100, 2, 30)),
            "C": book([5, 5, 5, 5, 5, 5], Pack(3, Decimal(100), START - timedelta(days=1), day(30))),
        }
    )
    # C bought before A did, so nothing of C's could have been left out.
    assert found.select([*COLUMNS, "bought_on", "lapsed_on"]).rows() == [
        ("A", 1, 10, "B", 2, day(2), day(4), 9, day(2), day(4))
    ]


def test_use_counts_once() -> None:
    found = lapsed_beside_need(
        {
            "A": book([0, 0, 0], pack(1, 10, 0, 1)),
            "B": book([0, 0, 0], pack(2, 10, 0, 1)),
            "C": book([4, 4, 4]),
        }
    )
    assert found["tokens"].sum() == 8


def test_one_team_splits_nothing() -> None:
    assert lapsed_beside_need({"A": book([0, 9, 9], pack(1, 5, 0, 0))}).is_empty()


uses = st.lists(st.integers(0, 9), min_size=12, max_size=12)
packs = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 11), st.integers(0, 11)), max_size=3)


@settings(deadline=None)
@given(st.lists(st.tuples(uses, packs), min_size=1, max_size=3))
def test_nothing_is_found_twice_and_one_pool_conserves_tokens(
    teams: list[tuple[list[int], list[tuple[int, int, int]]]],
) -> None:
    books = {
        name: book(
            use,
            *(pack(10 * place + number, tokens, min(ends), max(ends)) for number, (tokens, *ends) in enumerate(bought)),
        )
        for place, (name, (use, bought)) in enumerate(zip("ABC", teams, strict=False))
    }
    found = lapsed_beside_need(books)
    assert (found["team"] != found["other_team"]).all()
    assert (found["last_day"] <= found["lapsed_on"]).all()
    by_pack = found.group_by("pack_id").agg(pl.col("tokens").sum(), pl.col("lapsed").first())
    assert (by_pack["tokens"] <= by_pack["lapsed"]).all()
    for name, of_team in books.items():
        lacking = found.filter((pl.col("other_team") == name) & pl.col("other_pack_id").is_null())
        assert (lacking["tokens"].sum() or 0) <= of_team.unpaid
        spared = found.filter(pl.col("other_team") == name).group_by("other_pack_id").agg(pl.col("tokens").sum())
        paid = dict(of_team.packs.select("pack_id", "used").iter_rows())
        assert all(tokens <= paid[pack_id] for pack_id, tokens in spared.iter_rows() if pack_id is not None)
    together = in_one_pool(books)
    assert together.consumed == sum((each.consumed for each in books.values()), Decimal(0))
    assert together.unpaid <= sum((each.unpaid for each in books.values()), Decimal(0))


def test_money_is_at_the_price_of_the_pack_that_lapsed(store: Store, load_lines: object) -> None:
    load_lines(  # type: ignore[operator] # the fixture is a function
        "2026-01-01,A,Revit,,a@b.example,,,0",
        "2026-01-10,A,Revit,,a@b.example,,,0",
        "2026-01-02,B,Revit,,b@b.example,,,10",
        "2026-01-10,B,Revit,,b@b.example,,,0",
    )
    add_pack(store, NewPack("A", Decimal(100), day(0), day(5), Decimal("2.50"), "EUR"))
    found = split_costs(store, Settings())
    assert found.rows.select("team", "other_team", "tokens", "cost", "currency").rows() == [("A", "B", 10, 25.0, "EUR")]
    assert (found.teams, found.lapsed, found.lapsed_in_one, found.unpaid, found.unpaid_in_one) == (2, 100, 90, 10, 0)


def test_a_pack_without_a_price_is_worth_what_a_token_cost_on_its_last_day(store: Store, load_lines: object) -> None:
    load_lines(  # type: ignore[operator] # the fixture is a function
        "2026-01-01,A,Revit,,a@b.example,,,0",
        "2026-01-10,A,Revit,,a@b.example,,,0",
        "2026-01-02,B,Revit,,b@b.example,,,10",
    )
    add_pack(store, NewPack("A", Decimal(100), day(0), day(5)))
    assert split_costs(store, Settings()).rows.select("cost", "currency").rows() == [(30.0, "USD")]  # the list price
    set_price(store, NewPrice(Decimal("2.50"), "EUR", day(5), team="A"))
    set_price(store, NewPrice(Decimal("9.00"), "EUR", day(6), team="A"))
    assert split_costs(store, Settings()).rows.select("cost", "currency").rows() == [(25.0, "EUR")]


def test_the_sample_lost_what_the_truth_says(sample_store: Store) -> None:
    found = split_costs(sample_store, Settings())
    # Both lapses, of 2,435 and 3,736 tokens, fall into months in which the other team used a pack bought meanwhile.
    assert found.rows.select("tokens", "lapsed", "cost").rows() == [(3736, 3736, 10087.2), (2435, 2435, 6574.5)]
    assert (found.lapsed, found.lapsed_in_one) == (6171, 0)


def test_nothing_loaded_splits_nothing(store: Store) -> None:
    assert split_costs(store, Settings()).rows.is_empty()
