"""The command that tells when the tokens run out."""

from datetime import date
from decimal import Decimal

import click

from analytics.commands.parameters import AS_JSON, TEAM, DayType, DecimalType
from analytics.commands.printing import show
from analytics.commands.stores import opened
from analytics.forecast import Outlook, Question, band_sentence, outlook, outlooks, verdict
from analytics.settings import Settings
from analytics.store.assumptions import assumed
from analytics.wording import count_text, day_text, percent_text, tokens_count


@click.command("forecast")
@click.option("--as-of", type=DayType(), help="The last day to know of; without it, the last day of data.")
@click.option("--balance", "stated", type=DecimalType(), help="Tokens left at the end of that day, if not the packs'.")
@click.option("--until", type=DayType(), help="The end to look at; without it, the last day of the packs.")
@TEAM
@AS_JSON
@click.pass_obj
def forecast_command(
    settings: Settings,
    as_of: date | None,
    stated: Decimal | None,
    until: date | None,
    team: str | None,
    as_json: bool,
) -> None:
    """Tell when the tokens run out, by when to order, and how many.

    Without a team, the team that runs out first leads and all teams follow.
    """
    question = Question(as_of=as_of, stated_balance=stated, until=until)
    with opened(settings) as store:
        settings = assumed(store, settings)
        answers = [outlook(store, team, question, settings)] if team else outlooks(store, question, settings)
    documents = [_outlook_document(answer) for answer in answers]
    text = "\n\n".join(_outlook_text(answer, settings) for answer in answers)
    show(as_json, {**documents[0], "teams": documents}, text)


def _outlook_document(answer: Outlook) -> dict[str, object]:
    forecast = answer.run_out
    return {
        "run_out": vars(forecast.day) if forecast else {"p10": None, "p50": None, "p90": None},
        "chance_before_end": forecast.chance if forecast and answer.end else None,
        "order_by": answer.order_by,
        "tokens_to_buy": answer.tokens_to_buy,
        "lapse": answer.lapse,
        "method": answer.method,
        "grade": answer.grade,
        "history_days": answer.history_days,
        "accuracy": {**vars(answer.accuracy), "error": answer.accuracy.error} if answer.accuracy else None,
        "team": answer.team,
        "as_of": answer.as_of,
        "known_until": answer.known_until,
        "end": answer.end,
        "available": answer.balance.available if answer.stated_balance is None else answer.stated_balance,
        "verdict": verdict(answer),
        "change": {
            "since": answer.change.since,
            "days": answer.change.days,
            "factor": answer.change.factor,
            "run_out_if_it_stays": answer.if_it_stays,
        }
        if answer.change
        else None,
        "not_known": answer.unknown.document(answer.balance.available) if answer.unknown else None,
    }


def _outlook_text(answer: Outlook, settings: Settings) -> str:
    until = f" (data until {day_text(answer.known_until)})" if answer.known_until < answer.as_of else ""
    lines = [f"{answer.team}, as of {day_text(answer.as_of)}{until}: {verdict(answer)}", band_sentence(answer)]
    if answer.order_by and answer.tokens_to_buy is not None:
        is_late = answer.order_by <= answer.as_of
        when = "at once" if is_late else f"by {day_text(answer.order_by)}"
        late = f"; the last day for it was {day_text(answer.order_by)}" if is_late else ""
        lines.append(
            f"Order {when}: {tokens_count(answer.tokens_to_buy)}"
            f" to be {percent_text(settings.sure)} sure that they last{late}."
        )
    lines.append(f"Method: {answer.method}; {count_text(answer.history_days, 'day')} of data ({answer.grade}).")
    return "\n".join(lines)
