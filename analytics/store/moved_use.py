"""The use of some users by day, on Flex and on subscriptions, and the days of which each is known."""

from collections.abc import Collection

import polars as pl

from analytics.store.current import record_days
from analytics.store.database import Store


def flex_days(store: Store, user_ids: Collection[int]) -> pl.DataFrame:
    """Give the tokens of some users: one row per `day`, `team_id`, `user_id` and `product`, with `tokens`; sorted."""
    return store.frame(
        """
        SELECT day, team_id, user_id, product, sum(tokens)::DECIMAL(38, 6) AS tokens
        FROM current_usage JOIN identified_products USING (product_id)
        WHERE list_contains($users, user_id) GROUP BY ALL ORDER BY day, team_id, user_id, product
        """,
        {"users": list(user_ids)},
    )


def seat_days(store: Store, user_ids: Collection[int]) -> pl.DataFrame:
    """Give the use of some users on subscriptions.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `team_id`, `user_id`, `product` (may be a collection) and `feature` (the product in it; null:
        not said); sorted.
    """
    return store.frame(
        """
        SELECT DISTINCT day, team_id, user_id, product, features.name AS feature
        FROM current_seats JOIN identified_products USING (product_id) LEFT JOIN features USING (feature_id)
        WHERE list_contains($users, user_id) ORDER BY day, team_id, user_id, product, feature
        """,
        {"users": list(user_ids)},
    )


def known_days(store: Store) -> pl.DataFrame:
    """Return the days that are known: one row per `record` (tokens, seats), `team_id` and `day`; sorted."""
    days = [
        record_days(store, record).select(pl.lit(record).alias("record"), pl.all()) for record in ("seats", "tokens")
    ]
    return pl.concat(days)


def pool_days(store: Store) -> pl.DataFrame:
    """Add up current usage by pool: one row per `team_id` and `day`, with `tokens` (Decimal); sorted."""
    return store.frame(
        "SELECT team_id, day, sum(tokens)::DECIMAL(38, 6) AS tokens FROM current_usage GROUP BY ALL ORDER BY ALL"
    )
