"""What a portfolio would save if prices or use were others than they are."""

from typing import Literal, get_args

import polars as pl

from analytics.licensing.moves.words import TO_FLEX, TO_SUBSCRIPTION
from analytics.licensing.portfolio.best import Portfolio, portfolio

What = Literal["token price", "subscription price", "use"]
CHANGES = (-0.2, -0.1, 0.1, 0.2)
"""Shares by which each is changed, one at a time."""


def sensitivity(found: Portfolio, moves: pl.DataFrame, least_chance: float = 0.5) -> pl.DataFrame:
    """Change the token price, the price of subscriptions, and use, one at a time.

    Parameters
    ----------
    found
        The portfolio.
    moves
        The moves it was chosen from.
    least_chance
        With which it was chosen. A move that comes to pay by the change counts too where this is one half or less.

    Returns
    -------
    pl.DataFrame
        One row per quantity and change: `what`, `change` (share, such as -0.1), `set_saving` (a year, of the set that
        was chosen), `difference` (against the set as it is), `best_saving` (of the set that would be best then, under
        the same budget), `moves_in`, `moves_out` (moves by which that one differs), `currency`.
    """
    before = set(found.chosen["move"])
    rows = []
    for what in get_args(What):
        for change in CHANGES:
            saving = float(changed(found.chosen, what, change)["saving_year"].sum())
            best = portfolio(
                _newly_paying(moves, what, change, least_chance), found.budget, found.currency, least_chance
            )
            after = set(best.chosen["move"])
            rows.append(
                (what, change, saving, saving - found.saving, best.saving, len(after - before), len(before - after))
            )
    return pl.DataFrame(rows, _SCHEMA, orient="row").with_columns(currency=pl.lit(found.currency))


def changed(moves: pl.DataFrame, what: What, change: float) -> pl.DataFrame:
    """Give moves with the price or use changed by a share, and the saving that follows from it.

    Users who come to Flex use as much more or less as those who leave it.
    """
    factor = 1 + change
    flex, price = pl.col("flex_cost_year"), pl.col("subscription_price").cast(pl.Float64)
    saving = (
        pl.when(pl.col("kind") == TO_SUBSCRIPTION)
        .then(pl.col("new_flex") - pl.col("new_price"))
        .when(pl.col("kind") == TO_FLEX)
        .then(pl.col("new_price") - pl.col("new_flex"))
        .otherwise(pl.col("new_price"))
    )
    by_price = what == "subscription price"
    return (
        moves.with_columns(
            new_flex=flex if by_price else flex * factor, new_price=price * factor if by_price else price
        )
        .with_columns(saving_year=saving)
        .with_columns(flex_cost_year=pl.col("new_flex"), subscription_price=pl.col("new_price"))
        .drop("new_flex", "new_price")
    )


def least_factor(found: Portfolio) -> float | None:
    """Give the factor of the token price, or of use, below which the set saves nothing; None: it does at any."""
    leaving = pl.when(pl.col("kind") == TO_SUBSCRIPTION).then(1.0).when(pl.col("kind") == TO_FLEX).then(-1.0)
    tokens = float(found.chosen.select((pl.col("flex_cost_year") * leaving).sum()).item() or 0)
    subscriptions = tokens - found.saving
    return subscriptions / tokens if tokens > 0 and subscriptions > 0 else None


def _newly_paying(moves: pl.DataFrame, what: What, change: float, least_chance: float) -> pl.DataFrame:
    then = changed(moves, what, change)
    new = (then["saving_year"] > 0) & (moves["saving_year"] <= 0)
    if least_chance > 0.5:
        return then
    return then.with_columns(
        chance_pays=pl.when(new & pl.col("chance_pays").is_not_null()).then(0.5).otherwise("chance_pays")
    )


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "what": pl.String,
    **dict.fromkeys(("change", "set_saving", "difference", "best_saving"), pl.Float64),
    "moves_in": pl.Int64,
    "moves_out": pl.Int64,
}
