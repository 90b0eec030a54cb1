"""The seed's rule: users with more charged days of one product in a year than a limit, with what they cost."""

import polars as pl

from analytics.licensing.moves.standing import Standing, last_days
from analytics.licensing.prices import PriceBook
from analytics.store import Names
from analytics.usage.charged import PAIR, days_of_year
from analytics.usage.collecting import collected

_COLUMNS = (
    *("user", "team", "product", "charged_days", "tokens", "flex_cost", "subscription_price", "currency"),
    *("break_even_days", "saving", "first_day", "last_day", "days_year"),
)


def users_above(rows: pl.DataFrame, covered: pl.DataFrame, min_days: int) -> int:
    """Count the users with more than `min_days` charged days of one product in the 365 days up to their team's end.

    Parameters
    ----------
    rows
        Rows of current usage of all time; not usage days, for to roll all rows up takes ten times as long as this.
    covered
        The days that a load covers: `team_id`, `day`.
    min_days
        The limit.
    """
    charged = days_of_year(rows.lazy().filter(pl.col("tokens") > 0), last_days(covered))
    pairs = collected(charged.group_by(PAIR).agg(charged_days=pl.col("day").n_unique()))
    return pairs.filter(pl.col("charged_days") > min_days)["user_id"].n_unique()


def above_limit(stand: Standing, names: Names, book: PriceBook, min_days: int) -> pl.DataFrame:
    """List the users above the limit, as the last 365 days were.

    Returns
    -------
    pl.DataFrame
        One row per user, team and product, the largest saving first, then the most tokens: `user`, `team`, `product`,
        `charged_days`, `tokens` (Decimal), `flex_cost` (of these days), `subscription_price` (of the product itself, a
        year), `currency`, `break_even_days`, `saving` (a year; negative: Flex is cheaper), `first_day`, `last_day`,
        `days_year` (to be expected). `subscription_price`, `break_even_days` and `saving` are null where no price of
        the subscription is known in the currency of the tokens.
    """
    heavy = stand.rows.filter(pl.col("charged_days") > min_days)
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
