"""Zeros while the pool was dry are days not measured, and all others are true zeros."""

import datetime as dt
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from analytics.forecast.futures.demand import demand
from analytics.forecast.futures.simulation import simulate

MONDAY = dt.date(2024, 1, 8)


def wanted(tokens: list[int | None], available: list[float]) -> list[int | None]:
    days = [MONDAY + dt.timedelta(days=ahead) for ahead in range(len(tokens))]
    daily = pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Decimal(38, 6)})
    left = pl.Series([float(tokens) for tokens in available]).cast(pl.Decimal(38, 6))
    ledger = pl.DataFrame({"day": days, "available": left})
    found = demand(daily, ledger)
    assert found.schema == daily.schema
    assert found["day"].equals(daily["day"])
    return [None if value is None else int(value) for value in found["tokens"]]


@pytest.mark.parametrize(
    ("tokens", "available", "expected"),
    [
        # The pool runs dry on the second day and is filled again on the fifth.
        ([5, 5, 0, 0, 5], [5, 0, 0, 0, 5], [5, 5, None, None, 5]),
        # Half a token is left: nothing costs as little.
        ([5, 5, 0, 0], [5, 0.5, 0.5, 0.5], [5, 5, None, None]),
        # A token is left: somebody could have used it.
        ([5, 5, 0, 0], [6, 1, 1, 1], [5, 5, 0, 0]),
        # A pack ends with tokens in it, and the next begins two days later.
        ([5, 0, 0, 5], [20, 0, 0, 20], [5, None, None, 5]),
        # They went on all the same: the packs known here are not all there are.
        ([5, 5, 0, 5, 0], [5, 0, 0, 0, 0], [5, 5, 0, 5, 0]),
        # No pack is known at all, or none yet.
        ([5, 0, 5], [0, 0, 0], [5, 0, 5]),
        ([5, 0, 5, 0], [0, 0, 10, 10], [5, 0, 5, 0]),
        # A gap stays one.
        ([5, 5, None, 0], [5, 0, 0, 0], [5, 5, None, None]),
    ],
)
def test_zeros_of_a_dry_pool_are_not_measured(
    tokens: list[int | None], available: list[float], expected: list[int | None]
) -> None:
    assert wanted(tokens, available) == expected


def test_a_dry_month_does_not_pull_the_forecast_down() -> None:
    use = [100.0] * 120 + [0.0] * 30
    days = [MONDAY + dt.timedelta(days=ahead) for ahead in range(150)]
    left = [Decimal(100 * (120 - day) - 100) if day < 120 else Decimal(0) for day in range(150)]
    daily = pl.DataFrame({"day": days, "tokens": use})
    ledger = pl.DataFrame({"day": days, "available": left})
    futures = simulate(demand(daily, ledger), 30)
    assert np.median(futures.sum(axis=1)) == pytest.approx(3000, rel=0.02)
    assert np.median(simulate(daily, 30).sum(axis=1)) < 1000
