"""The backtest: figures counted by hand, nothing known of the future, and the rule that chooses the method."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast.proof.backtest import Backtest, backtest, gathered, origins, trial
from analytics.forecast.proof.scores import by_days_ahead, crps, score
from analytics.forecast.proof.trust import date_score, dates_sentence, trust_sentence
from analytics.forecast.proof.used_up import used_up
from analytics.pool import Pack

START = date(2025, 1, 1)
NO_DATES = gathered([]).dates


def daily(tokens: list[int | None], start: date = START) -> pl.DataFrame:
    days = [start + timedelta(days=ahead) for ahead in range(len(tokens))]
    return pl.DataFrame({"day": days, "tokens": tokens}, schema={"day": pl.Date, "tokens": pl.Decimal(18, 6)})


def parted(tokens: list[int | None], origin: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give what is known up to a day, and what came."""
    whole = daily(tokens)
    return whole.filter(pl.col("day") <= origin), whole.filter(pl.col("day") > origin)


def trials(*rows: tuple[int, int, float, float, float, float, float, float]) -> pl.DataFrame:
    """Make trials: number of the origin, days, P10, expected, P90, actual, burn rate, CRPS; the burn rate's follows."""
    return pl.DataFrame(
        [(START + timedelta(days=row[0]), *row[1:], abs(row[6] - row[5])) for row in rows],
        schema=gathered([]).use.schema,
        orient="row",
    )


def test_constant_use_is_forecast_without_error() -> None:
    past = backtest(daily([100] * 250), 200)  # without a turn of the year ahead
    overall = past.score
    assert overall is not None
    assert (overall.wape_burn_rate, overall.bias_burn_rate, overall.coverage, overall.skill) == (0, 0, 1, 0)
    assert overall.wape == pytest.approx(0, abs=0.005)
    assert not past.burn_rate_wins


def test_origins_are_month_ends_with_enough_before_and_after() -> None:
    # 30 days up to 30 January are not the end of a month; from 31 March on there are not 30 days more.
    assert origins(daily([5] * 110)) == [date(2025, 1, 31), date(2025, 2, 28)]
    assert origins(daily([None] * 10 + [5] * 100)) == [date(2025, 2, 28)]
    # Days before the first use are no history: from 10 February on there are 30 days up to the end of March.
    assert origins(daily([0] * 40 + [5] * 110)) == [date(2025, 3, 31), date(2025, 4, 30)]
    assert origins(daily([0] * 40 + [5] * 70)) == []
    assert origins(daily([5] * 60)) == []
    assert backtest(daily([5] * 5), 100).score is None


def test_days_ahead_that_are_not_measured_are_left_out() -> None:
    past = backtest(daily([5] * 70 + [None] * 2 + [5] * 60), 100)
    # From the end of January on the next 30 days are whole; days 71 and 72 are 3 % of 60 days and more.
    assert past.use.select("origin", "days").rows() == [
        (date(2025, 1, 31), 30),
        (date(2025, 1, 31), 90),
        (date(2025, 3, 31), 30),
    ]


def test_a_known_bias_is_counted_in_tokens_a_day() -> None:
    # 110 expected for 100 used in 30 days, and 270 for 300 in 90: 11/3 for 10/3 a day, and 3 for 10/3.
    use = trials((0, 30, 90, 110, 120, 100, 100, 5), (0, 90, 250, 270, 290, 300, 330, 15))
    overall = score(use)
    assert overall is not None
    assert overall.bias == pytest.approx((10 / 30 - 30 / 90) / (100 / 30 + 300 / 90))
    assert overall.wape == pytest.approx((10 / 30 + 30 / 90) / (100 / 30 + 300 / 90))
    assert overall.bias_burn_rate == overall.wape_burn_rate == pytest.approx((30 / 90) / (20 / 3))
    assert overall.coverage == 0.5
    assert overall.skill == pytest.approx(1 - (5 / 30 + 15 / 90) / (30 / 90))
    assert (overall.origins, overall.trials) == (1, 2)
    assert by_days_ahead(use).select("ahead", "bias").rows() == [(30, pytest.approx(0.1)), (90, pytest.approx(-0.1))]


def test_coverage_counts_the_edges_of_the_band() -> None:
    inside = [(number, 30, 90.0, 100.0, 110.0, actual, 100.0, 1.0) for number, actual in enumerate((90, 100, 110))]
    outside = [(number, 30, 90.0, 100.0, 110.0, actual, 100.0, 1.0) for number, actual in ((3, 89.9), (4, 110.1))]
    overall = score(trials(*inside, *outside))
    assert overall is not None
    assert overall.coverage == 0.6


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(1, 50))
def test_the_crps_of_one_number_is_its_distance(number: float, truth: float, draws: int) -> None:
    assert crps(np.full(draws, number), truth) == pytest.approx(abs(number - truth), abs=1e-6)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.floats(-100, 100))
def test_the_crps_is_what_its_definition_says(draws: list[float], truth: float) -> None:
    pairs = [abs(one - other) for one, other in itertools.product(draws, repeat=2)]
    expected = sum(abs(one - truth) for one in draws) / len(draws) - sum(pairs) / len(pairs) / 2
    assert crps(np.array(draws), truth) == pytest.approx(expected, abs=1e-9)


def test_a_trial_knows_nothing_of_what_came() -> None:
    rng = np.random.default_rng(1)
    known = rng.integers(50, 150, 90).tolist()  # up to 31 March
    low, high = (trial(*parted([*known, *[tokens] * 91], date(2025, 3, 31)), 200) for tokens in (0, 900))
    assert [row[1:5] for row in low.use] == [row[1:5] for row in high.use]
    assert [row[5] for row in high.use] == [27_000, 54_000, 81_000]
    assert [row[6] for row in low.use] == pytest.approx([days * sum(known[-30:]) / 30 for days in (30, 60, 90)])


