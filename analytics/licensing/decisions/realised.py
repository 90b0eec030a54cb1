"""What moves that were done have saved so far, from the exports loaded since: confirmed, to the cent.

Confirmed means measured: each day on which a user used a moved product on a subscription would have been charged at the
rate of the product (where that is not known, at what such a day usually cost this user before), at the price of a token
on that day; a subscription costs its price of a year by 365 on each day.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from analytics.currencies import MOST_MINOR_UNITS, minor_units
from analytics.licensing.decisions.measuring import YEAR, DayPrices, Measured, MovedUse, measured
from analytics.licensing.prices import PriceBook
from analytics.pool import team_ledger, teams_with_use
from analytics.pool.rounding import amounts
from analytics.store import Store
from analytics.store.decisions import State
from analytics.store.moved_use import pool_days

_MONEY = pl.Decimal(38, MOST_MINOR_UNITS)
_TOKENS = pl.Decimal(38, 6)
_OF_MOVE = ("move", "decision_id", "kind", "team_id", "team", "user", "offers", "products", "done_on", "currency")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "move": pl.String,
    "decision_id": pl.Int64,
    "kind": pl.String,
    "team_id": pl.Int32,
    "team": pl.String,
    "user": pl.String,
    "offers": pl.List(pl.String),
    "products": pl.List(pl.String),
    "done_on": pl.Date,
    "currency": pl.String,
    "measured_to": pl.Date,
    "measured_days": pl.Int64,
    "missing_days": pl.Int64,
    "moved_days": pl.Int64,
    "moved_tokens": _TOKENS,
    "stayed_tokens": _TOKENS,
    "other_tokens": _TOKENS,
    "token_cost": _MONEY,
    "paid": _MONEY,
    "realised": _MONEY,
    "estimated": pl.Float64,
    "wanted": pl.String,
}
_POOL: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "currency": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "flex": _MONEY,
    "moved": _MONEY,
    "paid": _MONEY,
    "without": _MONEY,
    "with": _MONEY,
    "realised": _MONEY,
    "lapsed": _TOKENS,
}


@dataclass(frozen=True)
class Realised:
    """What came of the moves that were done."""

    rows: pl.DataFrame
    """One row per move that is done and whose user is known now, by the day it was done: `move`, `decision_id`, `kind`,
    `team`, `user`, `offers`, `products`, `done_on`, `currency`, `measured_to` (the last measured day; null: none),
    `measured_days` (days since `done_on` of which it is known what was used), `missing_days` (other days since, up to
    the last one loaded), `moved_days` (of a product on a subscription; of a move to Flex, on Flex), `moved_tokens`
    (Decimal; what these would have been charged; of a move to Flex, below zero, what they were), `stayed_tokens` (of
    the moved products on Flex all the same), `other_tokens` (of the user's other products), `token_cost` (Decimal,
    rounded as the currency is; of the moved tokens), `paid` (for the subscriptions, pro rata of the measured days;
    below zero: no longer paid), `realised` = `token_cost` - `paid`, `estimated` (of the measured days, from the saving
    a year with which it was decided), `wanted` (what has to be known first; null: nothing). `token_cost`, `paid` and
    `realised` are null where something is missing."""
    pools: pl.DataFrame
    """One row per team and currency with a realised saving, sorted: `team`, `currency`, `first_day`, `last_day` (the
    measured ones), `flex` (what the tokens used in these days cost, each at the price of its day), `moved`, `paid` (the
    sums of `token_cost` and `paid`), `without` = `flex` + `moved` (what the pool would have cost), `with` = `flex` +
    `paid` (what it did cost), `realised` = `without` - `with`, `lapsed` (tokens of packs that ended in these days:
    of what was set free, as many have saved nothing yet)."""


def realised(store: Store, moves: pl.DataFrame, book: PriceBook) -> Realised:
    """Measure what the moves that were done have saved.

    Parameters
    ----------
    store
        Where what was used is.
    moves
        As `decided` gives them; those that are done count.
    book
        Rates and prices.
    """
    done = moves.filter(pl.col("state") == State.DONE.value).sort("done_on", "decision_id")
    used = MovedUse(store, done["user_id"].drop_nulls())
    prices = DayPrices(store, book)
    known = done.drop_nulls(["team_id", "user_id"]).to_dicts()
    found = [measured(move, used, prices) for move in known]
    rows = [
        (
            *(move[name] for name in _OF_MOVE),
            *(each.last_day, each.days, each.missing_days, each.moved_days, each.moved_tokens),
            *(each.stayed_tokens, each.other_tokens, cost, paid),
            None if cost is None or paid is None else cost - paid,
            None if move["saving_year"] is None or not each.days else move["saving_year"] * each.days / YEAR,
            each.missing,
        )
        for move, each, (cost, paid) in zip(known, found, _rounded(known, found), strict=True)
    ]
    frame = pl.DataFrame(rows, _SCHEMA, orient="row")
    return Realised(frame.drop("team_id"), _pools(store, frame, prices))


def _rounded(moves: list[dict[str, Any]], found: list[Measured]) -> list[tuple[Decimal | None, Decimal | None]]:
    """Round token costs and what was paid so that those of a pool and currency add up to their exact difference."""
    parts: defaultdict[tuple[int, str], dict[tuple[int, str], Fraction]] = defaultdict(dict)
    for place, (move, each) in enumerate(zip(moves, found, strict=True)):
        if each.token_cost is not None and each.paid is not None:
            parts[move["team_id"], move["currency"]] |= {
                (place, "tokens"): each.token_cost,
                (place, "paid"): -each.paid,
            }
    whole: dict[tuple[int, str], Decimal] = {}
    for (_, currency), exact in parts.items():
        whole |= amounts(exact, minor_units(currency))
    return [
        (whole[place, "tokens"], -whole[place, "paid"]) if (place, "tokens") in whole else (None, None)
        for place in range(len(found))
    ]


def _pools(store: Store, rows: pl.DataFrame, prices: DayPrices) -> pl.DataFrame:
    """Set the pools as they are beside what they would have been."""
    tokens = pool_days(store)
    found = []
    for (team_id, team, currency), of_team in rows.drop_nulls("realised").group_by("team_id", "team", "currency"):
        assert isinstance(team_id, int)
        first, last = of_team["done_on"].min(), of_team["measured_to"].max()
        assert isinstance(first, date)
        assert isinstance(last, date)  # what is realised was measured
        exact = Fraction(0)
        for day, used in (
            tokens.filter(pl.col("team_id") == team_id, pl.col("day").is_between(first, last))
            .select("day", "tokens")
            .iter_rows()
        ):
            price, of_day = prices.token(team_id, day)
            exact += Fraction(used) * price if of_day == currency else 0
        [flex] = amounts({"flex": exact}, minor_units(str(currency))).values()
        moved, paid = Decimal(of_team["token_cost"].sum()), Decimal(of_team["paid"].sum())
        lapsed = _lapsed(store, prices.team(team_id), first, last)
        found.append((team, currency, first, last, flex, moved, paid, flex + moved, flex + paid, moved - paid, lapsed))
    return pl.DataFrame(found, _POOL, orient="row").sort("team", "currency")


def _lapsed(store: Store, team: str, first: date, last: date) -> Decimal:
    """Add up the tokens of a team's packs that lapsed when these ended in some days; without use nothing is known."""
    if team not in teams_with_use(store):
        return Decimal(0)
    ended = team_ledger(store, team).packs.filter(pl.col("last_day").is_between(first, last))
    return Decimal(ended["lapsed"].sum() or 0)
