"""The forecast table of a term: what was used in each month and what is expected, and how much that makes so far."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

import numpy as np
import polars as pl

from analytics.forecast.plans.ahead import Ahead, band, month_sums
from analytics.forecast.plans.terms import Term

USED, PARTLY, EXPECTED = "used", "used and expected", "expected"
SO_FAR, IN_PART, UNKNOWN = "used so far", "known in part", "not known"
"""What the tokens of a month are: in the ledger, both, or to come; so far where there is no forecast; in part or not
known where data are missing."""
_TOKENS = pl.Decimal(38, 6)
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "month": pl.Date,
    "figures": pl.String,
    "used": _TOKENS,
    **dict.fromkeys(("p10", "p50", "p90", "cumulative", "term_share"), pl.Float64),
    "at_pace": pl.Date,
    **dict.fromkeys(("run_out_chance", "cumulative_low", "cumulative_high"), pl.Float64),
}


def month_table(
    term: Term, as_of: date, used: pl.DataFrame, ahead: Ahead | None, unmeasured: Sequence[date] = ()
) -> pl.DataFrame:
    """Set the months of a term under each other.

    Parameters
    ----------
    term
        The term.
    as_of
        The last day of use.
    used
        `day`, `used` (Decimal); one row per day of the term up to `as_of`.
    ahead
        The futures within the term; None: no forecast.
    unmeasured
        Days up to `as_of` of which nothing is known; in `used` they have nothing.

    Returns
    -------
    pl.DataFrame
        One row per month of the term: `month` (its first day), `figures` (see `USED`), `used` (Decimal; null: none
        yet, or not known), `p10`, `p50`, `p90` (tokens of the month's days in the term; null: used, or no forecast),
        `cumulative` (since the term's first day, as far as it is known; the middle where it is expected; null: not
        known), `term_share`
        (cumulative of the term's tokens; null without any), `at_pace` (the day on which the tokens would be used up at
        the average pace of the term until then; null: after its end, or to come), `run_out_chance` (that on a day of
        the term up to the month's end no pack can pay; null: past, no packs or no forecast), `cumulative_low`,
        `cumulative_high` (P10 and P90; null: certain).
    """
    known = used.filter(~pl.col("day").is_in(unmeasured))
    by_month = known.group_by(pl.col("day").dt.truncate("1mo").alias("month")).agg(pl.col("used").sum().cast(_TOKENS))
    past: dict[date, Decimal] = dict(by_month.iter_rows())
    months, sums = month_sums(ahead.tokens, ahead.first_day) if ahead else ([], np.empty((1, 0)))
    to_come = {month: sums[:, place] for place, month in enumerate(months)}
    so_far, expected = Decimal(0), np.zeros(1)
    rows = []
    month = term.first_day.replace(day=1)
    while month <= term.last_day:
        following = (month + timedelta(days=31)).replace(day=1)
        last = min(following - timedelta(days=1), term.last_day)
        begun, over = max(month, term.first_day) <= as_of, last <= as_of
        if over and month not in past:
            rows.append({"month": month, "figures": UNKNOWN})
            month = following
            continue
        in_ledger = past.get(month, Decimal(0)) if begun else None
        so_far += in_ledger or 0
        foreseen = ahead is not None and ahead.last_day >= last
        row: dict[str, object] = {"month": month, "figures": _figures(over, begun, foreseen), "used": in_ledger}
        if over and any(month <= day <= last for day in unmeasured):
            row["figures"] = IN_PART
        if begun:
            row["at_pace"] = at_pace(term, so_far, min(last, as_of))
        if over or (begun and not foreseen):
            row["cumulative"] = float(so_far)
        elif ahead and foreseen:
            expected = expected + to_come[month]
            row |= dict(zip(("p10", "p50", "p90"), band(float(in_ledger or 0) + to_come[month]), strict=True))
            names = ("cumulative_low", "cumulative", "cumulative_high")
            row |= dict(zip(names, band(float(so_far) + expected), strict=True))
            row["run_out_chance"] = ahead.short_by(last)
        rows.append(row)
        month = following
    share = pl.col("cumulative") / float(term.tokens) if term.tokens else pl.lit(None, pl.Float64)
    return pl.DataFrame(rows, schema=_SCHEMA).with_columns(term_share=share)


def _figures(over: bool, begun: bool, foreseen: bool) -> str:
    if over:
        return USED
    if foreseen:
        return PARTLY if begun else EXPECTED
    return SO_FAR if begun else UNKNOWN


def at_pace(term: Term, used: Decimal, day: date) -> date | None:
    """Tell when the tokens are used up if use goes on as on average from the term's first day to a day.

    None: nothing is used, or they last beyond the term's end.

    >>> at_pace(Term(date(2026, 1, 1), date(2026, 12, 31), Decimal(5000)), Decimal(3200), date(2026, 7, 31))
    datetime.date(2026, 11, 28)
    """
    if not used or not term.tokens:
        return None
    gone = (day - term.first_day).days + 1
    needed = ceil(term.tokens * gone / used)
    return term.first_day + timedelta(days=needed - 1) if needed <= term.days else None
