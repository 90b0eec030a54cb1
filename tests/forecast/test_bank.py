"""The bank against its own draw, against textbook filters and against weights worked out directly."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from scipy import stats
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

from analytics.forecast.futures import bank as bank_module
from analytics.forecast.futures.bank import (
    DAMPED,
    LEVEL,
    NORMAL,
    SCALES,
    SLOPE,
    STATES,
    SWING,
    Bank,
    bank,
    drawn_bank,
    filtered,
    members_for,
    weights,
    yearly,
)
from analytics.forecast.futures.paths import resampled, week_paths

CSV = Path(bank_module.__file__).with_name("bank.csv")


def one(level: float = 0.0, ar: float = 0.0, phi: float = 0.0, season: float = 0.0) -> Bank:
    return Bank(*(np.array([value]) for value in (level, ar, phi, season)))


def test_the_data_file_is_the_draw() -> None:
    assert_frame_equal(drawn_bank(), pl.read_csv(CSV))


def test_the_draws_keep_their_bounds() -> None:
    members = bank()
    assert {getattr(members, field.name).shape for field in fields(members)} == {(120,)}
    assert members.level.min() >= 0.003
    assert members.level.max() <= 0.6
    assert members.ar.min() >= 0.03
    assert members.ar.max() <= 2
    assert ((members.phi >= 0.5) | ((members.phi >= -0.95) & (members.phi <= -0.3))).all()
    assert members.phi.max() <= 0.5 ** (1 / 40)
    assert 0.2 < (members.phi < 0).mean() < 0.4
    assert members.season.min() >= 0.02
    assert members.season.max() <= 3


def test_below_a_year_the_yearly_term_is_cut() -> None:
    assert members_for(52) is bank()
    np.testing.assert_allclose(members_for(51).season, 0.3 * bank().season)
    np.testing.assert_array_equal(members_for(51).level, bank().level)


def test_the_scales_run_from_1_to_90_per_cent() -> None:
    assert (SCALES.size, SCALES[0], SCALES[-1]) == (14, pytest.approx(0.012), pytest.approx(0.9))


def test_the_yearly_term_repeats_after_a_year() -> None:
    term = yearly(np.arange(4 * 1461))  # 1,461 weeks are 28 years of 365.25 days
    assert term.shape == (8, 4 * 1461)
    np.testing.assert_allclose(term[:, :1461], term[:, 1461:2922], atol=1e-9)
    np.testing.assert_allclose(term[:2, 0], [1, 0])


def test_a_level_with_noise_becomes_exponential_smoothing() -> None:
    """Its variance ratio q fixes the smoothing constant a: p = (q + sqrt(q^2 + 4 q)) / 2, a = p / (p + 1).

    Source: Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, section 4.1.2.
    """
    levels = np.random.default_rng(2).standard_normal(200).cumsum() * 0.1
    known = filtered(levels, one(level=0.5))
    p = (0.25 + np.sqrt(0.25**2 + 4 * 0.25)) / 2
    gain = p / (p + 1)
    smooth = levels[0]
    for value in levels[1:]:
        smooth += gain * (value - smooth)
    assert known.state[0, 0] == pytest.approx(smooth, abs=1e-9)
    assert known.variances[0, -1] == pytest.approx(p + 1)
    assert known.covariance[0, 0, 0] == pytest.approx(gain)


def test_a_fixed_level_is_the_mean_of_the_weeks_that_are_there() -> None:
    levels = np.array([1.0, np.nan, 2.0, 6.0])
    known = filtered(levels, one())
    assert known.state[0, 0] == pytest.approx(3, abs=1e-5)
    assert known.errors[0, [2, 3]] == pytest.approx([1, 4.5], abs=1e-5)
    assert np.isnan(known.errors[0, 1])


def test_weights_are_tempered_student_densities_without_the_first_error() -> None:
    levels = np.array([0.3, np.nan, -0.1, 0.2, 0.0])
    members = Bank(*(np.array(values) for values in ([0.1, 0.5], [0.2, 1.0], [0.5, -0.5], [0.1, 1.0])))
    known = filtered(levels, members)
    logs = np.zeros((2, SCALES.size))
    for week in (2, 3, 4):
        spread = np.sqrt(known.variances[:, week])[:, None] * SCALES
        logs += stats.t.logpdf(known.errors[:, week][:, None], df=6, scale=spread * NORMAL)
    # Log scales are normal about 2.5 x the scatter of days, with a deviation of 1.
    expected = np.exp(0.5 * logs) * stats.norm.pdf(np.log(SCALES), np.log(2.5 * 0.1), 1.0)
    np.testing.assert_allclose(weights(known, levels, scatter=0.1), expected / expected.sum(), rtol=1e-9)


def test_the_density_is_centred_on_the_scale_of_normal_errors() -> None:
    """The futures are normal: scales that a heavy-tailed density takes for its own deviation make them 7 % too wide."""
    errors = stats.norm.ppf((np.arange(2000) + 0.5) / 2000)
    _, _, scale = stats.t.fit(errors, f0=6, floc=0)
    assert pytest.approx(scale, abs=0.005) == NORMAL


def test_a_quiet_history_gets_small_scales() -> None:
    noise = np.random.default_rng(4).standard_normal(100)
    quiet, loud = (SCALES @ weights(filtered(s * noise, bank()), s * noise, 0.1).sum(axis=0) for s in (0.03, 0.3))
    assert quiet < 0.1 < loud


def test_days_that_scatter_make_weeks_uncertain_where_weeks_are_few() -> None:
    levels = np.zeros(4)
    even, uneven = (SCALES @ weights(filtered(levels, bank()), levels, s).sum(axis=0) for s in (0.02, 0.2))
    assert even < 0.7 * uneven


def test_paths_are_shared_out_by_weight() -> None:
    counts = np.bincount(resampled(np.array([0.5, 0.0, 0.3, 0.2]), 1000, np.random.default_rng(1)), minlength=4)
    assert np.abs(counts - [500, 0, 300, 200]).max() <= 1


def test_simulated_weeks_have_the_models_mean_and_variance() -> None:
    """Level step .3, AR step .4 with phi .5, noise 1, all times the scale: variance after h weeks in closed form."""
    members = one(level=0.3, ar=0.4, phi=0.5)
    known = filtered(np.zeros(30), members)
    certain = replace(known, covariance=np.zeros_like(known.covariance))
    weight = np.zeros((1, SCALES.size))
    weight[0, 7] = 1.0
    weeks = week_paths(certain, weight, members, 6, 40_000, np.random.default_rng(1))
    step = np.arange(1, 7)
    expected = SCALES[7] ** 2 * (0.09 * step + 0.16 * (1 - 0.25**step) / 0.75 + 1)
    np.testing.assert_allclose(weeks.mean(axis=1), 0, atol=0.01)
    np.testing.assert_allclose(weeks.var(axis=1), expected, rtol=0.03)


def test_all_at_once_the_filters_do_what_statsmodels_does_for_each() -> None:
    rng = np.random.default_rng(3)
    levels = np.where(rng.random(70) < 0.1, np.nan, rng.standard_normal(70).cumsum() * 0.1)
    known = filtered(levels, bank())
    reference = KalmanFilter(k_endog=1, k_states=STATES, k_posdef=3)
    reference.bind(np.ascontiguousarray(levels))
    design = np.zeros((1, STATES, levels.size))
    design[0, [LEVEL, SWING]], design[0, SWING + 1 : SLOPE] = 1.0, yearly(np.arange(levels.size))
    reference["design"], reference["obs_cov"] = design, np.eye(1)
    reference["selection"] = np.eye(STATES)[:, [LEVEL, SWING, SLOPE]]
    transition = np.eye(STATES)
    transition[LEVEL, SLOPE], transition[SLOPE, SLOPE] = 1.0, DAMPED
    for member in range(0, 120, 7):
        level, ar, phi, season, slope = (getattr(bank(), each.name)[member] for each in fields(Bank))
        transition[SWING, SWING] = phi
        reference["transition"] = transition
        reference["state_cov"] = np.diag([level**2, ar**2, slope**2 * (1 - DAMPED**2)])
        fading = np.repeat(np.arange(1, 5) ** -1.4, 2)
        start = [1e6, ar**2 / (1 - phi**2), *(season**2 * fading), slope**2]
        reference.initialize_known(np.zeros(STATES), np.diag(start))
        result = reference.filter()
        np.testing.assert_allclose(known.state[member], result.filtered_state[:, -1], rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(known.covariance[member], result.filtered_state_cov[:, :, -1], rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(known.variances[member, 1:], result.forecasts_error_cov[0, 0, 1:], rtol=1e-6)


def test_a_level_begins_anew_where_weeks_ask_for_it_and_only_upwards() -> None:
    flat = 0.05 * np.random.default_rng(1).standard_normal(60)

    def begun(jump: float, weeks: int) -> float:
        """Return the weight of the members whose level begins anew in the week of the jump."""
        levels = flat.copy()
        levels[-weeks:] += jump
        known = filtered(levels, bank(), 8)
        return float(weights(known, levels, 0.05)[known.begun == 60 - weeks].sum())

    assert begun(0.0, 3) < 0.01
    assert 0.1 < begun(0.7, 1) < 0.8
    assert begun(0.7, 3) > 0.8
    assert begun(-0.7, 3) == 0


def test_below_twenty_weeks_nothing_grows() -> None:
    assert members_for(19).slope.max() == 0
    assert (members_for(20).slope > 0).sum() == 24
