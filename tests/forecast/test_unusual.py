"""Use out of the ordinary: what was put in is found, with its days, and what was not is not."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast import Findings, Shape, public_holidays, unusual
from analytics.samples.simulation import simulate
from analytics.samples.usage import UsageRow

FIRST = date(2024, 9, 2)
DAYS = 104 * 7
HOLIDAYS = public_holidays("US", 2024, 2026)


def series(tokens: np.ndarray, first: date = FIRST) -> pl.DataFrame:
    days = [first + timedelta(days=n) for n in range(tokens.size)]
    return pl.DataFrame({"day": days, "tokens": tokens.astype(float)})


def ordinary(seed: int = 1) -> np.ndarray:
    """Two years of workdays around 400 tokens with a season, and quiet weekends."""
    rng = np.random.default_rng(seed)
    days = np.arange(DAYS)
    level = np.where(days % 7 < 5, 400, 15) * (1 + 0.2 * np.sin(2 * np.pi * days / 365))
    return rng.poisson(level / 7) * 7.0


def of_rows(rows: list[UsageRow]) -> pl.DataFrame:
    used = pl.DataFrame({"day": [row.day for row in rows], "tokens": [float(row.tokens) for row in rows]})
    return used.group_by("day").agg(pl.col("tokens").sum()).sort("day").upsample("day", every="1d").fill_null(0)


def found(daily: pl.DataFrame) -> Findings:
    findings = unusual(daily, HOLIDAYS)
    assert findings is not None
    return findings


@pytest.mark.parametrize("seed", [3, 2029])
def test_the_project_of_the_simulator_is_found_on_its_days(seed: int) -> None:
    simulation = simulate(seed)
    project = simulation.truth.project
    rows = [row for row in simulation.rows if row.team == project.team]
    (spike,) = found(of_rows(rows)).found
    assert spike.shape is Shape.WEEKS
    assert abs((spike.first - project.first_day).days) <= 7
    assert abs((spike.last - project.last_day).days) <= 7
    assert spike.excess == pytest.approx(project.tokens, rel=0.4)


@pytest.mark.parametrize("seed", [3, 2029])
def test_a_quiet_company_raises_no_alarm(seed: int) -> None:
    simulation = simulate(seed)
    quiet = [row for row in simulation.rows if row.email not in simulation.truth.project.users]
    assert found(of_rows(quiet)).found == ()


def test_a_day_of_three_times_the_use_is_found() -> None:
    use = ordinary()
    use[401] *= 3
    (spike,) = found(series(use)).found
    assert (spike.shape, spike.first, spike.last) == (Shape.DAY, FIRST + timedelta(days=401), spike.first)
    assert spike.tokens == pytest.approx(use[401])


def test_a_climb_is_found_with_its_beginning() -> None:
    use = ordinary() * (1 + 0.8 * np.clip((np.arange(DAYS) - 50 * 7) / (20 * 7), 0, 1))
    climbs = [one for one in found(series(use)).found if one.shape is Shape.CLIMB]
    assert len(climbs) == 1
    assert abs((climbs[0].since - (FIRST + timedelta(weeks=47))).days) <= 8 * 7


@pytest.mark.parametrize("use", [ordinary()[:170], ordinary()[:5], np.zeros(DAYS)])
def test_less_than_half_a_year_of_use_says_nothing(use: np.ndarray) -> None:
    assert unusual(series(use)) is None


def test_the_same_use_every_day_is_ordinary() -> None:
    assert found(series(np.full(DAYS, 7.0))).found == ()


def test_days_that_were_not_measured_are_no_dip_and_no_spike() -> None:
    daily = series(ordinary()).with_columns(
        tokens=pl.when(pl.int_range(pl.len()).is_between(300, 340)).then(None).otherwise("tokens")
    )
    assert found(daily).found == ()


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 1000), st.sampled_from([0.1, 3.0, 1000.0]))
def test_the_unit_of_tokens_plays_no_part(seed: int, unit: float) -> None:
    use = ordinary(seed)
    use[250:264] *= 1.8
    plain, scaled = found(series(use)).found, found(series(use * unit)).found
    assert [(one.shape, one.first, one.last) for one in plain] == [(one.shape, one.first, one.last) for one in scaled]
    assert [one.tokens * unit for one in plain] == pytest.approx([one.tokens for one in scaled])


def test_work_on_closing_days_is_out_of_the_ordinary_and_the_closing_itself_is_not() -> None:
    tokens = ordinary()
    first = FIRST + timedelta(days=52 * 7)
    closed = [first + timedelta(days=ahead) for ahead in range(14)]
    tokens[52 * 7 : 54 * 7] = 0
    known = unusual(series(tokens), HOLIDAYS, closed)
    assert known is not None
    assert known.found == ()
    assert known.days.filter(pl.col("day").is_in(closed))["expected"].to_list() == [0.0] * 14
    tokens[52 * 7 + 1] = 350
    worked = unusual(series(tokens), HOLIDAYS, closed)
    assert worked is not None
    [day] = worked.found
    assert (day.shape, day.first, day.expected) == (Shape.DAY, closed[1], 0.0)
