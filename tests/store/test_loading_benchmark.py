"""The benchmark of loading, run on a few rows: every contender ends, every row and token is accounted for."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.exports import Receipt, SetAside, Status
from benchmarks import contenders, large_exports
from benchmarks import loading as benchmark
from benchmarks.contenders import Run

ROWS, EXCEL_ROWS = 2000, 500
KNOWN = large_exports.Known(given=8, rows=10, used=7, tokens=50)
LOADED = Receipt(
    file="token_usage.csv",
    status=Status.LOADED,
    message="",
    rows_in=10,
    rows_used=7,
    set_aside=(SetAside("a line of totals", 1), SetAside("the tokens are negative", 2)),
    tokens=Decimal(50),
)


@pytest.fixture(scope="module")
def frames() -> list[pl.DataFrame]:
    return list(large_exports.batches(ROWS))


def test_it_compares_all_contenders_checks_every_load_and_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, benchmark.__file__, "--rows", str(ROWS), "--excel-rows", str(EXCEL_ROWS)]
    done = subprocess.run(
        [*command, "--pandas-rows", "1000", "--repeats", "1"],
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for contender in contenders.CONTENDERS:
        assert re.search(rf"^{contender} +[0-9]", done.stdout, flags=re.MULTILINE), done.stdout
    for rows, used in ((ROWS + 2, ROWS - 1), (EXCEL_ROWS + 2, EXCEL_ROWS - 1)):
        assert f"Checked, in every round: Token Gauge loaded {rows:,} rows = {used:,} used + 3 set aside" in done.stdout
    assert "pandas to SQLite ran on the first 1,000 rows" in done.stdout
    assert len(re.findall("^(?:met|NOT MET) ", done.stdout, flags=re.MULTILINE)) == 5
    assert not list(tmp_path.iterdir())


def test_it_ends_at_a_load_that_lost_a_token(tmp_path: Path) -> None:
    file = tmp_path / "token_usage.csv"
    known = large_exports.generated(file, 50)
    with pytest.raises(SystemExit, match=f"Token Gauge .*failed[^$]+{known.tokens}[^$]+{known.tokens + 1}"):
        benchmark.rounds(file, {contenders.OURS: replace(known, tokens=known.tokens + 1)}, repeats=1)


def test_a_receipt_that_agrees_passes() -> None:
    contenders.conserved(LOADED, KNOWN)


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.HELD},
        {"rows_in": 11},
        {"rows_used": 6},
        {"set_aside": ()},
        {"tokens": Decimal("49.999999")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_receipt_that_does_not_agree_is_a_loss(change: dict[str, object]) -> None:
    with pytest.raises(contenders.LossError):
        contenders.conserved(replace(LOADED, **change), KNOWN)


def test_files_are_kept_until_another_size_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "token_usage.csv"
    known = large_exports.generated(file, 50)
    written = file.stat().st_mtime_ns
    assert large_exports.generated(file, 50) == known
    assert file.stat().st_mtime_ns == written
    assert large_exports.generated(file, 60).rows == 62
    assert len(file.read_text("utf-8").splitlines()) == 63


def test_the_file_is_the_same_every_time(frames: list[pl.DataFrame]) -> None:
    for frame, again in zip(frames, large_exports.batches(ROWS), strict=True):
        assert frame.equals(again)


def test_the_file_is_by_day_with_a_header_and_totals_between_and_below(frames: list[pl.DataFrame]) -> None:
    above, header, below, totals = frames
    use = pl.concat([above, below])
    assert use.height == ROWS
    assert use["Day used"].is_sorted()
    assert use["Day used"].min() < date(2023, 1, 8)
    assert use["Day used"].max() > date(2025, 12, 28)
    assert header.row(0) == tuple(use.columns)
    assert totals.row(0) == ("Total", *[None] * 7, use["Tokens used"].sum())


def test_each_user_has_one_row_a_product_and_day_at_the_daily_rate(frames: list[pl.DataFrame]) -> None:
    use = pl.concat([frames[0], frames[2]])
    named = use.filter(pl.col("Email") != "*****")
    assert named.height == ROWS - ROWS // 200
    assert not named.select("Day used", "Product", "Email").is_duplicated().any()
    rates = use.group_by("Product").agg(pl.col("Tokens used").mode().max().alias("rate"))
    odd = use.join(rates, on="Product").filter((pl.col("Tokens used") != pl.col("rate")) & (pl.col("Tokens used") != 0))
    times = odd["Tokens used"] / odd["rate"]
    assert times.sort().to_list() == [-1, 2]


def test_fewer_rows_are_scaled_but_for_imports_and_memory() -> None:
    run = Run(seconds=2, cpu=3, mib=100, process=2.5)
    assert benchmark.scaled(run, 10) == Run(seconds=20, cpu=30, mib=100, process=20.5)


def test_ratios_are_taken_round_by_round() -> None:
    ours = [Run(seconds, 0, 0) for seconds in (2, 9, 4)]
    floor = [Run(seconds, 0, 0) for seconds in (1, 3, 4)]
    assert benchmark.ratios(ours, floor) == benchmark.Spread(2, 1, 3)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (benchmark.Spread(1.1, 1.0, 1.2), "met     a goal: 1.10 (1.00-1.20)\n"),
        (benchmark.Spread(1.3, 1.25, 1.4), "NOT MET a goal: 1.30 (1.25-1.40)\n"),
        (benchmark.Spread(1.1, 1.0, 2.2), "met     a goal: 1.10 (1.00-2.20); the rounds disagree"),
    ],
    ids=["met", "not_met", "in_doubt"],
)
def test_a_goal_is_judged_by_the_median(
    capsys: pytest.CaptureFixture[str], figure: benchmark.Spread, said: str
) -> None:
    benchmark.judged("a goal", figure, lambda ratio: ratio <= 1.2)
    assert capsys.readouterr().out.startswith(said)
