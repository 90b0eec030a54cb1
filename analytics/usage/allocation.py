"""Use by department, cost centre, project, country or manager: each row goes where its user belonged on its day."""

from enum import StrEnum
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.usage.collecting import collected
from analytics.usage.days import UsageDays
from analytics.usage.summary import totals_by_key

UNALLOCATED = "Unallocated"
"""The label of use that the directory gives to nobody."""


class Unit(StrEnum):
    """What use is allocated to; also the column of a directory that says it."""

    DEPARTMENT = "department"
    COST_CENTER = "cost_center"
    PROJECT = "project"
    COUNTRY = "country"
    MANAGER = "manager"

    @property
    def label(self) -> str:
        """Its name for people.

        >>> Unit.COST_CENTER.label
        'Cost center'
        """
        return self.noun.capitalize()

    @property
    def noun(self) -> str:
        """Its name in a sentence.

        >>> Unit.COST_CENTER.noun
        'cost center'
        """
        return self.replace("_", " ")


def allocated(rows: IntoLazyFrameT, directory: pl.DataFrame, unit: Unit) -> IntoLazyFrameT:
    """Add to each row the unit to which its user belonged on its day.

    Parameters
    ----------
    rows
        `day`, `user_id` and whatever else; of DuckDB a relation of its default connection, to which the spans go.
    directory
        One row per user and span of days, as `analytics.store.directory.directory` gives it.
    unit
        The column of the directory to take.

    Returns
    -------
    IntoLazyFrameT
        The same rows with `unit`, a text: null where the user is not named, is not in the directory, or belonged
        nowhere on that day. In no particular order.
    """
    frame = nw.from_native(rows)
    spans = _spans(directory, unit)
    if spans.is_empty():
        return frame.with_columns(nw.lit(None, dtype=nw.String).alias("unit")).to_native()
    # One row per user, the spans beside each other: no row is doubled, and no engine has to join on ranges of days.
    most = 1 + int(spans.select(pl.col("place").max()).item())
    wide = spans.select("user_id").unique()
    for place in range(most):
        here = spans.filter(pl.col("place") == place).drop("place")
        wide = wide.join(
            here.rename({name: f"{name}_{place}" for name in here.columns if name != "user_id"}),
            on="user_id",
            how="left",
        )
    within = [
        nw.when(
            (nw.col("day") >= nw.col(f"span_first_{place}")) & (nw.col("day") <= nw.col(f"span_last_{place}"))
        ).then(nw.col(f"span_unit_{place}"))
        for place in range(most)
    ]
    return (
        frame.join(_beside(frame, wide), on="user_id", how="left")
        .with_columns(nw.coalesce(*within).alias("unit"))
        .drop([name for name in wide.columns if name != "user_id"])
        .to_native()
    )


def allocation(days: UsageDays, directory: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Add up use by unit; what belongs to none stands last, under its own name.

    Parameters
    ----------
    days
        Usage days, as `rolled_up` gives them.
    directory
        As of `allocated`.
    unit
        What to have one row for.

    Returns
    -------
    pl.DataFrame
        One row per unit, the largest first: its label under the name of `unit`, `tokens` (Decimal; their sum is that
        of the days), `share` (of all tokens, 0 to 1), `users` (distinct, named ones; who moved counts in each),
        `products`, `charged_days` (user, product and day with tokens above zero).
    """
    totals = collected(totals_by_key(allocated(days.lazy(), directory, unit), "unit"))
    return (
        totals.with_columns(
            share=(pl.col("tokens").cast(pl.Float64) / pl.col("tokens").sum().cast(pl.Float64)).fill_nan(0.0),
            last=pl.col("unit").is_null(),
        )
        .with_columns(pl.col("unit").fill_null(UNALLOCATED))
        .sort("last", "tokens", "unit", descending=[False, True, False])
        .select(pl.col("unit").alias(unit), "tokens", "share", "users", "products", "charged_days")
    )


def days_by_unit(rows: IntoLazyFrameT, directory: pl.DataFrame, unit: Unit) -> IntoLazyFrameT:
    """Add up tokens: one row per `day`, `team_id` and `unit` (null: unallocated), with `tokens`; in no order."""
    # Placed row by row and then added up once: users and days make far more groups than units and days.
    placed = nw.from_native(allocated(rows, directory, unit))
    return placed.group_by("day", "team_id", "unit").agg(nw.col("tokens").sum()).to_native()


def _spans(directory: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Give one row per user and span with a unit, spans that only differ in others as one, numbered from 0."""
    said = directory.filter(pl.col(unit).is_not_null()).sort("user_id", "first_day")
    goes_on = (
        (pl.col("user_id") == pl.col("user_id").shift())
        & (pl.col(unit) == pl.col(unit).shift())
        & (pl.col("first_day") == pl.col("last_day").shift().dt.offset_by("1d"))
    )
    return (
        said.with_columns(island=(~goes_on.fill_null(False)).cum_sum())
        .group_by("island", maintain_order=True)
        .agg(
            pl.col("user_id").first(),
            pl.col("first_day").min().alias("span_first"),
            pl.col("last_day").max().alias("span_last"),
            pl.col(unit).first().alias("span_unit"),
        )
        .drop("island")
        .with_columns(place=pl.int_range(pl.len()).over("user_id"))
    )


def _beside(frame: nw.LazyFrame[Any], small: pl.DataFrame) -> nw.LazyFrame[Any]:
    """Bring a small frame to the engine that holds another one."""
    dtype = frame.collect_schema()["user_id"]
    near = nw.from_native(small, eager_only=True).with_columns(nw.col("user_id").cast(dtype))
    if frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect():
        return near.lazy(frame.implementation, session=frame.to_native().sparkSession)
    return near.lazy(frame.implementation)
