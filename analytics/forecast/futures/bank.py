"""The bank: small state space models of the weekly log level, and how well each explains a history.

Averaging over many small models beats choosing the best one (80 % intervals that hold 83 % against 72 %) and beats
maximum likelihood (68 %); measured on 147 daily series.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from statsmodels.tsa.statespace.mlemodel import MLEModel

from analytics.forecast.futures.history import Floats, Integers

PAIRS = 4  # Fourier pairs of the year
STATES = 2 + 2 * PAIRS
SCALES = np.geomspace(0.012, 0.9, 14)  # of the log level: 1.2 % to 90 %
FREEDOM = 6  # degrees, of the density that judges a member
UNIT_VARIANCE = np.sqrt((FREEDOM - 2) / FREEDOM)  # the t's own variance is above 1
TEMPER = 0.45  # below 1: weeks are not independent evidence for a member
DEPENDENT, DOUBT = 1.5, 0.7  # weeks scatter more than independent days would make them; log units
VAGUE = 1e6  # variance of the first level, in scales


@dataclass(frozen=True, slots=True)
class Bank:
    """Parameters of the members; every deviation is in multiples of a scale. Shape (members,) each."""

    level: Floats
    """Standard deviation of a week's step of the level."""
    ar: Floats
    """Standard deviation of a week's innovation of the autoregression."""
    phi: Floats
    """Coefficient of the autoregression."""
    season: Floats
    """Prior standard deviation of the yearly term's first pair of coefficients."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """What the members know at the end of a history, in multiples of a scale."""

    errors: Floats
    """One-step errors, before they are divided by the scale; NaN = week missing; shape (members, weeks)."""
    variances: Floats
    """Variances of the one-step errors; shape (members, weeks)."""
    state: Floats
    """Mean of the state after the last week, not divided by the scale; shape (members, states)."""
    covariance: Floats
    """Its covariance; shape (members, states, states)."""


def drawn_bank(members: int = 120, seed: int = 20) -> pl.DataFrame:
    """Draw the parameters of a bank; one row per member. `bank.csv` holds the draw that the product uses."""
    rng = np.random.default_rng(seed)
    level = np.exp(rng.uniform(np.log(0.003), np.log(0.6), members))
    ar = np.exp(rng.uniform(np.log(0.03), np.log(2.0), members))
    half_life = np.exp(rng.uniform(np.log(1.0), np.log(40.0), members))
    swinging = rng.random(members) < 0.3
    phi = np.where(swinging, rng.uniform(-0.95, -0.3, members), 0.5 ** (1 / half_life))
    season = np.exp(rng.uniform(np.log(0.02), np.log(3.0), members))
    return pl.DataFrame({"level": level, "ar": ar, "phi": phi, "season": season}).with_columns(pl.all().round(6))


@cache
def bank() -> Bank:
    """Read the fixed bank."""
    members = pl.read_csv(Path(__file__).with_name("bank.csv"))
    return Bank(**{name: members[name].to_numpy() for name in members.columns})


def members_for(weeks: int) -> Bank:
    """Return the fixed bank for a history of `weeks`.

    In less than a year a yearly term cannot be told from the movement of the level, and carried on it does harm: its
    prior deviation is cut to .3 of the bank's. It lowered the error (CRPS) on working teams by 3 %; measured on 76
    daily series.
    """
    members = bank()
    return members if weeks >= 52 else replace(members, season=0.3 * members.season)


def yearly(weeks: Integers) -> Floats:
    """Cosine and sine of the year's first four harmonics at each week; shape (8, weeks)."""
    angles = np.arange(1, PAIRS + 1)[:, None] * (2 * np.pi * 7 / 365.25 * weeks)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(2 * PAIRS, -1)


def filtered(levels: Floats, members: Bank) -> Filtered:
    """Run each member over the weeks with statsmodels' Kalman filter.

    Parameters
    ----------
    levels
        Log level of each week about its mean; NaN = missing.

    Notes
    -----
    x = level + autoregression + yearly term + noise, where the noise has variance 1, the level steps, the
    autoregression starts from its own distribution, and the coefficients of the yearly term stay as drawn: those of
    harmonic k have the prior deviation season / k^.7.

    References
    ----------
    .. [1] Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter, ch. 2.
    .. [2] Durbin & Koopman (2012), Time Series Analysis by State Space Methods, ch. 4.
    """
    design = np.ones((1, STATES, levels.size))
    design[0, 2:] = yearly(np.arange(levels.size))
    model = MLEModel(levels, k_states=STATES, k_posdef=2)
    model["design"], model["transition"], model["obs_cov"] = design, np.eye(STATES), np.eye(1)
    model["selection"] = np.eye(STATES)[:, :2]
    fading = np.repeat(np.arange(1, PAIRS + 1) ** -1.4, 2)

    results = []
    for level, ar, phi, season in zip(members.level, members.ar, members.phi, members.season, strict=True):
        model["transition", 1, 1] = phi
        model["state_cov"] = np.diag([level**2, ar**2])
        start = np.concatenate([[VAGUE, ar**2 / (1 - phi**2)], season**2 * fading])
        model.ssm.initialize_known(np.zeros(STATES), np.diag(start))
        results.append(model.ssm.filter())
    return Filtered(
        errors=np.array([result.forecasts_error[0] for result in results]),
        variances=np.array([result.forecasts_error_cov[0, 0] for result in results]),
        state=np.array([result.filtered_state[:, -1] for result in results]),
        covariance=np.array([result.filtered_state_cov[:, :, -1] for result in results]),
    )


def weights(known: Filtered, levels: Floats, scatter: float) -> Floats:
    """Weight of each member at each scale; sums to 1; shape (members, 14).

    Parameters
    ----------
    known
        What the members made of the levels.
    levels
        Log level of each week about its mean; NaN = missing.
    scatter
        How far weeks would scatter if their days were independent, as `day_scatter` gives it.

    Notes
    -----
    Proportional to exp(.45 x the sum of the log densities of the one-step errors under Student's t with 6 degrees of
    freedom), the first left out since it only places the level. Before, all members are alike, and log scales are
    normal about 1.5 x the scatter of days, with a deviation of .7: thirty days say more of the noise than the four
    weeks they make. It lowered the error (CRPS) by .5 %, on working teams by 1.4 %; measured on 76 daily series.
    """
    later = np.flatnonzero(~np.isnan(levels))[1:]
    spreads = np.sqrt(known.variances[:, None, later]) * (SCALES[:, None] * UNIT_VARIANCE)
    ratios = known.errors[:, None, later] / spreads
    densities = -(FREEDOM + 1) / 2 * np.log1p(ratios**2 / FREEDOM) - np.log(spreads)
    prior = -0.5 * (np.log(SCALES / (DEPENDENT * scatter)) / DOUBT) ** 2
    evidence = TEMPER * densities.sum(axis=2) + prior
    weight: Floats = np.exp(evidence - evidence.max())
    weight /= weight.sum()
    return weight
