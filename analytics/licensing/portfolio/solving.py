"""The best set of moves as a mixed-integer linear program; of thousands of moves the relaxed one, rounded."""

from collections.abc import Hashable, Iterable

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from analytics.forecast.futures.history import Booleans
from analytics.licensing.moves.words import TO_SUBSCRIPTION
from analytics.licensing.portfolio.seats import seats

SOLVED = "the best of all sets, found exactly as a mixed-integer linear program (HiGHS, by scipy.optimize.milp)"
ROUNDED = "close to the best of all sets, by linear programming (HiGHS, by scipy.optimize.linprog): at most"
GAP = 1e-6
"""Share of the saving by which the set may fall short of the best one: with many moves the rest takes hours."""
MOST, PATIENCE = 1000, 10
"""Moves, and seconds, up to which the best set is sought; beyond them the relaxed problem is rounded."""


def solved(moves: pl.DataFrame, exclusive: Iterable[list[int]], budget: float | None) -> tuple[Booleans, str]:
    """Maximise the saving: a 0 or 1 for each move, and for each team and subscription the seats to buy."""
    count = moves.height
    kinds = moves["kind"].to_list()
    keys: list[Hashable] = [
        (team, tuple(sorted(offers))) for team, offers in moves.select("team_id", "offers").iter_rows()
    ]
    prices = dict(zip(keys, moves["subscription_price"].cast(pl.Float64).to_list(), strict=True))
    place_of = {key: count + place for place, key in enumerate(prices)}
    rows: list[dict[int, float]] = []
    limits: list[float] = []
    for group in exclusive:
        if len(group) > 1:
            rows.append(dict.fromkeys(group, 1.0))
            limits.append(1.0)
    by_seat: dict[Hashable, dict[int, float]] = {key: {place_of[key]: -1.0} for key in prices}
    for place, (key, kind) in enumerate(zip(keys, kinds, strict=True)):
        by_seat[key][place] = 1.0 if kind == TO_SUBSCRIPTION else -1.0
    rows += by_seat.values()
    limits += [0.0] * len(by_seat)
    if budget is not None:
        rows.append({place_of[key]: price for key, price in prices.items()})
        limits.append(budget)
    worth = np.concatenate([-moves["saving_year"].to_numpy(), np.zeros(len(prices))])
    most = np.concatenate([np.ones(count), np.full(len(prices), float(count))])
    matrix, ub = _matrix(rows, worth.size), np.array(limits)
    if count <= MOST:
        found = milp(
            worth,
            integrality=np.ones(worth.size),
            bounds=Bounds(0, most),
            constraints=LinearConstraint(matrix, ub=ub),
            options={"mip_rel_gap": GAP, "time_limit": PATIENCE},
        )
        if found.status == 0:
            return found.x[:count] > 0.5, SOLVED
    relaxed = linprog(worth, matrix, ub, bounds=np.column_stack([np.zeros(worth.size), most]))
    taken = _afforded(moves, relaxed.x[:count] > 1 - 1e-6, budget)
    best, reached = -float(relaxed.fun), float(moves.filter(pl.Series(taken))["saving_year"].sum())
    return taken, f"{ROUNDED} {max(1 - reached / best, 0.0):.4%} of the saving below it"


def _afforded(moves: pl.DataFrame, taken: Booleans, budget: float | None) -> Booleans:
    """Leave out the moves that save least until the others can be paid."""
    taken = taken.copy()
    buying = (moves["kind"] == TO_SUBSCRIPTION).to_numpy()
    for place in np.argsort(moves["saving_year"].to_numpy(), kind="stable"):
        if budget is None or float(seats(moves.filter(pl.Series(taken)))["seats_cost"].sum()) <= budget:
            break
        taken[place] &= ~buying[place]
    return taken


def _matrix(rows: list[dict[int, float]], columns: int) -> csr_array:
    values = [value for row in rows for value in row.values()]
    places = [column for row in rows for column in row]
    starts = np.cumsum([0, *map(len, rows)])
    return csr_array((values, places, starts), shape=(len(rows), columns))
