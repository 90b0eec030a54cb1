"""What was wanted, as far as use tells: days before the first use, and without tokens to use, say nothing about it."""

from decimal import Decimal

import polars as pl

from analytics.usage.days import since_first_use

CHEAPEST = Decimal(1)
"""Tokens of the cheapest product for a day on Autodesk's rate sheet; with less, nobody can start anything."""


def demand(daily: pl.DataFrame, days: pl.DataFrame, cheapest: Decimal = CHEAPEST) -> pl.DataFrame:
    """Begin on the first day of use, and take days without use for not measured where there were no tokens to use.

    Parameters
    ----------
    daily
        `day`, `tokens` (null: not measured); one row per day, sorted.
    days
        The ledger's days: `day`, `available` (left in active packs at its end); one row per day, sorted.
    cheapest
        The least balance with which anything can be started.

    Returns
    -------
    pl.DataFrame
        As `daily` from the first day with use, with null in place of the zeros of a spell in which less than `cheapest`
        was available.

    Notes
    -----
    A spell begins where a balance falls below `cheapest`, and lasts until it is back. Where somebody still used tokens
    in it after its first day, people were not kept from it (the packs known here are not all there are), so its zeros
    are true ones. Before the first balance nothing is known of packs, and every zero is a true one.
    """
    joined = daily.join(days.select("day", "available"), on="day", how="left").sort("day")
    empty = pl.col("available").fill_null(strategy="forward") < cheapest
    spells = joined.with_columns(empty=empty.fill_null(True)).with_columns(
        spell=pl.col("empty").rle_id(), begun=(~pl.col("empty")).cum_max()
    )
    after_first = pl.int_range(pl.len()).over("spell") > 0
    used_on = (pl.when(after_first).then(pl.col("tokens").fill_null(0)).otherwise(0) > 0).any().over("spell")
    kept_from = pl.col("empty") & pl.col("begun") & ~used_on & (pl.col("tokens") == 0)
    wanted = spells.with_columns(tokens=pl.when(~kept_from).then(pl.col("tokens"))).select(daily.columns)
    return since_first_use(wanted)
