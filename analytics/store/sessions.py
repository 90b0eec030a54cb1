"""Sessions of current usage: Token Flex exports by session say when somebody began and ended."""

from datetime import date

import polars as pl

from analytics.store.current import SELECTED, selection
from analytics.store.database import Store


def current_sessions(
    store: Store, team: str | None = None, first_day: date | None = None, last_day: date | None = None
) -> pl.DataFrame:
    """Give the sessions of current usage.

    Parameters
    ----------
    store
        Where from.
    team
        One team; None for all.
    first_day, last_day
        The days to give, both included, by the day of the charge; None leaves that side open.

    Returns
    -------
    pl.DataFrame
        One row per session: `day`, `team_id`, `user_id` (null: not named), `product_id`, `tokens` (Decimal),
        `started`, `ended` (null where the export does not say), `minutes` (Decimal, or null). In no particular order.
    """
    return store.frame(
        "SELECT day, team_id, user_id, product_id, tokens, started, ended, minutes"
        f" FROM current_usage JOIN sessions USING (load_id, row) {SELECTED}",
        selection(store, team, first_day, last_day),
    )
