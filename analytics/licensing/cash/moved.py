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


def moved_paths(base: Paths, facts: Facts, chosen: pl.DataFrame, products: dict[str, int], start: date) -> Floats:
    """Give the futures with the moves: without the use that leaves the pool, and with what comes into it."""
    pairs = (
        chosen.filter(pl.col("kind") == TO_SUBSCRIPTION)
        .select("user_id", product="products")
        .explode("product")
        .with_columns(product_id=pl.col("product").replace_strict(products, default=None, return_dtype=pl.Int64))
        .drop_nulls()
    )
    keys = ("user_id", "product_id")
    known = pairs.select(pl.col(key).cast(facts.rows.schema[key]) for key in keys)
    gone = facts.rows.join(known, on=keys, how="semi")
    tokens = same_futures_without(base, facts.daily, gone, facts.futures)
    before = max((start - base.first_day).days, 0)
    tokens = np.concatenate([base.tokens[:, :before], tokens[:, before:]], axis=1)
    moved = Paths(base.first_day, tokens)
    more = float(chosen.filter(pl.col("kind") == TO_FLEX)["tokens_year"].sum() or 0) / _YEAR
    return changed_paths(moved, [Rollout(start, Decimal(str(more)))], facts) if more else moved.tokens


def unpaid(answer: Outlook, paths: Paths) -> Floats:
    """Give the tokens of each day of each future that no pack pays for."""
    short: Floats = pay(_millionths(paths), paths.first_day, answer.coming).unpaid / PER_TOKEN
    return short


def _millionths(paths: Paths) -> np.ndarray:
    return np.rint(paths.tokens * PER_TOKEN).astype(np.int64)
