"""Days without data in a term: said, estimated, and never taken for days without use."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from analytics.exports import Receipt
from analytics.forecast import Question, outlook
from analytics.forecast.verdict import verdict
from analytics.pool import Pack, ledger, team_daily, team_ledger, team_unknown
from analytics.pool.unknown import days_before, likely_use, unknown_spans
from analytics.settings import Settings
from analytics.store import LoadOptions, Store
from analytics.store.packs import NewPack, add_pack
from analytics.store.retention import purge_before, purge_before_preview
from tests.places import NOW

FIRST = date(2026, 1, 1)
HEADER = "Day used,Team,Product,Email,Tokens used"
TERM = NewPack("A", Decimal(4800), FIRST, date(2026, 12, 31))


def lines(first: date, last: date, tokens: int = 20) -> list[str]:
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [f"{day},A,Revit,ann@x.example,{tokens}" for day in days if day.weekday() < 5]


def daily(tokens: list[int | None]) -> pl.DataFrame:
    days = [FIRST + timedelta(days=ahead) for ahead in range(len(tokens))]
    return pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Decimal(38, 6)})


def test_days_without_data_count_from_the_start_of_the_packs_in_force() -> None:
    use = daily([None, 5, None, None, 5, None, 5])
    packs = [Pack(1, Decimal(100), date(2026, 1, 4), date(2026, 1, 31))]
    book = ledger(use, packs, date(2026, 1, 7))
    assert unknown_spans(use, book) == [(date(2026, 1, 4), date(2026, 1, 4)), (date(2026, 1, 6), date(2026, 1, 6))]
    ended = ledger(use, [Pack(1, Decimal(100), FIRST, date(2026, 1, 6))], date(2026, 1, 7))
    assert unknown_spans(use, ended) == []


def test_a_term_that_began_long_before_the_data_is_said_and_one_that_began_days_before_is_not() -> None:
    use = daily([5, 5])
    for first, before in ((date(2025, 12, 26), None), (date(2025, 12, 1), (date(2025, 12, 1), date(2025, 12, 31)))):
        book = ledger(use, [Pack(1, Decimal(100), first, date(2026, 12, 31))], date(2026, 1, 2))
        assert days_before(use, book) == before


def test_a_steady_team_is_estimated_to_the_token() -> None:
    week = [20, 20, 0, 0, 20, 20, 20]
    known = daily([*week * 4, *[None] * 10, *(week * 6)[10:]])
    gap = (FIRST + timedelta(days=28), FIRST + timedelta(days=37))
    drawn = likely_use(known, [gap], 50)
    assert (drawn == np.array((week * 2)[:10])).all()


@pytest.mark.parametrize("seed", range(2))
def test_the_likely_range_has_what_was_used_in_eight_of_ten_gaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    inside = []
    for _ in range(40):
        level = 20 * np.exp(np.cumsum(rng.normal(0, 0.02, 60)))
        use = np.array([rng.poisson(level[day // 7]) if day % 7 < 5 else 0 for day in range(420)])
        start, days = int(rng.integers(60, 300)), int(rng.integers(3, 60))
        known: list[int | None] = use.tolist()
        known[start : start + days] = [None] * days
        span = (FIRST + timedelta(days=start), FIRST + timedelta(days=start + days - 1))
        low, high = np.quantile(likely_use(daily(known), [span], 200).sum(axis=1), (0.1, 0.9))
        inside.append(low <= use[start : start + days].sum() <= high)
    assert 0.6 <= np.mean(inside) <= 0.97


def test_a_purge_changes_neither_balance_nor_history_nor_forecast(
    store: Store, load_lines: Callable[..., Receipt]
) -> None:
    load_lines(*lines(FIRST, date(2026, 10, 30)), header=HEADER)
    add_pack(store, TERM)
    before = outlook(store, "A", Question(), Settings())
    days = team_daily(store, "A")
    shown = purge_before_preview(store, date(2026, 6, 1))
    assert shown.kept_text == (
        "the tokens of 151 days stay, by team and day and without names: balances and forecasts need them"
    )
    purge_before(store, date(2026, 6, 1), NOW)
    after = outlook(store, "A", Question(), Settings())
    assert team_daily(store, "A").equals(days)
    assert (after.balance, after.order_by, after.tokens_to_buy) == (
        before.balance,
        before.order_by,
        before.tokens_to_buy,
    )
    assert after.run_out is not None
    assert before.run_out is not None
    assert after.run_out.day == before.run_out.day
    assert after.unknown is None
    assert store.frame("FROM users WHERE key LIKE '%ann%'").height == 1  # she is named by days that stay
    purge_before(store, date(2027, 1, 1), NOW)
    assert team_daily(store, "A").equals(days)
    assert store.frame("FROM users").is_empty()


def test_a_purged_day_that_is_loaded_again_counts_as_loaded(store: Store, load_lines: Callable[..., Receipt]) -> None:
    load_lines(*lines(FIRST, date(2026, 1, 30)), header=HEADER)
    purge_before(store, date(2026, 1, 20), NOW)
    load_lines(*lines(FIRST, date(2026, 1, 30), tokens=7), header=HEADER, options=LoadOptions(confirmed=True))
    assert team_daily(store, "A")["tokens"].sum() == Decimal(22 * 7)


def test_a_gap_in_a_term_is_said_and_estimated(store: Store, load_lines: Callable[..., Receipt]) -> None:
    load_lines(*lines(FIRST, date(2026, 3, 31)), header=HEADER)
    load_lines(*lines(date(2026, 6, 1), date(2026, 10, 30)), header=HEADER)
    add_pack(store, TERM)
    book = team_ledger(store, "A")
    unknown = team_unknown(store, "A", team_daily(store, "A"), book)
    assert unknown is not None
    assert unknown.spans == [(date(2026, 4, 1), date(2026, 5, 31))]
    # 43 working days at 20 tokens.
    assert unknown.left(Decimal(2000)) == (Decimal(1140), Decimal(1140))
    answer = outlook(store, "A", Question(), Settings())
    load_lines(*lines(date(2026, 4, 1), date(2026, 5, 29)), header=HEADER)
    whole = outlook(store, "A", Question(), Settings())
    assert whole.unknown is None
    assert answer.run_out is not None
    assert whole.run_out is not None
    assert answer.run_out.day.p50 is not None
    assert whole.run_out.day.p50 is not None
    assert abs((answer.run_out.day.p50 - whole.run_out.day.p50).days) <= 3
    said = verdict(answer)
    assert "Not known within 61 days without data (1 April 2026 to 31 May 2026)" in said
    assert "Load an export that covers these days, or enter them as closing days if nothing was used." in said


def test_days_after_the_data_are_not_free(store: Store, load_lines: Callable[..., Receipt]) -> None:
    load_lines(*lines(FIRST, date(2026, 8, 31)), header=HEADER)
    add_pack(store, TERM)
    late = outlook(store, "A", Question(as_of=date(2026, 10, 12)), Settings())
    assert late.unknown is not None
    assert late.unknown.spans == [(date(2026, 9, 1), date(2026, 10, 12))]
    assert late.unknown.middle == Decimal(30 * 20)
    now = outlook(store, "A", Question(), Settings())
    assert now.run_out is not None
    assert late.run_out is not None
    assert now.run_out.day.p50 is not None
    assert late.run_out.day.p50 is not None
    assert abs((late.run_out.day.p50 - now.run_out.day.p50).days) <= 3


def test_use_that_a_lapsed_pack_would_have_paid_is_not_taken_from_one_in_force(
    store: Store, load_lines: Callable[..., Receipt]
) -> None:
    load_lines(*lines(FIRST, date(2026, 3, 31)), header=HEADER)
    load_lines(*lines(date(2026, 6, 1), date(2026, 10, 30)), header=HEADER)
    add_pack(store, NewPack("A", Decimal(9000), FIRST, date(2026, 6, 30)))
    add_pack(store, TERM)
    unknown = team_unknown(store, "A", team_daily(store, "A"), team_ledger(store, "A"))
    assert unknown is not None
    assert unknown.high == 0
