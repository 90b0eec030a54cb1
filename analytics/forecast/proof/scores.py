"""How good forecasts were, once it is known what came."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.forecast.futures.history import Floats

AHEAD = (30, 60, 90)
"""Days ahead for which the tokens used are scored."""
_EXACT = 0.005  # share of the use; an error below it is none
_DISTANCE, _BURN_DISTANCE = pl.col("expected") - pl.col("actual"), pl.col("burn_rate") - pl.col("actual")


@dataclass(frozen=True)
class Score:
    """How some trials came out; shares of the tokens used, where 30 days ahead count as much as 90."""

    origins: int
    """Days from which a forecast was made."""
    trials: int
    """Origins and days ahead."""
    wape: float
    """Distance of the middle forecast from what came."""
    wape_burn_rate: float
    """The same of the burn rate."""
    bias: float
    """Middle forecast less what came: above zero where it was too high."""
    bias_burn_rate: float
    """The same of the burn rate."""
    coverage: float
    """Share of the trials in which what came lay within P10 and P90; 0.8 is right."""
    skill: float
    """Share of the burn rate's error (CRPS) that is saved, -1 at least; below zero the burn rate did better."""


def crps(draws: Floats, truth: float) -> float:
    """Score equally likely draws against what came: the continuous ranked probability score.

    It is in the unit of the draws, and smaller is better. Of draws that are all the same it is their distance from what
    came, so a single number and a distribution can be compared by it.

    References
    ----------
    .. [1] Gneiting & Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation, eq. 21.

    >>> crps(np.array([8.0, 8.0]), 10.0)
    2.0
    >>> crps(np.array([8.0, 12.0]), 10.0)
    1.0
    """
    order = 2 * np.arange(1, draws.size + 1) - draws.size - 1
    return float(np.abs(draws - truth).mean() - (order * np.sort(draws)).sum() / draws.size**2)


def score(use: pl.DataFrame) -> Score | None:
    """Sum trials up; None without one, or where nothing was used.

    Parameters
    ----------
    use
        As of `Backtest`, or some of its rows.
    """
    # Tokens a day, so that errors far ahead do not drown the others.
    per_day = use.with_columns(
        (pl.col(name) / pl.col("days") for name in ("expected", "actual", "burn_rate", "crps", "crps_burn_rate")),
        inside=pl.col("actual").is_between("p10", "p90"),
    )
    sums = per_day.select(
        actual=pl.col("actual").sum(),
        off=_DISTANCE.abs().sum(),
        off_burn_rate=_BURN_DISTANCE.abs().sum(),
        bias=_DISTANCE.sum(),
        bias_burn_rate=_BURN_DISTANCE.sum(),
        error=pl.col("crps").sum(),
        error_burn_rate=pl.col("crps_burn_rate").sum(),
        inside=pl.col("inside").mean(),
    ).row(0, named=True)
    actual = sums["actual"]
    if not actual:
        return None
    error, error_burn_rate = sums["error"], sums["error_burn_rate"]
    # Where both are as good as exact, as on constant use, neither saves the other anything.
    exact = max(error, error_burn_rate) <= _EXACT * actual
    return Score(
        origins=use["origin"].n_unique(),
        trials=use.height,
        wape=sums["off"] / actual,
        wape_burn_rate=sums["off_burn_rate"] / actual,
        bias=sums["bias"] / actual,
        bias_burn_rate=sums["bias_burn_rate"] / actual,
        coverage=sums["inside"],
        skill=0.0 if exact else max(1 - error / error_burn_rate, -1.0) if error_burn_rate else -1.0,
    )


def by_days_ahead(use: pl.DataFrame) -> pl.DataFrame:
    """Sum trials up by days ahead.

    Returns
    -------
    pl.DataFrame
        One row per days ahead: `ahead`, and the fields of `Score`; empty without a trial.
    """
    scores = {days: score(use.filter(pl.col("days") == days)) for days in AHEAD}
    return pl.DataFrame([{"ahead": days, **vars(one)} for days, one in scores.items() if one])
