"""Whose tokens are told apart: those of users, products and teams, or of the places of a directory."""

from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from analytics.store import NOT_NAMED, Names
from analytics.usage.allocation import UNALLOCATED, Unit, allocated
from analytics.usage.collecting import collected
from analytics.usage.summary import KEYS, By, labels

Kind: TypeAlias = By | Unit
"""Of the summaries those that have a key, or a unit of the directory."""


@dataclass(frozen=True)
class Consumers:
    """Rows of use, and by what their consumers are told apart: what `top_consumers` and `movers` ask for."""

    rows: pl.DataFrame
    """The rows, with the column of the key."""
    key: str
    """The column that tells the consumers apart; null for use that belongs to none."""
    labels: pl.DataFrame
    """The key under its own name, and one column of labels."""
    nobody: str
    """The label of use that belongs to none."""


def consumers(rows: pl.DataFrame, kind: Kind, names: Names, directory: pl.DataFrame, places: pl.DataFrame) -> Consumers:
    """Tell the consumers of a kind apart.

    Parameters
    ----------
    rows
        Rows of current usage.
    kind
        User, product or team, or a unit of the directory.
    names
        The labels of users, products and teams, masked or shown.
    directory
        As `analytics.store.directory.directory` gives it: its places are keys, which name nobody.
    places
        The labels of the places, masked or shown.
    """
    if isinstance(kind, Unit):
        known = places.filter(unit=kind).select(pl.col("key").alias("unit"), "label")
        return Consumers(collected(allocated(rows.lazy(), directory, kind)), "unit", known, UNALLOCATED)
    return Consumers(rows, KEYS[kind], labels(names, kind), NOT_NAMED)


def noun(kind: Kind) -> str:
    """Name one of a kind in a sentence.

    >>> noun(By.USER), noun(Unit.COST_CENTER)
    ('user', 'cost center')
    """
    return kind.noun if isinstance(kind, Unit) else kind.value
