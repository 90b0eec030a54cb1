"""Every move between Flex and subscriptions that is worth a look, with its evidence and its money."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analytics.licensing.moves.cover import cheapest_covers
from analytics.licensing.prices import PriceBook
from analytics.settings import Settings
from analytics.store import Names, Store
from analytics.usage import UsageDays, data_days

YEAR = 365
ENOUGH_DAYS = 56
"""Days of history below which nobody can tell what a year will be."""
PAYS, MAY_PAY, DOES_NOT_PAY = "pays", "may pay", "does not pay"
TOO_EARLY, NO_PRICE = "too early to tell", "price unknown"
TO_SUBSCRIPTION = "to subscription"
_USER = ("team_id", "user_id")


@dataclass(frozen=True)
class Moves:
    """What could be moved, and on which days that rests."""

    rows: pl.DataFrame
    """One row per possible move, the largest saving first: `move` (a key that stays the same after a reload and after
    new exports), `kind` ("to subscription", "to Flex", "unassign"), `team_id`, `user_id`, `team`, `user`, `offers`
    (list: what is bought, or given up; empty: no price is known), `products` (list: moved), `charged_days` (days of the
    last 365 with a charge for any of them), `days_year`, `days_year_low`, `days_year_high` (of a year to come, with an
    80 % interval), `tokens_year`, `tokens_year_low`, `tokens_year_high`, `flex_cost_year`, `subscription_price` (of all
    offers, a year), `currency`, `break_even_days`, `saving_year`, `saving_low`, `saving_high`, `chance_pays` (0 to 1;
    null: not enough history, or no price), `rule` (whether the charged days are above the limit), `verdict`,
    `first_day`, `last_day` (of the charged days)."""
    first_day: date
    """The first of the 365 days looked back on."""
    last_day: date
    """The last of them: the last day of data."""
    users: int
    """Users in them; 0 where the exports name nobody."""


def moves(store: Store, used: UsageDays, team: str | None, names: Names, book: PriceBook, settings: Settings) -> Moves:
    """Find the moves of one team, or (None) of all.

    Parameters
    ----------
    store
        Where from.
    used
        The usage days of the team, as `rolled_up` gives them, of all days that are loaded.
    team
        One team; None for all.
    names
        The labels, masked or shown.
    book
        Rates and prices.
    settings
        Holds the limit of charged days.

    Raises
    ------
    StoreError
        When nothing is loaded, or there is no such team.
    """
    last = data_days(store, team).last
    first = last - timedelta(days=YEAR - 1)
    since = used.filter(pl.col("user_id").is_not_null(), pl.col("tokens") > 0)
    year = since.filter(pl.col("day") >= first)
    teams = {
        team_id: book.token(name, last) for team_id, name in names.teams.iter_rows() if team_id in set(year["team_id"])
    }
    prices = pl.DataFrame(
        [(team_id, float(price.amount), price.currency) for team_id, price in teams.items()],
        schema={"team_id": year.schema["team_id"], "token_price": pl.Float64, "currency": pl.String},
        orient="row",
    )
    started = since.group_by(_USER).agg(started=pl.col("day").min())
    pairs = (
        year.group_by(*_USER, "product_id")
        .agg(tokens=pl.col("tokens").cast(pl.Float64).sum(), charged_days=pl.len())
        .join(names.products, on="product_id")
        .join(started, on=_USER)
        .join(prices, on="team_id")
        .with_columns(history=((pl.lit(last) - pl.col("started")).dt.total_days() + 1).clip(1, YEAR))
        .with_columns(flex_cost=pl.col("tokens") * YEAR / pl.col("history") * pl.col("token_price"))
    )
    covers = (
        pl.concat(
            [
                cheapest_covers(pairs.filter(currency=currency), book.subscriptions(last, currency))
                for currency in sorted({price.currency for price in teams.values()})
            ]
        )
        if teams
        else None
    )
    if covers is None:
        return Moves(_empty(), first, last, 0)
    moved = covers.group_by(_USER).agg(
        offers=pl.col("offer").sort(),
        subscription_price=pl.col("price").sum(),
        products=pl.col("products").explode().unique().sort(),
    )
    long = moved.explode("products", empty_as_null=True).rename({"products": "product"}).select(*_USER, "product")
    days = (
        year.join(names.products, on="product_id")
        .join(long, on=[*_USER, "product"], how="semi")
        .group_by(*_USER, "day")
        .agg(pl.col("tokens").cast(pl.Float64).sum())
        .group_by(_USER)
        .agg(
            charged_days=pl.len(),
            tokens=pl.col("tokens").sum(),
            first_day=pl.col("day").min(),
            last_day=pl.col("day").max(),
        )
    )
    scale = YEAR / pl.col("history")
    noise = 1.2816 * (2 * pl.col("charged_days")).sqrt() * scale
    rows = (
        moved.join(days, on=_USER)
        .join(started, on=_USER)
        .join(prices, on="team_id")
        .join(names.users, on="user_id")
        .join(names.teams, on="team_id")
        .with_columns(history=((pl.lit(last) - pl.col("started")).dt.total_days() + 1).clip(1, YEAR))
        .with_columns(
            kind=pl.lit(TO_SUBSCRIPTION),
            days_year=pl.col("charged_days") * scale,
            days_year_low=(pl.col("charged_days") * scale - noise).clip(0),
            days_year_high=(pl.col("charged_days") * scale + noise).clip(0, YEAR),
            a_day=pl.col("tokens") / pl.col("charged_days"),
        )
        .with_columns(
            **{f"tokens_year{end}": pl.col(f"days_year{end}") * pl.col("a_day") for end in ("", "_low", "_high")},
            break_even_days=pl.col("subscription_price") / (pl.col("a_day") * pl.col("token_price")),
        )
        .with_columns(
            flex_cost_year=pl.col("tokens_year") * pl.col("token_price"),
            saving_year=pl.col("tokens_year") * pl.col("token_price") - pl.col("subscription_price"),
            saving_low=pl.col("tokens_year_low") * pl.col("token_price") - pl.col("subscription_price"),
            saving_high=pl.col("tokens_year_high") * pl.col("token_price") - pl.col("subscription_price"),
            chance_pays=pl.when(pl.col("history") >= ENOUGH_DAYS).then(
                1 / (1 + (-1.7 * 1.2816 * (pl.col("days_year") - pl.col("break_even_days")) / (noise + 1e-9)).exp())
            ),
            rule=pl.col("charged_days") > settings.min_days,
            move=pl.format("{}:{}:{}:{}", "kind", "team_id", "user_id", pl.col("offers").list.join("+"))
            .hash(7)
            .cast(pl.String),
        )
        .with_columns(
            verdict=pl.when(pl.col("chance_pays").is_null())
            .then(pl.lit(TOO_EARLY))
            .when(pl.col("chance_pays") >= 0.8)
            .then(pl.lit(PAYS))
            .when(pl.col("chance_pays") >= 0.5)
            .then(pl.lit(MAY_PAY))
            .otherwise(pl.lit(DOES_NOT_PAY))
        )
        .select(_SCHEMA.names())
        .cast(_SCHEMA)
        .sort("saving_year", "tokens_year", "team_id", "user_id", descending=[True, True, False, False])
    )
    return Moves(rows, first, last, year["user_id"].n_unique())


_SCHEMA = pl.Schema(
    {
        "move": pl.String(),
        "kind": pl.String(),
        "team_id": pl.Int32(),
        "user_id": pl.Int32(),
        "team": pl.String(),
        "user": pl.String(),
        "offers": pl.List(pl.String()),
        "products": pl.List(pl.String()),
        "charged_days": pl.Int64(),
        **dict.fromkeys(("days_year", "days_year_low", "days_year_high"), pl.Float64()),
        **dict.fromkeys(("tokens_year", "tokens_year_low", "tokens_year_high"), pl.Float64()),
        "flex_cost_year": pl.Float64(),
        "subscription_price": pl.Float64(),
        "currency": pl.String(),
        "break_even_days": pl.Float64(),
        **dict.fromkeys(("saving_year", "saving_low", "saving_high"), pl.Float64()),
        "chance_pays": pl.Float64(),
        "rule": pl.Boolean(),
        "verdict": pl.String(),
        "first_day": pl.Date(),
        "last_day": pl.Date(),
    }
)


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=_SCHEMA)
