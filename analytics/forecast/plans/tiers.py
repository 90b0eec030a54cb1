"""Tiers: shares of a term's tokens, and the day on which use crosses each."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.forecast.plans.ahead import Ahead
from analytics.forecast.plans.terms import Term

CROSSED, LIKELY, POSSIBLE = "crossed", "expected", "possible"
NOT_IN_TERM, NO_FORECAST = "not in this term", "no forecast"
"""How a tier stands; it is *expected* where at least half of the futures cross it in the term."""
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "tier": pl.Float64,
    "tokens": pl.Decimal(38, 6),
    "state": pl.String,
    **dict.fromkeys(("crossed_on", "early", "middle", "late"), pl.Date),
    "chance": pl.Float64,
}


def tier_table(
    term: Term, as_of: date, percents: Sequence[Decimal], used: pl.DataFrame, ahead: Ahead | None
) -> pl.DataFrame:
    """Tell when each tier was or will be crossed.

    Parameters
    ----------
    term
        The term.
    as_of
        The last day of use.
    percents
        The tiers, in percent of the term's tokens.
    used
        `day`, `used` (Decimal); one row per day of the term up to `as_of`, sorted.
    ahead
        The futures within the term; None: no forecast.

    Returns
    -------
    pl.DataFrame
        One row per tier, none where the term has no tokens: `tier` (a share of one), `tokens` (Decimal), `state`
        (see `CROSSED`), `crossed_on` (null: not yet), `early`, `middle`, `late` (P10, P50, P90 of the day; null:
        crossed, or not in the term), `chance` (that it is crossed in the term, 0 to 1; null: no forecast as far as
        the term's end).
    """
    since = used.select("day", cumulative=pl.col("used").cast(pl.Decimal(38, 6)).cum_sum())
    total: Decimal = since.item(-1, "cumulative") if since.height else Decimal(0)
    cumulative = np.cumsum(ahead.tokens, axis=1) if ahead else None
    rows = []
    for percent in sorted(percents) if term.tokens else []:
        goal = term.tokens * percent / 100
        crossed_on = since.filter(pl.col("cumulative") >= goal)["day"].min()
        days: tuple[date | None, ...] = (None, None, None)
        chance: float | None = None
        if crossed_on is not None:
            chance = 1.0
        elif term.last_day <= as_of:
            chance = 0.0
        elif ahead is not None and cumulative is not None:
            reached = cumulative >= float(goal - total)
            days = ahead.days(reached)
            chance = float(reached[:, -1].mean()) if ahead.is_whole else None
        state = _state(crossed_on, chance, days[1])
        rows.append((float(percent / 100), goal, state, crossed_on, *days, chance))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _state(crossed_on: object, chance: float | None, middle: date | None) -> str:
    if crossed_on is not None:
        return CROSSED
    if middle is not None:
        return LIKELY
    if chance is None:
        return NO_FORECAST
    return POSSIBLE if chance else NOT_IN_TERM
