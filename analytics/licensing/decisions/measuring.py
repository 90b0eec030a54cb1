"""One move that was done: what was used since, and what that would have cost on Flex."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import polars as pl

from analytics.licensing.moves import TO_SUBSCRIPTION
from analytics.licensing.prices import PriceBook
from analytics.store import Store, shown_names
from analytics.store.moved_use import flex_days, known_days, seat_days

YEAR = 365
NO_SEATS = "load the Seat Usage export of the days since"
NO_TOKENS = "load the Token Usage export of the days since"
NO_PRICE = "enter what the subscription costs"
NO_RATE = "enter the rate of a moved product"
OTHER_CURRENCY = "tokens and subscription are paid in different currencies"
_Charges: TypeAlias = list[tuple[date, str, Decimal | None]]
"""Day, product and tokens (None: the rate is not known)."""


@dataclass(frozen=True)
class Measured:
    """What is known of one move since it was done; amounts are exact, and None while something is missing."""

    days: int
    """Days of which it is known what was used."""
    last_day: date | None
    """The last of them; None: there is none."""
    missing_days: int
    """The others, up to the last day that is loaded."""
    moved_days: int
    """Days of a product on a subscription; of a move to Flex, on Flex."""
    moved_tokens: Decimal | None
    """What these would have been charged; of a move to Flex, below zero, what they were."""
    stayed_tokens: Decimal
    """Of the moved products on Flex."""
    other_tokens: Decimal
    """Of the user's other products on Flex."""
    token_cost: Fraction | None
    """What the moved tokens cost."""
    paid: Fraction | None
    """For the subscriptions; below zero: no longer paid."""
    missing: str | None
    """What has to be known first; None: nothing."""


class DayPrices:
    """The price of a token by team and day, asked once a day."""

    def __init__(self, store: Store, book: PriceBook) -> None:
        self.book = book
        # As the store calls them: a label may be masked.
        self._teams = dict(shown_names(store).teams.iter_rows())
        self._known: dict[tuple[int, date], tuple[Fraction, str]] = {}

    def team(self, team_id: int) -> str:
        """Give a team as the store calls it."""
        return str(self._teams[team_id])

    def token(self, team_id: int, day: date) -> tuple[Fraction, str]:
        """Give the price of a token, and its currency."""
        if (team_id, day) not in self._known:
            price = self.book.token(self.team(team_id), day)
            self._known[team_id, day] = (Fraction(price.amount), price.currency)
        return self._known[team_id, day]


class MovedUse:
    """The use of those who were moved, and the days of which it is known."""

    def __init__(self, store: Store, user_ids: Iterable[int]) -> None:
        users = set(user_ids)
        self.days: defaultdict[tuple[str, int], set[date]] = defaultdict(set)
        for record, team_id, day in known_days(store).iter_rows():
            self.days[record, team_id].add(day)
        self.flex = _by_user(flex_days(store, users))
        self.seats = _by_user(seat_days(store, users))

    def last_day(self, team_id: int) -> date | None:
        """Give the last day that any load covers for a team."""
        return max((*self.days["tokens", team_id], *self.days["seats", team_id]), default=None)


