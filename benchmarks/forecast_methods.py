"""The forecaster and what it is measured against; each turns daily use (`day`, `tokens`) into futures.

`PEERS` are optional libraries that users never install: `pip install statsforecast prophet` brings them.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

sys.path.insert(0, str(Path(__file__).parents[1]))

from analytics.forecast.futures.history import Floats
from analytics.forecast.futures.simulation import simulate

HORIZON, PATHS = 400, 1000
"""Days and futures of each simulation."""

Method = Callable[[pl.DataFrame], Floats]
"""Daily use (`day`, `tokens`) to futures of shape (paths, HORIZON)."""


def bank(history: pl.DataFrame) -> Floats:
    """Simulate with the product's forecaster."""
    return simulate(history, HORIZON, PATHS)


def burn_rate(days: int) -> Method:
    """Return the method of the spreadsheet: the mean of the newest `days`."""

    def project(history: pl.DataFrame) -> Floats:
        rate = history["tokens"].tail(days).mean()
        return np.full((1, HORIZON), rate if isinstance(rate, float) else 0.0)

    return project


def weekday_bootstrap(history: pl.DataFrame) -> Floats:
    """Draw each day from the same weekday of the last 13 weeks."""
    rng = np.random.default_rng(1)
    recent = history["tokens"].tail(91).to_numpy()
    recent = np.concatenate([np.full(-recent.size % 7, np.nan), recent]).reshape(-1, 7)
    fallback = np.nanmean(recent)
    pools = [column[~np.isnan(column)] for column in recent.T]
    draws = [rng.choice(pool if pool.size else [fallback], (PATHS, HORIZON // 7 + 1)) for pool in pools]
    return np.stack(draws, axis=2).reshape(PATHS, -1)[:, :HORIZON]


def daily_ets(history: pl.DataFrame) -> Floats:
    """Simulate statsmodels' additive ETS on days, with a season of seven."""
    model = ETSModel(_filled(history), error="add", seasonal="add", seasonal_periods=7)
    fit = model.fit(disp=False, warn_convergence=False)
    futures: Floats = fit.simulate(HORIZON, anchor="end", repetitions=PATHS, rng=np.random.default_rng(1))
    return np.maximum(futures.T, 0.0)


METHODS: dict[str, Method] = {
    "burn 30": burn_rate(30),
    "bank": bank,
    "burn 90": burn_rate(90),
    "burn 365": burn_rate(365),
    "bootstrap": weekday_bootstrap,
    "ETS": daily_ets,
}
"""What every origin is forecast with; the first is what the others' skill refers to."""


def prophet(history: pl.DataFrame) -> Floats:
    """Draw from Prophet's predictive distribution, with its defaults."""
    library: Any = import_module("prophet")
    np.random.seed(1)  # Prophet takes no generator of its own
    frame = history.rename({"day": "ds", "tokens": "y"}).to_pandas()
    model = library.Prophet(uncertainty_samples=PATHS).fit(frame)
    ahead = model.make_future_dataframe(HORIZON, include_history=False)
    futures: Floats = np.maximum(model.predictive_samples(ahead)["yhat"].T, 0.0)
    return futures


def statsforecast(name: str) -> Method:
    """Return a model of statsforecast on days, with a season of seven.

    It gives an interval for each day and no joint futures: the edges of one level, day by day, count as one future.
    """

    def project(history: pl.DataFrame) -> Floats:
        library: Any = import_module("statsforecast.models")
        levels = list(range(5, 100, 5))
        known = getattr(library, name)(season_length=7).forecast(_filled(history), HORIZON, level=levels)
        edges = [known[f"{side}-{level}"] for side in ("lo", "hi") for level in levels]
        futures: Floats = np.maximum(np.array([known["mean"], *edges]), 0.0)
        return futures

    return project


PEERS: dict[str, tuple[str, Method]] = {
    "AutoETS": ("statsforecast", statsforecast("AutoETS")),
    "AutoCES": ("statsforecast", statsforecast("AutoCES")),
    "AutoTheta": ("statsforecast", statsforecast("AutoTheta")),
    "Prophet": ("prophet", prophet),
}
"""The library of each peer, and the peer; they take seconds, so they forecast a sample of the origins."""


def _filled(history: pl.DataFrame) -> Floats:
    return history["tokens"].interpolate().fill_null(strategy="backward").fill_null(strategy="forward").to_numpy()
