"""Habits that one look at usage days finds: several products on a day, launches without charge, single short days.

They touch every usage day, so they are written once for every engine: lazy frame in, lazy frame out. Each takes
usage days as `usage_days` gives them and leaves out use without a user, which can be nobody's habit.
"""

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoLazyFrameT


def charged_days(days: IntoLazyFrameT) -> IntoLazyFrameT:
    """Keep the charged days of named users: one row per `day`, `team_id`, `user_id`, `product_id`, with `tokens`."""
    frame = nw.from_native(days)
    return frame.filter(nw.col("tokens") > 0, ~nw.col("user_id").is_null()).to_native()


def several_products(days: IntoLazyFrameT) -> IntoLazyFrameT:
    """Find the days on which a user was charged for two or more products.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id`, `user_id` and day (`first_day` and `last_day`, the same), with `products`,
        `all_tokens` of that day, and `tokens`: those beyond the dearest product of the day.
    """
    frame = nw.from_native(charged_days(days)).group_by("day", "team_id", "user_id")
    return (
        frame.agg(
            nw.col("tokens").len().alias("products"),
            nw.col("tokens").sum().alias("all_tokens"),
            nw.col("tokens").max().alias("dearest"),
        )
        .filter(nw.col("products") > 1)
        .select(
            "team_id",
            "user_id",
            nw.col("day").alias("first_day"),
            nw.col("day").alias("last_day"),
            "products",
            "all_tokens",
            (nw.col("all_tokens") - nw.col("dearest")).alias("tokens"),
        )
        .to_native()
    )


def unpaid_launches(days: IntoLazyFrameT) -> IntoLazyFrameT:
    """Find the usage days without a token.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id`, `user_id`, `product_id` and day (`first_day` and `last_day`, the same), with
        `tokens`, all of them 0.
    """
    return (
        nw.from_native(days)
        .filter(nw.col("tokens") == 0, ~nw.col("user_id").is_null())
        .select(
            "team_id",
            "user_id",
            "product_id",
            nw.col("day").alias("first_day"),
            nw.col("day").alias("last_day"),
            "tokens",
        )
        .to_native()
    )


def short_use(days: IntoLazyFrameT, short_days: int) -> IntoLazyFrameT:
    """Find the products for which a user was charged on at most `short_days` days.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id`, `user_id` and `product_id`, with `days` (charged ones, 1 to `short_days`),
        `first_day`, `last_day`, `tokens`.
    """
    frame = nw.from_native(charged_days(days)).group_by("team_id", "user_id", "product_id")
    return (
        frame.agg(
            nw.col("tokens").len().alias("days"),
            nw.col("day").min().alias("first_day"),
            nw.col("day").max().alias("last_day"),
            nw.col("tokens").sum(),
        )
        .filter(nw.col("days") <= short_days)
        .to_native()
    )


def totals_by_user(found: IntoLazyFrameT) -> IntoLazyFrameT:
    """Add up occurrences of a habit: one row per `team_id` and `user_id`.

    Returns
    -------
    IntoLazyFrameT
        `team_id`, `user_id`, `occurrences`, `tokens`, `first_day`, `last_day`.
    """
    return (
        nw.from_native(found)
        .group_by("team_id", "user_id")
        .agg(
            nw.col("tokens").len().alias("occurrences"),
            nw.col("tokens").sum(),
            nw.col("first_day").min(),
            nw.col("last_day").max(),
        )
        .to_native()
    )
