"""Use of subscriptions out of the store: by day as Seat Usage exports have it, in sum as Usage Reports have it."""

import polars as pl

from analytics.store.current import record_days, team_id
from analytics.store.database import Store


def seat_use(store: Store, team: str | None = None) -> pl.DataFrame:
    """Give the use of subscriptions by named users, of one team or (None) all.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `team_id`, `user_id`, `product_id` (the subscription; may be a collection) and `feature_id`
        (the product in it; null: not said). In no particular order.
    """
    return store.frame(
        "SELECT DISTINCT day, team_id, user_id, product_id, feature_id FROM current_seats"
        " WHERE user_id IS NOT NULL AND ($team_id IS NULL OR team_id = $team_id)",
        {"team_id": team_id(store, team)},
    )


def covered_seat_days(store: Store, team: str | None = None) -> pl.DataFrame:
    """Give the days for which a load speaks of subscriptions: one row per `team_id` and `day`; sorted."""
    return record_days(store, "seats", team)


def reported_seats(store: Store, team: str | None = None) -> pl.DataFrame:
    """Give what the newest Usage Report of each team says of subscriptions; of Flex it says nothing here.

    Returns
    -------
    pl.DataFrame
        One row per `team_id`, `user_id` and `product_id` (the subscription): `assigned` (whether the user has it now),
        `days_used` (null: not said), `monthly_average` (days used a month; null: not said), `days_inactive` (null: not
        said), `last_accessed` (null: not said). Several versions are one row.
    """
    return store.frame(
        """
        SELECT team_id, user_id, product_id,
               bool_or(lower(trim(seat_assignment)) = 'assigned') AS assigned,
               max(days_used) AS days_used, max(monthly_average)::DOUBLE AS monthly_average,
               min(days_inactive) AS days_inactive, max(last_accessed) AS last_accessed
        FROM current_report
        WHERE user_id IS NOT NULL AND lower(trim(access)) = 'subscription'
          AND ($team_id IS NULL OR team_id = $team_id)
        GROUP BY team_id, user_id, product_id
        ORDER BY team_id, user_id, product_id
        """,
        {"team_id": team_id(store, team)},
    )
