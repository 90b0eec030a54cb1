"""Moves as they are found, made for tests."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analytics.licensing.moves.words import OTHERS

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "move": pl.String,
    "kind": pl.String,
    "team_id": pl.Int64,
    "user_id": pl.Int64,
    "team": pl.String,
    "user": pl.String,
    "offers": pl.List(pl.String),
    "products": pl.List(pl.String),
    "charged_days": pl.Int64,
    "person_days": pl.Int64,
    "elsewhere": pl.Float64,
    "others": OTHERS,
    **dict.fromkeys(("days_year", "days_year_low", "days_year_high"), pl.Float64),
    **dict.fromkeys(("tokens_year", "tokens_year_low", "tokens_year_high"), pl.Float64),
    "flex_cost_year": pl.Float64,
    "subscription_price": pl.Float64,
    "currency": pl.String,
    "break_even_days": pl.Float64,
    "saving_year": pl.Float64,
    "saving_low": pl.Float64,
    "saving_high": pl.Float64,
    "chance_pays": pl.Float64,
    "rule": pl.Boolean,
    "verdict": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
}


def moves(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Give moves as a frame."""
    return pl.DataFrame(list(rows), SCHEMA)


def to_subscription(
    user: int,
    products: tuple[str, ...] = ("AutoCAD",),
    offers: tuple[str, ...] = ("AutoCAD",),
    price: float = 2030.0,
    saving: float = 500.0,
    team: int = 1,
) -> dict[str, object]:
    """A user who would be cheaper with a subscription, at 3 a token."""
    flex = price + saving
    return _move("to subscription", user, products, offers, price, saving, flex, team)


def to_flex(
    user: int,
    products: tuple[str, ...] = ("AutoCAD",),
    offers: tuple[str, ...] = ("AutoCAD",),
    price: float = 2030.0,
    saving: float = 1500.0,
    team: int = 1,
) -> dict[str, object]:
    """A user who would be cheaper without one, at 3 a token."""
    return _move("to Flex", user, products, offers, price, saving, price - saving, team)


def _move(
    kind: str,
    user: int,
    products: tuple[str, ...],
    offers: tuple[str, ...],
    price: float,
    saving: float,
    flex: float,
    team: int,
) -> dict[str, object]:
    return {
        "move": f"{kind} {team} {user} {'+'.join(offers)}",
        "kind": kind,
        "team_id": team,
        "user_id": user,
        "team": "AB"[team - 1],
        "user": f"User {user}",
        "offers": list(offers),
        "products": list(products),
        "charged_days": 120,
        **dict.fromkeys(("days_year", "days_year_low", "days_year_high"), 120.0),
        **dict.fromkeys(("tokens_year", "tokens_year_low", "tokens_year_high"), flex / 3),
        "flex_cost_year": flex,
        "subscription_price": price,
        "currency": "USD",
        "break_even_days": 97.0,
        **dict.fromkeys(("saving_year", "saving_low", "saving_high"), saving),
        "chance_pays": 0.9,
        "rule": True,
        "verdict": "pays",
        "first_day": date(2025, 11, 1),
        "last_day": date(2026, 10, 31),
    }