def measured(move: Mapping[str, Any], used: MovedUse, prices: DayPrices) -> Measured:
    """Measure one move that is done and whose user is known, as `decided` has it."""
    to_subscription = move["kind"] == TO_SUBSCRIPTION
    since, team_id, who = move["done_on"], move["team_id"], (move["team_id"], move["user_id"])
    days = {day for day in used.days["seats" if to_subscription else "tokens", team_id] if day >= since}
    key = prices.book.names.key
    products = {key(product) for product in move["products"]}
    flex = [(day, key(product), tokens) for day, product, tokens in used.flex[who]]
    stayed = [charge for charge in flex if charge[0] >= since and charge[1] in products]
    other = [charge for charge in flex if charge[0] >= since and charge[1] not in products]
    charges: _Charges
    if to_subscription:
        charges = _on_seats(used.seats[who], products, flex, since, days, prices)
    else:
        charges = [(day, product, -tokens) for day, product, tokens in stayed if day in days and tokens]
    missing = _missing(move, days, charges, prices)
    last = used.last_day(team_id)
    pro_rata = None if missing else Fraction(move["price_year"]) * len(days) / YEAR
    return Measured(
        days=len(days),
        last_day=max(days, default=None),
        missing_days=max((last - since).days + 1, 0) - len(days) if last else 0,
        moved_days=len(charges),
        moved_tokens=None if missing in (NO_SEATS, NO_TOKENS, NO_RATE) else _total(charges),
        stayed_tokens=_total(stayed),
        other_tokens=_total(other),
        token_cost=None if missing else _cost(charges, team_id, prices),
        paid=pro_rata if pro_rata is None or to_subscription else -pro_rata,
        missing=missing,
    )


def _on_seats(
    seats: list[tuple[Any, ...]],
    products: set[str],
    flex: list[tuple[date, str, Decimal]],
    since: date,
    days: set[date],
    prices: DayPrices,
) -> _Charges:
    """Give what use of moved products on subscriptions would have been charged on Flex, by day and product.

    A day of a product that was charged on Flex as well is left out: there is one charge a day, and it was made.
    """
    made = {(day, product) for day, product, tokens in flex if tokens}
    usual = _usual((product, tokens) for day, product, tokens in flex if day < since)
    found: _Charges = []
    for day, product in sorted({use for use in _moved_names(seats, products, prices) if use[0] in days} - made):
        rate = prices.book.rate(product, day)
        found.append((day, product, usual.get(product) if rate is None else rate))
    return found


def _moved_names(seats: list[tuple[Any, ...]], products: set[str], prices: DayPrices) -> Iterator[tuple[date, str]]:
    """Give days and moved products of use on subscriptions; of a collection the product in it counts."""
    for day, product, feature in seats:
        names = [prices.book.names.key(name) for name in (feature, product) if name is not None]
        yield from [(day, name) for name in names if name in products][:1]


def _usual(charges: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Give what a charged day of each product usually cost; of several the least."""
    counts: defaultdict[str, Counter[Decimal]] = defaultdict(Counter)
    for product, tokens in charges:
        if tokens > 0:
            counts[product][tokens] += 1
    return {product: min(each, key=lambda tokens: (-each[tokens], tokens)) for product, each in counts.items()}


def _missing(move: Mapping[str, Any], days: set[date], charges: _Charges, prices: DayPrices) -> str | None:
    if not days:
        return NO_SEATS if move["kind"] == TO_SUBSCRIPTION else NO_TOKENS
    if move["price_year"] is None:
        return NO_PRICE
    if any(tokens is None for *_, tokens in charges):
        return NO_RATE
    currencies = {prices.token(move["team_id"], day)[1] for day, *_ in charges}
    return OTHER_CURRENCY if currencies - {move["currency"]} else None


def _cost(charges: _Charges, team_id: int, prices: DayPrices) -> Fraction:
    return sum((Fraction(tokens or 0) * prices.token(team_id, day)[0] for day, _, tokens in charges), Fraction(0))


def _total(charges: Iterable[tuple[date, str, Decimal | None]]) -> Decimal:
    return sum((tokens or Decimal(0) for *_, tokens in charges), Decimal(0))


def _by_user(frame: pl.DataFrame) -> defaultdict[tuple[int, int], list[tuple[Any, ...]]]:
    """Put rows with `day`, `team_id`, `user_id` and two more cells together by team and user."""
    found: defaultdict[tuple[int, int], list[tuple[Any, ...]]] = defaultdict(list)
    for day, team_id, user_id, *cells in frame.iter_rows():
        found[team_id, user_id].append((day, *cells))
    return found
