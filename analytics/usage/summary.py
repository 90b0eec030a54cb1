"""Summaries of usage: tokens, users, products and charged days by product, user, team, day, week or month."""

from enum import StrEnum

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import NOT_NAMED, Names
from analytics.usage.collecting import collected
from analytics.usage.days import MONTH, UsageDays


class By(StrEnum):
    """What a summary has one row for."""

    PRODUCT = "product"
    USER = "user"
    TEAM = "team"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


KEYS = {By.PRODUCT: "product_id", By.USER: "user_id", By.TEAM: "team_id"}
"""The key of each summary that has one."""
_STARTS = {By.DAY: nw.col("day"), By.MONTH: MONTH}
_MONDAY = nw.col("day")
for _weekday in range(2, 8):
    _back = nw.col("day").dt.offset_by(f"-{_weekday - 1}d").cast(nw.Date)
    # Of Sunday Narwhals says 7 on Polars and DuckDB, and 0 on Spark.
    _MONDAY = nw.when(nw.col("day").dt.weekday() % 7 == _weekday % 7).then(_back).otherwise(_MONDAY)


def summary(days: UsageDays, by: By, names: Names) -> pl.DataFrame:
    """Summarise usage days.

    Parameters
    ----------
    days
        Usage days, as `rolled_up` gives them.
    by
        A summary by product, user or team is sorted by tokens, the largest first; one by day, week or month
        by time. A week is named by its Monday, a month by its first day.
    names
        The labels, masked or shown.

    Returns
    -------
    pl.DataFrame
        One row per product, user, team, day, week or month: the label under the name of `by`, its key
        (`product_id`, ...) where it has one, `tokens` (Decimal), `users` (distinct, named ones only),
        `products` (distinct), `charged_days` (user, product and day with tokens above zero); and by product,
        user or team `share` (of all tokens, 0 to 1; 0 where there are none).
    """
    if by not in KEYS:
        return collected(totals_by_period(days.lazy(), by)).sort(by)
    key = KEYS[by]
    totals = collected(totals_by_key(days.lazy(), key))
    return (
        totals.join(labels(names, by), on=key, how="left")
        .with_columns(
            pl.col(by).fill_null(NOT_NAMED),
            share=(pl.col("tokens").cast(pl.Float64) / pl.col("tokens").sum().cast(pl.Float64)).fill_nan(0.0),
        )
        .select(by, key, "tokens", "share", "users", "products", "charged_days")
        .sort("tokens", by, descending=[True, False])
    )


def labels(names: Names, by: By) -> pl.DataFrame:
    """Give the frame of labels for a summary by product, user or team."""
    return {By.PRODUCT: names.products, By.USER: names.users, By.TEAM: names.teams}[by]


def totals_by_key(days: IntoLazyFrameT, key: str) -> IntoLazyFrameT:
    """Add up usage days: one row per value of `key`, with the four totals of `summary`."""
    return nw.from_native(days).group_by(key).agg(*_totals()).to_native()


def totals_by_period(days: IntoLazyFrameT, by: By) -> IntoLazyFrameT:
    """Add up usage days: one row per day, week or month, with the four totals of `summary`."""
    frame = nw.from_native(days)
    if by is By.WEEK:
        # No engine but Polars cuts time into weeks, so Mondays are told once for each day and not for each row.
        dated = frame.join(frame.select("day").unique().with_columns(_MONDAY.alias(by)), on="day", how="inner")
    else:
        dated = frame.with_columns(_STARTS[by].alias(by))
    return dated.group_by(by).agg(*_totals()).to_native()


def _totals() -> tuple[nw.Expr, ...]:
    return (
        nw.col("tokens").sum(),
        # A distinct count counts the missing user as one; the missing user is nobody.
        (nw.col("user_id").n_unique() - nw.col("user_id").is_null().any().cast(nw.Int64)).alias("users"),
        nw.col("product_id").n_unique().alias("products"),
        (nw.col("tokens") > 0).cast(nw.Int64).sum().alias("charged_days"),
    )
