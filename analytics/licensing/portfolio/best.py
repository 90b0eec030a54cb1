"""The portfolio: the best set of moves under a budget, what it saves and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.errors import PlanError
from analytics.forecast.futures.history import Booleans
from analytics.licensing.moves.words import TO_SUBSCRIPTION
from analytics.licensing.portfolio.seats import seats
from analytics.licensing.portfolio.solving import solved

TOGETHER = 0.05
"""How much users of a company vary together, 0 to 1. Of the savings of sets of moves of 40 simulated companies in the
year that followed 82 % lay in the 80 % interval with it, and 58 % without."""
ALL_THAT_PAY = "all moves that pay, for the budget covers them and no two exclude each other"
SORTED = "those that save most, sorted: every seat costs the same and no two moves exclude each other"
GIVEN = "the moves that were accepted"


@dataclass(frozen=True)
class Portfolio:
    """The best set of moves, in one currency."""

    currency: str
    budget: float | None
    """What subscriptions may cost in the first year; None: no limit."""
    chosen: pl.DataFrame
    """The moves of the set, as `Moves.rows` has them, in their order."""
    left_out: pl.DataFrame
    """Moves that would pay too, and are not in the set: the budget is spent, or another one excludes them."""
    seats: pl.DataFrame
    """One row per team and subscription that is bought or set free: see `seats`."""
    spend: float
    """What the seats to buy cost a year."""
    saving: float
    """A year: what the moves save together, with prices and use as they are."""
    saving_low: float
    """P10, from the intervals of the moves: see `saving_band`."""
    saving_high: float
    """P90."""
    how: str
    """How the set was found, in words."""


def portfolio(moves: pl.DataFrame, budget: float | None, currency: str, least_chance: float = 0.5) -> Portfolio:
    """Choose the moves that save most together.

    Of the moves that concern the same product of a user one is chosen at most. A subscription that a move sets free is
    given to a move of the team that needs the same one; only the others have to be bought, out of the budget.

    Parameters
    ----------
    moves
        As `Moves.rows`: one row per possible move.
    budget
        What subscriptions may cost in the first year; None: no limit.
    currency
        Moves in other currencies, and those without a known saving, stay out.
    least_chance
        Moves that pay with a smaller chance, or one that cannot be told, stay out; 0 to 1.

    Raises
    ------
    PlanError
        When the budget is below zero.
    """
    if budget is not None and budget < 0:
        raise PlanError(f"{budget:,.2f} is no budget.", hint="Give what subscriptions may cost, 0 or more.")
    known = moves.filter(
        pl.col("currency") == currency,
        pl.col("saving_year").is_not_null(),
        pl.col("subscription_price").is_not_null(),
        pl.col("chance_pays") >= least_chance,
    )
    pays = (known["saving_year"] > 0).to_numpy()
    # What saves nothing by itself may still set free the seat that another move needs.
    wanted = known.filter(pl.col("kind") == TO_SUBSCRIPTION)["offers"].list.sort().list.join("\0").unique().to_list()
    frees = (known["kind"] != TO_SUBSCRIPTION) & known["offers"].list.sort().list.join("\0").is_in(wanted)
    possible = known.filter(pl.Series(pays | frees.to_numpy()))
    exclusive = _excluding(possible)
    all_paying = possible.filter(pl.col("saving_year") > 0)
    if not any(len(group) > 1 for group in _excluding(all_paying)) and (
        budget is None or _spend(seats(all_paying)) <= budget
    ):
        taken, how = (possible["saving_year"] > 0).to_numpy(), ALL_THAT_PAY
    elif budget is not None and _is_sorting(possible, exclusive):
        taken, how = _first_ones(possible, budget), SORTED
    else:
        taken, how = solved(possible, exclusive, budget)
    return _made(
        possible.filter(pl.Series(taken)),
        possible.filter(pl.Series(~taken), pl.col("saving_year") > 0),
        budget,
        currency,
        how,
    )


def given(moves: pl.DataFrame, currency: str) -> Portfolio:
    """Take the moves as they are, chosen by a person; those in other currencies or without a price stay out."""
    known = moves.filter(
        pl.col("currency") == currency,
        pl.col("saving_year").is_not_null(),
        pl.col("subscription_price").is_not_null(),
    )
    return _made(known, known.clear(), None, currency, GIVEN)


def _made(chosen: pl.DataFrame, left_out: pl.DataFrame, budget: float | None, currency: str, how: str) -> Portfolio:
    low, high = saving_band(chosen)
    needed = seats(chosen)
    return Portfolio(
        currency=currency,
        budget=budget,
        chosen=chosen,
        left_out=left_out,
        seats=needed,
        spend=_spend(needed),
        saving=float(chosen["saving_year"].sum()),
        saving_low=low,
        saving_high=high,
        how=how,
    )


def currencies(moves: pl.DataFrame) -> list[str]:
    """List the currencies of moves whose saving is known, the one with the most moves first."""
    known = moves.drop_nulls(["currency", "saving_year"]).group_by("currency").len()
    return known.sort("len", "currency", descending=[True, False])["currency"].to_list()


def saving_band(moves: pl.DataFrame) -> tuple[float, float]:
    """Give P10 and P90 of what moves save together in a year.

    The distances of the single ones from the middle are added up by their squares, as of users who vary apart from each
    other, but for the part `TOGETHER`, in which they all go the same way.

    >>> rows = pl.DataFrame({"saving_year": [100.0] * 2, "saving_low": [70.0, 60.0], "saving_high": [100.0, 100.0]})
    >>> [round(end, 1) for end in saving_band(rows)]  # 200 less the root of 0.95 x (900 + 1600) + 0.05 x 70 x 70
    [148.8, 200.0]
    """
    middle = moves["saving_year"]
    down, up = middle - moves["saving_low"].fill_null(middle), moves["saving_high"].fill_null(middle) - middle
    total = float(middle.sum())
    return total - _together(down), total + _together(up)


def _together(distances: pl.Series) -> float:
    alone, all_one_way = float((distances**2).sum()), float(distances.sum()) ** 2
    return float(((1 - TOGETHER) * alone + TOGETHER * all_one_way) ** 0.5)


def _spend(needed: pl.DataFrame) -> float:
    return float(needed["seats_cost"].sum())


def _excluding(moves: pl.DataFrame) -> list[list[int]]:
    """Give the places of moves of which one at most can be made: those of a user that concern the same product."""
    concerned = (
        moves.with_row_index("place")
        .select("place", "user_id", "products")
        .explode("products")
        .group_by("user_id", "products", maintain_order=True)
        .agg(pl.col("place").unique(maintain_order=True))
    )
    return [list(group) for group in dict.fromkeys(tuple(each) for each in concerned["place"].to_list())]


def _is_sorting(moves: pl.DataFrame, exclusive: Iterable[list[int]]) -> bool:
    return (
        moves["subscription_price"].n_unique() == 1
        and (moves["kind"] == TO_SUBSCRIPTION).all()
        and all(len(group) == 1 for group in exclusive)
    )


def _first_ones(moves: pl.DataFrame, budget: float) -> Booleans:
    price = float(moves.item(0, "subscription_price"))
    count = moves.height if price == 0 else min(int(budget / price + 1e-9), moves.height)
    taken = np.zeros(moves.height, dtype=bool)
    taken[np.argsort(-moves["saving_year"].to_numpy(), kind="stable")[:count]] = True
    return taken
