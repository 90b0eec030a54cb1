"""How often use out of the ordinary is found where there is some, and how often where there is none.

`python benchmarks/unusual.py` takes about a minute. The simulator's companies have one project each, six people who
come for seven weeks; without these people nothing out of the ordinary is left, and every alarm is a false one. Real
daily series (`../shared/series`, where they are there) hold what nobody knows; their rate says what a person would see.
"""

# ruff: noqa: E402 - the project is found first

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np
import polars as pl

from analytics.forecast import Findings, Shape, public_holidays, unusual
from analytics.samples.simulation import SEED, simulate

SEEDS = (*range(1, 21), SEED)
RISE, AFTER, WEEKS = 0.5, 60, 17
"""A climb to find: by half, from the 61st week, within 17 weeks."""
SERIES = ROOT.parent / "shared" / "series"


def main() -> int:
    """Print the figures; fail where a quiet year raises more than two alarms, or a project is missed."""
    alarms, projects, climbs = Counter[Shape](), [], []
    years = 0.0
    for seed in SEEDS:
        for quiet, loud in companies(seed):
            findings = found(quiet)
            alarms.update(one.shape for one in findings.found)
            years += quiet.height / 365
            climbs.append(any(one.shape is Shape.CLIMB for one in found(climbing(quiet)).found))
            if loud is not None:
                projects.append(any(one.shape is Shape.WEEKS for one in found(loud).found))
    print(f"{years:.0f} simulated years without any event: {alarms.total()} alarms {dict(alarms)}")
    print(f"projects found: {sum(projects)} of {len(projects)}; climbs found: {sum(climbs)} of {len(climbs)}")
    if SERIES.exists():
        show_real()
    return int(alarms.total() > 2 * years or not all(projects))


def companies(seed: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame | None]]:
    """Give daily use without the project and, where it counts, with it: of each team and of both together."""
    simulation = simulate(seed)
    project = simulation.truth.project
    rows = pl.DataFrame(
        [(row.day, row.team, row.email in project.users, float(row.tokens)) for row in simulation.rows],
        schema=["day", "team", "project", "tokens"],
        orient="row",
    )
    for teams in ({project.team}, {"Plant Engineering"}, {project.team, "Plant Engineering"}):
        of_teams = rows.filter(pl.col("team").is_in(teams))
        yield daily(of_teams.filter(~pl.col("project"))), daily(of_teams) if project.team in teams else None


def daily(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up the tokens of every day; none where nobody was at work."""
    used = rows.group_by("day").agg(pl.col("tokens").sum()).sort("day")
    return used.upsample("day", every="1d").with_columns(pl.col("tokens").fill_null(0.0))


def climbing(quiet: pl.DataFrame) -> pl.DataFrame:
    """Let use rise steadily for some weeks and stay there."""
    rise = 1 + RISE * np.clip((np.arange(quiet.height) - AFTER * 7) / (WEEKS * 7), 0, 1)
    return quiet.with_columns(tokens=(pl.col("tokens") * pl.Series(rise)).round())


def found(use: pl.DataFrame) -> Findings:
    """Find what is out of the ordinary in more than half a year of use."""
    findings = unusual(use, public_holidays("US", 2024, 2026))
    if findings is None:
        raise ValueError("the simulated history is too short")
    return findings


def show_real() -> None:
    """Print how often real series stand out."""
    rates, years = Counter[Shape](), 0.0
    for path in sorted(SERIES.glob("*.csv")):
        if path.stem == "manifest":
            continue
        use = pl.read_csv(path, try_parse_dates=True).rename({"date": "day", "value": "tokens"})
        findings = unusual(use)
        if findings is not None:
            years += timedelta(days=use.height) / timedelta(days=365)
            rates.update(one.shape for one in findings.found)
    each = ", ".join(f"{shape} {count / years:.2f}" for shape, count in sorted(rates.items()))
    print(f"{years:.0f} real years: {rates.total() / years:.1f} a year ({each})")


if __name__ == "__main__":
    sys.exit(main())