def test_the_burn_rate_is_chosen_where_it_did_better_and_only_there() -> None:
    def with_errors(*errors: float) -> Backtest:
        """Make one trial a month with these errors of the models; that of the burn rate is 10."""
        rows = [(31 * n, 30, 90.0, 100.0, 110.0, 100.0, 110.0, error) for n, error in enumerate(errors)]
        return Backtest(trials(*rows), NO_DATES)

    assert with_errors(*[10.5] * 9).burn_rate_wins
    assert not with_errors(*[10.5] * 8).burn_rate_wins
    assert not with_errors(*[9.5] * 9).burn_rate_wins
    assert not with_errors(*[10.0] * 9).burn_rate_wins
    # Not for one bad month, nor where it was closer in most months by a little and far off in the others.
    assert not with_errors(*[9.5] * 8, 90.0).burn_rate_wins
    assert not with_errors(*[10.5] * 8, 1.0).burn_rate_wins
    # Only the newest twelve count.
    assert not with_errors(*[900.0] * 6, *[9.0] * 12).burn_rate_wins
    assert with_errors(*[9.0] * 6, *[10.5] * 12).burn_rate_wins


def test_the_burn_rate_is_chosen_on_a_pool_that_has_become_even() -> None:
    # Forty weeks of ups and downs keep the models from believing in the fourteen even months that follow.
    rng = np.random.default_rng(5)
    uneven = (100 * np.exp(1.5 * rng.standard_normal(40)).repeat(7)).astype(int).tolist()
    past = backtest(daily([*uneven, *[100] * 430], date(2024, 1, 1)), 200)
    assert past.burn_rate_wins
    assert "the plain burn rate was 50 % or more closer." in trust_sentence(past, 710)


def test_tokens_at_hand_are_used_up_when_arithmetic_says_so() -> None:
    tomorrow = date(2025, 4, 1)
    packs = [Pack(1, Decimal(205), tomorrow, date(2025, 12, 31))]
    past = gathered([trial(*parted([10] * 200, date(2025, 3, 31)), 200, packs)])
    [(origin, _, middle, _, end, came, seen_until)] = past.dates.rows()
    # 205 tokens pay for 20 days at 10, and for half of the next.
    assert came == tomorrow + timedelta(days=20)
    assert abs((middle - came).days) <= 1
    assert (origin, end, seen_until) == (date(2025, 3, 31), date(2025, 12, 31), date(2025, 7, 19))
    assert date_score(past.dates).known == 1


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ([10, 10, 10, 10], (date(2025, 4, 3), date(2025, 4, 4))),
        ([5, 5, 5, 5], (None, date(2025, 4, 4))),
        ([10, None, 10, 10], (None, date(2025, 4, 1))),
        ([None, 10, 10, 10], (None, date(2025, 3, 31))),
        ([5, 5, 5, 4, 99], (None, date(2025, 4, 4))),  # the pack has ended on the fourth day
    ],
)
def test_what_is_not_known_is_not_said(tokens: list[int | None], expected: tuple[date | None, date]) -> None:
    first = date(2025, 4, 1)
    assert used_up(daily(tokens, first), first, [Pack(1, Decimal(25), first, date(2025, 4, 4))]) == expected


def test_dates_count_where_the_outcome_is_known() -> None:
    first, end = date(2025, 1, 1), date(2025, 6, 30)
    rows = [
        (first, date(2025, 4, 1), date(2025, 4, 11), date(2025, 4, 30), end, date(2025, 4, 1), end),  # 10 days off
        (
            first,
            date(2025, 4, 1),
            date(2025, 4, 11),
            date(2025, 4, 30),
            end,
            date(2025, 5, 1),
            end,
        ),  # 20 days off, late
        (first, date(2025, 6, 1), None, None, end, None, end),  # lasted, as said
        (
            first,
            date(2025, 4, 1),
            date(2025, 4, 11),
            date(2025, 4, 30),
            end,
            None,
            end,
        ),  # lasted
        (first, None, None, None, end, date(2025, 6, 30), end),  # used up
        (first, date(2025, 4, 1), None, None, end, None, date(2025, 3, 1)),  # not known yet
    ]
    found = date_score(pl.DataFrame(rows, schema=NO_DATES.schema, orient="row"))
    assert (found.known, found.inside, found.days_off) == (5, 2, 15)
    assert dates_sentence(NO_DATES) == ""


def test_the_sentence_follows_the_figures() -> None:
    def said(actuals: list[float], error: float = 1.0) -> str:
        rows = [(n, 30, 90.0, 100.0, 110.0, actual, 120.0, error) for n, actual in enumerate(actuals)]
        return trust_sentence(Backtest(trials(*rows), NO_DATES), 100)

    assert said([]).startswith("Not known yet: 100 days of data.")
    assert said([100.0] * 3).startswith("Too early to say, after 3 months: ")
    assert said([100.0] * 8 + [80.0] * 2).startswith("Yes, if you take the band and not one day: ")
    assert "in 8 of 10 trials (80 %)" in said([100.0] * 8 + [80.0] * 2)
    assert said([100.0] * 10).startswith("Yes, and its band is wider than it need be: ")
    assert said([80.0] * 5 + [100.0] * 5).startswith("Not to the day, and its band is too narrow: ")
    assert said([100.0] * 10, error=30.0).startswith(
        "Only with care: over the last 10 months the plain burn rate was 33 % closer."
    )
