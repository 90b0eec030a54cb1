"""Accuracy and speed of the forecaster on real daily series, against simpler methods on the same origins.

`python benchmarks/forecast.py` takes some minutes on two cores and fails where a bar is missed. A run-out is the first
day whose use the balance does not fully cover. Errors are in days, over the true days ahead; whatever lasts longer than
the simulated `HORIZON` counts as its end, for every method. What was tried to do better is told in `forecast.md`.
"""

# ruff: noqa: E402 - one thread a process, said before NumPy and Polars are imported; and the project is found first

import argparse
import os
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(_threads, "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import polars as pl

from analytics.forecast.buying.purchases import needed
from analytics.forecast.futures.history import Floats
from analytics.forecast.futures.simulation import simulate
from analytics.forecast.proof.scores import crps
from analytics.forecast.run_out import run_out
from analytics.pool import Pack
from benchmarks.forecast_methods import HORIZON, METHODS, PEERS, Method, bank, burn_rate

__all__ = ["bank", "burn_rate"]  # tests take them from here

SERIES = Path(__file__).parents[1] / ".." / "shared" / "series"
WORK = ("work_team", "b2b_orders")
LENGTHS = (30, 60, 90, 180, 365, 730)
BANDS = ((15, 30), (31, 60), (61, 120), (121, 180))
AHEAD = 185
EVERY = 24
"""Peers that take seconds forecast from one origin in this many, of the first draw."""

ROW = {
    "series": pl.String,
    "length": pl.Int64,
    "work": pl.Boolean,
    "band": pl.Int64,
    **dict.fromkeys(("rel", "cov80", "early", "crps", "log_crps", "brier", "short90", "over90"), pl.Float64),
}


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


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure has to be."""

    name: str
    value: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.low <= self.value <= self.high


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
            # An error of a factor counts the same either way, so dates that are a little early gain nothing.
            "log_crps": crps(np.log(ends), np.log(truth)),
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
    One row per origin and run-out or renewal, in the same order for every method; and CPU seconds of all forecasts.
    """
    rows: list[dict[str, Any]] = []
    spent = 0.0
    for origin in origins:
        started = time.process_time()
        futures = method(origin.history)
        spent += time.process_time() - started
        about = {"series": origin.series, "length": origin.length, "work": origin.family in WORK}
        rows += [about | row for row in scores(origin, futures)]
    return pl.DataFrame(rows, schema=ROW), spent


def series_results(name: str, family: str, seed: int, methods: list[str]) -> pl.DataFrame:
    """Run methods on the origins of one series.

    Returns
    -------
    As `results_of` for each method, with `method`, `seed`, `crps_burn` and `log_crps_burn` (of the same row, by the
    30-day burn rate), `sample` (whether all peers have forecast from that origin) and `cpu` (seconds per forecast).
    """
    origins = list(origins_of(name, family, daily_use(name), seed))
    sampled = [origin for place, origin in enumerate(origins) if (place + zlib.crc32(name.encode())) % EVERY == 0]
    rest = [origin for origin in origins if not any(origin is one for one in sampled)]
    frames = []
    for sample, chosen in ((True, sampled), (False, rest)):
        base = results_of(chosen, METHODS["burn 30"])[0]
        for method in methods:
            if chosen and (method in METHODS or (sample and seed == 1)):
                function = METHODS[method] if method in METHODS else PEERS[method][1]
                frame, cpu = results_of(chosen, function)
                frames.append(
                    frame.with_columns(
                        crps_burn=base["crps"],
                        log_crps_burn=base["log_crps"],
                        method=pl.lit(method),
                        seed=pl.lit(seed),
                        sample=pl.lit(sample),
                        cpu=pl.lit(cpu / len(chosen)),
                    )
                )
    return pl.concat(frames) if frames else pl.DataFrame()


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
        skill(pl.col("log_crps"), pl.col("log_crps_burn")).alias("skill_log"),
        skill(pl.col("log_crps").filter(work), pl.col("log_crps_burn").filter(work)).alias("skill_lw"),
        pl.col("brier", "short90").mean(),
        pl.col("over90").median(),
    )


def jumps(name: str, days: int = 28, ahead: int = 90) -> list[int]:
    """Return by how many days the middle run-out date moves from one day to the next, at the end of a series.

    Parameters
    ----------
    name
        The series; empty where it has no two years, or gaps in the days that matter.
    days
        Days on which a forecast is made, one after the other; each knows one more day and has its use less at hand.
    ahead
        Days to the true run-out from the first of them.
    """
    daily = daily_use(name)
    start = daily.height - ahead - 1
    if start < max(LENGTHS) or daily["tokens"][start:].has_nulls():
        return []
    use = daily["tokens"][start:].to_numpy()
    left = use[:ahead].sum() - use[ahead - 1] / 2 - np.concatenate([[0.0], np.cumsum(use[: days - 1])])
    middles = []
    for day in range(days):
        used = np.cumsum(bank(daily.slice(start + day - max(LENGTHS), max(LENGTHS))), axis=1)
        middles.append(day + int(np.median(np.minimum((used <= left[day]).sum(axis=1) + 1, HORIZON))))
    return [abs(later - middle) for middle, later in pairwise(middles)]


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


def bars(results: pl.DataFrame) -> list[Bar]:
    """Set the forecaster's results against what they have to be."""
    overall = figures(results, "method").row(0, named=True)
    limits = {
        "skill": (0.31, 1.0),
        "skill_w": (0.33, 1.0),
        "rel": (0.0, 0.063),
        "cov80": (0.78, 0.87),
        "short90": (0.08, 0.125),
        "brier": (0.0, 0.142),
    }
    found = [Bar(name, overall[name], *limits[name]) for name in limits if overall[name] is not None]
    for by in ("length", "band"):
        classes = figures(results.filter(pl.col(by).is_not_null()), by).sort(by)
        found += [Bar(f"cov80, {by} {row[by]}", row["cov80"], 0.75, 0.90) for row in classes.iter_rows(named=True)]
    return found


