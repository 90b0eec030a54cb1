"""Who should not be on Flex: users with more charged days of a product in a year than pay on tokens."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analytics.licensing.prices import PRODUCT, TokenPrice, price_book
from analytics.pool import teams_with_use
from analytics.settings import Settings
from analytics.store import Names, Store
from analytics.usage import UsageDays, data_days

YEAR = 365
"""Days looked back on."""

_COLUMNS = (
    "user",
    "team",
    "product",
    "charged_days",
    "tokens",
    "flex_cost",
    "subscription_price",
    "currency",
    "break_even_days",
    "saving",
    "first_day",
    "last_day",
)


@dataclass(frozen=True)
class Candidates:
    """The users above the limit of charged days, with what they cost on Flex and would cost on their own."""

    rows: pl.DataFrame
    """One row per user, team and product, the largest saving first, then the most tokens: `user`, `team`, `product`,
    `charged_days`, `tokens`, `flex_cost`, `subscription_price` (a year), `currency`, `break_even_days`, `saving` (a
    year; negative: Flex is cheaper), `first_day`, `last_day`. `subscription_price`, `break_even_days` and `saving`
    are null where no price of the subscription is known in the currency of the tokens."""
    first_day: date
    """The first of the 365 days looked back on."""
    last_day: date
    """The last of them: the last day of data."""
    users: int
    """Users in them; 0 where the exports name nobody."""
    token_prices: dict[str, TokenPrice]
    """By team: what one of its tokens costs."""


def candidates(
    store: Store, used: UsageDays, team: str | None, names: Names, min_days: int, settings: Settings
) -> Candidates:
    """Find the users with more than `min_days` charged days of one product in the last 365 days.

    Parameters
    ----------
    store
        Holds the packs, and so the price of a token.
    used
        The usage days of the team, as `rolled_up` gives them; of the last 365 days at least.
    team
        One team; None for all, each at its own token price.
    names
        The labels, masked or shown.
    min_days
        Charged days that are not yet too many.
    settings
        Holds the token price where the packs state none.

    Raises
    ------
    StoreError
        When nothing is loaded, or there is no such team.
    """
    last = data_days(store, team).last
    first = last - timedelta(days=YEAR - 1)
    book = price_book(store, settings)
    prices = {name: book.token(name, last) for name in ([team] if team else teams_with_use(store))}
    currencies = sorted({price.currency for price in prices.values()})
    offers = pl.concat([book.subscriptions(last, currency) for currency in currencies])
    named = used.filter(pl.col("day").is_between(first, last), pl.col("user_id").is_not_null())
    charged = named.filter(pl.col("tokens") > 0)
    return Candidates(
        rows=_with_money(_heavy_use(charged, names, min_days), prices, offers.filter(kind=PRODUCT)),
        first_day=first,
        last_day=last,
        users=named["user_id"].n_unique(),
        token_prices=prices,
    )


def _heavy_use(charged: pl.DataFrame, names: Names, min_days: int) -> pl.DataFrame:
    """Count charged days by user, team and product, and keep those above `min_days`."""
    return (
        charged.group_by("user_id", "team_id", "product_id")
        .agg(
            charged_days=pl.len(),
            tokens=pl.col("tokens").sum(),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
        )
        .filter(pl.col("charged_days") > min_days)
        .join(names.users, on="user_id")
        .join(names.teams, on="team_id")
        .join(names.products, on="product_id")
    )


def _with_money(heavy: pl.DataFrame, token_prices: dict[str, TokenPrice], subscriptions: pl.DataFrame) -> pl.DataFrame:
    """Set what heavy use cost on Flex against a subscription; the columns are those of `Candidates.rows`."""
    tokens = pl.DataFrame(
        {
            "team": list(token_prices),
            "token_price": [float(price.amount) for price in token_prices.values()],
            "currency": [price.currency for price in token_prices.values()],
        },
        schema={"team": pl.String, "token_price": pl.Float64, "currency": pl.String},
    )
    known = subscriptions.select(
        pl.col("products").list.first().alias("product"),
        "currency",
        pl.col("price_year").cast(pl.Float64).alias("subscription_price"),
    )
    return (
        heavy.join(tokens, on="team")
        .with_columns(flex_cost=pl.col("tokens").cast(pl.Float64) * pl.col("token_price"))
        .join(known, on=["product", "currency"], how="left")
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
