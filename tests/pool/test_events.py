"""Token events and all packs: they tie to the ledger."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.pool import Pack, all_packs, events, ledger

NO_EVENTS = pl.DataFrame(
    schema={"team": pl.String, "day": pl.Date, "event": pl.String, "tokens": pl.Decimal(18, 6), "note": pl.String}
)


def used(*tokens: int) -> pl.DataFrame:
    days = pl.date_range(date(2026, 1, 1), date(2026, 1, len(tokens)), eager=True)
    return pl.DataFrame({"day": days, "tokens": [Decimal(number) for number in tokens]})


def test_purchases_expiries_and_what_was_loaded_are_one_list() -> None:
    packs = [
        Pack(1, Decimal(100), date(2026, 1, 1), date(2026, 1, 2)),
        Pack(2, Decimal(50), date(2026, 1, 2), date(2026, 12, 31)),
        Pack(3, Decimal(70), date(2026, 2, 1), date(2026, 12, 31)),
    ]
    book = ledger(used(10, 20, 30), packs, date(2026, 1, 3))
    loaded = pl.DataFrame([("A", date(2026, 1, 3), "Move", Decimal(-5), None)], schema=NO_EVENTS.schema, orient="row")
    assert events({"A": book}, loaded).drop("team", "note").rows() == [
        (date(2026, 1, 3), "Move", -5),
        (date(2026, 1, 2), "Purchase", 50),
        (date(2026, 1, 2), "Expiry", -70),
        (date(2026, 1, 1), "Purchase", 100),
    ]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(1, 100), st.integers(1, 20), st.integers(1, 20)), max_size=4),
)
def test_every_token_is_somewhere(use: list[int], bought: list[tuple[int, int, int]]) -> None:
    packs = [
        Pack(number, Decimal(tokens), date(2026, 1, min(first, last)), date(2026, 1, max(first, last)))
        for number, (tokens, first, last) in enumerate(bought)
    ]
    book = ledger(used(*use), packs, date(2026, 1, len(use)))
    total = all_packs([book, book])
    assert total.bought == total.used + total.lapsed + total.available
    assert total.used + total.unpaid == 2 * sum(use)
    in_events = events({"A": book}, NO_EVENTS)["tokens"].sum()
    assert 2 * in_events == total.bought - total.lapsed
