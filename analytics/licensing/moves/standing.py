"""What each user uses of each product on Flex: the days of the last year, the year to be expected, and its cost."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from analytics.licensing.moves.activity import Calendar, activity
from analytics.licensing.moves.chance import NextYear
from analytics.licensing.moves.home import at_home
from analytics.licensing.moves.rates import use_rates
from analytics.licensing.prices import PriceBook, TokenPrice
from analytics.store import Names
from analytics.usage import UsageDays
from analytics.usage.charged import charged_by_day, pair_use, person_days, user_use
from analytics.usage.collecting import collected


@dataclass(frozen=True)
class Standing:
    """Everybody's use of Flex and what it means for a year to come."""

    used: UsageDays
    """What it is made of: of a person in several teams all use is in the home team."""
    rows: pl.DataFrame
    """One row per team, user and product with a charged day in the last 365 days of the team: `team_id`, `user_id`,
    `product_id`, `product`, `charged_days`, `tokens` (Decimal), `first_day`, `last_day` (all of these days),
    `days_year` (to be expected), `tokens_day` (of a charged day), `token_price`, `currency`, `flex_cost_year` (to be
    expected), `history` (calendar days since the user's first use), `person_days` (of `charged.person_days`; null of
    seats), and of `rates.use_rates` `days`, `rate`, `weight`, `spread`, `there`, `stopping`."""
    paid: pl.DataFrame | None
    """Who paid for the use of persons in several teams, as of `home.AtHome`; None: it was not asked."""
    calendar: Calendar
    """How busy the teams are."""
    ends: dict[int, date]
    """By team: its last covered day."""
    token_prices: dict[int, TokenPrice]
    """By team: what a token costs on that day."""

    @property
    def last(self) -> date:
        """The last covered day of any team: on it subscriptions are priced."""
        return max(self.ends.values())


def last_days(covered: pl.DataFrame) -> dict[int, date]:
    """Give the last day that a load covers, by `team_id` in order."""
    return dict(covered.group_by("team_id").agg(pl.col("day").max()).sort("team_id").iter_rows())


def standing_of_persons(
    used: UsageDays, covered: pl.DataFrame, names: Names, teams: dict[int, str], book: PriceBook
) -> Standing:
    """Return how each person stands, as `standing` does, with use in several teams taken together.

    Parameters
    ----------
    used
        Usage days of all teams and all time.
    covered, names, teams, book
        As of `standing`, of all teams.
    """
    ends = last_days(covered)
    home = at_home(used, ends, teams, {team: book.token(teams[team], end) for team, end in ends.items()})
    stand = standing(home.used, covered, names, teams, book)
    persons = collected(person_days(used.lazy(), ends))
    price, day = pl.coalesce("person_price", "token_price"), pl.col("days_year") * pl.col("tokens_day")
    rows = (
        stand.rows.drop("person_days")
        .join(persons.cast({"person_days": pl.Int64}), on="user_id", how="left", maintain_order="left")
        .join(home.several.rename({"token_price": "person_price"}), on=["user_id", "team_id"], how="left")
        .with_columns(token_price=price, flex_cost_year=day * price)
        .drop("person_price")
        .sort("team_id", "user_id", "product_id")
    )
    return replace(stand, rows=rows, paid=home.paid)


def standing(used: UsageDays, covered: pl.DataFrame, names: Names, teams: dict[int, str], book: PriceBook) -> Standing:
    """Tell how each user stands.

    Parameters
    ----------
    used
        Usage days of all time, as `rolled_up` gives them.
    covered
        The days that a load covers: `team_id`, `day`.
    names
        The labels, masked or shown.
    teams
        By `team_id`: the team's name, as the prices know it.
    book
        What tokens cost.
    """
    ends = last_days(covered)
    prices = {team: book.token(teams[team], end) for team, end in ends.items()}
    every = collected(pair_use(used.lazy(), ends))
    users = collected(user_use(used.lazy(), ends))
    charged = collected(charged_by_day(used.lazy()))
    busy = {
        team: activity(every.filter(team_id=team), charged.filter(team_id=team), covered.filter(team_id=team), end)
        for team, end in ends.items()
    }
    calendar = Calendar(busy)
    year = every.filter(pl.col("charged_days") > 0)
    active = users.filter(pl.col("days_used") > 0)
    # Each team is a pool of its own, so that it has the same numbers beside others as alone.
    rated = pl.concat(
        [
            year.clear().with_columns(*(pl.lit(None, dtype).alias(name) for name, dtype in _RATES.items())),
            *(
                use_rates(year.filter(team_id=team), active.filter(team_id=team), calendar)
                for team in year["team_id"].unique().sort()
            ),
        ]
    )
    money = pl.DataFrame(
        [(team, float(price.amount), price.currency) for team, price in prices.items()],
        schema={"team_id": year.schema["team_id"], "token_price": pl.Float64, "currency": pl.String},
        orient="row",
    )
    expected = next_year(rated, calendar).mean if rated.height else np.zeros(0)
    rows = (
        rated.with_columns(pl.Series("days_year", expected, dtype=pl.Float64))
        .join(money, on="team_id")
        .join(names.products, on="product_id")
        .with_columns(tokens_day=pl.col("tokens").cast(pl.Float64) / pl.col("charged_days"))
        .with_columns(
            flex_cost_year=pl.col("days_year") * pl.col("tokens_day") * pl.col("token_price"),
            person_days=pl.lit(None, pl.Int64),
        )
        .sort("team_id", "user_id", "product_id")
    )
    return Standing(used, rows, None, calendar, ends, prices)


_RATES = {
    "history": pl.Int64(),
    **dict.fromkeys(("days", "rate", "weight", "spread", "there", "stopping"), pl.Float64()),
}


def next_year(rated: pl.DataFrame, calendar: Calendar) -> NextYear:
    """Give the year to come of one product each: the use is its charged days."""
    teams = calendar.teams(rated)
    rate = rated["rate"].to_numpy()
    return NextYear(
        share=rate,
        variance=rate * (1 - rate),
        weight=rated["weight"].to_numpy(),
        spread=rated["spread"].to_numpy(),
        days=calendar.year[teams],
        growth_sd=calendar.growth_sd[teams],
        there=rated["there"].to_numpy(),
        stopping=rated["stopping"].to_numpy(),
    )
