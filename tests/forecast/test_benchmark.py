"""The benchmark's own arithmetic, and a short run of it on real series."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from benchmarks import forecast as benchmark


def test_crps_of_one_date_is_its_error() -> None:
    assert benchmark.crps(np.array([12.0]), 10) == 2


def test_crps_of_two_draws_by_hand() -> None:
    """Mean distance to the truth (1 + 3) / 2 = 2, less half the mean distance of pairs (0 + 4 + 4 + 0) / 4 / 2 = 1."""
    assert benchmark.crps(np.array([13.0, 9.0]), 10) == pytest.approx(1)


def test_the_burn_rate_is_scored_by_hand() -> None:
    """Forecast 10 tokens a day, used 20: a balance of 390 lasts 20 days instead of 40, 300 are bought for 600."""
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=i) for i in range(30)]
    history = pl.DataFrame({"day": days, "tokens": [10.0] * 30})
    future = np.full(185, 20.0)
    origin = benchmark.Origin("s", "f", 30, history, future, ((30, 20, 390.0),), ((30, 450.0),))
    run_out, renewal = benchmark.scores(origin, benchmark.burn_rate(30)(history))
    assert run_out.pop("log_crps") == pytest.approx(np.log(2))
    assert run_out == {"band": 30, "rel": 1, "cov80": 0, "early": 1, "crps": 1}
    assert renewal == {"brier": 1, "short90": 1, "over90": -0.5}


@pytest.mark.skipif(not benchmark.SERIES.exists(), reason="the real daily series are not beside the repository")
def test_on_real_series_the_forecaster_beats_the_burn_rate() -> None:
    families = {
        "uci_orderlines": "b2b_orders",
        "cta_Clinton": "commuter",
        "git_poolA": "work_team",
        "water_dma1": "water",
    }
    origins = [
        origin
        for name, family in families.items()
        for origin in benchmark.origins_of(name, family, benchmark.daily_use(name), seed=1)
    ]
    burn, _ = benchmark.results_of(origins, benchmark.burn_rate(30))
    bank, _ = benchmark.results_of(origins, benchmark.bank)
    scored = bank.with_columns(crps_burn=burn["crps"], log_crps_burn=burn["log_crps"], method=pl.lit("bank"))
    figures = benchmark.figures(scored, "method")
    assert figures["skill"].item() > 0.2
    assert figures["skill_w"].item() > 0.2
    # Four series scatter: over four draws of the origins .67 to .78; the weekday bootstrap's intervals hold under .45.
    assert 0.55 < figures["cov80"].item() < 0.95
