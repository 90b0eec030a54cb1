"""Subscriptions that moves need and set free."""

import polars as pl

TO_SUBSCRIPTION, TO_FLEX, UNASSIGN = "to subscription", "to Flex", "unassign"
"""Kinds of moves."""


def seats(moves: pl.DataFrame) -> pl.DataFrame:
    """Count the subscriptions that moves need and set free.

    Returns
    -------
    pl.DataFrame
        One row per team and subscription (or subscriptions that one move takes together): `team`, `subscription`,
        `needed`, `freed`, `bought` (needed and not freed), `given_up` (freed and not needed), `price` (a year, each),
        `cost` (of those bought, a year), `currency`; the dearest first.
    """
    needs = pl.col("kind") == TO_SUBSCRIPTION
    counted = (
        moves.filter(pl.col("subscription_price").is_not_null())
        .with_columns(subscription=pl.col("offers").list.sort().list.join(" + "))
        .group_by("team_id", "team", "subscription", "currency")
        .agg(
            needed=needs.sum().cast(pl.Int64),
            freed=(~needs).sum().cast(pl.Int64),
            price=pl.col("subscription_price").cast(pl.Float64).max(),
        )
        .with_columns(
            bought=pl.max_horizontal(pl.col("needed") - pl.col("freed"), 0),
            given_up=pl.max_horizontal(pl.col("freed") - pl.col("needed"), 0),
        )
        .with_columns(cost=pl.col("bought") * pl.col("price"))
    )
    return counted.sort("cost", "needed", "team", "subscription", descending=[True, True, False, False]).select(
        *("team", "subscription", "needed", "freed", "bought", "given_up", "price", "cost", "currency"), "team_id"
    )
