"""What somebody asks of a portfolio: a budget, a currency, how sure, and from when on."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.errors import PlanError
from analytics.licensing.portfolio.best import Portfolio, currencies, given, portfolio
from analytics.store.decisions import State


@dataclass(frozen=True)
class Asked:
    """What is asked; small and fixed, so that answers can be kept under it."""

    budget: float | None = None
    """What subscriptions may cost in the first year; None: no limit."""
    currency: str | None = None
    """None: that of most moves."""
    least_chance: float = 0.5
    """Moves that pay with a smaller chance stay out, 0 to 1."""
    accepted: bool = False
    """Whether the set is what was accepted, in place of the best one."""
    from_day: date | None = None
    """The day from which the moves hold; None: at once."""
    with_next_term: bool = False
    """Whether they begin with the next term of each team, where it has one."""


def answered(moves: pl.DataFrame, asked: Asked) -> Portfolio:
    """Give the set of moves that is asked for.

    Parameters
    ----------
    moves
        Open moves, as `analytics.licensing.portfolio.open_moves` gives them.
    asked
        What is asked.

    Raises
    ------
    PlanError
        When no move is in the currency, or the budget is below zero.
    """
    known = currencies(moves)
    if asked.currency is not None and known and asked.currency not in known:
        raise PlanError(f"No move is in {asked.currency}.", hint=f"Moves are in {', '.join(known)}.")
    currency = asked.currency or next(iter(known), "USD")
    if asked.accepted:
        return given(moves.filter(pl.col("state") == State.ACCEPTED.value), currency)
    return portfolio(moves, asked.budget, currency, asked.least_chance)
