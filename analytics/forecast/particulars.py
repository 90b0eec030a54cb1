"""The particulars of a run-out in sentences: its cause, the pace, the outages, what lapses."""

from collections.abc import Sequence

import numpy as np

from analytics.forecast.outlook import Outlook
from analytics.forecast.pace import Pace
from analytics.forecast.run_out import BAND, RunOut
from analytics.pool import Pack, too_early
from analytics.wording import count_text, day_text, listed_text, percent_text, tokens_text

_ALMOST = 0.995
_MANY = 3
_TIMES, _NEAR = {0.5: "halved", 2.0: "doubled", 3.0: "tripled"}, 0.15


def chance_sentence(answer: Outlook) -> str | None:
    """Say how likely they run out before the end, and why; None without a forecast."""
    forecast = answer.run_out
    if forecast is None:
        return None
    before = f"The chance that they run out before {day_text(forecast.end)} is {percent_text(forecast.chance)}"
    return f"{before}{_cause(forecast)}"


def debt_sentence(answer: Outlook) -> str | None:
    """Say what is owed for uncharged use of APIs, and who pays it; None where nothing is."""
    debt = answer.balance.debt
    if not debt or answer.stated_balance is not None:
        return None
    said = f"**{tokens_text(debt)} tokens are owed** for uncharged use of APIs"
    early = too_early_sentence(too_early(answer.ledger))
    if not answer.owed:
        return f"{said}: packs that are to come pay them first. {early}".strip()
    more = "" if answer.owed == debt else f"; packs that are to come pay all but {tokens_text(answer.owed)} of them"
    return f"{said}: the next purchase pays them first, so they are counted in what is missing{more}. {early}".strip()


def too_early_sentence(packs: Sequence[Pack]) -> str:
    """Say of packs that they start on a day of which something is owed, and so do not pay it; empty without any."""
    if not packs:
        return ""
    days = listed_text([day_text(day) for day in sorted({pack.first_day for pack in packs})], _MANY)
    return (
        f"A purchase pays what is owed from before its first day: the pack that starts on {days} does not pay what is"
        " owed of that same day. If it was bought after the use, enter it as starting a day later."
    )


def change_sentence(answer: Outlook) -> str | None:
    """Return in words what has changed in the newest weeks, and what follows if it stays so; None: nothing has."""
    change, forecast = answer.change, answer.run_out
    if change is None:
        return None
    if not change.factor:
        return (
            f"Nothing was used since {day_text(change.since)}, for {count_text(change.days, 'day')}: use may come back"
            " or have ended, and the dates allow for both."
        )
    said = f"Use {_changed(change.factor)} in the last {count_text(change.days // 7, 'week')}"
    if forecast is None or answer.ran_out:
        return f"{said}."
    if answer.if_it_stays is None:
        return f"{said}; if it stays so, the tokens last to {day_text(forecast.end)}."
    return f"{said}; if it stays so, they are out by {day_text(answer.if_it_stays)}."


def pace_sentence(found: Pace, answer: Outlook) -> str:
    """Say which use a day would land exactly on the end, and which one is seen."""
    end = f" on {day_text(answer.end)}" if answer.end else ""
    said = f"**{_rate(found.lasting)} tokens a day** would land exactly on the end{end}"
    if found.recent is not None:
        said += f"; over the last 28 days it was {_rate(found.recent)} a day"
        said += _compared(found.recent, found.lasting)
    return f"{said}. Up to the end {_rate(found.expected)} a day are expected in the middle future."


def outage_sentence(forecast: RunOut) -> str | None:
    """Say of each spell between the starts of packs when its outage begins; None where there is one at most."""
    if forecast.outages.height < 2:
        return None
    columns = forecast.outages.select("last_day", "chance", "p50", "days")
    spells = [
        f"{f'from about {day_text(begins)} on' if begins else 'perhaps'} up to {day_text(last)}, {percent_text(chance)}"
        f" likely, with {count_text(days, 'day')} short of tokens"
        for last, chance, begins, days in columns.iter_rows()
    ]
    return f"Packs that start late leave {len(spells)} outages: {'; '.join(spells)}."


def lapse_sentence(forecast: RunOut) -> str:
    """Say what will lapse by the end."""
    low, middle, high = np.quantile(forecast.lapse, BAND).round().astype(int).tolist()
    if not high:
        return "In at least nine of ten futures no token lapses."
    return (
        f"**{tokens_text(middle)} tokens lapse** by {day_text(forecast.end)} in the middle future, {tokens_text(low)}"
        f" to {tokens_text(high)} in eight of ten."
    )


def _cause(forecast: RunOut) -> str:
    if not forecast.chance:
        return "."
    expired = forecast.expired / forecast.chance
    if expired < 1 - _ALMOST:
        return ": they are used up, not lost with packs that end."
    if expired > _ALMOST:
        return ": packs end with tokens in them. What lapses would have been enough."
    return (
        f". In {percent_text(expired)} of these futures packs end with tokens in them that would have been enough; in"
        " the others they are used up."
    )


def _compared(seen: float, lasting: float) -> str:
    if not seen or not lasting:
        return ""
    if seen > _MANY * lasting:
        return f", {seen / lasting:,.0f} times as much"
    share = seen / lasting - 1
    return f", {percent_text(abs(share))} {'more' if share > 0 else 'less'}"


def _changed(factor: float) -> str:
    for times, name in _TIMES.items():
        if abs(factor / times - 1) <= _NEAR:
            return name
    if factor < 1:
        return f"fell by {percent_text(1 - factor)}"
    return f"rose by {percent_text(factor - 1)}" if factor < _MANY else f"rose to {factor:,.0f} times as much"


def _rate(tokens: float) -> str:
    return tokens_text(round(tokens, 1) if tokens < 100 else round(tokens))