def cpu_milliseconds() -> float:
    """Return the CPU of a forecast from 730 days of history and its decisions for 6 packs over a year, at its best."""
    rng = np.random.default_rng(1)
    days = pl.date_range(date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=729), eager=True)
    weekday = np.array([1.0, 1.2, 1.1, 1.0, 0.9, 0.2, 0.1])[np.arange(730) % 7]
    daily = pl.DataFrame({"day": days, "tokens": rng.poisson(40 * weekday).astype(np.float64)})
    tomorrow = days[-1] + timedelta(days=1)
    starts = [tomorrow + timedelta(days=60 * pack - 90) for pack in range(6)]
    packs = [Pack(pack, Decimal(2500), start, start + timedelta(days=364)) for pack, start in enumerate(starts)]
    spent = []
    for _ in range(5):
        started = time.process_time()
        answer = run_out(simulate(daily, 365), tomorrow, packs)
        for sure in (0.5, 0.8, 0.9, 0.95):
            needed(answer.shortfall, sure, Decimal(0))
        spent.append(time.process_time() - started)
    return 1000 * min(spent)


def show(results: pl.DataFrame) -> None:
    """Print the tables."""
    each = results.filter(pl.col("method").is_in(list(METHODS)))
    product = results.filter(pl.col("method") == "bank")
    print(f"{each['series'].n_unique()} series, {product['seed'].n_unique()} draws, {product['rel'].count()} run-outs")
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_width_chars=160,
        float_precision=3,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
    ):
        print(figures(each, "method"))
        intervals = [("all", product), ("work", product.filter("work"))]
        for name, frame in intervals:
            if frame.height:
                low, high = skill_interval(frame)
                print(f"bank: 90 % interval of the skill, {name}: {low:.3f} to {high:.3f}")
        for title, by in (("days of history", "length"), ("days ahead, at most", "band"), ("draw", "seed")):
            print(f"bank, by {title}:")
            print(figures(product.filter(pl.col(by).is_not_null()), by).sort(by))
        if not set(results["method"]) <= set(METHODS):
            print("On a sample of the origins:")
            print(figures(results.filter("sample", pl.col("seed") == 1), "method"))
        print("CPU per forecast, in milliseconds:")
        print(results.group_by("method", maintain_order=True).agg(ms=1000 * pl.col("cpu").mean()))


def daily_use(name: str) -> pl.DataFrame:
    """Read a series: `day`, `tokens`; one row per day."""
    return pl.read_csv(SERIES / f"{name}.csv", new_columns=["day", "tokens"], schema_overrides=[pl.Date, pl.Float64])


def main() -> int:
    """Run the protocol and print its tables; 1 where the series are absent or a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seeds", type=int, default=3, help="how many draws of the origins (default 3)")
    options.add_argument("--draw", type=int, default=1, help="the first draw (default 1)")
    options.add_argument(
        "--half", choices=("even", "odd"), help="only series whose CRC-32 of the name is even (for choices) or odd"
    )
    options.add_argument("--series", type=int, default=0, help="only about this many of the series (default all)")
    options.add_argument("--methods", default=",".join([*METHODS, *PEERS]), help="names, with commas (default all)")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default one a core)")
    options.add_argument("--jumps", action="store_true", help="tell how far dates move from one day to the next, too")
    given = options.parse_args()
    if not (SERIES / "manifest.csv").exists():
        print("The daily series are not there: the benchmark reads them from ../shared/series.")
        return 1
    # Measured before the workers take the machine.
    cpu = Bar("CPU at 730 days with 6 packs, in milliseconds", cpu_milliseconds(), 0.0, 300.0)
    series = pl.read_csv(SERIES / "manifest.csv").sort("family", "id")
    if given.half:
        own = pl.Series([zlib.crc32(name.encode()) % 2 == (given.half == "odd") for name in series["id"]])
        series = series.filter(own)
    if given.series:
        series = series.gather_every(max(series.height // given.series, 1))
    methods = list(dict.fromkeys(["burn 30", "bank", *given.methods.split(",")]))
    for name in [name for name in methods if name in PEERS and find_spec(PEERS[name][0]) is None]:
        print(f"{name} is left out: the library {PEERS[name][0]} is not installed, and nobody needs it.")
        methods.remove(name)
    draws, rows = range(given.draw, given.draw + given.seeds), series.select("id", "family").rows()
    tasks = [(name, family, seed) for seed in draws for name, family in rows]
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as workers:
        waiting = [workers.submit(series_results, name, family, seed, methods) for name, family, seed in tasks]
        results = pl.concat([frame for one in waiting if (frame := one.result()).height])
    show(results)
    moved = [days for name, _ in rows for days in jumps(name)] if given.jumps else []
    if moved:
        middle, most = np.quantile(moved, [0.5, 0.99])
        print(f"The date moves from one day to the next by {middle:.0f} days, P99 {most:.0f} ({len(moved)} days)")
    found = [*bars(results.filter(pl.col("method") == "bank")), cpu]
    for bar in found:
        print(f"{'met   ' if bar.met else 'MISSED'} {bar.name}: {bar.value:.3f} ({bar.low:g} to {bar.high:g})")
    return int(not all(bar.met for bar in found))


if __name__ == "__main__":
    sys.exit(main())
