"""Subscriptions that moves need and set free."""

import polars as pl

from analytics.licensing.moves.words import TO_SUBSCRIPTION


def seats(moves: pl.DataFrame) -> pl.DataFrame:
    """Count the subscriptions that moves need and set free.

    Returns
    -------
    pl.DataFrame
        One row per team and subscription (or subscriptions that one move takes together), the dearest first: `team`,
        `subscription`, `seats_needed`, `seats_freed`, `seats_bought` (needed and not freed), `seats_given_up` (freed
        and not needed), `price_year` (each), `seats_cost` (of those bought, a year), `seats_saved` (of those given up,
        a year), `currency`, `team_id`.
    """
    needs = pl.col("kind") == TO_SUBSCRIPTION
    return (
        moves.filter(pl.col("subscription_price").is_not_null(), pl.col("offers").list.len() > 0)
        .with_columns(subscription=pl.col("offers").list.sort().list.join(" + "))
        .group_by("team_id", "team", "subscription", "currency")
        .agg(
            seats_needed=needs.sum().cast(pl.Int64),
            seats_freed=(~needs).sum().cast(pl.Int64),
            price_year=pl.col("subscription_price").cast(pl.Float64).max(),
        )
        .with_columns(
            seats_bought=pl.max_horizontal(pl.col("seats_needed") - pl.col("seats_freed"), 0),
            seats_given_up=pl.max_horizontal(pl.col("seats_freed") - pl.col("seats_needed"), 0),
        )
        .with_columns(
            seats_cost=pl.col("seats_bought") * pl.col("price_year"),
            seats_saved=pl.col("seats_given_up") * pl.col("price_year"),
        )
        .select(_COLUMNS)
        .sort("seats_cost", "seats_needed", "team", "subscription", descending=[True, True, False, False])
    )


_COLUMNS = (
    *("team", "subscription", "seats_needed", "seats_freed", "seats_bought", "seats_given_up", "price_year"),
    *("seats_cost", "seats_saved", "currency", "team_id"),
)
