"""The transforms that touch every row give the same on Polars, DuckDB and Apache Spark."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.store.limits import Of, Period
from analytics.usage.allocation import Unit, allocated, days_by_unit
from analytics.usage.causes import Excess, tokens_then_and_before
from analytics.usage.change import period_counts
from analytics.usage.charged import charged_by_day, days_of_year, pair_use, person_days, user_use
from analytics.usage.days import usage_days
from analytics.usage.habits import several_products, short_use, totals_by_user, unpaid_launches
from analytics.usage.members import person_days_since, use_since, user_months
from analytics.usage.over_limits import tokens_by_period
from analytics.usage.overnight import overnight_sessions
from analytics.usage.parts import Part, use_of_part
from analytics.usage.ranges import Days
from analytics.usage.summary import By, totals_by_key, totals_by_period
from analytics.usage.top import span_tokens
from analytics.usage.usual import tokens_of_days

Native: TypeAlias = Any
FIRST = date(2025, 12, 20)
ENDS = {1: date(2026, 1, 31), 2: date(2026, 1, 20)}
LATE = Days(date(2026, 1, 10), date(2026, 1, 31))
TRANSFORMS: dict[str, Callable[[Native], Native]] = {
    "usage days": usage_days,
    "by user": lambda rows: totals_by_key(usage_days(rows), "user_id"),
    **{f"by {by}": lambda rows, by=by: totals_by_period(usage_days(rows), by) for by in (By.DAY, By.WEEK, By.MONTH)},
    "top": lambda rows: span_tokens(rows, "user_id", {"now": LATE, "then": Days(FIRST, date(2026, 1, 15))}),
    "change": lambda rows: period_counts(rows, None, LATE),
    "change by product": lambda rows: period_counts(rows, "product_id", LATE),
    "causes": lambda rows: tokens_then_and_before(rows, Excess(LATE, Decimal(5)), "product_id"),
    "several products": lambda rows: several_products(usage_days(rows)),
    "launches": lambda rows: unpaid_launches(usage_days(rows)),
    "short use": lambda rows: totals_by_user(short_use(usage_days(rows), 9)),
    "tokens of days": lambda rows: tokens_of_days(usage_days(rows)),
    "user months": user_months,
    "pair use": lambda rows: pair_use(usage_days(rows), ENDS),
    "user use": lambda rows: user_use(usage_days(rows), ENDS),
    "charged by day": lambda rows: charged_by_day(usage_days(rows)),
    "person days": lambda rows: person_days(rows, ENDS),
    "days of the year": lambda rows: days_of_year(usage_days(rows), ENDS),
    "use since": lambda rows: use_since(rows, {1: FIRST, 2: date(2026, 1, 5)}),
    "person days since": lambda rows: person_days_since(rows, {1: FIRST, 2: date(2026, 1, 5)}),
    "allocated": lambda rows: allocated(rows, DIRECTORY, Unit.DEPARTMENT),
    "use of a part": lambda rows: use_of_part(rows, DIRECTORY, Part(Unit.PROJECT, "Tower")),
    "use of no part": lambda rows: use_of_part(rows, DIRECTORY, Part(Unit.DEPARTMENT, None)),
    "days by unit": lambda rows: days_by_unit(rows, DIRECTORY, Unit.PROJECT),
    **{
        f"limit of {of} in a {period}": lambda rows, of=of, period=period: tokens_by_period(
            days_by_unit(rows, DIRECTORY, Unit.DEPARTMENT) if of is Of.DEPARTMENT else rows, of, period
        )
        for of in Of
        for period in Period
    },
}
DIRECTORY = pl.DataFrame(
    [
        (1, "Design", "Bridge", FIRST, date(2026, 1, 4)),
        (1, "Plant", "Bridge", date(2026, 1, 5), date(9999, 12, 31)),
        (2, None, "Tower", date(2026, 1, 8), date(2026, 1, 20)),
        (3, "Plant", None, FIRST, date(9999, 12, 31)),
    ],
    schema={
        "user_id": pl.Int32,
        "department": pl.String,
        "project": pl.String,
        "first_day": pl.Date,
        "last_day": pl.Date,
    },
    orient="row",
)


@dataclass(frozen=True)
class Files:
    """What every engine reads."""

    rows: Path
    sessions: Path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    rng = Random(7)
    rows = [
        (
            FIRST + timedelta(days=rng.randrange(45)),
            rng.choice([1, 2]),
            rng.choice([None, 1, 2, 3, 4]),
            rng.choice([1, 2, 3]),
            rng.choice([None, 1, 2]),
            Decimal(rng.choice([0, 5, 70, 100])) / 10,
        )
        for _ in range(400)
    ]
    ids = dict.fromkeys(("team_id", "user_id", "product_id", "version_id"), pl.Int32())
    schema = {"day": pl.Date(), **ids, "tokens": pl.Decimal(18, 6)}
    folder = tmp_path_factory.mktemp("engines")
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame.write_parquet(folder / "rows.parquet")
    started = pl.col("day").cast(pl.Datetime("us")) + pl.duration(hours=pl.int_range(pl.len()) % 24)
    frame.with_columns(started=started).with_columns(
        ended=pl.col("started") + pl.duration(hours=pl.int_range(pl.len()) % 17),
        minutes=((pl.int_range(pl.len()) % 17) * 60).cast(pl.Decimal(18, 6)),
    ).write_parquet(folder / "sessions.parquet")
    return Files(folder / "rows.parquet", folder / "sessions.parquet")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    if shutil.which("java") is None:
        pytest.skip("Apache Spark needs Java, which is not here")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is only in requirements-cluster.txt")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def answer(native: Native, like: pl.DataFrame | None = None) -> pl.DataFrame:
    """Collect what a transform gives, in one order; with the types of another answer, as engines add up differently."""
    collected: pl.DataFrame = nw.from_native(native).collect("polars").to_native()
    frame = collected.select(sorted(collected.columns))
    typed = frame if like is None else frame.cast(dict(like.schema))
    return typed.sort(typed.columns, nulls_last=True)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_duckdb_gives_what_polars_gives(files: Files, name: str) -> None:
    transform = TRANSFORMS[name]
    expected = answer(transform(pl.scan_parquet(files.rows)))
    assert expected.height
    assert_frame_equal(answer(transform(duckdb.read_parquet(str(files.rows))), expected), expected)


def test_duckdb_measures_nights_as_polars_does(files: Files) -> None:
    expected = answer(overnight_sessions(pl.scan_parquet(files.sessions)))
    assert expected.height
    found = overnight_sessions(duckdb.read_parquet(str(files.sessions)))
    assert_frame_equal(answer(found, expected), expected)


@pytest.mark.filterwarnings("ignore")  # Spark's own
def test_spark_gives_what_polars_gives(files: Files, spark: Any) -> None:
    rows, sessions = spark.read.parquet(str(files.rows)).cache(), spark.read.parquet(str(files.sessions))
    different = []
    for name, transform in TRANSFORMS.items():
        expected = answer(transform(pl.scan_parquet(files.rows)))
        if not answer(transform(rows), expected).equals(expected):
            different.append(name)
    assert different == []
    expected = answer(overnight_sessions(pl.scan_parquet(files.sessions)))
    assert_frame_equal(answer(overnight_sessions(sessions), expected), expected)
