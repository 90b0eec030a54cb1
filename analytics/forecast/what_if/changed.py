"""Futures as a scenario changes them: refitted without users who go, multiplied where use grows, with what is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.errors import PlanError
from analytics.forecast.accuracy import Futures
from analytics.forecast.futures.history import Floats
from analytics.forecast.outlook import Paths
from analytics.forecast.what_if.without import without_use
from analytics.store.changes import Busy, Change, Headcount, Moved, ProductUse, Rate, Rollout

RECENT = 91
"""Days whose use tells the share of a product, and who is active: whole weeks, a quarter of a year."""


@dataclass(frozen=True)
class Facts:
    """What is known of a team's use beyond its futures."""

    daily: pl.DataFrame
    """`day`, `tokens` (Decimal; null: not measured) up to the last day known: what the futures were made from."""
    rows: pl.DataFrame
    """`day`, `user_id` (null: not named), `product_id`, `tokens` (Decimal); one row per usage day of the team."""
    futures: Futures
    """How futures are made from a history."""


def changed_paths(paths: Paths, changes: Sequence[Change], facts: Facts) -> Floats:
    """Give the futures of a team as they would be with some changes.

    Users who are moved off are taken out of the history, which is then fitted again: to scale the futures by their
    share missed by more (.284 against .233, median error of the run-out day). Multiplied is what is left of them.

    Parameters
    ----------
    paths
        The futures of the base.
    changes
        In any order; those of other kinds (purchases, prices) change no use.
    facts
        Of the same team and day.

    Returns
    -------
    NDArray
        Tokens used on each day of each future, of the same shape; the base's own where nothing changes use.

    Raises
    ------
    PlanError
        When a headcount changes and nobody has used tokens lately.
    """
    tokens, rows = paths.tokens, facts.rows
    gone: set[int] = set()
    for move in sorted((change for change in changes if isinstance(change, Moved)), key=lambda move: move.first_day):
        if not move.user_ids:
            continue
        gone |= set(move.user_ids)
        rows = facts.rows.filter(~pl.col("user_id").is_in(gone).fill_null(value=False))
        without = _refitted(paths, without_users(facts.daily, facts.rows, gone), facts.futures)
        tokens = np.where(_from(paths, move.first_day), without, tokens)
    recent = rows.filter(pl.col("day") >= paths.first_day - timedelta(days=RECENT))
    factor, added = np.ones(tokens.shape[1]), np.zeros(tokens.shape[1])
    for change in changes:
        if isinstance(change, Rollout):
            added += np.where(_from(paths, change.first_day), float(change.tokens_a_day), 0.0)
        else:
            last = change.last_day if isinstance(change, Busy) else None
            factor *= np.where(_from(paths, change.first_day, last), _factor(change, recent), 1.0)
    changed: Floats = tokens * factor + added * _weekday_shape(paths)
    return changed


def without_users(daily: pl.DataFrame, rows: pl.DataFrame, user_ids: set[int]) -> pl.DataFrame:
    """Take the use of some users out of a history; days that are not measured stay so."""
    return without_use(daily, rows.filter(pl.col("user_id").is_in(user_ids)))


def _refitted(paths: Paths, daily: pl.DataFrame, futures: Futures) -> Floats:
    if not (daily["tokens"].drop_nulls() > 0).any():
        return np.zeros_like(paths.tokens)
    return futures(daily, paths.tokens.shape[1], paths.tokens.shape[0])


def _from(paths: Paths, first_day: date, last_day: date | None = None) -> np.ndarray:
    """Tell which columns lie from a day on, up to another; shape (days,)."""
    ahead = np.arange(paths.tokens.shape[1])
    first = (first_day - paths.first_day).days
    last = paths.tokens.shape[1] if last_day is None else (last_day - paths.first_day).days
    within: np.ndarray = (ahead >= first) & (ahead <= last)
    return within


def _factor(change: Change, recent: pl.DataFrame) -> float:
    if isinstance(change, Busy):
        return float(change.factor)
    if isinstance(change, Headcount):
        active = recent.filter(pl.col("tokens") > 0)["user_id"].drop_nulls().n_unique()
        if not active:
            raise PlanError(
                "The headcount cannot change use: no named user has used tokens in the last 91 days.",
                hint="Say how much more is used instead, as a busy time.",
            )
        return max(0.0, 1 + change.users / active)
    if isinstance(change, ProductUse):
        return 1 + _share(recent, change.product_id) * (float(change.factor) - 1)
    if isinstance(change, Rate):
        return 1 + _share(recent, change.product_id) * (float(change.after / change.before) - 1)
    return 1.0


def _share(recent: pl.DataFrame, product_id: int | None) -> float:
    if product_id is None:
        return 0.0
    total = float(recent["tokens"].sum() or 0)
    of_product = float(recent.filter(pl.col("product_id") == product_id)["tokens"].sum() or 0)
    return of_product / total if total else 0.0


def _weekday_shape(paths: Paths) -> Floats:
    """Return what each day is worth in average days, by weekday, as the base's futures have it; shape (days,)."""
    mean = paths.tokens.mean(axis=0)
    weekday = (paths.first_day.weekday() + np.arange(mean.size)) % 7
    means = np.array([mean[weekday == day].mean() if (weekday == day).any() else 0.0 for day in range(7)])
    shape: Floats = (means / means.mean() if means.mean() > 0 else np.ones(7))[weekday]
    closed = [(paths.first_day + timedelta(days=ahead)) in paths.closed for ahead in range(mean.size)]
    return np.where(closed, 0.0, shape)
