"""The command that tells what to buy, by when."""

from datetime import date
from decimal import Decimal

import click

from analytics.commands.parameters import AS_JSON, TEAM, DayType, DecimalType, assumption_options
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.forecast import Conditions, Outlook, Question, TrueUp, conditions_of, outlook, outlooks, true_up
from analytics.forecast.buying.advice import lost_sentence, price_sentence, rule_sentence, true_up_sentence
from analytics.forecast.buying.purchase_tables import quantity_rows, way_rows
from analytics.licensing import TokenPrice, team_token_prices
from analytics.settings import Settings
from analytics.store.assumptions import assumed


@click.command("true-up")
@click.option("--as-of", type=DayType(), help="The last day to know of; without it, the last day of data.")
@click.option("--balance", "stated", type=DecimalType(), help="Tokens left at the end of that day, if not the packs'.")
@click.option("--until", type=DayType(), help="The end of the term; without it, the last day of the packs.")
@click.option("--order-on", type=DayType(), help="The first day to order on; without it, the day after those known.")
@assumption_options
@TEAM
@AS_JSON
@click.pass_obj
def true_up_command(
    settings: Settings,
    /,
    as_of: date | None,
    stated: Decimal | None,
    until: date | None,
    order_on: date | None,
    team: str | None,
    as_json: bool,
    **others: str | float | None,
) -> None:
    """Tell by when to order, how many tokens, and what buying now, later or renewing early comes to.

    What is not given is as assumed everywhere. Without a team, the team that runs out first leads and all follow.
    """
    question = Question(as_of=as_of, stated_balance=stated, until=until)
    documents, texts = [], []
    with opened(settings) as store:
        given = {name: value for name, value in others.items() if value is not None}
        settings = assumed(store, settings).changed(given)
        answers = [outlook(store, team, question, settings)] if team else outlooks(store, question, settings)
        for answer in answers:
            price = team_token_prices(store, settings).on(answer.team, answer.as_of)
            conditions = conditions_of(settings, price.amount, price.currency, order_on)
            found = true_up(answer, conditions)
            documents.append(_document(answer, found, conditions, price))
            texts.append(_text(answer, found, conditions, price))
    show(as_json, {**documents[0], "teams": documents}, "\n\n".join(texts))


def _document(answer: Outlook, found: TrueUp | None, conditions: Conditions, price: TokenPrice) -> dict[str, object]:
    head = {
        "team": answer.team,
        "as_of": answer.as_of,
        "end": answer.end,
        "advice": true_up_sentence(answer, found, conditions),
        "price": {"amount": price.amount, "currency": price.currency, "source": price.source},
    }
    if found is None:
        return {**head, "order_by": None, "quantities": [], "ways": []}
    days = ("needed_by", "order_by", "order_by_grace", "talk_from", "talk_by", "ordered_on", "arrives", "renew_by")
    return {
        **head,
        **{day: getattr(found, day) for day in days},
        "covers_until": found.covers_until,
        "quantities": quantity_rows(found.quantities, conditions),
        "owed": found.owed,
        "next_term": quantity_rows(found.next_term, conditions),
        "cannot_be_prevented": {
            "chance": found.lost.chance,
            "days": vars(found.lost.days),
            "tokens": vars(found.lost.tokens),
        },
        "ways": way_rows(found, conditions),
        "rule": {**vars(found.rule), "limit": found.rule.limit, "met": found.rule.met} if found.rule else None,
    }


def _text(answer: Outlook, found: TrueUp | None, conditions: Conditions, price: TokenPrice) -> str:
    lines = [f"{answer.team}: {true_up_sentence(answer, found, conditions)}"]
    if found is not None:
        lines += [table_text(quantity_rows(found.quantities, conditions)), lost_sentence(found, answer)]
        if found.ways:
            lines.append(
                table_text(
                    way_rows(found, conditions).drop("lapse_p10", "lapse_p90", "later_tokens", "later_money", "until")
                )
            )
        if found.rule:
            lines.append(rule_sentence(found.rule, answer))
    return "\n".join([*lines, price_sentence(conditions.offer, price.source)])
