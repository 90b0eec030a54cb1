"""Accuracy of the forecaster on real daily series, against simpler methods on the same origins.

`python benchmarks/forecast.py --seeds 1` takes a few minutes on one core. A run-out is the first day whose use the
balance does not fully cover. Errors are in days, over the true days ahead; whatever lasts longer than the simulated
`HORIZON` counts as its end, for every method.
"""

import argparse
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

sys.path.insert(0, str(Path(__file__).parents[1]))

from analytics.forecast.history import Floats
from analytics.forecast.simulation import simulate

SERIES = Path(__file__).parents[1] / ".." / "shared" / "series"
WORK = ("work_team", "b2b_orders")
LENGTHS = (30, 60, 90, 180, 365, 730)
BANDS = ((15, 30), (31, 60), (61, 120), (121, 180))
AHEAD, HORIZON, PATHS = 185, 400, 1000

ROW = {
    "series": pl.String,
    "length": pl.Int64,
    "work": pl.Boolean,
    "band": pl.Int64,
    **dict.fromkeys(("rel", "cov80", "early", "crps", "brier", "short90", "over90"), pl.Float64),
}

Method = Callable[[pl.DataFrame], Floats]
"""Daily use (`day`, `tokens`) to futures of shape (paths, HORIZON)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A day from which every method forecasts."""

    series: str
    family: str
    length: int
    """Days of history."""
    history: pl.DataFrame
    """`day`, `tokens`; one row per day."""
    future: Floats
    """Use of the days after, unmeasured days as zero."""
    balances: tuple[tuple[int, int, float], ...]
    """Most days of the band, true days to the run-out, and the balance that runs out then."""
    renewals: tuple[tuple[int, float], ...]
    """Days to the renewal, and the balance at hand."""


def origins_of(name: str, family: str, daily: pl.DataFrame, seed: int) -> Iterator[Origin]:
    """Draw up to three origins for each length of history; the draw depends on the series' name and the seed only."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    gaps = daily["tokens"].is_null().to_numpy()
    use = daily["tokens"].fill_null(0.0).to_numpy()
    for length in LENGTHS:
        ends = rng.permutation(np.arange(length, use.size - AHEAD + 1))
        usable = (
            end
            for end in ends
            if gaps[end - length : end].mean() <= 0.15
            and gaps[end : end + AHEAD].mean() <= 0.03
            and use[end - length : end].any()
        )
        for end in islice(usable, 3):
            future = use[end : end + AHEAD]
            total = np.cumsum(future)
            shares = rng.uniform(0.75, 1.25, 3)
            picks = rng.random(len(BANDS))
            history = daily.slice(end - length, length)
            balances = []
            for (first, last), pick in zip(BANDS, picks, strict=True):
                days = first - 1 + np.flatnonzero(future[first - 1 : last] > 0)
                if days.size:
                    day = days[int(pick * days.size)]
                    balances.append((last, int(day) + 1, float(total[day] - future[day] / 2)))
            renewals = [(h, float(share * total[h - 1])) for h, share in zip((30, 90, 180), shares, strict=True)]
            yield Origin(name, family, length, history, future, tuple(balances), tuple(renewals))


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
    use = history["tokens"].interpolate().fill_null(strategy="backward").fill_null(strategy="forward").to_numpy()
    model = ETSModel(use, error="add", seasonal="add", seasonal_periods=7)
    fit = model.fit(disp=False, warn_convergence=False)
    futures: Floats = fit.simulate(HORIZON, anchor="end", repetitions=PATHS, rng=np.random.default_rng(1))
    return np.maximum(futures.T, 0.0)


def bank(history: pl.DataFrame) -> Floats:
    """Simulate with the product's forecaster."""
    return simulate(history, HORIZON, PATHS)


METHODS: dict[str, Method] = {
    "bank": bank,
    "burn 30": burn_rate(30),
    "burn 90": burn_rate(90),
    "burn 365": burn_rate(365),
    "bootstrap": weekday_bootstrap,
    "ETS": daily_ets,
}


def crps(draws: Floats, truth: float) -> float:
    """Score equally likely draws by continuous ranked probability (Gneiting & Raftery 2007, eq. 21)."""
    order = 2 * np.arange(1, draws.size + 1) - draws.size - 1
    return float(np.abs(draws - truth).mean() - (order * np.sort(draws)).sum() / draws.size**2)


def scores(origin: Origin, futures: Floats) -> Iterator[dict[str, float | int | None]]:
    """Score one method on one origin: a row per run-out (`rel`, ...) and per renewal (`brier`, ...)."""
    used = np.cumsum(futures, axis=1)
    for band, truth, balance in origin.balances:
        ends = np.minimum((used <= balance).sum(axis=1) + 1, HORIZON).astype(np.float64)
        low, middle, high = np.quantile(ends, [0.1, 0.5, 0.9])
        yield {
            "band": band,
            "rel": abs(middle - truth) / truth,
            "cov80": float(low <= truth <= high),
            "early": float(truth < low),
            "crps": crps(ends, truth) / truth,
        }
    for days, balance in origin.renewals:
        needed = origin.future[:days].sum()
        if needed > 0:
            bought = float(np.quantile(used[:, days - 1], 0.9))
            yield {
                "brier": float((used[:, days - 1] > balance).mean() - (needed > balance)) ** 2,
                "short90": float(needed > bought),
                "over90": bought / needed - 1,
            }


