"""The term and the one after it, as the packs of a team tell."""

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.forecast import Outlook
from analytics.forecast.ordering import year_after, year_from

THIS_TERM, NEXT_TERM, NEXT_YEAR = "this term", "next term", "the next 12 months"


@dataclass(frozen=True)
class Span:
    """A term, or what is left of it."""

    name: str
    """`THIS_TERM`, `NEXT_TERM`, or `NEXT_YEAR` where no pack says what the term is."""
    first_day: date
    last_day: date


def spans_of(answer: Outlook) -> list[Span]:
    """Give what is left of this term and the year after it; without packs, the coming year."""
    assert answer.paths is not None
    first, last = answer.paths.first_day, answer.paths.last_day
    if not answer.coming or answer.end is None:
        return [Span(NEXT_YEAR, first, min(year_from(first), last))]
    spans = [Span(THIS_TERM, first, answer.end)]
    if answer.end < last:
        spans.append(Span(NEXT_TERM, answer.end + timedelta(days=1), min(year_after(answer.end), last)))
    return spans
