"""Top consumers and changes told in a sentence."""

from decimal import Decimal

import polars as pl

from analytics.usage.explained import Change
from analytics.usage.periods import Against
from analytics.usage.ranges import Days
from analytics.usage.top import Top, risen
from analytics.wording import count_text, day_text, percent_text, tokens_text

_SMALL = 0.02
"""A change below this share of what was before is called none."""
_MORE_LESS = (
    ("there were more users", "there were fewer users"),
    ("users came on more days", "users came on fewer days"),
    ("users used more products a day", "users used fewer products a day"),
    ("a day of a product took more tokens", "a day of a product took fewer tokens"),
    ("there was more use without a name", "there was less use without a name"),
)
# Two causes are named where the first is less than half of all that points the same way.
_HALF = 0.5
# What points the other way is named where it took back at least a quarter of the change.
_QUARTER = 0.25


def change_sentence(change: Change) -> str:
    """Say how much the tokens changed, and mostly why."""
    now, before = tokens_text(change.now.total), tokens_text(change.before.total)
    period = days_text(change.before_days)
    if change.share is None:
        return f"{now} tokens; nothing was used {period}." if change.now.total else f"Nothing was used, nor {period}."
    if not change.now.total:
        return f"Nothing was used, against {before} tokens {period}."
    if abs(change.share) < _SMALL:
        return f"About as much as {period}: {now} tokens against {before}{_cancelling(change)}."
    more = "more" if change.share > 0 else "less"
    size = f"{percent_text(abs(change.share))} {more} than {period}"
    return f"{size}: {now} tokens against {before}, {_because(change)}."


def top_sentence(top: Top, rows: pl.DataFrame, against: Against, noun: str) -> str:
    """Say which share the heaviest take, and who rose without being expected to.

    Parameters
    ----------
    top
        The consumers.
    rows
        The heaviest of them, with their marks; use that belongs to nobody may be among them, and is left out.
    against
        What they are compared with.
    noun
        What they are: user, product, team.
    """
    rows = rows.filter(pl.col("rank").is_not_null())
    share, total = float(rows["share"].sum()), tokens_text(top.total)
    if rows.height == top.ranked.height:
        taken = f"{count_text(rows.height, noun)} took {percent_text(share)} of {total} tokens"
    else:
        heaviest = f"{rows.height:,} heaviest" if rows.height > 1 else "heaviest"
        of = count_text(top.ranked.height, noun)
        taken = f"The {heaviest} of {of} took {percent_text(share)} of {total} tokens"
    column = f"change_{against.suffix}"
    if rows[column].is_null().all():
        return f"{taken}; of the time before too little is loaded to compare."
    higher = risen(rows, against)
    period = days_text(top.earlier[against])
    if higher.is_empty():
        return f"{taken}; none rose by more than a quarter against the use {period}."
    open_ones = higher.filter(pl.col("mark") == "")
    rose = "rose by more than a quarter"
    if open_ones.is_empty():
        return f"{taken}; {higher.height:,} {rose} against the use {period}, all marked as expected."
    risen_by = tokens_text(open_ones[column].sum())
    verb = "is" if open_ones.height == 1 else "are"
    return (
        f"{taken}; {open_ones.height:,} that {verb} not marked as expected {rose} against the use {period},"
        f" by {risen_by} tokens in all."
    )


def days_text(days: Days) -> str:
    """Write the days of a period, to follow "used" or "than".

    >>> from datetime import date
    >>> days_text(Days(date(2026, 1, 1), date(2026, 1, 31))), days_text(Days(date(2026, 1, 1), date(2026, 1, 1)))
    ('from 1 January 2026 to 31 January 2026', 'on 1 January 2026')
    """
    if days.first == days.last:
        return f"on {day_text(days.first)}"
    return f"from {day_text(days.first)} to {day_text(days.last)}"


def _because(change: Change) -> str:
    sign = 1 if change.tokens > 0 else -1
    along = sorted((value * sign, place) for place, value in enumerate(change.effects.parts))[::-1]
    whole = sum(value for value, _ in along if value > 0)
    causes = [place for value, place in along if value > 0]
    named = causes[:1] if along[0][0] >= _HALF * whole else causes[:2]
    text = " and ".join(_cause(change, place) for place in named)
    against, place = along[-1]
    although = f", although {_cause(change, place)}" if -against >= _QUARTER * float(abs(change.tokens)) else ""
    return f"{'mostly ' if len(named) == 1 else 'above all '}because {text}{although}"


def _cancelling(change: Change) -> str:
    parts = change.effects.parts
    most, least = (parts.index(extreme) for extreme in (max(parts), min(parts)))
    if min(parts[most], -parts[least]) < _SMALL * float(change.before.total):
        return ""
    return f", for its causes balance each other, above all {_cause(change, most)} and {_cause(change, least)}"


def _cause(change: Change, place: int) -> str:
    return f"{_MORE_LESS[place][change.effects.parts[place] < 0]} ({signed_text(change.shown[place])})"


def signed_text(tokens: Decimal) -> str:
    """Write a change of tokens with its sign.

    >>> signed_text(Decimal(1200)), signed_text(Decimal(-3))
    ('+1,200', '−3')
    """
    return f"{'−' if tokens < 0 else '+'}{tokens_text(abs(tokens))}"