def results_of(origins: list[Origin], method: Method) -> tuple[pl.DataFrame, float]:
    """Run a method on every origin.

    Returns
    -------
    One row per origin and run-out or renewal, in the same order for every method; and CPU seconds per forecast.
    """
    rows: list[dict[str, Any]] = []
    spent = 0.0
    for origin in origins:
        started = time.process_time()
        futures = method(origin.history)
        spent += time.process_time() - started
        about = {"series": origin.series, "length": origin.length, "work": origin.family in WORK}
        rows += [about | row for row in scores(origin, futures)]
    return pl.DataFrame(rows, schema=ROW), spent / len(origins)


def figures(results: pl.DataFrame, by: str) -> pl.DataFrame:
    """Sum results up; one row per value of `by`."""
    rel, work = pl.col("rel"), pl.col("work")
    return results.group_by(by, maintain_order=True).agg(
        rel.median(),
        rel.mean().alias("mean"),
        rel.filter(work).median().alias("work"),
        (rel > 0.25).mean().alias("miss25"),
        (rel.filter(work) > 0.25).mean().alias("work25"),
        pl.col("cov80", "early", "crps").mean(),
        skill(pl.col("crps"), pl.col("crps_burn")).alias("skill"),
        skill(pl.col("crps").filter(work), pl.col("crps_burn").filter(work)).alias("skill_w"),
        pl.col("brier", "short90").mean(),
        pl.col("over90").median(),
    )


def skill(score: pl.Expr, base: pl.Expr) -> pl.Expr:
    """Share of the base's mean score that is saved."""
    return 1 - score.mean() / base.mean()


def skill_interval(results: pl.DataFrame) -> tuple[float, float]:
    """Return the 90 % interval of the skill, by a bootstrap over the series."""
    sums = results.group_by("series", maintain_order=True).agg(pl.col("crps", "crps_burn").sum())
    draws = np.random.default_rng(1).integers(sums.height, size=(2000, sums.height))
    score, base = (sums[name].to_numpy()[draws].sum(axis=1) for name in ("crps", "crps_burn"))
    low, high = np.quantile(1 - score / base, [0.05, 0.95])
    return float(low), float(high)


def run(seed: int, series: pl.DataFrame, chosen: list[str]) -> None:
    """Print the tables of one seed."""
    origins = [
        origin
        for name, family in series.select("id", "family").iter_rows()
        for origin in origins_of(name, family, daily_use(name), seed)
    ]
    frames: list[pl.DataFrame] = []
    for name in chosen:
        frame, cpu = results_of(origins, METHODS[name])
        base = frame["crps"] if not frames else frames[0]["crps"]
        frame = frame.with_columns(method=pl.lit(name), crps_burn=base)
        frames.append(frame)
        print(f"{name}: {cpu * 1000:.1f} ms CPU per forecast", flush=True)
    results = pl.concat(frames)
    ends = frames[0]["rel"].count()
    print(f"\nSeed {seed}: {series.height} series, {len(origins)} origins, {ends} run-outs")
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=160,
        float_precision=3,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
    ):
        print(figures(results, "method"))
        for name, frame in zip(chosen[1:2], frames[1:2], strict=True):
            low, high = skill_interval(frame)
            print(f"{name}: skill 90 % interval {low:.3f} to {high:.3f}; by days of history, then by days ahead:")
            print(figures(frame, "length"))
            print(figures(frame.filter(pl.col("band").is_not_null()), "band").sort("band"))


def daily_use(name: str) -> pl.DataFrame:
    """Read a series: `day`, `tokens`; one row per day."""
    return pl.read_csv(SERIES / f"{name}.csv", new_columns=["day", "tokens"], schema_overrides=[pl.Date, pl.Float64])


def main() -> int:
    """Run the protocol and print its tables; 1 where the series are absent."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", type=int, default=1, help="how many draws of the origins (default 1)")
    options.add_argument("--series", type=int, default=0, help="only about this many of the series (default all)")
    options.add_argument("--methods", default=",".join(METHODS), help="names, separated by commas (default all)")
    given = options.parse_args()
    if not (SERIES / "manifest.csv").exists():
        print("The daily series are not there: the benchmark reads them from ../shared/series.")
        return 1
    series = pl.read_csv(SERIES / "manifest.csv").sort("family", "id")
    if given.series:
        series = series.gather_every(max(series.height // given.series, 1))
    for seed in range(1, given.seeds + 1):
        run(seed, series, ["burn 30", *(name for name in given.methods.split(",") if name != "burn 30")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
