"""Whether a forecast can be trusted, in a sentence: how past ones came out."""

from dataclasses import dataclass

import polars as pl

from analytics.forecast.proof.backtest import Backtest
from analytics.forecast.proof.scores import Score
from analytics.wording import count_text, percent_text

_FEWEST_ORIGINS = 4
_NARROW, _WIDE = 0.65, 0.95
"""Shares within a band of 80 % that chance alone seldom gives."""


@dataclass(frozen=True)
class DateScore:
    """How run-out dates came out whose outcome is known."""

    known: int
    """Dates of which it is known whether, and when, the tokens were used up."""
    inside: int
    """Those of them that lay within P10 and P90."""
    days_off: int | None
    """Days between the middle date and what came, in the middle (median) of those with both; None without one."""


def date_score(dates: pl.DataFrame) -> DateScore:
    """Set run-out dates against what came.

    Parameters
    ----------
    dates
        As `dates` of a `Backtest`.
    """
    known = dates.filter(pl.col("came").is_not_null() | (pl.col("seen_until") >= pl.col("end")))
    beyond = pl.col("end") + pl.duration(days=1)  # a date that is not by the end comes after it
    filled = known.with_columns(pl.col("p10", "p90", "came").fill_null(beyond))
    off = known.select((pl.col("p50") - pl.col("came")).dt.total_days().abs().median()).item()
    return DateScore(
        known=known.height,
        inside=filled.filter(pl.col("came").is_between("p10", "p90")).height,
        days_off=None if off is None else round(off),
    )


def trust_sentence(past: Backtest, history_days: int) -> str:
    """Say whether the forecast can be trusted, by how it would have done.

    Parameters
    ----------
    past
        The backtest.
    history_days
        Measured days there are.
    """
    overall = past.score
    if overall is None:
        return (
            f"Not known yet: {count_text(history_days, 'day')} of data. A check takes 30 measured days up to the end of"
            " a month, and the 30 days after it."
        )
    if past.burn_rate_wins:
        assert past.lately is not None  # something has won
        months, closer = count_text(past.lately.origins, "month"), _closer(past.lately)
        return f"Only with care: over the last {months} the plain burn rate was {closer} closer. {_inside(overall)}"
    if overall.origins < _FEWEST_ORIGINS:
        return f"Too early to say, after {count_text(overall.origins, 'month')}: {_lower(_inside(overall))}"
    if overall.coverage < _NARROW:
        return f"Not to the day, and its band is too narrow: {_lower(_inside(overall))}"
    if overall.coverage > _WIDE:
        return f"Yes, and its band is wider than it need be: {_lower(_inside(overall))}"
    return f"Yes, if you take the band and not one day: {_lower(_inside(overall))}"


def _inside(overall: Score) -> str:
    inside = round(overall.coverage * overall.trials)
    compared = (
        f"the forecast was {percent_text(overall.skill)} closer to it than the burn rate"
        if overall.skill >= 0
        else f"the burn rate was {_closer(overall)} closer to it"
    )
    return (
        f"What was used lay within its 80 % band in {inside:,} of {count_text(overall.trials, 'trial')}"
        f" ({percent_text(overall.coverage)}), and {compared}."
    )


def dates_sentence(dates: pl.DataFrame) -> str:
    """Say how past run-out dates came out; empty where no outcome is known."""
    found = date_score(dates)
    if not found.known:
        return ""
    known = count_text(found.known, "past run-out date")
    sentence = f"Of {known} whose outcome is known, {found.inside:,} had it in the band."
    if found.days_off is None:
        return sentence
    return f"{sentence} Where tokens were used up, half of the middle dates were at most {found.days_off:,} days off."


def _closer(of: Score) -> str:
    """Say which share of the forecast's error the burn rate saves, where it does."""
    share = percent_text(1 - 1 / (1 - of.skill))
    return f"{share} or more" if of.skill <= -1 else share


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
