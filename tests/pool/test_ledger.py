"""The ledger: bought = used + lapsed + left, and today's balance counts active packs only."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import StoreError
from analytics.pool import Pack, balance, ledger, pack_events, team_ledger, teams_with_use
from analytics.store import Store

START = date(2026, 1, 1)


def daily(*tokens: float | None) -> pl.DataFrame:
    days = [START + timedelta(days=ahead) for ahead in range(len(tokens))]
    amounts = [None if each is None else Decimal(str(each)) for each in tokens]
    return pl.DataFrame({"day": days, "tokens": amounts}, schema={"day": pl.Date, "tokens": pl.Decimal(38, 6)})


def pack(pack_id: int, tokens: int, first: int, last: int) -> Pack:
    return Pack(pack_id, Decimal(tokens), START + timedelta(days=first), START + timedelta(days=last))


def test_a_ledger_summed_by_hand() -> None:
    book = ledger(
        daily(4, None, 4, 0, 5), [pack(1, 10, 0, 2), pack(2, 20, 3, 30), pack(3, 7, 9, 30)], START + timedelta(4)
    )
    assert book.packs.select("pack_id", "used", "lapsed", "left", "state").rows() == [
        (1, 8, 2, 0, "ended"),
        (3, 0, 0, 7, "to come"),
        (2, 5, 0, 15, "active"),
    ]
    assert book.payments.select("pack_id", "tokens").rows() == [(1, 4), (1, 4), (2, 5)]
    today = balance(book)
    assert (today.available, today.used, today.total, today.lapsed, today.unpaid) == (15, 5, 20, 2, 0)
    assert (today.term_start, today.term_end) == (START + timedelta(3), START + timedelta(30))
    assert today.share_used == 0.25
    assert today.share_of_term_gone == 2 / 28
    assert today.pace == 20 / 28


def test_use_without_a_pack_is_unpaid_and_not_forgotten() -> None:
    book = ledger(daily(4, 4), [pack(1, 10, 1, 2)], START + timedelta(1))
    assert (book.consumed, book.unpaid) == (8, 4)
    assert book.payments["pack_id"].to_list() == [None, 1]


def test_without_packs_there_is_no_term() -> None:
    today = balance(ledger(daily(4), [], START))
    assert (today.total, today.term_end, today.share_used, today.share_of_term_gone, today.pace) == (
        0,
        None,
        0,
        0,
        None,
    )


def test_without_use_all_is_left() -> None:
    book = ledger(daily(), [pack(1, 10, 0, 5)], START)
    assert book.packs["left"].to_list() == [10]
    assert book.consumed == 0


def test_a_pack_is_active_on_its_last_day_and_ended_the_day_after() -> None:
    packs = [pack(1, 10, 0, 1)]
    assert balance(ledger(daily(1, 1), packs, START + timedelta(1))).available == 8
    later = balance(ledger(daily(1, 1), packs, START + timedelta(2)))
    assert (later.available, later.lapsed) == (0, 8)


@settings(deadline=None)
@given(
    tokens=st.lists(st.none() | st.decimals(0, 30, places=6), min_size=1, max_size=40),
    packs=st.lists(st.tuples(st.integers(1, 200), st.integers(-5, 40), st.integers(0, 30)), max_size=5),
    on=st.integers(0, 50),
)
def test_the_ledger_conserves_every_token(
    tokens: list[Decimal | None], packs: list[tuple[int, int, int]], on: int
) -> None:
    days = [START + timedelta(days=ahead) for ahead in range(len(tokens))]
    frame = pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Decimal(38, 6)})
    bought = [pack(number, size, first, first + length) for number, (size, first, length) in enumerate(packs)]
    book = ledger(frame, bought, START + timedelta(days=on))
    counted = sum((each or Decimal(0) for each in tokens[: on + 1]), Decimal(0))
    assert book.consumed == counted == (book.payments["tokens"].sum() or 0)
    assert book.packs["used"].sum() + book.unpaid == counted
    assert (book.packs["used"] + book.packs["lapsed"] + book.packs["left"]).to_list() == book.packs["tokens"].to_list()
    assert book.packs["left"].to_list() == [max(left, Decimal(0)) for left in book.packs["left"]]


def test_starts_and_ends_of_packs_are_events() -> None:
    events = pack_events(ledger(daily(), [pack(1, 500, 0, 9), pack(2, 5000, 0, 9), pack(3, 100, 9, 20)], START))
    assert events.rows() == [
        (START, "start", "+ 5,500"),
        (START + timedelta(9), "end", "5,500 end"),
        (START + timedelta(9), "start", "+ 100"),
        (START + timedelta(20), "end", "100 end"),
    ]


def test_the_samples_packs_pay_for_every_day(sample_store: Store) -> None:
    assert teams_with_use(sample_store) == ["Design Studio", "Digital Lab", "Plant Engineering"]
    for team in teams_with_use(sample_store):
        assert team_ledger(sample_store, team).unpaid == 0


def test_a_team_without_use_is_told(sample_store: Store) -> None:
    with pytest.raises(StoreError, match="no team Nobody"):
        team_ledger(sample_store, "Nobody")
    with pytest.raises(StoreError, match="no usage of Design Studio up to 2020-01-01"):
        team_ledger(sample_store, "Design Studio", date(2020, 1, 1))
