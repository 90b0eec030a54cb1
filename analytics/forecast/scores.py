"""How good a forecast was, once it is known what came."""

import numpy as np

from analytics.forecast.history import Floats


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
