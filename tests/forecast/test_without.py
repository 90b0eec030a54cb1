"""The same futures without some use: what is gone is what makes the difference, in every future."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast import Paths, simulate
from analytics.forecast.futures.history import history_of
from analytics.forecast.what_if.without import same_futures_without, without_use

FIRST = date(2026, 1, 5)  # a Monday
DAYS, AHEAD = 140, 90
TOKENS = {"day": pl.Date, "tokens": pl.Decimal(38, 6)}


def days(use: list[int]) -> pl.DataFrame:
    rows = [(FIRST + timedelta(days=place), Decimal(tokens)) for place, tokens in enumerate(use)]
    return pl.DataFrame(rows, TOKENS, orient="row")


WHOLE = days([20 + place % 5 if place % 7 < 5 else 2 for place in range(DAYS)])
FUTURES = partial(simulate, seed=history_of(WHOLE).seed)
PATHS = Paths(FIRST + timedelta(days=DAYS), simulate(WHOLE, AHEAD, 200))


def part(share: Decimal) -> pl.DataFrame:
    return WHOLE.with_columns((pl.col("tokens").cast(pl.Float64) * float(share)).cast(TOKENS["tokens"]))


@given(st.decimals("0.01", "0.9", places=2))
def test_a_share_of_every_day_is_that_share_of_every_future(share: Decimal) -> None:
    left = same_futures_without(PATHS, WHOLE, part(share), FUTURES)
    assert left == pytest.approx(PATHS.tokens * (1 - float(share)), rel=2e-3, abs=1e-6)
    assert (left <= PATHS.tokens).all()


def test_without_anything_gone_the_futures_are_the_same() -> None:
    assert (same_futures_without(PATHS, WHOLE, WHOLE.clear(), FUTURES) == PATHS.tokens).all()


def test_without_all_use_none_is_left() -> None:
    assert not same_futures_without(PATHS, WHOLE, WHOLE, FUTURES).any()


def test_the_difference_is_far_less_uncertain_than_of_two_sets_of_draws() -> None:
    gone = part(Decimal("0.02"))
    left = without_use(WHOLE, gone)
    paired = (PATHS.tokens - same_futures_without(PATHS, WHOLE, gone, FUTURES)).sum(axis=1)
    apart = (PATHS.tokens - simulate(left, AHEAD, 200, seed=1)).sum(axis=1)
    assert np.std(paired) < np.std(apart) / 10


def test_days_that_are_not_measured_stay_so() -> None:
    daily = pl.DataFrame({"day": [FIRST, FIRST + timedelta(days=1)], "tokens": [Decimal(5), None]}, TOKENS)
    gone = pl.DataFrame({"day": [FIRST, FIRST, FIRST + timedelta(days=1)], "tokens": [Decimal(1)] * 3}, TOKENS)
    assert without_use(daily, gone)["tokens"].to_list() == [3, None]
