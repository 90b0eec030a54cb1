"""Days and months on which a user, a team, a department or all used more than the limit that was set."""

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import NOT_NAMED, Names
from analytics.store.limits import Of, Period
from analytics.usage.allocation import Unit, days_by_unit
from analytics.usage.collecting import collected
from analytics.usage.days import MONTH

_KEYS = {Of.USER: ["user_id"], Of.TEAM: ["team_id"], Of.DEPARTMENT: ["unit"], Of.ALL: list[str]()}
_STARTS = {Period.DAY: nw.col("day"), Period.MONTH: MONTH}
_COLUMNS = ["limit_id", "of", "who", "period", "first_day", "tokens", "limit", "excess"]


def tokens_by_period(rows: IntoLazyFrameT, of: Of, period: Period) -> IntoLazyFrameT:
    """Add up tokens: one row per day or month (`first_day`) and user, per team, per `unit`, or alone; `tokens`."""
    frame = nw.from_native(rows).with_columns(first_day=_STARTS[period])
    return frame.group_by(*_KEYS[of], "first_day").agg(nw.col("tokens").sum()).to_native()


def over_limits(rows: pl.DataFrame, limits: pl.DataFrame, names: Names, directory: pl.DataFrame) -> pl.DataFrame:
    """Find what is over a limit.

    Use that names nobody is nobody's, so no limit of a user holds for it; nor does one of a department for what is
    unallocated.

    Parameters
    ----------
    rows
        Rows of current usage.
    limits
        `limit_id`, `of`, `team` and `department` (null: each), `period`, `limit`.
    names
        The labels, masked or shown.
    directory
        Who belongs where, as `analytics.store.directory.directory` gives it.

    Returns
    -------
    pl.DataFrame
        One row per limit, day or month, and user, team or department above it: `limit_id`, `of`, `who` ("all" where
        all together are limited), `period`, `first_day` (of the month, or the day), `tokens`, `limit`, `excess`
        (Decimal). The newest first, then the largest excess.
    """
    placed = days_by_unit(rows.lazy(), directory, Unit.DEPARTMENT)
    over = [
        _over_one(placed if limit["of"] == Of.DEPARTMENT else rows.lazy(), limit, names)
        for limit in limits.iter_rows(named=True)
    ]
    empty = _over_one(rows.head(0).lazy(), {"limit_id": 0, "of": "all", "period": "day", "limit": 0}, names)
    return pl.concat([empty, *over]).sort("first_day", "excess", "who", descending=[True, True, False])


def _over_one(rows: pl.LazyFrame, limit: dict[str, object], names: Names) -> pl.DataFrame:
    of, period = Of(str(limit["of"])), Period(str(limit["period"]))
    totals = collected(tokens_by_period(rows, of, period))
    if of is Of.USER:
        who = totals.join(names.users, on="user_id").with_columns(who=pl.col("user").fill_null(NOT_NAMED))
    elif of is Of.TEAM:
        who = totals.join(names.teams, on="team_id").with_columns(who=pl.col("team"))
        who = who if limit["team"] is None else who.filter(pl.col("team") == limit["team"])
    elif of is Of.DEPARTMENT:
        who = totals.drop_nulls("unit").with_columns(who=pl.col("unit"))
        who = who if limit["department"] is None else who.filter(pl.col("unit") == limit["department"])
    else:
        who = totals.with_columns(who=pl.lit("all"))
    return (
        who.with_columns(
            pl.lit(limit["limit_id"], pl.Int32).alias("limit_id"),
            pl.lit(of.value).alias("of"),
            pl.lit(period.value).alias("period"),
            pl.lit(limit["limit"]).cast(pl.Decimal(38, 6)).alias("limit"),
            pl.col("tokens").cast(pl.Decimal(38, 6)),
        )
        .with_columns(excess=pl.col("tokens") - pl.col("limit"))
        .filter(pl.col("excess") > 0)
        .select(_COLUMNS)
    )
