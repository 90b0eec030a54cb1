"""Habits added up by user and by team, and one user's occurrences with names."""

from dataclasses import dataclass

import polars as pl

from analytics.store import Names
from analytics.usage.collecting import collected
from analytics.usage.days import UsageDays, usage_days
from analytics.usage.habits.days import charged_days, several_products, short_use, totals_by_user, unpaid_launches
from analytics.usage.habits.kinds import Habit, Rules
from analytics.usage.habits.runs import WEEKEND, days_in_runs, left_open

_USER = ("team_id", "user_id")
_USER_DAY = ("day", *_USER)
_TOKENS = pl.Decimal(38, 6)


@dataclass(frozen=True)
class Habits:
    """What habits took. They overlap: a day may count in several, so their tokens do not add up to anything."""

    users: pl.DataFrame
    """One row per habit, team and user that has it: `habit`, `team_id`, `user_id`, `occurrences` (each as
    `Habit.occurrence` says), `tokens` (Decimal; what the habit took at most), `first_day`, `last_day`. In no
    particular order."""
    teams: pl.DataFrame
    """One row per team with charged days of named users: `team_id`, `users`, `charged_days`, `all_tokens`, `tokens`
    (of several products on one day and of sessions left open; a usage day that is both counts once), `share` of all
    (0 to 1). The smallest share first."""


def habits(days: UsageDays, rules: Rules) -> Habits:
    """Add up every habit by user, and the two that leave a choice by team.

    Parameters
    ----------
    days
        Usage days, as `rolled_up` gives them; those without a user play no part.
    rules
        Where a habit begins.
    """
    charged = collected(charged_days(days.lazy()))
    in_runs = days_in_runs(charged, rules.run_days)
    found = {
        Habit.SEVERAL_PRODUCTS: several_products(charged.lazy()),
        Habit.LEFT_OPEN: left_open(in_runs).lazy(),
        Habit.UNPAID_LAUNCHES: unpaid_launches(days.lazy()),
        Habit.SHORT_USE: short_use(charged.lazy(), rules.short_days),
    }
    users = pl.concat(_by_user(habit, occurring) for habit, occurring in found.items())
    return Habits(users, _by_team(charged, users, in_runs.filter(WEEKEND)))


def occurrences(rows: pl.DataFrame, habit: Habit, rules: Rules, names: Names) -> pl.DataFrame:
    """List where a habit occurs, for a person to look it up in the export.

    Parameters
    ----------
    rows
        Rows of current usage, best of one user.
    habit, rules
        Which habit, and where it begins.
    names
        The labels, masked or shown.

    Returns
    -------
    pl.DataFrame
        One row per occurrence: `user`, `team`, `product` (of several products on one day all of them, the dearest
        first), `first_day`, `last_day`, `days` (charged ones; 0 for a launch without charge), `weekends` (that a
        run goes into; else 0), `all_tokens` (of the whole day or run), `tokens` (what the habit took at most).
        Sorted by first day, user and product.
    """
    days = usage_days(rows.lazy())
    charged = collected(charged_days(days))
    if habit is Habit.SEVERAL_PRODUCTS:
        found = collected(several_products(charged.lazy())).with_columns(days=1)
        found = found.join(_products_of_days(charged, names), on=[*_USER, "first_day"])
    elif habit is Habit.LEFT_OPEN:
        found = left_open(days_in_runs(charged, rules.run_days)).join(names.products, on="product_id")
    elif habit is Habit.UNPAID_LAUNCHES:
        found = collected(unpaid_launches(days)).with_columns(days=0).join(names.products, on="product_id")
    else:
        found = collected(short_use(charged.lazy(), rules.short_days)).join(names.products, on="product_id")
    missing = {"weekends": pl.lit(0), "all_tokens": pl.col("tokens")}
    return (
        found.with_columns(value.alias(name) for name, value in missing.items() if name not in found.columns)
        .join(names.users, on="user_id")
        .join(names.teams, on="team_id")
        .select(
            "user",
            "team",
            "product",
            "first_day",
            "last_day",
            pl.col("days", "weekends").cast(pl.Int64),
            pl.col("all_tokens", "tokens").cast(_TOKENS),
        )
        .sort("first_day", "user", "team", "product")
    )


def _by_user(habit: Habit, found: pl.LazyFrame) -> pl.DataFrame:
    return collected(totals_by_user(found)).select(
        pl.lit(habit.value).alias("habit"),
        *_USER,
        pl.col("occurrences").cast(pl.Int64),
        pl.col("tokens").cast(_TOKENS),
        "first_day",
        "last_day",
    )


def _by_team(charged: pl.DataFrame, users: pl.DataFrame, weekend: pl.DataFrame) -> pl.DataFrame:
    """Add up the two habits by team; `weekend` are the charged Saturdays and Sundays in runs."""
    two = users.filter(pl.col("habit").is_in([Habit.SEVERAL_PRODUCTS, Habit.LEFT_OPEN]))
    both = _beyond_the_dearest(charged.join(weekend, on=_USER_DAY, how="semi")).join(
        weekend, on=[*_USER_DAY, "product_id"], how="semi"
    )
    taken = pl.concat([two.select("team_id", "tokens"), both.select("team_id", -pl.col("tokens").cast(_TOKENS))])
    return (
        charged.group_by("team_id")
        .agg(users=pl.col("user_id").n_unique(), charged_days=pl.len(), all_tokens=pl.col("tokens").sum())
        .join(taken.group_by("team_id").agg(pl.col("tokens").sum()), on="team_id", how="left")
        .with_columns(pl.col("tokens").fill_null(0))
        .with_columns(share=pl.col("tokens").cast(pl.Float64) / pl.col("all_tokens").cast(pl.Float64))
        .sort("share", "team_id")
    )


def _beyond_the_dearest(charged: pl.DataFrame) -> pl.DataFrame:
    """Leave out the dearest product of each user's day; of equally dear ones the one known first."""
    ordered = charged.sort("tokens", "product_id", descending=[True, False])
    return ordered.filter(~pl.struct(_USER_DAY).is_first_distinct())


def _products_of_days(charged: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Name the products of each user's charged day: `team_id`, `user_id`, `first_day`, `product`."""
    return (
        charged.join(names.products, on="product_id")
        .sort("tokens", "product", descending=[True, False])
        .group_by(*_USER, pl.col("day").alias("first_day"), maintain_order=True)
        .agg(pl.col("product").str.join(", "))
    )
