"""The command that tells what to buy, by when."""

from datetime import date
from decimal import Decimal

import click

from analytics.commands.parameters import AS_JSON, TEAM, DayType, DecimalType
from analytics.commands.printing import show, table_text
from analytics.forecast import Conditions, Outlook, Question, TrueUp, outlook, outlooks, settings_offer, true_up
from analytics.forecast.buying.advice import lost_sentence, price_sentence, rule_sentence, true_up_sentence
from analytics.forecast.buying.purchase_tables import quantity_rows, way_rows
from analytics.licensing import TokenPrice, team_token_prices
from analytics.settings import Settings
from analytics.store import Store


@click.command("true-up")
@click.option("--as-of", type=DayType(), help="The last day to know of; without it, the last day of data.")
@click.option("--balance", "stated", type=DecimalType(), help="Tokens left at the end of that day, if not the packs'.")
@click.option("--until", type=DayType(), help="The end of the term; without it, the last day of the packs.")
@click.option("--order-on", type=DayType(), help="The first day to order on; without it, the day after those known.")
@click.option("--sure", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="How sure they are to last.")
@click.option("--lead-time-days", type=click.IntRange(0, 250), help="Business days from an order to its tokens.")
@click.option("--country", help="Whose public holidays are no business days (ISO 3166 code).")
@click.option("--grace-days", type=click.IntRange(0, 180), help="Days for which work goes on without tokens.")
@click.option("--smallest-order", type=click.IntRange(1, 1_000_000), help="The fewest tokens of an order.")
@click.option("--order-step", type=click.IntRange(1, 1_000_000), help="Tokens by which a larger order grows.")
@click.option("--pack-sizes", help="Sizes of packs that are sold whole only, such as '33, 500'; none: any quantity.")
@click.option("--price-tiers", help="Prices per token from a quantity on, such as '5000: 2.85, 20000: 2.70'.")
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

    What is not given is as the settings have it. Without a team, the team that runs out first leads and all follow.
    """
    settings = settings.model_copy(update={name: value for name, value in others.items() if value is not None})
    question = Question(as_of=as_of, stated_balance=stated, until=until)
    documents, texts = [], []
    with Store(settings.store) as store:
        answers = [outlook(store, team, question, settings)] if team else outlooks(store, question, settings)
        for answer in answers:
            price = team_token_prices(store, settings).on(answer.team, answer.as_of)
            conditions = Conditions(
                settings_offer(settings, price.amount, price.currency),
                lead_time_days=settings.lead_time_days,
                country=settings.country,
                sure=settings.sure,
                grace_days=settings.grace_days,
                order_on=order_on,
            )
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
