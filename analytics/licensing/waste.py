"""What habits cost: tokens in money, at each team's own price."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.licensing.prices import TokenPrice, team_token_prices
from analytics.pool import teams_with_use
from analytics.settings import Settings
from analytics.store import Names, Store, covered_days
from analytics.usage import Days, UsageDays
from analytics.usage.charged import YEAR
from analytics.usage.habits import Habit, Habits, Rules, habits, occurrences
from analytics.usage.tips import tips
from analytics.wording import count_text

ENOUGH_DAYS = 28
"""Covered days below which nobody can tell what a year will be: four of each day of the week."""


@dataclass(frozen=True)
class HabitCosts:
    """What habits took in a range of days, in tokens and in money; upper bounds of what could be saved."""

    habits: pl.DataFrame
    """One row per habit and currency, the dearest first: `habit` (its label), `cost_year`, `currency`, `users`,
    `occurrences`, `tokens_year`, `tokens`, `share` (of the tokens of named users, 0 to 1), `cost`, `habit_id`. A habit
    that nobody has stands with zeros."""
    users: pl.DataFrame
    """One row per habit, user and team, the dearest first: `user`, `team`, `cost_year`, `currency`, `occurrences`,
    `tokens_year`, `tokens`, `cost`, `first_day`, `last_day`, `habit_id`, `user_id`."""
    teams: pl.DataFrame
    """One row per team, the smallest share first: `team`, `users`, `charged_days`, `tokens` (of several products on
    one day and of sessions left open), `share` (of all its tokens), `enough` (whether there is use enough to tell)."""
    covered: dict[str, int]
    """By team: days of the range that a load covers; what the year is scaled from."""
    token_prices: dict[str, TokenPrice]
    """By team: what one of its tokens cost in the range."""
    named: int
    """Users in the range; 0 where the exports name nobody."""

    @property
    def unknown(self) -> str:
        """What is missing to know what habits take in a year, as the end of a sentence; empty: nothing."""
        if not self.named:
            return "the exports of the range name no users"
        days = max(self.covered.values(), default=0)
        if days < ENOUGH_DAYS:
            known = count_text(days, "day of the range is", "days of the range are")
            return f"{known} covered; {ENOUGH_DAYS} tell what a year may be"
        return ""


def habit_costs(
    store: Store,
    used: UsageDays,
    team: str | None,
    days: Days,
    names: Names,
    rules: Rules,
    settings: Settings,
    least_days: int = 100,
) -> HabitCosts:
    """Tell what each habit cost in a range, and what it would cost in a year.

    Tokens a year are those of the range times 365 over the covered days of the team in the range; of single short days
    they are never more than those of the range, since more days would make fewer of them. Money is tokens times what
    a token of the team cost on the average of the range.

    Parameters
    ----------
    store
        Where from.
    used
        The usage days of the team and range.
    team
        One team; None for all, each at its own token price.
    days
        The range.
    names
        The labels, masked or shown.
    rules
        Where a habit begins.
    settings
        Holds the token price where the packs state none.
    least_days
        Charged days from which a team's share tells something about its habits.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    found = habits(used, rules)
    prices = range_prices(store, team, days, settings)
    covered = (
        covered_days(store, team)
        .filter(pl.col("day").is_between(days.first, days.last))
        .group_by("team_id")
        .agg(covered=pl.col("day").n_unique())
        .join(names.teams, on="team_id")
    )
    users = _users(found, names, prices, covered)
    all_tokens = float(found.teams["all_tokens"].sum() or 0)
    return HabitCosts(
        habits=_habits(users, prices, all_tokens),
        users=users,
        teams=found.teams.join(names.teams, on="team_id", maintain_order="left").select(
            "team", "users", "charged_days", "tokens", "share", enough=pl.col("charged_days") >= least_days
        ),
        covered=dict(covered.select("team", "covered").sort("team").iter_rows()),
        token_prices=prices,
        named=used["user_id"].drop_nulls().n_unique(),
    )


def habit_rows(
    rows: pl.DataFrame, habit: Habit, rules: Rules, names: Names, prices: Mapping[str, TokenPrice]
) -> pl.DataFrame:
    """List where a habit occurs, as `analytics.usage.habits.occurrences` does, with `cost` and `currency`."""
    return _priced(occurrences(rows, habit, rules, names), prices)


