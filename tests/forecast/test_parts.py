"""The forecast by part: whatever the parts are, they add up to the whole in every future."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.forecast.by_part.parts import MOST, OTHERS, Parts, parts, shared_out
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.outlook import Paths

MONDAY = dt.date(2024, 1, 8)
FUTURES, AHEAD = 100, 40


def days_of(count: int) -> list[dt.date]:
    return [MONDAY + dt.timedelta(days=ahead) for ahead in range(count)]


def split(use: dict[str, list[float]], gaps: tuple[int, ...] = (), unexplained: float = 0.0) -> tuple[Parts, Paths]:
    """Forecast parts whose use by day is given; the whole is their sum and what none of them explains."""
    count = len(next(iter(use.values())))
    days = days_of(count)
    rows = pl.DataFrame(
        [
            (day, part, tokens)
            for part, by_day in use.items()
            for day, tokens in zip(days, by_day, strict=True)
            if tokens
        ],
        schema={"day": pl.Date, "part": pl.String, "tokens": pl.Float64},
        orient="row",
    )
    sums = np.sum(list(use.values()), axis=0) + unexplained
    whole = [None if place in gaps else float(tokens) for place, tokens in enumerate(sums)]
    daily = pl.DataFrame({"day": days, "tokens": whole}, schema={"day": pl.Date, "tokens": pl.Float64})
    futures = Paths(days[-1] + dt.timedelta(days=1), simulate(daily, AHEAD, FUTURES))
    return parts(rows, daily, futures), futures


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(0, 2**32 - 1), st.booleans())
def test_parts_add_up_to_the_whole_on_every_day_of_every_future(count: int, seed: int, gaps: bool) -> None:
    rng = np.random.default_rng(seed)
    # Some parts are small, rare or new: they have too little history for futures of their own.
    use = {
        f"Product {place}": (
            rng.poisson(rng.choice([0.02, 1, 30]), 60) * (np.arange(60) >= rng.integers(0, 55))
        ).tolist()
        for place in range(count)
    }
    use["Product 0"] = (1 + rng.poisson(5, 60)).tolist()
    found, whole = split(use, gaps=(7, 30, 31) if gaps else ())
    assert found.tokens.shape == (len(found.names), FUTURES, AHEAD)
    assert (found.tokens >= 0).all()
    np.testing.assert_allclose(found.tokens.sum(axis=0), whole.tokens, rtol=1e-9, atol=1e-9)
    totals = found.totals()
    assert totals["expected"].sum() == pytest.approx(whole.tokens.sum(axis=1).mean(), rel=1e-9)
    assert totals["share_expected"].sum() == pytest.approx(1)


@given(
    arrays.arrays(np.float64, (3, 5, 16), elements=st.one_of(st.just(0.0), st.floats(1e-6, 1e6))),
    arrays.arrays(np.float64, (5, 16), elements=st.one_of(st.just(0.0), st.floats(1e-6, 1e6))),
)
def test_whatever_is_shared_out_is_all_of_it(own: np.ndarray, whole: np.ndarray) -> None:
    shared = shared_out(whole, own, np.array([1.0, 2.0, 0.0]))
    np.testing.assert_allclose(shared.sum(axis=0), whole, rtol=1e-9)
    assert (shared >= 0).all()


def test_a_week_in_which_no_part_uses_anything_is_shared_as_usual() -> None:
    shared = shared_out(np.full((1, 8), 10.0), np.zeros((2, 1, 8)), np.array([3.0, 1.0]))
    np.testing.assert_allclose(shared[:, 0], [[7.5] * 8, [2.5] * 8])
    alike = shared_out(np.full((1, 8), 10.0), np.zeros((2, 1, 8)), np.zeros(2))
    np.testing.assert_allclose(alike, 5.0)


def test_constant_parts_keep_their_shares() -> None:
    found, _ = split({"Revit": [30.0] * 120, "Maya": [10.0] * 120})
    rows = found.totals().select("part", "used", "share_used", "expected", "share_expected").rows()
    assert rows == [
        ("Revit", 3600.0, 0.75, pytest.approx(30 * AHEAD, rel=0.02), pytest.approx(0.75, abs=0.005)),
        ("Maya", 1200.0, 0.25, pytest.approx(10 * AHEAD, rel=0.02), pytest.approx(0.25, abs=0.005)),
    ]


def test_a_part_that_grows_is_expected_at_its_new_share() -> None:
    """From a quarter to a half: the last two months count, not the mean of the year."""
    found, _ = split({"Revit": [30.0] * 120 + [20.0] * 60, "Maya": [10.0] * 120 + [20.0] * 60})
    maya = found.totals().row(by_predicate=pl.col("part") == "Maya", named=True)
    assert maya["share_used"] == pytest.approx(1 / 3)
    assert maya["share_expected"] == pytest.approx(0.5, abs=0.03)
    assert maya["share_p10"] < 0.5 < maya["share_p90"]


def test_small_parts_are_one_and_what_no_part_explains_is_with_them() -> None:
    use = {f"P{place}": [float(20 - place)] * 30 for place in range(MOST + 2)}
    found, _ = split(use, unexplained=5.0)
    assert found.names == (*(f"P{place}" for place in range(MOST)), OTHERS)
    others = found.totals().row(by_predicate=pl.col("part") == OTHERS, named=True)
    assert others["used"] == pytest.approx(30 * (14 + 13 + 5))


def test_one_small_part_keeps_its_name() -> None:
    found, _ = split({f"P{place}": [float(20 - place)] * 30 for place in range(MOST + 1)})
    assert OTHERS not in found.names
    assert len(found.names) == MOST + 1


def test_a_new_part_goes_on_at_the_mean_of_its_newest_weeks() -> None:
    """Ten days of 6 tokens in the newest 28: 60 / 28 a day beside the 30 of the other part."""
    found, _ = split({"Revit": [30.0] * 90, "Maya": [0.0] * 80 + [6.0] * 10})
    assert found.names == ("Revit", "Maya")
    short, _ = split({"Revit": [30.0] * 13 + [30.0], "Maya": [0.0] * 13 + [6.0]})
    assert short.totals()["expected"].min() > 0


def test_months_tie_to_use_and_futures() -> None:
    found, whole = split({"Revit": [30.0] * 40, "Maya": [10.0] * 40})
    months = found.months()
    assert months["used"].sum() == 40 * 40
    assert months["expected"].sum() == pytest.approx(1600 + whole.tokens.sum(axis=1).mean())
    assert months["month"].unique().sort().to_list() == [dt.date(2024, month, 1) for month in (1, 2, 3)]
    # The 40 days end on 16 February, so January is over and February goes on.
    january = months.filter(pl.col("month") == dt.date(2024, 1, 1))
    assert january["p10"].null_count() == 2
    assert january["expected"].sum() == january["used"].sum() == 24 * 40
    assert (months.drop_nulls()["p10"] <= months.drop_nulls()["p90"]).all()


def test_same_input_same_answer_and_the_unit_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    use = {"Revit": rng.poisson(20, 90).tolist(), "Maya": rng.poisson(8, 90).tolist()}
    first, again = split(use)[0], split(use)[0]
    np.testing.assert_array_equal(first.tokens, again.tokens)
    tenfold, _ = split({name: [10.0 * tokens for tokens in by_day] for name, by_day in use.items()})
    np.testing.assert_allclose(tenfold.tokens, 10 * first.tokens, rtol=1e-6)


def test_futures_begin_after_days_that_are_not_measured_yet() -> None:
    days = days_of(60)
    daily = pl.DataFrame({"day": days, "tokens": [10.0] * 60})
    rows = daily.with_columns(part=pl.lit("Revit"))
    futures = Paths(days[-1] + dt.timedelta(days=4), np.full((FUTURES, 20), 10.0))
    found = parts(rows, daily, futures, last_day=futures.first_day + dt.timedelta(days=9))
    assert (found.first_day, found.last_day) == (futures.first_day, futures.first_day + dt.timedelta(days=9))
    np.testing.assert_allclose(found.tokens, 10.0)


@pytest.mark.parametrize("begun", [42, 20, 8, 3])
def test_a_part_that_began_lately_goes_on_as_it_began(begun: int) -> None:
    """Half of all is used by each since the newer began; of fewer than seven days it is known only for these."""
    found, _ = split({"Old": [10.0] * 400, "New": [0.0] * (400 - begun) + [10.0] * begun})
    shares = dict(found.totals().select("part", "share_expected").iter_rows())
    rate = 10.0 if begun >= 7 else 10.0 * begun / 7
    assert shares["New"] == pytest.approx(rate / (10 + rate), abs=0.05)
