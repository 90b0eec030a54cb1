"""Details of one product or one user: which weeks, which versions, whose tokens."""

import polars as pl

from analytics.store import NOT_NAMED, Names


def weeks_by_product(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Count the days on which each product was used, week by week; for the rows of one user.

    Returns
    -------
    pl.DataFrame
        One row per week and product with use: `week` (its Monday), `product`, `days_used` (1 to 7, days
        without charge included), `tokens`. Sorted by week and product.
    """
    return (
        rows.with_columns(week=pl.col("day").dt.truncate("1w"))
        .group_by("week", "product_id")
        .agg(days_used=pl.col("day").n_unique(), tokens=pl.col("tokens").sum())
        .join(names.products, on="product_id")
        .select("week", "product", "days_used", "tokens")
        .sort("week", "product")
    )


def weekly_tokens(rows: pl.DataFrame) -> pl.DataFrame:
    """Add up each user's tokens week by week, for a strip beside the name.

    Returns
    -------
    pl.DataFrame
        One row per user: `user_id` (null: not named), `weeks`: tokens (Float64) of every week from the first in
        `rows` to the last, zero where the user has none.
    """
    if rows.is_empty():  # without a first and a last week there is no calendar to draw up
        return pl.DataFrame(schema={"user_id": rows.schema["user_id"], "weeks": pl.List(pl.Float64)})
    # Days since 1970 begin on a Thursday, so weeks from Monday on begin three days before.
    week = (pl.col("day").to_physical() + 3) // 7
    weekly = (
        rows.lazy()
        .select("user_id", "tokens", week=week - week.min())
        .group_by("user_id", "week")
        .agg(pl.col("tokens").sum())
        .with_columns(pl.col("tokens").cast(pl.Float64))
        .collect()
    )
    users = weekly.select(pl.col("user_id").unique().sort()).with_row_index("place")
    weeks = 1 + int(weekly.select(pl.col("week").max()).item())
    # Written into their places: joining every user with every week takes several times as long.
    filled = weekly.join(users, on="user_id", nulls_equal=True).select(
        "tokens", at=pl.col("place") * weeks + pl.col("week")
    )
    strips = pl.zeros(users.height * weeks, eager=True).scatter(filled["at"], filled["tokens"])
    return users.select("user_id", weeks=strips.reshape((users.height, weeks)).arr.to_list())


def versions(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Count use by product and version.

    Returns
    -------
    pl.DataFrame
        One row per product and version: `product`, `version` ("not stated" where the export has none),
        `days_used` (user and day), `users`, `tokens`. Sorted by product and version.
    """
    return _within_products(rows, names, names.versions, "version", "not stated").sort("product", "version")


def child_products(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Count use by product and the child product of its group, such as AutoCAD's toolsets.

    Returns
    -------
    pl.DataFrame
        One row per product and child product: `product`, `feature` ("the product itself" where the export names no
        child), `days_used` (user and day), `users`, `tokens`. By product, the most tokens first.
    """
    children = _within_products(rows, names, names.features, "feature", "the product itself")
    return children.sort("product", "tokens", "feature", descending=[False, True, False])


def user_products(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Add up use by user and product.

    Returns
    -------
    pl.DataFrame
        One row per user and product: `user`, `product`, `tokens`, `days_used` (days without charge
        included), `charged_days`, `first_day`, `last_day`. The largest first.
    """
    return (
        rows.group_by("user_id", "product_id")
        .agg(
            tokens=pl.col("tokens").sum(),
            days_used=pl.col("day").n_unique(),
            charged_days=pl.col("day").filter(pl.col("tokens") > 0).n_unique(),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
        )
        .join(names.users, on="user_id", how="left")
        .join(names.products, on="product_id")
        .with_columns(pl.col("user").fill_null(NOT_NAMED))
        .select("user", "product", "tokens", "days_used", "charged_days", "first_day", "last_day")
        .sort("tokens", "user", "product", descending=[True, False, False])
    )


def months_by_product(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Add up tokens by month and product: `month` (its first day), `product`, `tokens`; sorted."""
    return (
        rows.with_columns(month=pl.col("day").dt.truncate("1mo"))
        .group_by("month", "product_id")
        .agg(tokens=pl.col("tokens").sum())
        .join(names.products, on="product_id")
        .select("month", "product", "tokens")
        .sort("month", "product")
    )


def _within_products(rows: pl.DataFrame, names: Names, labels: pl.DataFrame, label: str, missing: str) -> pl.DataFrame:
    """Count use by product and one more key, whose `labels` have it as `<label>_id` beside the label."""
    return (
        rows.group_by("product_id", f"{label}_id")
        .agg(
            days_used=pl.struct("user_id", "day").n_unique(),
            users=pl.col("user_id").drop_nulls().n_unique(),
            tokens=pl.col("tokens").sum(),
        )
        .join(names.products, on="product_id")
        .join(labels, on=f"{label}_id", how="left")
        .with_columns(pl.col(label).fill_null(missing))
        .select("product", label, "days_used", "users", "tokens")
    )
