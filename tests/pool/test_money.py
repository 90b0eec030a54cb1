"""Packs in money, outages and burn-down: they tie to the ledger."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.pool import (
    PER_TOKEN,
    Ledger,
    Pack,
    burn_down,
    ledger,
    money_by_currency,
    month_ends,
    outages,
    pack_money,
    path_days,
    pay,
)

START = date(2028, 2, 20)


def day(ahead: int) -> date:
    return START + timedelta(days=ahead)


def book_of(use: list[int], packs: list[Pack], on: int | None = None) -> Ledger:
    days = [day(ahead) for ahead in range(len(use))]
    daily = pl.DataFrame({"day": days, "tokens": [Decimal(each) for each in use]}, schema_overrides={"day": pl.Date})
    return ledger(daily, packs, day(len(use) - 1 if on is None else on))


def paid(*rows: tuple[int, int, str | None, str | None]) -> pl.DataFrame:
    """What packs cost: number, tokens, price paid, currency."""
    prices = [
        (number, Decimal(tokens), Decimal(price) if price else None, unit) for number, tokens, price, unit in rows
    ]
    kinds = {"pack_id": pl.Int64, "tokens": pl.Decimal(38, 6), "price_paid": pl.Decimal(38, 6), "currency": pl.String}
    return pl.DataFrame(prices, schema=kinds, orient="row")


def test_a_token_used_costs_what_lapsed_too() -> None:
    # Pack 1: 30 of 100 used, 70 lapse; 300 paid: a token used has cost 10. Pack 2: half used, none lapsed.
    packs = [Pack(1, Decimal(100), day(0), day(2)), Pack(2, Decimal(20), day(3), day(30))]
    book = book_of([10, 10, 10, 10], packs)
    money = pack_money({"A": book}, paid((1, 100, "300", "USD"), (2, 20, "50.01", "USD")))
    columns = ("pack_id", "paid", "paid_used", "paid_lapsed", "paid_left", "effective_price")
    assert money.select(columns).rows() == [
        (1, 300, 90, 210, 0, 10),
        (2, Decimal("50.01"), Decimal("25.01"), 0, 25, Decimal("2.501")),
    ]
    total = money_by_currency(money)
    assert total.select("used", "paid_lapsed", "effective_price").rows() == [(40, 210, Decimal("8.12525"))]


def test_currencies_stay_apart_and_unknown_prices_out() -> None:
    packs = [Pack(number, Decimal(10), day(0), day(number)) for number in (1, 2, 3)]
    prices = paid((1, 10, "30", "USD"), (2, 10, "20", "EUR"), (3, 10, None, None))
    money = money_by_currency(pack_money({"A": book_of([1], packs)}, prices))
    assert money.select("currency", "paid", "effective_price").rows() == [("EUR", 20, None), ("USD", 30, 3)]


@given(
    use=st.lists(st.integers(0, 9), min_size=1, max_size=25),
    drawn=st.lists(
        st.tuples(st.integers(1, 60), st.integers(-3, 25), st.integers(0, 15), st.integers(0, 9999)), max_size=4
    ),
)
@settings(deadline=None)
def test_money_adds_up_to_the_cent(use: list[int], drawn: list[tuple[int, int, int, int]]) -> None:
    packs = [Pack(number, Decimal(size), day(at), day(at + days)) for number, (size, at, days, _) in enumerate(drawn)]
    prices = paid(*((number, size, f"{price}.37", "USD") for number, (size, _, _, price) in enumerate(drawn)))
    book = book_of(use, packs)
    money = pack_money({"A": book}, prices)
    begun = book.packs.filter(pl.col("first_day") <= book.on)["pack_id"]
    assert sorted(money["pack_id"]) == sorted(begun)
    assert money["paid"].sum() == prices.filter(pl.col("pack_id").is_in(begun.implode()))["price_paid"].sum()
    assert (money["paid_used"] + money["paid_lapsed"] + money["paid_left"]).to_list() == money["paid"].to_list()
    left = book.burn_down.group_by("day").agg(pl.col("left").sum())
    assert (
        book.days.join(left, on="day", how="left").filter(pl.col("left").fill_null(0) != pl.col("available")).is_empty()
    )


def test_a_pack_that_starts_late_ends_an_outage() -> None:
    # 10 are used up on day 2, which wants 2 more; day 3 is a Sunday; the next pack starts on day 5, lasts two days.
    packs = [Pack(1, Decimal(10), day(0), day(30)), Pack(2, Decimal(8), day(5), day(6))]
    use = [4, 4, 4, 0, 4, 4, 3, 1, 0]
    expected = [(day(2), day(4), 3, 6), (day(7), day(8), 2, 1)]
    assert outages(book_of(use, packs).days).rows() == expected
    payments = pay(np.array([use, [0] * 9], dtype=np.int64) * PER_TOKEN, START, packs)
    assert outages(path_days(payments, 0, START)).rows() == expected
    assert outages(path_days(payments, 1, START)).is_empty()


def test_without_packs_all_is_an_outage_from_the_first_use_on() -> None:
    assert outages(book_of([0, 3, 0], []).days).rows() == [(day(1), day(2), 2, 3)]
    assert outages(book_of([0, 0], []).days).is_empty()


def test_the_burn_down_names_packs_and_keeps_the_order_of_payment() -> None:
    packs = [
        Pack(1, Decimal(50), day(0), day(9)),
        Pack(2, Decimal(20), day(0), day(9)),
        Pack(3, Decimal(9), day(9), day(12)),
    ]
    rows = burn_down({"A": book_of([5] * 11, packs)})
    assert rows.filter(pl.col("day") == day(0)).select("pack_id", "turn", "left").rows() == [(2, 0, 15), (1, 1, 50)]
    assert rows["pack"].unique(maintain_order=True).to_list() == [
        "20 to 29 February 2028 (pack 2)",
        "50 to 29 February 2028 (pack 1)",
        "9 to 3 March 2028 (pack 3)",
    ]
    assert month_ends(rows).rows() == [
        (day(9), "A", 2, 0),
        (day(9), "A", 1, 20),
        (day(9), "A", 3, 9),
        (day(10), "A", 3, 4),
    ]
