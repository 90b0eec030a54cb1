"""Marks of teams and users that outlast the integer keys of a load taken back, and name nobody."""

import polars as pl

from analytics.store.database import Store


def lasting_marks(store: Store) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the marks of teams (`team_id`, `team_mark`) and of users (`user_id`, `user_mark`).

    They come from what the store calls them, so the same team and user have the same after a reload or a newer export;
    those of another store are others. Pseudonyms have marks of their own.
    """
    mark = "md5((SELECT store_id::VARCHAR FROM meta) || {})"
    return (
        store.frame(f"SELECT team_id, {mark.format('name')} AS team_mark FROM teams"),
        store.frame(f"SELECT user_id, {mark.format('key')} AS user_mark FROM users"),
    )
