"""What was charged: by user and product, by user, by day; rolled up on any engine, for these touch every row."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoLazyFrameT

YEAR = 365
"""Days looked back on."""
QUARTERS = 4
QUARTER = 91
"""Days of each of the four parts of the year whose difference tells how evenly somebody works."""
PAIR = ("team_id", "user_id", "product_id")
USER = ("team_id", "user_id")


def pair_use(days: IntoLazyFrameT, ends: Mapping[int, date]) -> IntoLazyFrameT:
    """Count the charged days of each user and product; a day without tokens never counts.

    Parameters
    ----------
    days
        Usage days.
    ends
        By `team_id`: the last day that counts; of the other teams nothing is counted.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id`, `user_id` and `product_id` with a charged day: `first_ever` and `last_ever` (charged
        days), `charged_ever`; of the 365 days up to the team's end `charged_days`, `tokens` (null: none), `first_day`,
        `last_day` (null: none), and `quarter_0` to `quarter_3` (charged days of each 91 days, the latest first). In no
        particular order.
    """
    in_year = _within(ends, 0, YEAR)
    charged = nw.from_native(days).filter(~nw.col("user_id").is_null(), nw.col("tokens") > 0, _within(ends, 0, _EVER))
    return (
        charged.group_by(*PAIR)
        .agg(
            nw.col("day").min().alias("first_ever"),
            nw.col("day").max().alias("last_ever"),
            nw.col("day").len().alias("charged_ever"),
            in_year.cast(nw.Int64).sum().alias("charged_days"),
            nw.when(in_year).then(nw.col("tokens")).sum().alias("tokens"),
            nw.when(in_year).then(nw.col("day")).min().alias("first_day"),
            nw.when(in_year).then(nw.col("day")).max().alias("last_day"),
            *(
                _within(ends, QUARTER * place, QUARTER * (place + 1)).cast(nw.Int64).sum().alias(f"quarter_{place}")
                for place in range(QUARTERS)
            ),
        )
        .to_native()
    )


def user_use(days: IntoLazyFrameT, ends: Mapping[int, date]) -> IntoLazyFrameT:
    """Count the days on which each user launched anything, charged or not.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id` and `user_id`: `first_use`, `last_use`, `days_used` (of the 365 days up to the team's
        end). In no particular order.
    """
    named = nw.from_native(days).filter(~nw.col("user_id").is_null(), _within(ends, 0, _EVER))
    return (
        named.select(*USER, "day")
        .unique()
        .group_by(*USER)
        .agg(
            nw.col("day").min().alias("first_use"),
            nw.col("day").max().alias("last_use"),
            _within(ends, 0, YEAR).cast(nw.Int64).sum().alias("days_used"),
        )
        .to_native()
    )


def charged_by_day(days: IntoLazyFrameT) -> IntoLazyFrameT:
    """Count charged days of users and products by `team_id` and `day`: `charged`. In no particular order."""
    charged = nw.from_native(days).filter(~nw.col("user_id").is_null(), nw.col("tokens") > 0)
    return charged.group_by("team_id", "day").agg(nw.col("day").len().alias("charged")).to_native()


def days_of_year(days: IntoLazyFrameT, ends: Mapping[int, date]) -> IntoLazyFrameT:
    """Keep the usage days of named users in the 365 days up to the end of their team."""
    return nw.from_native(days).filter(~nw.col("user_id").is_null(), _within(ends, 0, YEAR)).to_native()


def person_days(days: IntoLazyFrameT, ends: Mapping[int, date]) -> IntoLazyFrameT:
    """Count the charged days of each person, whatever the product and the team: those that the rule is about.

    A person's year is the 365 days up to the last covered day of any team in which they were ever charged. Several
    products, or teams, on one day are one day.

    Parameters
    ----------
    days
        Usage days, or rows of current usage.
    ends
        By `team_id`: the last day that counts; of the other teams nothing is counted.

    Returns
    -------
    IntoLazyFrameT
        One row per `user_id` with a charged day in their year: `person_days`. In no particular order.
    """
    by_end = sorted(_teams_by_end(ends).items())
    place = nw.lit(-1)
    for number, (_, teams) in enumerate(by_end):
        place = nw.when(nw.col("team_id").is_in(teams)).then(nw.lit(number)).otherwise(place)
    charged = (
        nw.from_native(days)
        .filter(~nw.col("user_id").is_null(), nw.col("tokens") > 0, _within(ends, 0, _EVER))
        .select("user_id", "day", place.alias("end"))
    )
    persons = charged.group_by("user_id").agg(nw.col("end").max().alias("last_end"))
    in_year = nw.any_horizontal(
        *(
            (nw.col("last_end") == number) & (nw.col("day") > end - timedelta(days=YEAR))
            for number, (end, _) in enumerate(by_end)
        ),
        nw.col("day").is_null(),
        ignore_nulls=True,
    )
    return (
        charged.select("user_id", "day")
        .unique()
        .join(persons, on="user_id", how="inner")
        .filter(in_year)
        .group_by("user_id")
        .agg(nw.col("day").len().alias("person_days"))
        .to_native()
    )


def _teams_by_end(ends: Mapping[int, date]) -> dict[date, list[int]]:
    teams: dict[date, list[int]] = defaultdict(list)
    for team, end in ends.items():
        teams[end].append(team)
    return teams


_EVER = 200 * YEAR


def _within(ends: Mapping[int, date], start: int, stop: int) -> nw.Expr:
    """Return whether a day lies from `start` to before `stop` days back from the end of its team."""
    return nw.any_horizontal(
        *(
            nw.col("team_id").is_in(of_day)
            & (nw.col("day") > end - timedelta(days=stop))
            & (nw.col("day") <= end - timedelta(days=start))
            for end, of_day in _teams_by_end(ends).items()
        ),
        # Never so; without any team there would be nothing to add up.
        nw.col("day").is_null(),
        ignore_nulls=True,
    )
