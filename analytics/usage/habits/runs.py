"""Runs of days without a break: what a session that was left open looks like in an export by day."""

import polars as pl

_KEYS = ("team_id", "user_id", "product_id")
WEEKEND = pl.col("day").dt.weekday() > 5


def left_open(in_runs: pl.DataFrame) -> pl.DataFrame:
    """Find the runs that go into or over a weekend: those with a Saturday or a Sunday among their days.

    Parameters
    ----------
    in_runs
        The days in runs, as `days_in_runs` gives them.

    Returns
    -------
    pl.DataFrame
        One row per run: `team_id`, `user_id`, `product_id`, `first_day`, `last_day`, `days`, `weekends`,
        `all_tokens` of the run, and `tokens`: those of its Saturdays and Sundays. In no particular order.
    """
    return (
        in_runs.group_by("run")
        .agg(
            *(pl.col(key).first() for key in _KEYS),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
            days=pl.len(),
            weekends=pl.col("day").filter(WEEKEND).dt.truncate("1w").n_unique(),
            all_tokens=pl.col("tokens").sum(),
            tokens=pl.col("tokens").filter(WEEKEND).sum(),
        )
        .filter(pl.col("weekends") > 0)
        .drop("run")
    )


def days_in_runs(charged: pl.DataFrame, run_days: int) -> pl.DataFrame:
    """Keep the charged days that lie in a run of at least `run_days`, weekend or not, with the number of their `run`.

    A run are consecutive calendar days, with no day left out, on each of which one user was charged for one product.
    It is seen as far as the days given reach.

    Parameters
    ----------
    charged
        The charged days of named users, one row each: `day`, `team_id`, `user_id`, `product_id`, `tokens`.
    run_days
        The shortest run that counts.

    Notes
    -----
    The days of one user and product are numbered so that two days in a row are two whole numbers in a row, and the
    next product begins after a gap: one sort of whole numbers instead of a window per user, a quarter of the time.
    """
    if charged.is_empty():
        return charged.with_columns(run=pl.lit(0, pl.UInt32))
    first, last = charged["day"].min(), charged["day"].max()
    position = pl.lit(0, pl.Int64)
    for key in _KEYS:
        position = position * (pl.col(key).max().cast(pl.Int64) + 1) + pl.col(key).cast(pl.Int64)
    day = (pl.col("day") - pl.lit(first)).dt.total_days()
    span = (pl.lit(last) - pl.lit(first)).dt.total_days() + 2  # the last day of one and the first of the next are apart
    ordered = charged.select(position=position * span + day, at=pl.int_range(pl.len())).sort("position")
    begins = (ordered["position"].diff() != 1).fill_null(True)
    starts = begins.arg_true()
    lengths = starts.append(pl.Series([ordered.height], dtype=starts.dtype)).diff().drop_nulls()
    runs = begins.cast(pl.UInt32).cum_sum() - 1
    kept = ordered.select("at", run=runs).filter(lengths.gather(runs) >= run_days)
    return charged[kept["at"]].with_columns(kept["run"])
