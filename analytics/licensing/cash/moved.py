"""The pool with the moves: the same futures, without the use that leaves it and with what comes into it."""

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.forecast import Outlook, Paths
from analytics.forecast.futures.history import Floats
from analytics.forecast.what_if.changed import Facts, changed_paths
from analytics.forecast.what_if.without import same_futures_without
from analytics.licensing.moves.words import TO_FLEX, TO_SUBSCRIPTION
from analytics.pool import PER_TOKEN, pay
from analytics.store.changes import Rollout

_YEAR = 365
_ROUNDS = 20


def moves_in(chosen: pl.DataFrame, team: str) -> pl.DataFrame:
    """Return moves as they are felt in the pool of one team.

    Returns
    -------
    pl.DataFrame
        The moves at home in the team, and those of persons at home elsewhere who use its tokens, too; with
        `tokens_here`: what of `tokens_year` the team pays.
    """
    home = chosen.filter(pl.col("team") == team)
    away = chosen.explode("others", empty_as_null=True).filter(pl.col("others").struct["team"] == team)
    expected = pl.col("tokens_year")
    return pl.concat(
        [
            home.with_columns(tokens_here=expected * (1 - pl.col("elsewhere").fill_null(0))).drop("others"),
            away.with_columns(tokens_here=expected * pl.col("others").struct["share"]).drop("others"),
        ]
    )


def moved_paths(base: Paths, facts: Facts, felt: pl.DataFrame, products: dict[str, int], start: date) -> Floats:
    """Return the futures with the moves: without the use that leaves the pool, and with what comes into it.

    How much leaves in a year is what is expected of the users who are moved (`tokens_here` of `moves_in`), so that the
    pools and the saving rest on one estimate; when it leaves within the year is as the history without it tells.
    """
    pairs = (
        felt.filter(pl.col("kind") == TO_SUBSCRIPTION)
        .select("user_id", product="products")
        .explode("product")
        .with_columns(product_id=pl.col("product").replace_strict(products, default=None, return_dtype=pl.Int64))
        .drop_nulls()
    )
    keys = ("user_id", "product_id")
    known = pairs.select(pl.col(key).cast(facts.rows.schema[key]) for key in keys)
    gone = facts.rows.join(known, on=keys, how="semi")
    without = same_futures_without(base, facts.daily, gone, facts.futures)
    leaving = float(felt.filter(pl.col("kind") == TO_SUBSCRIPTION)["tokens_here"].sum())
    tokens = base.tokens - _as_expected(base.tokens, base.tokens - without, leaving)
    before = max((start - base.first_day).days, 0)
    tokens = np.concatenate([base.tokens[:, :before], tokens[:, before:]], axis=1)
    moved = Paths(base.first_day, tokens)
    more = float(felt.filter(pl.col("kind") == TO_FLEX)["tokens_here"].sum()) / _YEAR
    return changed_paths(moved, [Rollout(start, Decimal(str(more)))], facts) if more else moved.tokens


def _as_expected(use: Floats, freed: Floats, expected: float) -> Floats:
    """Scale what leaves to the tokens expected of a year, never beyond what is used; shapes (futures, days)."""
    if not expected or not use.any():
        return np.zeros_like(use)
    daily, leaving = use.mean(axis=0), freed.mean(axis=0)
    share = np.divide(leaving, daily, out=np.zeros_like(daily), where=daily > 0)
    if not leaving[:_YEAR].any():  # expected of somebody whose use the history's last weeks do not show
        share = np.ones_like(daily)
    wanted = expected * min(use.shape[1] / _YEAR, 1)
    for _ in range(_ROUNDS):  # days that are used up already leave more to the others
        share = np.clip(share * wanted / (share * daily)[:_YEAR].sum(), 0, 1)
    scaled: Floats = use * share
    return scaled


def unpaid(answer: Outlook, paths: Paths) -> Floats:
    """Give the tokens of each day of each future that no pack pays for."""
    short: Floats = pay(_millionths(paths), paths.first_day, answer.coming).unpaid / PER_TOKEN
    return short


def _millionths(paths: Paths) -> np.ndarray:
    return np.rint(paths.drawn(paths.tokens) * PER_TOKEN).astype(np.int64)
