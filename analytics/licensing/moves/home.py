"""Persons across teams: whoever uses tokens of several is one person, who needs one subscription and not two.

Their use is looked at where most of it is paid for, their home team, so that a move is one decision with one price.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.licensing.prices import TokenPrice
from analytics.usage import UsageDays, rolled_up
from analytics.usage.charged import days_of_year
from analytics.usage.collecting import collected


@dataclass(frozen=True)
class AtHome:
    """The use of everybody, each person in one team."""

    used: UsageDays
    """Usage days; of a person in several teams all days are in the home team."""
    several: pl.DataFrame
    """One row per person of several teams: `user_id`, `team_id` (the home team), `token_price` (Float64; the average,
    by tokens)."""
    paid: pl.DataFrame
    """Who paid for the use of these in the last year: one row per person, product and team: `user_id`, `team_id` (the
    home team), `product_id`, `team` (that paid, by name), `away` (whether it is another), `tokens` (Float64)."""


def at_home(
    used: UsageDays, ends: Mapping[int, date], teams: Mapping[int, str], prices: Mapping[int, TokenPrice]
) -> AtHome:
    """Bring the use of each person to one team: the one that paid most of it in its last 365 days.

    Teams whose tokens are paid in different currencies are not brought together, for nothing is converted.

    Parameters
    ----------
    used
        Usage days of all teams.
    ends
        By `team_id`: its last covered day.
    teams
        By `team_id`: its name.
    prices
        By `team_id`: what a token costs.
    """
    money = pl.DataFrame(
        [(team, teams[team], float(price.amount), price.currency) for team, price in prices.items()],
        {"team_id": used.schema["team_id"], "team": pl.String, "price": pl.Float64, "currency": pl.String},
        orient="row",
    )
    year = days_of_year(used.lazy().filter(pl.col("tokens") > 0), ends)
    by_product = collected(year.group_by("user_id", "team_id", "product_id").agg(pl.col("tokens").sum()))
    paid = by_product.group_by("user_id", "team_id").agg(pl.col("tokens").sum())
    paid = paid.filter(pl.len().over("user_id") > 1).join(money, on="team_id")
    order = ["user_id", pl.col("tokens"), "team_id"]
    ranked = paid.sort(order, descending=[False, True, False])
    together = ranked.filter(pl.col("currency") == pl.col("currency").first().over("user_id"))
    tokens = pl.col("tokens").cast(pl.Float64)
    several = (
        together.group_by("user_id", maintain_order=True)
        .agg(
            pl.col("team_id").first(),
            teams=pl.col("team_id"),
            token_price=(tokens * pl.col("price")).sum() / tokens.sum(),
        )
        .filter(pl.col("teams").list.len() > 1)
    )
    homes = several.select("user_id", home="team_id", team_id="teams").explode("team_id")
    shared = by_product.join(homes, on=["user_id", "team_id"]).join(money, on="team_id")
    of_each = shared.select(
        "user_id", "product_id", "team", tokens, team_id="home", away=pl.col("team_id") != pl.col("home")
    )
    if several.is_empty():
        return AtHome(used, several.drop("teams"), of_each)
    moved = used.join(homes, on=["user_id", "team_id"], how="left").with_columns(team_id=pl.coalesce("home", "team_id"))
    return AtHome(rolled_up(moved.drop("home")), several.drop("teams"), of_each)
