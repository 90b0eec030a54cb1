"""What moves that were done have saved so far, from the exports loaded since: confirmed, to the cent.

Confirmed means measured: each day on which a user used a moved product on a subscription would have been charged at the
rate of the product, at the price of a token on that day; a subscription costs its price of a year by 365 on each day.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from analytics.currencies import MOST_MINOR_UNITS, minor_units
from analytics.licensing.moves.listing import TO_SUBSCRIPTION
from analytics.licensing.prices import PriceBook
from analytics.pool.rounding import amounts
from analytics.store import Store
from analytics.store.current import team_days
from analytics.store.decisions import State
from analytics.store.moved_use import flex_days, known_days, seat_days

YEAR = 365
NO_SEATS = "load the Seat Usage export of the days since"
NO_TOKENS = "load the Token Usage export of the days since"
NO_PRICE = "enter what the subscription costs"
NO_RATE = "enter the rate of a moved product"
OTHER_CURRENCY = "tokens and subscription are paid in different currencies"
_MONEY = pl.Decimal(38, MOST_MINOR_UNITS)
_TOKENS = pl.Decimal(38, 6)
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "decision": pl.String,
    "decision_id": pl.Int64,
    "kind": pl.String,
    "team": pl.String,
    "user": pl.String,
    "offers": pl.List(pl.String),
    "products": pl.List(pl.String),
    "done_on": pl.Date,
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
    "currency": pl.String,
    "missing": pl.String,
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
}


@dataclass(frozen=True)
class Realised:
    """What came of the moves that were done."""

    rows: pl.DataFrame
    """One row per move that is done, by the day it was done: `decision`, `decision_id`, `kind`, `team`, `user`,
    `offers`, `products`, `done_on`, `measured_to` (the last measured day; null: none), `measured_days` (days since
    `done_on` of which it is known what was used), `missing_days` (other days since, up to the last one loaded),
    `moved_days` (of a user and a product on a subscription, or of what went to Flex), `moved_tokens` (Decimal; what
    these would have been charged; below zero: what has been, of a move to Flex), `stayed_tokens` (of the moved products
    on Flex all the same), `other_tokens` (of the same user's other products), `token_cost` (Decimal, rounded as the
    currency is; what the moved tokens would have cost), `paid` (for the subscriptions, pro rata of the measured days;
    below zero: no longer paid), `realised` = `token_cost` - `paid`, `estimated` (of the measured days, from the saving
    a year it was decided with), `currency`, `missing` (what has to be known first; null: nothing). The four amounts are
    null where something is missing."""
    pools: pl.DataFrame
    """One row per team and currency with a realised saving, sorted: `team`, `currency`, `first_day`, `last_day` (the
    measured ones), `flex` (what the tokens used in these days cost, each at the price of its day), `moved`, `paid` (the
    sums of `token_cost` and `paid`), `without` = `flex` + `moved` (what the pool would have cost), `with` = `flex` +
    `paid` (what it did cost), `realised` = `without` - `with`."""


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
    known = done.drop_nulls(["team_id", "user_id"])
    used = _Use(store, set(known["user_id"]))
    prices = _Prices(book)
    found = [_measured(row, used, prices) for row in done.iter_rows(named=True)]
    money = _rounded(found)
    rows = [
        {
            **each.cells,
            "token_cost": tokens,
            "paid": paid,
            "realised": None if tokens is None or paid is None else tokens - paid,
        }
        for each, (tokens, paid) in zip(found, money, strict=True)
    ]
    frame = pl.DataFrame([[row[name] for name in _SCHEMA] for row in rows], _SCHEMA, orient="row")
    return Realised(frame, _pools(store, frame, prices))


@dataclass(frozen=True)
class _Measured:
    """One move: what is shown of it, and its exact money (None: something is missing)."""

    cells: dict[str, Any]
    token_cost: Fraction | None
    paid: Fraction | None


class _Prices:
    """The price of a token by team and day, asked once a day."""

    def __init__(self, book: PriceBook) -> None:
        self.book = book
        self._known: dict[tuple[str, date], tuple[Fraction, str]] = {}

    def token(self, team: str, day: date) -> tuple[Fraction, str]:
        if (team, day) not in self._known:
            price = self.book.token(team, day)
            self._known[team, day] = (Fraction(price.amount), price.currency)
        return self._known[team, day]


class _Use:
    """The use of those who were moved."""

    def __init__(self, store: Store, user_ids: set[int]) -> None:
        covered = known_days(store)
        self.days: defaultdict[tuple[str, int], set[date]] = defaultdict(set)
        for record, team_id, day in covered.iter_rows():
            self.days[record, team_id].add(day)
        self.flex = _by_user(flex_days(store, user_ids), ("day", "product", "tokens"))
        self.seats = _by_user(seat_days(store, user_ids), ("day", "product", "feature"))

    def last_day(self, team_id: int) -> date | None:
        return max((*self.days["tokens", team_id], *self.days["seats", team_id]), default=None)


def _by_user(frame: pl.DataFrame, columns: tuple[str, ...]) -> Mapping[tuple[int, int], list[tuple[Any, ...]]]:
    found: defaultdict[tuple[int, int], list[tuple[Any, ...]]] = defaultdict(list)
    for team_id, user_id, *cells in frame.select("team_id", "user_id", *columns).iter_rows():
        found[team_id, user_id].append(tuple(cells))
    return found


def _measured(row: Mapping[str, Any], used: _Use, prices: _Prices) -> _Measured:
    to_subscription = row["kind"] == TO_SUBSCRIPTION
    who = (row["team_id"], row["user_id"])
    since = row["done_on"]
    record = "seats" if to_subscription else "tokens"
    days = {day for day in used.days[record, who[0]] if day >= since} if row["team_id"] is not None else set[date]()
    last = used.last_day(who[0])
    products = {product.casefold() for product in row["products"]}
    flex = [(day, product, tokens) for day, product, tokens in used.flex[who] if day >= since]
    stayed = [(day, tokens) for day, product, tokens in flex if product.casefold() in products]
    if to_subscription:
        use = {(day, name) for day, name in _moved_names(used.seats[who], products) if day in days}
        charges = [(day, prices.book.rate(name, day)) for day, name in sorted(use)]
    else:
        charges = [(day, -tokens) for day, tokens in stayed if day in days and tokens]
    missing = _missing(row, bool(days), charges, prices, record)
    cost = paid = None
    if missing is None:
        cost = sum(
            (Fraction(tokens) * prices.token(row["team"], day)[0] for day, tokens in charges if tokens), Fraction(0)
        )
        pro_rata = Fraction(row["price_year"]) * len(days) / YEAR
        paid = pro_rata if to_subscription else -pro_rata
    known_rates = all(tokens is not None for _, tokens in charges)
    cells = {name: row[name] for name in ("decision", "decision_id", "kind", "team", "user", "offers", "products")} | {
        "done_on": since,
        "currency": row["currency"],
        "measured_to": max(days, default=None),
        "measured_days": len(days),
        "missing_days": max((last - since).days + 1, 0) - len(days) if last else 0,
        "moved_days": len(charges),
        "moved_tokens": sum((tokens for _, tokens in charges if tokens is not None), Decimal(0))
        if days and known_rates
        else None,
        "stayed_tokens": sum((tokens for _, tokens in stayed), Decimal(0)),
        "other_tokens": sum((tokens for *_, tokens in flex), Decimal(0))
        - sum((tokens for _, tokens in stayed), Decimal(0)),
        "estimated": None if row["saving_year"] is None or not days else row["saving_year"] * len(days) / YEAR,
        "missing": missing,
    }
    return _Measured(cells, cost, paid)


def _moved_names(rows: list[tuple[Any, ...]], products: set[str]) -> Iterator[tuple[date, str]]:
    """Give days and moved products of use on subscriptions; of a collection the product in it counts."""
    for day, product, feature in rows:
        for name in (feature, product):
            if name is not None and name.casefold() in products:
                yield day, name
                break


def _missing(
    row: Mapping[str, Any], measured: bool, charges: list[tuple[date, Decimal | None]], prices: _Prices, record: str
) -> str | None:
    if not measured:
        return NO_SEATS if record == "seats" else NO_TOKENS
    if row["price_year"] is None:
        return NO_PRICE
    if any(tokens is None for _, tokens in charges):
        return NO_RATE
    currencies = {prices.token(row["team"], day)[1] for day, _ in charges}
    return OTHER_CURRENCY if currencies - {row["currency"]} else None


def _rounded(found: list[_Measured]) -> list[tuple[Decimal | None, Decimal | None]]:
    """Round token costs and what was paid so that all of a currency together add up to their exact difference."""
    parts: defaultdict[str, dict[tuple[int, str], Fraction]] = defaultdict(dict)
    for place, each in enumerate(found):
        if each.token_cost is not None and each.paid is not None:
            parts[each.cells["currency"]][place, "tokens"] = each.token_cost
            parts[each.cells["currency"]][place, "paid"] = -each.paid
    whole: dict[tuple[int, str], Decimal] = {}
    for currency, exact in parts.items():
        whole |= amounts(exact, minor_units(currency))
    return [
        (whole[place, "tokens"], -whole[place, "paid"]) if (place, "tokens") in whole else (None, None)
        for place in range(len(found))
    ]


def _pools(store: Store, rows: pl.DataFrame, prices: _Prices) -> pl.DataFrame:
    """Set the pools as they are beside what they would have been."""
    counted = rows.drop_nulls("realised")
    found = []
    for (team, currency), of_team in counted.group_by("team", "currency", maintain_order=True):
        first, last = of_team["done_on"].min(), of_team["measured_to"].max()
        assert isinstance(first, date)
        assert isinstance(last, date)
        days = team_days(store, str(team)).filter(pl.col("day").is_between(first, last))
        exact = Fraction(0)
        for day, tokens in days.select("day", "tokens").iter_rows():
            price, of_day = prices.token(str(team), day)
            exact += Fraction(tokens) * price if of_day == currency else 0
        [flex] = amounts({"flex": exact}, minor_units(str(currency))).values()
        moved, paid = Decimal(of_team["token_cost"].sum()), Decimal(of_team["paid"].sum())
        found.append((team, currency, first, last, flex, moved, paid, flex + moved, flex + paid, moved - paid))
    return pl.DataFrame(found, _POOL, orient="row").sort("team", "currency")
