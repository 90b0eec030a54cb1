"""The same futures without some of the use: what would come if some users, or their use of some products, were gone."""

import numpy as np
import polars as pl

from analytics.forecast.accuracy import Futures
from analytics.forecast.futures.history import Floats
from analytics.forecast.outlook import Paths

_BLOCK = 28
"""Days over which means are compared: whole weeks, so that weekdays do not matter, and few, so that seasons do."""


def without_use(daily: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Take some use out of a history; days that are not measured stay so.

    Parameters
    ----------
    daily
        `day`, `tokens` (Decimal; null: not measured); one row per day.
    gone
        `day`, `tokens`: usage days that are in it; any number of rows per day.
    """
    theirs = gone.group_by("day").agg(pl.col("tokens").sum().alias("taken_out"))
    return daily.join(theirs, on="day", how="left", maintain_order="left").select(
        "day", pl.col("tokens") - pl.col("taken_out").fill_null(0)
    )


def same_futures_without(paths: Paths, daily: pl.DataFrame, gone: pl.DataFrame, futures: Futures) -> Floats:
    """Give the same futures as they would be without some use; shape as `paths.tokens`.

    The history without it is fitted again, and each of the given futures is scaled by what that leaves of the mean, in
    steps of four weeks. So a future stays itself, and the difference between the two is the use that is gone.

    Parameters
    ----------
    paths
        The futures.
    daily
        What they were made from, as of `without_use`; so is `gone`.
    futures
        How they were made, with the same seed: see `analytics.forecast.scenarios.facts_of`.

    Notes
    -----
    Two fits with draws of their own differ by more than what a user uses: on the sample's "Design Studio" one user with
    541 tokens a year made a difference between -16,541 and 17,748 in eight of ten pairs of futures; with the same draws
    -1,142 to 2,634; as here 323 to 504.
    """
    if gone.is_empty():
        return paths.tokens
    count, days = paths.tokens.shape
    left = without_use(daily, gone)
    if not (left["tokens"].drop_nulls() > 0).any():
        return np.zeros_like(paths.tokens)
    starts = np.arange(0, days, _BLOCK)
    before = np.add.reduceat(paths.tokens.mean(axis=0), starts)
    after = np.add.reduceat(futures(left, days, count).mean(axis=0), starts)
    share = np.clip(after / np.where(before > 0, before, 1.0), 0.0, 1.0)
    scaled: Floats = paths.tokens * np.repeat(share, _BLOCK)[:days]
    return scaled
