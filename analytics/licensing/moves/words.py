"""The columns of moves, and the words in them."""

import polars as pl

TO_SUBSCRIPTION, TO_FLEX, UNASSIGN = "to subscription", "to Flex", "unassign"
"""Kinds of moves."""
PAYS, MAY_PAY, DOES_NOT_PAY = "pays", "may pay", "does not pay"
TOO_EARLY, NO_PRICE = "too early to tell", "price unknown"
SURE, AS_LIKELY_AS_NOT = 0.8, 0.5
"""Chances from which a move pays, and may pay."""

OTHERS = pl.List(pl.Struct({"team": pl.String(), "share": pl.Float64()}))
"""Teams beside the home team of a person who is in several, and the share of the tokens moved that each paid."""

MOVE = pl.Schema(
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
        "person_days": pl.Int64(),
        **dict.fromkeys(("days_year", "days_year_low", "days_year_high"), pl.Float64()),
        **dict.fromkeys(("tokens_year", "tokens_year_low", "tokens_year_high"), pl.Float64()),
        "elsewhere": pl.Float64(),
        "others": OTHERS,
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


def verdict() -> pl.Expr:
    """Say in words what the chance that a move pays means; no price and no chance have their own."""
    chance = pl.col("chance_pays")
    return (
        pl.when(pl.col("subscription_price").is_null())
        .then(pl.lit(NO_PRICE))
        .when(chance.is_null())
        .then(pl.lit(TOO_EARLY))
        .when(chance >= SURE)
        .then(pl.lit(PAYS))
        .when(chance >= AS_LIKELY_AS_NOT)
        .then(pl.lit(MAY_PAY))
        .otherwise(pl.lit(DOES_NOT_PAY))
    )
