"""Usage days: rows of exports rolled up to one row per day, team, user and product; and tokens by calendar day."""

from typing import NewType

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.usage.collecting import collected

MONTH = nw.col("day").dt.truncate("1mo").cast(nw.Date)
"""The first day of the month of `day`; some engines cut a day into a moment."""
USAGE_DAY = ("day", "team_id", "user_id", "product_id")
_EXACT = pl.Decimal(38, 6)
_ORDER = ("user_id", "day", "team_id", "product_id")
UsageDays = NewType("UsageDays", pl.DataFrame)
"""Usage days in memory: one row per `day`, `team_id`, `user_id` and `product_id`, with `tokens`; as `in_order`."""


def usage_days(rows: IntoLazyFrameT) -> IntoLazyFrameT:
    """Roll rows up to usage days.

    Several rows of one user, product and day (versions, child products) are one usage day; it is a *charged
    day* when its tokens are above zero.

    Returns
    -------
    IntoLazyFrameT
        One row per `day`, `team_id`, `user_id` and `product_id`, with `tokens`. In no particular order.
    """
    frame = nw.from_native(rows)
    return frame.group_by(*USAGE_DAY).agg(nw.col("tokens").sum()).to_native()


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Sort rows by user (who is not named first), day, team and product.

    What is counted by user is then counted in a half to a third of the time, for the rows of a user lie together.
    Sorted is one whole number made of the four, which takes a third of the time of sorting by four columns.
    """
    place = pl.lit(0, pl.Int64)
    for key in _ORDER:
        number = pl.col(key).to_physical().cast(pl.Int64)
        # Null comes first; where nobody is named there is no largest number.
        number = (number - number.min() + 1).fill_null(0)
        place = place * (number.max() + 1) + number
    places = collected(rows.lazy().select(place)).to_series()
    return rows if places.is_sorted() else rows.sort(pl.lit(places))


def rolled_up(rows: pl.DataFrame) -> UsageDays:
    """Roll rows of current usage up to usage days, once for all that asks about them.

    It gives what `usage_days` gives, in half the time: rows that are one usage day lie together once they are sorted,
    and their tokens are the sum up to the last of them less the sum up to the last row before.
    """
    ordered = in_order(rows.select(*USAGE_DAY, "tokens")).lazy()
    ends = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift(-1)) for key in USAGE_DAY)
    up_to = ordered.with_columns(pl.col("tokens").cast(_EXACT).cum_sum(), last=pl.int_range(pl.len()) == pl.len() - 1)
    days = up_to.filter(ends | pl.col("last")).drop("last")
    return UsageDays(days.with_columns(pl.col("tokens").diff().fill_null(pl.col("tokens"))).collect())


def since_first_use(daily: pl.DataFrame) -> pl.DataFrame:
    """Drop the days before the first one with use: there was no demand yet, and they say nothing of what is to come.

    An export speaks for all its days, also for those before a team, a product or a user began.

    Parameters
    ----------
    daily
        `day`, `tokens`; any order. All of it is kept where nothing was used.

    >>> since_first_use(pl.DataFrame({"day": [1, 2, 3], "tokens": [0, 5, 0]}))["day"].to_list()
    [2, 3]
    """
    first = daily.filter(pl.col("tokens") > 0)["day"].min()
    return daily if first is None else daily.filter(pl.col("day") >= first)


def daily_tokens(rows: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Add up tokens by calendar day.

    Parameters
    ----------
    rows
        Rows or usage days of the days in question: `day`, `tokens`.
    covered
        The days that a load covers: `day`, in any number of rows.

    Returns
    -------
    pl.DataFrame
        One row per calendar day from the first covered day to the last, sorted: `day`, `tokens` (Decimal).
        Zero on a covered day without use; null on a day that no load covers.
    """
    days = covered.select("day").unique().sort("day")
    if days.is_empty():
        return pl.DataFrame(schema={"day": pl.Date, "tokens": pl.Decimal(38, 6)})
    used = rows.group_by("day").agg(pl.col("tokens").sum().cast(pl.Decimal(38, 6)))
    measured = days.join(used, on="day", how="left").with_columns(pl.col("tokens").fill_null(0))
    calendar = days.select(pl.date_range(pl.col("day").min(), pl.col("day").max()))
    return calendar.join(measured, on="day", how="left").sort("day")
