"""When tokens that were at hand on a past day were used up in fact, whatever was bought later."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.pool import Ledger, Pack, coming_packs, pay, to_millionths


def at_hand(book: Ledger) -> list[Pack]:
    """Give what the packs that have begun by the day after the ledger's last can still pay."""
    tomorrow = book.on + timedelta(days=1)
    return [pack for pack in coming_packs(book) if pack.first_day <= tomorrow and pack.tokens > 0]


def used_up(came: pl.DataFrame, first_day: date, packs: Sequence[Pack]) -> tuple[date | None, date]:
    """Tell on which day some packs could not pay for what was used.

    Parameters
    ----------
    came
        `day`, `tokens` (Decimal; null: not measured) from `first_day` on; one row per day, sorted.
    first_day
        The first day to pay for.
    packs
        What they can pay from then on.

    Returns
    -------
    day
        The first day whose use they did not fully cover; None: not by the other day.
    seen_until
        The last day of the last pack, or the last day known of where that is before: days after one that was not
        measured are not known of.
    """
    end = max(pack.last_day for pack in packs)
    gaps = came.filter(pl.col("tokens").is_null())["day"]
    if gaps.len():
        came = came.filter(pl.col("day") < gaps.min())
    came = came.filter(pl.col("day") <= end)
    if came.is_empty():
        return None, first_day - timedelta(days=1)
    use = np.array([[to_millionths(tokens) for tokens in came["tokens"]]], dtype=np.int64)
    short = pay(use, first_day, packs).unpaid[0] > 0
    day = came.item(int(short.argmax()), "day") if short.any() else None
    return day, came.item(-1, "day")
