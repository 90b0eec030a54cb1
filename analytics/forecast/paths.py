"""Simulated futures: weekly log levels from the bank, spread over the days of each week."""

import numpy as np

from analytics.forecast.bank import SCALES, Bank, Filtered, yearly
from analytics.forecast.history import Floats, Integers
from analytics.forecast.weeks import by_week

NEWEST = 26  # weeks whose days lend their shape


def resampled(weight: Floats, paths: int, rng: np.random.Generator) -> Integers:
    """Draw indices in proportion to `weight` (sum 1) systematically: one random start, equal steps.

    References
    ----------
    .. [1] Kitagawa (1996), Monte Carlo filter and smoother for non-Gaussian nonlinear state space models.
    """
    steps = (np.arange(paths) + rng.random()) / paths
    return np.minimum(np.searchsorted(np.cumsum(weight), steps, side="right"), weight.size - 1)


def week_paths(
    known: Filtered, weight: Floats, members: Bank, ahead: int, paths: int, rng: np.random.Generator
) -> Floats:
    """Simulate log levels of the weeks after the history; shape (ahead, paths).

    Each path takes a member and a scale by weight, draws the state at the end of the history, and lets the level, the
    autoregression and the noise go on from there. A longer `ahead` adds weeks and leaves the earlier ones as they are.
    """
    chosen, at = np.divmod(resampled(weight.ravel(), paths, rng), SCALES.size)
    scale = SCALES[at]
    roots = np.linalg.cholesky(known.covariance + 1e-9 * np.eye(known.covariance.shape[-1]))
    drawn = np.einsum("pij,pj->pi", roots[chosen], rng.standard_normal((paths, roots.shape[-1])))
    state = known.state[chosen] + scale[:, None] * drawn
    steps = scale * rng.standard_normal((ahead, 3, paths))
    weeks: Floats = state[:, 0] + np.cumsum(members.level[chosen] * steps[:, 0], axis=0) + steps[:, 2]
    weeks += yearly(known.errors.shape[1] + np.arange(ahead)).T @ state[:, 2:].T
    swing = state[:, 1]
    for week in range(ahead):
        swing = members.phi[chosen] * swing + members.ar[chosen] * steps[week, 1]
        weeks[week] += swing
    return weeks


def week_shapes(use: Floats, exposure: Floats) -> Floats:
    """Use of each day over what its exposure asks for, in the newest fully measured weeks with use; shape (weeks, 7).

    One flat week where there is none.
    """
    used, worth = by_week(use)[-NEWEST:], by_week(exposure)[-NEWEST:]
    whole = used.sum(axis=1) > 0
    used, worth = used[whole], worth[whole]
    if not whole.any():
        return np.ones((1, 7))
    rate = used.sum(axis=1, keepdims=True) / worth.sum(axis=1, keepdims=True)
    expected = rate * worth
    shapes: Floats = np.where(expected > 0, used / np.where(expected > 0, expected, 1.0), 1.0)
    return shapes


def day_paths(weeks: Floats, exposure: Floats, shapes: Floats, rng: np.random.Generator) -> Floats:
    """Spread each week's use over its days; shape (paths, 7 x weeks).

    Parameters
    ----------
    weeks
        Use per unit of exposure; shape (weeks, paths).
    exposure
        Worth of each day; shape (7 x weeks,).
    shapes
        Within-week shapes, of which each week of each path gets one; a shape moves use, it adds none.
    """
    worth = exposure.reshape(-1, 1, 7)
    days = worth * shapes[rng.integers(len(shapes), size=weeks.shape)]
    total, held = worth.sum(axis=2), days.sum(axis=2)
    days *= (weeks * total / np.where(held > 0, held, 1.0))[:, :, None]
    days += np.where(held > 0, 0.0, weeks)[:, :, None] * worth
    spread: Floats = days.transpose(1, 0, 2).reshape(weeks.shape[1], -1)
    return spread
