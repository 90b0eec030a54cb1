"""Whether a term goes by plan, in sentences."""

import polars as pl

from analytics.forecast.plans.against_budgets import LIKELY_OVER, OVER, UNKNOWN
from analytics.forecast.plans.budget import Plan
from analytics.wording import count_text, day_text, percent_text, tokens_count, tokens_text

_EVEN = 0.5
"""A chance from this on is told as "not within plan"."""
_SMALL = 0.1
"""A chance below this is told as "within plan"."""


def plan_sentence(plan: Plan) -> str:
    """Return in words whether the term goes by plan: what is used and gone of it, what follows, what is not known."""
    return f"{_plan(plan)} {plan.unknown}".strip()


def _plan(plan: Plan) -> str:
    span = f"{day_text(plan.term.first_day)} to {day_text(plan.term.last_day)}"
    if not plan.term.tokens:
        return (
            f"Whether {span} goes by plan is not known: no pack of that time is entered; {tokens_text(plan.used)}"
            " tokens are known to be used so far."
        )
    if plan.term.last_day <= plan.as_of:
        verdict = "Within plan" if plan.used <= plan.term.tokens else "Over plan"
        unpaid = f"; no pack paid for {tokens_text(plan.unpaid)} of them" if plan.unpaid else ""
        if unpaid and verdict == "Within plan":
            verdict = "Not within plan"
        share = f"{percent_text(plan.share_used)} of {tokens_count(plan.term.tokens)} used from {span}"
        return f"{verdict}: {share}{unpaid}."
    if plan.term.first_day > plan.as_of:
        so_far = f"{tokens_text(plan.term.tokens)} tokens are known for {span}"
    else:
        gone = percent_text(plan.term.gone(plan.as_of))
        so_far = f"{percent_text(plan.share_used)} of the term's tokens used, {gone} of the term gone"
    if plan.expected is None:
        return f"{so_far}. There is no forecast as far as its end."
    return _expected(plan, so_far)


def _expected(plan: Plan, so_far: str) -> str:
    by_end = f"{_shares(plan)} by its end"
    if plan.ran_out is not None:
        early = count_text((plan.term.last_day - plan.ran_out).days, "day")
        since = f", and {tokens_text(plan.unpaid)} tokens were used without a pack" if plan.unpaid else ""
        return (
            f"Not within plan: {so_far}. The tokens ran out on {day_text(plan.ran_out)}, {early} before the term"
            f" ends{since}; {by_end} would be needed."
        )
    if plan.lapsed is not None:
        lapsed = f", {tokens_text(plan.lapsed)} tokens lapsed" if plan.lapsed else ""
        return (
            f"Not within plan: {so_far}. Every pack has ended{lapsed}, and nothing pays for what is used now; {by_end}"
            " are expected."
        )
    if plan.run_out is not None and plan.run_out.p50 is not None:
        early = count_text((plan.term.last_day - plan.run_out.p50).days, "day")
        return (
            f"Not within plan: {so_far}. The tokens run out around {day_text(plan.run_out.p50)}, {early} before the"
            f" term ends; {by_end} would be needed."
        )
    chance = max(plan.run_out_chance, plan.over or 0.0)
    if chance >= _EVEN:
        return (
            f"Not within plan: {so_far}; {by_end} are expected. The chance that they do not last is"
            f" {percent_text(chance)}."
        )
    if chance >= _SMALL:
        return (
            f"Within plan, but not surely: {so_far}; {by_end} are expected. The chance that they do not last is"
            f" {percent_text(chance)}."
        )
    return f"Within plan: {so_far}; {by_end} are expected."


def budgets_sentence(rows: pl.DataFrame, *, stand_in: bool) -> str:
    """Return how many budgets are exceeded, or likely will be.

    Parameters
    ----------
    rows
        As of `against_budgets.team_budgets`.
    stand_in
        Whether no budget was set, so that shares of the term stand in.
    """
    if rows.is_empty():
        return "No budget is set yet."
    if stand_in:
        return (
            "No budget is set yet. Until one is, the term's tokens shared out evenly over its quarters stand in:"
            f" {budgets_sentence(rows, stand_in=False)}"
        )
    over = rows.filter(pl.col("state") == OVER).height
    likely = rows.filter(pl.col("state") == LIKELY_OVER).height
    said = [f"{over:,} exceeded"] if over else []
    said += [f"{likely:,} likely to be exceeded"] if likely else []
    found = f"{count_text(rows.height, 'budget')}: {' and '.join(said) or 'none exceeded or likely to be'}"
    unknown = rows.filter(pl.col("state") == UNKNOWN).height
    if unknown == rows.height:
        found = f"{count_text(unknown, 'budget')}: how {'it stands' if unknown == 1 else 'they stand'} is not known"
    elif unknown:
        found += f"; how {unknown:,} {'stands' if unknown == 1 else 'stand'} is not known"
    return f"{found}."


def _shares(plan: Plan) -> str:
    assert plan.expected is not None  # asked only where there is a forecast
    low, _, high = (percent_text(tokens / float(plan.term.tokens)) for tokens in plan.expected)
    return f"{low} of them" if low == high else f"{low} to {high} of them"
