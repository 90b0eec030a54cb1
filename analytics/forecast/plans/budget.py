"""The plan of a term: its months with what was used and what is expected, and the days on which tiers are crossed.

Past months are the ledger's use. Months to come are sums over the same simulated futures from which the run-out is
read; the current month is both. Middles of sums are not sums of middles, so P50s of months do not add up to the P50
of the term.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.forecast.outlook import Outlook
from analytics.forecast.plans.ahead import Ahead, ahead_in, band
from analytics.forecast.plans.months import month_table
from analytics.forecast.plans.terms import Term, used_in
from analytics.forecast.plans.tiers import tier_table
from analytics.forecast.run_out import BAND, RunOutDay
from analytics.pool.unknown import unmeasured_sentence


@dataclass(frozen=True)
class Plan:
    """How a term goes."""

    term: Term
    as_of: date
    """The last day of use."""
    used: Decimal
    """Tokens used in the term up to the end of `as_of`, paid or not."""
    expected: tuple[float, float, float] | None
    """P10, P50, P90 of the tokens used by the term's end; None: there is no forecast as far as that."""
    over: float | None
    """The chance that more is used than the term has tokens, 0 to 1; None: no forecast as far as the end, or no
    tokens."""
    run_out: RunOutDay | None
    """First day to come in the term whose use no pack can pay; None: there are no packs, or no forecast."""
    run_out_chance: float
    """The chance of that, 0 to 1; 0 without packs or forecast."""
    months: pl.DataFrame
    """As `month_table` gives them."""
    tiers: pl.DataFrame
    """As `tier_table` gives them."""
    ran_out: date | None
    """The day in the term on which the tokens ran out, up to `as_of`; None: they did not, or something pays again."""
    lapsed: Decimal | None
    """Tokens of the term that lapsed, where no pack is left to pay; None: there is one, or was none."""
    unpaid: Decimal
    """Tokens used in the term up to `as_of` that no pack has paid."""
    unknown: str
    """What is not known of the use in the term, or of that which packs in force have paid for, in words; empty where
    all is."""
    days: pl.DataFrame
    """One row per day: `day`, `used` (tokens since the term's first day; null: to come), `p10`, `p50`, `p90`
    (null: past)."""

    @property
    def share_used(self) -> float:
        """Used of the term's tokens; 0 without any."""
        return float(self.used / self.term.tokens) if self.term.tokens else 0.0


def plan(answer: Outlook, term: Term, percents: Sequence[Decimal]) -> Plan:
    """Tell how a term goes.

    Parameters
    ----------
    answer
        The outlook of the team.
    term
        Past, present or to come.
    percents
        The tiers to watch, in percent of the term's tokens.
    """
    in_term = pl.col("day").is_between(term.first_day, term.last_day)
    days = answer.ledger.use.filter(in_term).select("day", "used")
    ended = answer.ledger.packs.filter(pl.col("last_day").is_between(term.first_day, term.last_day))
    used = used_in(answer.ledger, term)
    ahead = ahead_in(answer, term)
    sums = None
    if term.last_day <= answer.as_of:
        sums = np.array([float(used)])
    elif ahead and ahead.is_whole:
        sums = float(used) + ahead.tokens.sum(axis=1)
    short = ahead.short if ahead else None
    unmeasured = [day for day in answer.unmeasured if term.first_day <= day <= term.last_day]
    of_packs = answer.unknown is not None and bool(answer.unknown.spans)
    return Plan(
        term=term,
        as_of=answer.as_of,
        used=used,
        expected=None if sums is None else band(sums),
        over=None if sums is None or not term.tokens else float((sums > float(term.tokens)).mean()),
        run_out=None if ahead is None or short is None else RunOutDay(*ahead.days(short)),
        run_out_chance=0.0 if short is None else float(short.any(axis=1).mean()),
        months=month_table(term, answer.as_of, days, ahead, unmeasured),
        tiers=tier_table(term, answer.as_of, percents, days, ahead),
        ran_out=answer.ran_out if answer.ran_out and term.first_day <= answer.ran_out <= term.last_day else None,
        lapsed=None if answer.coming or ended.is_empty() else Decimal(ended["lapsed"].sum()),
        unpaid=Decimal(answer.ledger.days.filter(in_term)["unpaid"].sum() or 0),
        unknown=f"{answer.unknown_sentence} {'' if of_packs else unmeasured_sentence(unmeasured)}".strip(),
        days=_by_day(days, used, ahead),
    )


def _by_day(days: pl.DataFrame, used: Decimal, ahead: Ahead | None) -> pl.DataFrame:
    past = days.select("day", used=pl.col("used").cum_sum().cast(pl.Float64))
    if ahead is None:
        return past.with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("p10", "p50", "p90"))
    low, middle, high = np.quantile(float(used) + np.cumsum(ahead.tokens, axis=1), BAND, axis=0)
    coming = pl.DataFrame(
        {
            "day": [ahead.first_day + timedelta(days=column) for column in range(len(middle))],
            "p10": low,
            "p50": middle,
            "p90": high,
        },
        schema_overrides={"day": pl.Date},
    )
    return pl.concat([past, coming], how="diagonal").select("day", "used", "p10", "p50", "p90")
