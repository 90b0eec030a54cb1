"""Overnight use, measured: only exports by session (Token Flex) tell when somebody began and ended."""

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import NOT_NAMED, Names
from analytics.usage.collecting import collected

LONG_HOURS = 12
"""Hours above which a session is long, whatever its time of day."""


def overnight_sessions(sessions: IntoLazyFrameT) -> IntoLazyFrameT:
    """Keep the sessions that went over midnight or lasted longer than 12 hours.

    A session goes over midnight when it ended after the first midnight that follows its start, by the clock of the
    export; one that ended at midnight sharp did not. One without a start or an end is judged by its minutes alone.

    Parameters
    ----------
    sessions
        As `analytics.store.current_sessions` gives them.

    Returns
    -------
    IntoLazyFrameT
        The rows kept, with `over_midnight` and `over_long` (both true or false). In no particular order.
    """
    started, ended = nw.col("started"), nw.col("ended")
    over_midnight = ended > started.dt.truncate("1d").dt.offset_by("1d")
    over_long = (ended > started.dt.offset_by(f"{LONG_HOURS}h")).fill_null(nw.col("minutes") > LONG_HOURS * 60)
    return (
        nw.from_native(sessions)
        .with_columns(
            over_midnight.fill_null(nw.lit(False)).alias("over_midnight"),
            over_long.fill_null(nw.lit(False)).alias("over_long"),
        )
        .filter(nw.col("over_midnight") | nw.col("over_long"))
        .to_native()
    )


def overnight(sessions: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Add up overnight sessions by user and product.

    Returns
    -------
    pl.DataFrame
        One row per user, team and product: `user`, `team`, `product`, `sessions`, `over_midnight` and `over_long`
        (how many of them), `first_day`, `last_day`, `tokens` (of these sessions, whole). The most tokens first.
    """
    found = collected(overnight_sessions(sessions.lazy()))
    return (
        found.group_by("user_id", "team_id", "product_id")
        .agg(
            sessions=pl.len().cast(pl.Int64),
            over_midnight=pl.col("over_midnight").sum().cast(pl.Int64),
            over_long=pl.col("over_long").sum().cast(pl.Int64),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
            tokens=pl.col("tokens").sum().cast(pl.Decimal(38, 6)),
        )
        .join(names.users, on="user_id", how="left")
        .join(names.teams, on="team_id")
        .join(names.products, on="product_id")
        .with_columns(pl.col("user").fill_null(NOT_NAMED))
        .select(
            *("user", "team", "product", "sessions", "over_midnight", "over_long", "first_day", "last_day", "tokens")
        )
        .sort("tokens", "sessions", "user", "product", descending=[True, True, False, False])
    )
