"""The next term: how many tokens and which subscriptions to buy for its 12 months, at a chosen confidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil

import numpy as np
import polars as pl

from analytics.forecast import Offer, Order, Outlook
from analytics.forecast.buying.purchases import Band, band, enough
from analytics.forecast.buying.true_up import LEVELS
from analytics.forecast.futures.history import Floats
from analytics.licensing.cash.effect import Cash
from analytics.licensing.cash.moved import unpaid
from analytics.licensing.portfolio import seats


@dataclass(frozen=True)
class Need:
    """Tokens to buy for the term to be this sure that they last."""

    sure: float
    needed: int
    """Tokens that no pack pays for yet, in whole tokens."""
    order: Order
    left: Band
    """Tokens of the order that are not used up by the term's end."""


@dataclass(frozen=True)
class NextTerm:
    """What to buy for the 12 months after this term; where no pack says what that is, for the coming ones."""

    team: str
    first_day: date
    last_day: date
    sure: float
    """The chosen confidence, 0 to 1."""
    moved: list[Need]
    """With the moves: one for each of `LEVELS` and for the one that was chosen, ascending."""
    without: list[Need]
    """The same without any move."""
    subscriptions: pl.DataFrame
    """What the moves need: as `analytics.licensing.portfolio.seats` gives it."""
    currency: str

    @property
    def chosen(self) -> Need:
        """What to buy with the moves, as sure as was chosen."""
        return next(need for need in self.moved if need.sure == self.sure)

    @property
    def chosen_without(self) -> Need:
        """What to buy without any move."""
        return next(need for need in self.without if need.sure == self.sure)

    @property
    def cost(self) -> float:
        """Tokens and subscriptions of the moves, less those given up: a year, at the prices of today."""
        seats = float(self.subscriptions["seats_cost"].sum()) - float(self.subscriptions["seats_saved"].sum())
        return float(self.chosen.order.money) + seats

    @property
    def cost_without(self) -> Decimal:
        """Tokens without any move."""
        return self.chosen_without.order.money


def next_term(answer: Outlook, found: Cash, chosen: pl.DataFrame, offer: Offer, sure: float) -> NextTerm:
    """Say what to buy for the next term.

    The tokens are those that no pack known today pays for; what a purchase for this term leaves over lessens them. What
    is owed is among what to buy for this term, for the next purchase pays it; only where there is no such term it is
    among these.

    Parameters
    ----------
    answer
        The outlook of the team, without the moves.
    found
        What the moves do to it.
    chosen
        The moves of the team, as `Moves.rows` has them.
    offer
        How tokens are sold.
    sure
        How sure the tokens are to last, 0 to 1.
    """
    assert answer.paths is not None  # there is no cash without a forecast
    span = found.terms[-1].span
    days = slice((span.first_day - answer.paths.first_day).days, (span.last_day - answer.paths.first_day).days + 1)
    as_is = replace(answer.paths, tokens=answer.paths.until(span.last_day))
    levels = sorted({*LEVELS, sure})
    owed = answer.owed if found.without.tokens_to_buy is None else Decimal(0)
    return NextTerm(
        team=answer.team,
        first_day=span.first_day,
        last_day=span.last_day,
        sure=sure,
        moved=_needs(unpaid(answer, found.paths)[:, days], owed, offer, levels),
        without=_needs(unpaid(answer, as_is)[:, days], owed, offer, levels),
        subscriptions=seats(chosen),
        currency=offer.currency,
    )


def need_rows(found: NextTerm) -> pl.DataFrame:
    """Set the quantities with and without the moves beside each other.

    Returns
    -------
    pl.DataFrame
        One row per confidence: `sure`, `needed`, `order`, `packs`, `order_money` (Decimal), `left` (tokens of the
        order not used up, in the middle future), `order_without`, `money_without` (Decimal), `currency`.
    """
    return pl.DataFrame(
        [
            (
                *(then.sure, then.needed, then.order.tokens, then.order.packs_text, then.order.money, then.left.p50),
                *(now.order.tokens, now.order.money, found.currency),
            )
            for then, now in zip(found.moved, found.without, strict=True)
        ],
        _NEEDS,
        orient="row",
    )


_NEEDS: dict[str, pl.DataType | type[pl.DataType]] = {
    "sure": pl.Float64,
    "needed": pl.Int64,
    "order": pl.Int64,
    "packs": pl.String,
    "order_money": pl.Decimal(38, 2),
    "left": pl.Float64,
    "order_without": pl.Int64,
    "money_without": pl.Decimal(38, 2),
    "currency": pl.String,
}


def _needs(missing: Floats, owed: Decimal, offer: Offer, levels: Sequence[float]) -> list[Need]:
    sums: Floats = missing.sum(axis=1)
    found = []
    for sure in levels:
        needed = ceil(enough(sums, sure) + owed)
        order = offer.order(needed)
        found.append(Need(sure, needed, order, band(np.maximum(float(order.tokens - owed) - sums, 0))))
    return found