def tips_texts(
    rows: pl.DataFrame, days: Days, rules: Rules, names: Names, prices: Mapping[str, TokenPrice]
) -> pl.DataFrame:
    """Write a text to each user in rows of current usage who has a habit: `user`, `text`; sorted by user."""
    found = {habit: habit_rows(rows, habit, rules, names, prices).partition_by("user", as_dict=True) for habit in Habit}
    empty = habit_rows(rows.clear(), Habit.SHORT_USE, rules, names, prices)
    users = sorted({user for by_user in found.values() for (user,) in by_user})
    texts = [tips(user, {habit: found[habit].get((user,), empty) for habit in Habit}, days) for user in users]
    return pl.DataFrame({"user": users, "text": texts}, schema={"user": pl.String, "text": pl.String})


def tips_text(
    user: str, rows: pl.DataFrame, days: Days, rules: Rules, names: Names, prices: Mapping[str, TokenPrice]
) -> str | None:
    """Write a text to one user, whose rows of current usage are given; None when there is nothing to say."""
    return tips(user, {habit: habit_rows(rows, habit, rules, names, prices) for habit in Habit}, days)


def range_prices(store: Store, team: str | None, days: Days, settings: Settings) -> dict[str, TokenPrice]:
    """Give by team what one of its tokens cost, on the average of the range."""
    prices = team_token_prices(store, settings)
    return {name: prices.over(name, days) for name in ([team] if team else teams_with_use(store))}


def _users(found: Habits, names: Names, prices: Mapping[str, TokenPrice], covered: pl.DataFrame) -> pl.DataFrame:
    scaled = YEAR / pl.col("covered")
    # Two days of a month may be two days of every month: short use in a short range says nothing about a year.
    per_year = pl.when(pl.col("habit") == Habit.SHORT_USE).then(pl.min_horizontal(scaled, 1.0)).otherwise(scaled)
    named = found.users.join(names.users, on="user_id").join(covered, on="team_id")
    return (
        _priced(named, prices)
        .with_columns(
            tokens_year=pl.col("tokens").cast(pl.Float64) * per_year,
            cost_year=pl.col("cost") * per_year,
        )
        .select(
            *("user", "team", "cost_year", "currency", "occurrences", "tokens_year", "tokens", "cost"),
            *("first_day", "last_day", pl.col("habit").alias("habit_id"), "user_id"),
        )
        .sort("cost", "occurrences", "user", "team", descending=[True, True, False, False])
    )


def _habits(users: pl.DataFrame, prices: Mapping[str, TokenPrice], all_tokens: float) -> pl.DataFrame:
    currencies = sorted({price.currency for price in prices.values()})
    every = pl.DataFrame(
        [(habit.value, habit.label, currency) for habit in Habit for currency in currencies],
        schema={"habit_id": pl.String, "habit": pl.String, "currency": pl.String},
        orient="row",
    )
    sums = users.group_by("habit_id", "currency").agg(
        pl.col("user_id").n_unique().cast(pl.Int64).alias("users"),
        pl.col("occurrences", "tokens", "cost", "tokens_year", "cost_year").sum(),
    )
    amounts = ("users", "occurrences", "tokens", "cost", "tokens_year", "cost_year")
    return (
        every.join(sums, on=["habit_id", "currency"], how="left")
        .with_columns(pl.col(amounts).fill_null(0))
        .with_columns(
            share=(pl.col("tokens").cast(pl.Float64) / all_tokens).fill_nan(0.0) if all_tokens else pl.lit(0.0)
        )
        .select(
            *("habit", "cost_year", "currency", "users", "occurrences", "tokens_year", "tokens", "share", "cost"),
            "habit_id",
        )
        .sort("cost_year", "occurrences", "habit", descending=[True, True, False])
    )


def _priced(frame: pl.DataFrame, prices: Mapping[str, TokenPrice]) -> pl.DataFrame:
    """Add `cost` and `currency` to rows with `team` and `tokens`."""
    return (
        frame.join(price_rows(prices, "team", pl.String()), on="team", how="left", maintain_order="left")
        .with_columns(cost=pl.col("tokens").cast(pl.Float64) * pl.col("token_price"))
        .drop("token_price")
    )


def price_rows(
    prices: Mapping[str, TokenPrice] | Mapping[int, TokenPrice], key: str, dtype: pl.DataType
) -> pl.DataFrame:
    """Give prices as a frame: `key`, `token_price` (Float64), `currency`."""
    return pl.DataFrame(
        {
            key: list(prices),
            "token_price": [float(price.amount) for price in prices.values()],
            "currency": [price.currency for price in prices.values()],
        },
        schema={key: dtype, "token_price": pl.Float64, "currency": pl.String},
    )
