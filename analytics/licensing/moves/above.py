"""The rule: persons with more days of use in a year than a limit, whatever product and team, and what they cost."""

import polars as pl

from analytics.licensing.moves.standing import Standing, last_days
from analytics.licensing.prices import PriceBook
from analytics.store import Names
from analytics.usage.charged import person_days
from analytics.usage.collecting import collected

_COLUMNS = (
    *("user", "team", "product", "charged_days", "tokens", "flex_cost", "subscription_price", "currency"),
    *("break_even_days", "saving", "first_day", "last_day", "days_year", "person_days"),
)


def users_above(rows: pl.DataFrame, covered: pl.DataFrame, min_days: int, team_id: int | None = None) -> int:
    """Count the persons with more than `min_days` days of use in their year, as `charged.person_days` counts them.

    Parameters
    ----------
    rows
        Rows of current usage of all teams and all time; not usage days, for to roll all rows up takes ten times as long
        as this.
    covered
        The days that a load covers: `team_id`, `day`; of all teams.
    min_days
        The limit.
    team_id
        Only those who were ever charged in this team, by all their days; None: everybody.
    """
    persons = collected(person_days(rows.lazy(), last_days(covered))).filter(pl.col("person_days") > min_days)
    if team_id is None:
        return persons.height
    charged = rows.lazy().filter(pl.col("team_id") == team_id, pl.col("tokens") > 0).select("user_id").unique()
    return persons.join(collected(charged), on="user_id", how="semi").height


def above_limit(stand: Standing, names: Names, book: PriceBook, min_days: int) -> pl.DataFrame:
    """List what the persons above the limit use, as the last 365 days were.

    Returns
    -------
    pl.DataFrame
        One row per person above the limit and product that is above it by itself or, where none is, that they use; the
        largest saving first, then the most tokens: `user`, `team` (the home team of a person in several), `product`,
        `charged_days`, `tokens` (Decimal), `flex_cost` (of these days), `subscription_price` (of the product itself, a
        year), `currency`, `break_even_days`, `saving` (a year; negative: Flex is cheaper), `first_day`, `last_day`,
        `days_year` (to be expected), `person_days` (of all products and teams, to which the limit applies).
        `subscription_price`, `break_even_days` and `saving` are null where no price of the subscription is known in the
        currency of the tokens.
    """
    persons = stand.rows.filter(pl.col("person_days") > min_days)
    by_itself = pl.col("charged_days") > min_days
    heavy = persons.filter(by_itself | ~by_itself.any().over("user_id"))
    prices = pl.concat(
        [
            heavy.clear().select("product", "currency", subscription_price=pl.lit(None, pl.Float64)),
            *(
                book.subscriptions(stand.last, currency)
                .filter(pl.col("products").list.len() == 1)
                .select(
                    "currency",
                    product=pl.col("products").list.first(),
                    subscription_price=pl.col("price_year").cast(pl.Float64),
                )
                .group_by("product", "currency")
                .agg(pl.col("subscription_price").min())
                .select("product", "currency", "subscription_price")
                for currency in heavy["currency"].unique()
            ),
        ]
    )
    return (
        heavy.join(prices, on=["product", "currency"], how="left")
        .join(names.users, on="user_id")
        .join(names.teams, on="team_id")
        .with_columns(flex_cost=pl.col("tokens").cast(pl.Float64) * pl.col("token_price"))
        .with_columns(
            # A token that cost nothing never breaks even; there is no day to name.
            break_even_days=pl.when(pl.col("flex_cost") > 0).then(
                pl.col("subscription_price") / (pl.col("flex_cost") / pl.col("charged_days"))
            ),
            saving=pl.col("flex_cost") - pl.col("subscription_price"),
        )
        .select(_COLUMNS)
        .sort("saving", "tokens", "user", "product", descending=[True, True, False, False], nulls_last=True)
    )
