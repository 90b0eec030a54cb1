"""Days and months on which a user, a team, a department or all used more than the limit that was set."""

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import NOT_NAMED, Names
from analytics.store.limits import Of, Period
from analytics.usage.allocation import Unit, days_by_unit
from analytics.usage.collecting import collected
from analytics.usage.days import MONTH
from analytics.usage.ranges import Days
from analytics.wording import count_text

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


def limits_unknown(
    rows: pl.DataFrame, limits: pl.DataFrame, directory: pl.DataFrame, covered: pl.DataFrame, days: Days
) -> str:
    """Return why it is not known, or not of all, who is over a limit; empty where it is.

    Parameters
    ----------
    rows
        Rows of current usage in the range.
    limits, directory
        As of `over_limits`.
    covered
        `team_id`, `day`: the days whose use is known, also outside the range.
    days
        The range.
    """
    if limits.is_empty():
        return "no limit is set"
    every = pl.date_range(days.first, days.last, eager=True).alias("day").to_frame()
    begun = covered.group_by("team_id").agg(pl.col("day").min().alias("begun"))
    missing = (
        begun.join(every, how="cross")
        .filter(pl.col("day") >= pl.col("begun"))
        .join(covered, on=["team_id", "day"], how="anti")["day"]
        .n_unique()
    )
    said = []
    if missing:
        said.append(f"no load covers {count_text(missing, 'day')} of the range")
    if Of.USER in limits["of"] and rows.height and rows["user_id"].null_count() == rows.height:
        said.append("the exports name no users")
    if Of.DEPARTMENT in limits["of"] and directory.is_empty():
        said.append("no directory says who is in a department")
    return " and ".join(said)


def limits_sentence(over: pl.DataFrame, limits: pl.DataFrame, unknown: str) -> str:
    """Return in words how often a limit was exceeded, by how many, and of what it is not known."""
    if limits.is_empty():
        return "Who is over a limit is not known: no limit is set."
    rest = f" Of the rest it is not known: {unknown}." if unknown else ""
    if over.is_empty():
        return f"Whether anybody was over a limit is not known: {unknown}." if unknown else "Nothing was over a limit."
    who = count_text(over["who"].n_unique(), "user, team or department", "users, teams or departments")
    return f"{count_text(over.height, 'time')} over a limit in this range, by {who}.{rest}"


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
