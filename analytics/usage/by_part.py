"""Tokens by day and part of the whole: by product, or by department and other units of the directory."""

import polars as pl

from analytics.store import NOT_NAMED, Names
from analytics.usage.allocation import UNALLOCATED, Unit, days_by_unit
from analytics.usage.collecting import collected
from analytics.usage.days import UsageDays

_COLUMNS = ("day", "part", "tokens")


def days_by_product(days: UsageDays, names: Names) -> pl.DataFrame:
    """Add up tokens: one row per `day` and `part` (the product's label) with use, with `tokens`; sorted."""
    added = days.group_by("day", "product_id").agg(pl.col("tokens").sum())
    labelled = added.join(names.products, on="product_id", how="left")
    return _summed(labelled.with_columns(part=pl.col("product").fill_null(NOT_NAMED)))


def days_by_unit_label(days: UsageDays, directory: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Add up tokens: one row per `day` and `part` (a unit's name, or "Unallocated") with use, with `tokens`; sorted."""
    added = collected(days_by_unit(days.lazy(), directory, unit))
    return _summed(added.with_columns(part=pl.col("unit").fill_null(UNALLOCATED)))


def _summed(labelled: pl.DataFrame) -> pl.DataFrame:
    return labelled.group_by("day", "part").agg(pl.col("tokens").sum()).select(_COLUMNS).sort("day", "part")
