"""Packs that a Subscriptions export tells of: it has their first and last days, and no tokens."""

import polars as pl

from analytics.store.current import team_id
from analytics.store.database import Store


def packs_to_enter(store: Store, team: str | None = None) -> pl.DataFrame:
    """List the Flex subscriptions for which no pack with the same days is known, of one team (None: all).

    Autodesk names them Flex, and writes no number of seats.

    Returns
    -------
    pl.DataFrame
        One row per `team`, `first_day` and `last_day`, sorted by the last two.
    """
    return store.frame(
        """
        SELECT DISTINCT t.name AS team, s.first_day, s.last_day
        FROM current_subscriptions AS s JOIN teams AS t USING (team_id) JOIN products AS p USING (product_id)
        WHERE p.name ILIKE '%flex%' AND s.seats IS NULL AND ($team_id IS NULL OR s.team_id = $team_id)
          AND (s.team_id, s.first_day, s.last_day) NOT IN (SELECT (team_id, first_day, last_day) FROM current_packs)
        ORDER BY s.last_day, s.first_day, team
        """,
        {"team_id": team_id(store, team)},
    )
