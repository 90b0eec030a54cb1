"""The outlook of a team in one sentence."""

from datetime import date

from analytics.forecast.futures.grades import FAIR_DAYS, GOOD_DAYS, Grade
from analytics.forecast.futures.history import FEWEST_DAYS
from analytics.forecast.outlook import Outlook
from analytics.forecast.particulars import change_sentence
from analytics.forecast.plans.terms import share_used, term_in_force
from analytics.forecast.run_out import RunOut
from analytics.wording import count_text, day_text, percent_text, tokens_count, tokens_text

_SMALL = 0.1
"""A chance below this is told as "they last"."""
_NOT_KNOWN = "When the tokens run out is not known:"


def verdict(outlook: Outlook) -> str:
    """Return in words how the pool is doing: what is used, what follows, what changed lately, what is not known."""
    return " ".join(filter(None, (_standing(outlook), change_sentence(outlook), outlook.unknown_sentence)))


def _standing(outlook: Outlook) -> str:
    if outlook.stated_balance is not None:
        left = f"{tokens_count(outlook.stated_balance)} left at the end of {day_text(outlook.as_of)}"
        return f"{left}: {_decapitalised(run_out_sentence(outlook))}"
    debt = outlook.balance.debt
    owed = f"{tokens_text(debt)} tokens are owed for uncharged use of APIs. " if debt else ""
    if outlook.run_out is None and outlook.ran_out is None and outlook.balance.term_end is not None:
        return f"{owed}{_share(outlook)}. {run_out_sentence(outlook)}"
    if outlook.balance.term_end is None:
        return f"{owed}{_missing_pack(outlook)} {run_out_sentence(outlook)}"
    return f"{owed}{_share(outlook)}: {_decapitalised(run_out_sentence(outlook))}"


def _share(outlook: Outlook) -> str:
    term = term_in_force(outlook.ledger)
    used, gone = percent_text(share_used(outlook.ledger, term)), percent_text(term.gone(outlook.as_of))
    return f"{used} of the term's tokens used, {gone} of the term gone"


def run_out_sentence(outlook: Outlook) -> str:
    """Say when the tokens run out, and how sure that is."""
    forecast = outlook.run_out
    if outlook.ran_out:
        return _ran_out(outlook, outlook.ran_out)
    if forecast is None:
        return _no_forecast(outlook)
    if forecast.day.p50 is not None:
        return f"At this pace they run out {_when(forecast)}{_before_end(outlook, forecast.day.p50)}."
    lasting = f"At this pace they last to {day_text(forecast.end)}"
    if forecast.chance >= _SMALL:
        return f"{lasting}, but with a chance of {percent_text(forecast.chance)} they run out before."
    if forecast.chance > 0:
        lasting += f" (chance of running out before: {percent_text(forecast.chance)})"
    if outlook.lapse:
        lasting += f"; about {tokens_text(outlook.lapse)} of them will lapse unused"
    return f"{lasting}."


def band_sentence(outlook: Outlook) -> str:
    """Say between which days they run out, with the middle one, and the days that leaves to the end."""
    forecast = outlook.run_out
    if forecast is None or forecast.day.p10 is None or outlook.ran_out:
        return run_out_sentence(outlook)
    first, middle, last = forecast.day.p10, forecast.day.p50, forecast.day.p90
    if middle is None:
        return (
            f"They may run out from {day_text(first)} on; the chance that they do so before"
            f" {day_text(forecast.end)} is {percent_text(forecast.chance)}."
        )
    likely = f"(as likely before as after {day_text(middle)})"
    if last is None:
        return (
            f"You run out from {day_text(first)} on {likely}; the chance that it happens before"
            f" {day_text(forecast.end)} is {percent_text(forecast.chance)}."
        )
    spare = f"{(forecast.end - last).days} to {count_text((forecast.end - first).days, 'day')}"
    between = f"You run out between {day_text(first)} and {day_text(last)} in 8 of 10 futures {likely}"
    return f"{between}, {spare} before {_end_name(outlook)}."


def _ran_out(outlook: Outlook, day: date) -> str:
    said = f"They ran out on {day_text(day)}{_before_end(outlook, day)}"
    if not outlook.unpaid_since:
        return f"{said}."
    used = f"{tokens_text(outlook.unpaid_since)} tokens were used since without a pack that pays for them"
    return f"{said}; {used}. If a pack is missing here, enter it."


def _when(forecast: RunOut) -> str:
    assert forecast.day.p50 is not None  # asked only where there is a middle date
    return f"around {day_text(forecast.day.p50)}"


def _before_end(outlook: Outlook, day: date) -> str:
    if outlook.end is None or outlook.end <= day:
        return ""
    return f", {count_text((outlook.end - day).days, 'day')} before {_end_name(outlook)}"


def _end_name(outlook: Outlook) -> str:
    assert outlook.end is not None  # asked only where there is an end
    named = "the term ends" if outlook.end == outlook.balance.term_end else "the end"
    return f"{named} on {day_text(outlook.end)}" if named == "the end" else named


def _no_forecast(outlook: Outlook) -> str:
    if not outlook.history_days:
        return f"{_NOT_KNOWN} no Token Usage is loaded."
    if outlook.grade is Grade.NONE and outlook.ledger.consumed == 0:
        return f"{_NOT_KNOWN} no token was used yet."
    if outlook.grade is Grade.NONE:
        few = count_text(outlook.history_days, "day of data is", "days of data are")
        return f"{_NOT_KNOWN} {few} too few; {FEWEST_DAYS} make a rough one."
    if outlook.ledger.packs.is_empty():
        return f"{_NOT_KNOWN} no pack is entered; enter what was bought."
    return f"{_NOT_KNOWN} every pack has ended; enter the ones that follow."


def what_it_takes(outlook: Outlook) -> str:
    """Say what would make a run-out date possible, or a better one; empty where nothing is wanting."""
    if outlook.grade is Grade.NONE and outlook.history_days >= FEWEST_DAYS:
        return "A date is possible as soon as tokens are used."
    steps = [(FEWEST_DAYS, "a rough date"), (FAIR_DAYS, "a fair one"), (GOOD_DAYS, "a good one")]
    wanted = [
        f"{what} with {count_text(days - outlook.history_days, 'more day')} of data"
        for days, what in steps
        if days > outlook.history_days
    ]
    said = f"What it takes: {', '.join(wanted)}." if wanted else ""
    return said if outlook.coming else f"{said} The packs in force have to be entered.".strip()


def _missing_pack(outlook: Outlook) -> str:
    used = tokens_text(outlook.ledger.consumed)
    said = f"{used} tokens used up to {day_text(outlook.as_of)}, and no pack in force"
    if outlook.coming:
        following = min(outlook.coming, key=lambda pack: pack.first_day)
        starts = f"one of {tokens_count(following.tokens)} is from {day_text(following.first_day)} on"
        return f"{said} by then; {starts}."
    return f"{said}."


def _decapitalised(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
