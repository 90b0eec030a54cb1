"""Who should still be in the pool: inactive, occasional and regular users, and those of a season.

A user belongs to the pools of teams; what a user is, is told of the person over all teams, and beside it of each team.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import narwhals.stable.v2 as nw
import polars as pl
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.store import Names
from analytics.usage.collecting import collected
from analytics.usage.days import MONTH
from analytics.usage.seasons import TWO_YEARS, SeasonRule, next_seasons, seasons
from analytics.wording import count_text

YEAR = 365
_USER = ("team_id", "user_id")


class State(StrEnum):
    """What a user is to the pool; everybody is one of these."""

    INACTIVE = "inactive"
    SEASONAL = "seasonal"
    OCCASIONAL = "occasional"
    REGULAR = "regular"


@dataclass(frozen=True)
class MemberRules:
    """Where one state ends and the next begins."""

    inactive_days: int = 90
    """Days without any use, up to the last covered day of the team, after which a user is inactive."""
    occasional_days: int = 12
    """Days used in the last 365 up to which a user is occasional; about one a month."""
    season: SeasonRule = field(default_factory=SeasonRule)
    """When use has a season."""


@dataclass(frozen=True)
class Members:
    """Everybody who ever used tokens, as far as the exports name them."""

    rows: pl.DataFrame
    """One row per team and user: `user`, `team`, `state` (of the person, over all teams), `season` ("March to June";
    null: none known), `next_season` (the first day of the next one), `first_day`, `last_day` (of any use, charged or
    not), `days_idle` (after the last use, up to the team's last covered day), `days_used` and `tokens` (both in the
    team's last 365 days), `state_in_team` (what it is to this team alone), `user_id`, `team_id`. Those without use for
    the longest time first."""
    teams: pl.DataFrame
    """One row per team: `team`, `first_day`, `last_day` (covered ones), `covered_days`, `seasons_known` (whether
    its days since its first use are enough to tell a season from a single project), `team_id`. Sorted by team."""

    def unknown(self, rules: MemberRules) -> str:
        """Return what is missing to know who is inactive, as the end of a sentence; empty: nothing."""
        if self.rows.is_empty():
            return "the exports name no users"
        days = max((last - first).days + 1 for first, last in self.teams.select("first_day", "last_day").iter_rows())
        if days < rules.inactive_days:
            known = count_text(days, "day is", "days are")
            return f"{known} covered; {rules.inactive_days:,} tell who is inactive"
        return ""

    @property
    def persons(self) -> pl.DataFrame:
        """One row per person: `user_id`, `user`, `state`; sorted by user."""
        return self.rows.select("user_id", "user", "state").unique("user_id").sort("user", "user_id")


def members(
    rows: pl.DataFrame, covered: pl.DataFrame, names: Names, rules: MemberRules, team: str | None = None
) -> Members:
    """Return what each user is to the pools.

    *Inactive*: used tokens before and launched nothing in the last `inactive_days` calendar days up to the last
    covered day of the team; a launch without charge is use. *Seasonal*: not inactive, and of a season as
    `seasons.seasons` says. *Occasional*: neither, and at most `occasional_days` days used in the last 365 of the
    team. *Regular*: everybody else. An inactive user may also have a season: it says from when on to assign them again.

    A person in several teams is inactive only where they are so in all of them; regular where they are so in one, or on
    the days of all teams together; seasonal where they have a season in each team in which they are not inactive.

    Parameters
    ----------
    rows
        All rows of current usage, of all teams; those without a user only tell since when a team uses anything.
    covered
        The days that a load covers: `team_id`, `day`.
    names
        The labels, masked or shown.
    rules
        Where one state ends and the next begins.
    team
        The team whose users are listed, each with what they are over all teams; None: all teams.
    """
    teams = (
        covered.group_by("team_id")
        .agg(first_day=pl.col("day").min(), last_day=pl.col("day").max(), covered_days=pl.col("day").n_unique())
        .join(_history_days(rows, covered), on="team_id", how="left")
        .with_columns(seasons_known=pl.col("history_days").fill_null(0) >= TWO_YEARS)
        .join(names.teams, on="team_id")
        .select("team", "first_day", "last_day", "covered_days", "seasons_known", "team_id")
        .sort("team")
    )
    ends = dict(teams.select("team_id", "last_day").iter_rows())
    named = rows.lazy().filter(pl.col("user_id").is_not_null())
    months = collected(user_months(named))
    since = {of_team: last - timedelta(days=YEAR - 1) for of_team, last in ends.items()}
    year = collected(use_since(named, since))
    found = seasons(months.join(teams.filter("seasons_known"), on="team_id", how="semi"), rules.season)
    last_covered = teams.select("team_id", pl.col("last_day").alias("covered_to"))
    state = (
        pl.when(pl.col("days_idle") >= rules.inactive_days)
        .then(pl.lit(State.INACTIVE.value))
        .when(pl.col("season").is_not_null())
        .then(pl.lit(State.SEASONAL.value))
        .when(pl.col("days_used") <= rules.occasional_days)
        .then(pl.lit(State.OCCASIONAL.value))
        .otherwise(pl.lit(State.REGULAR.value))
    )
    users = (
        months.group_by(_USER)
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
        .join(last_covered, on="team_id")
        .join(year, on=_USER, how="left")
        .join(next_seasons(found, last_covered), on=_USER, how="left")
        .with_columns(
            pl.col("days_used").fill_null(0).cast(pl.Int64),
            pl.col("tokens").cast(pl.Decimal(38, 6)).fill_null(0),
            days_idle=(pl.col("covered_to") - pl.col("last_day")).dt.total_days(),
        )
        .with_columns(state_in_team=state)
        .join(collected(person_days_since(named, since)), on="user_id", how="left")
        .with_columns(state=_of_person(rules))
        .join(names.users, on="user_id")
        .join(names.teams, on="team_id")
    )
    listed = pl.lit(True) if team is None else pl.col("team") == team
    return Members(
        users.filter(listed)
        .select(
            *("user", "team", "state", "season", "next_season", "first_day", "last_day"),
            *("days_idle", "days_used", "tokens", "state_in_team", "user_id", "team_id"),
        )
        .sort("days_idle", "user", "team", descending=[True, False, False]),
        teams.filter(listed),
    )


def _of_person(rules: MemberRules) -> pl.Expr:
    """Derive from what somebody is to each team what they are over all of them."""
    state = pl.col("state_in_team")
    active = state != State.INACTIVE.value
    return (
        pl.when(~active.any().over("user_id"))
        .then(pl.lit(State.INACTIVE.value))
        .when((state == State.REGULAR.value).any().over("user_id"))
        .then(pl.lit(State.REGULAR.value))
        .when((~active | (state == State.SEASONAL.value)).all().over("user_id"))
        .then(pl.lit(State.SEASONAL.value))
        .when(pl.col("person_days").fill_null(0) <= rules.occasional_days)
        .then(pl.lit(State.OCCASIONAL.value))
        .otherwise(pl.lit(State.REGULAR.value))
    )


def _history_days(rows: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Count the covered days of each team from its first launch on: `team_id`, `history_days`."""
    begun = rows.group_by("team_id").agg(first_launch=pl.col("day").min())
    since = covered.join(begun, on="team_id").filter(pl.col("day") >= pl.col("first_launch"))
    return since.group_by("team_id").agg(history_days=pl.col("day").n_unique())


def user_months(rows: IntoLazyFrameT) -> IntoLazyFrameT:
    """Count the days on which each user launched anything, by month; from rows of named users.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id`, `user_id` and `month` (its first day) with use: `days_used` (calendar days),
        `first_day`, `last_day`. In no particular order.
    """
    return (
        nw.from_native(rows)
        .with_columns(MONTH.alias("month"))
        .group_by(*_USER, "month")
        .agg(
            nw.col("day").n_unique().alias("days_used"),
            nw.col("day").min().alias("first_day"),
            nw.col("day").max().alias("last_day"),
        )
        .to_native()
    )


def use_since(rows: IntoLazyFrameT, first_days: Mapping[int, date]) -> IntoLazyFrameT:
    """Add up each user's use from a day on that may differ by team.

    Parameters
    ----------
    rows
        Rows of named users.
    first_days
        By `team_id`: the first day that counts.

    Returns
    -------
    IntoLazyFrameT
        One row per `team_id` and `user_id` with use: `days_used` (calendar days), `tokens`. In no particular order.
    """
    return (
        nw.from_native(rows)
        .filter(_since(first_days))
        .group_by(*_USER)
        .agg(nw.col("day").n_unique().alias("days_used"), nw.col("tokens").sum())
        .to_native()
    )


def person_days_since(rows: IntoLazyFrameT, first_days: Mapping[int, date]) -> IntoLazyFrameT:
    """Count the calendar days on which each person launched anything in any team: `user_id`, `person_days`.

    Parameters and days are those of `use_since`.
    """
    return (
        nw.from_native(rows)
        .filter(_since(first_days))
        .group_by("user_id")
        .agg(nw.col("day").n_unique().alias("person_days"))
        .to_native()
    )


def _since(first_days: Mapping[int, date]) -> nw.Expr:
    teams: dict[date, list[int]] = defaultdict(list)
    for team, first in first_days.items():
        teams[first].append(team)
    counts = [nw.col("team_id").is_in(of_day) & (nw.col("day") >= first) for first, of_day in teams.items()]
    return nw.any_horizontal(nw.col("day").is_null(), *counts, ignore_nulls=True)
