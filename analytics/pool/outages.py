"""Outages: spans of days on which tokens were wanted and none were there."""

from datetime import date, timedelta

import polars as pl

from analytics.pool.drawdown import PER_TOKEN, Payments


def outages(days: pl.DataFrame) -> pl.DataFrame:
    """List every outage of a ledger or of a path, the first one first.

    It begins with a day whose use packs could not wholly pay, and lasts until the evening before tokens are there
    again, days without use among it: a pack that starts late ends one.

    Parameters
    ----------
    days
        `day`, `available` (left at its end), `unpaid`; one row per day, sorted. As in `Ledger.days`.

    Returns
    -------
    pl.DataFrame
        One row per outage: `first_day`, `last_day`, `days`, `unpaid` (tokens).
    """
    empty = (pl.col("available") <= 0) | (pl.col("unpaid") > 0)
    return (
        days.with_columns(run=empty.rle_id())
        .filter(empty)
        .filter((pl.col("unpaid") > 0).cum_max().over("run"))
        .group_by("run", maintain_order=True)
        .agg(
            pl.col("day").first().alias("first_day"),
            pl.col("day").last().alias("last_day"),
            pl.len().cast(pl.Int64).alias("days"),
            pl.col("unpaid").sum(),
        )
        .drop("run")
    )


def path_days(payments: Payments, path: int, first_day: date) -> pl.DataFrame:
    """Give the days of one path as `outages` wants them; amounts as Float64 tokens."""
    return pl.DataFrame(
        {
            "day": [first_day + timedelta(days=ahead) for ahead in range(payments.unpaid.shape[1])],
            "available": payments.balance[path] / PER_TOKEN,
            "unpaid": payments.unpaid[path] / PER_TOKEN,
        },
        schema_overrides={"day": pl.Date},
    )
