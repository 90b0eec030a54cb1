"""Commands about plans: whether a term goes by plan, and what if."""

from datetime import date

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, TEAM, DayType
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.errors import PlanError
from analytics.forecast import Outlook, Question, outlook, outlooks
from analytics.forecast.plans.against_budgets import team_budgets
from analytics.forecast.plans.budget import plan
from analytics.forecast.plans.planned import budgets_sentence, plan_sentence
from analytics.forecast.plans.terms import term_in_force, term_of
from analytics.forecast.what_if.scenarios import Money, compare, comparison, facts_of, supposed
from analytics.forecast.what_if.supposed import change_text, scenarios_sentence
from analytics.licensing import team_token_prices
from analytics.settings import Settings
from analytics.store import Store, current_usage, masked_names, team_names
from analytics.store.assumptions import assumed
from analytics.store.budgets import budgets, tiers
from analytics.store.changes import document
from analytics.store.scenarios import Scenario, masked_scenarios, scenarios
from analytics.usage import rolled_up


@click.command("budget")
@click.option("--first", type=DayType(), help="The first day of the term; without it, the term in force.")
@click.option("--last", type=DayType(), help="The last day of the term.")
@TEAM
@AS_JSON
@click.pass_obj
def budget_command(settings: Settings, first: date | None, last: date | None, team: str | None, as_json: bool) -> None:
    """Tell whether a term goes by plan: by month, by tier, and against the budgets that were set."""
    if (first is None) != (last is None):
        raise PlanError("A term has a first and a last day.", hint="Give both --first and --last, or none of them.")
    with opened(settings) as store:
        settings = assumed(store, settings)
        found = [_plan_of(store, answer, first, last) for answer in _answers(store, team, settings)]
    show(as_json, {"teams": [document for document, _ in found]}, "\n\n".join(text for _, text in found))


@click.group("scenarios")
def scenarios_group() -> None:
    """List the scenarios that were saved, and compare them with the base."""


@scenarios_group.command("list")
@TEAM
@AS_JSON
@click.pass_obj
def list_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List the scenarios and what each changes."""
    rows, lines = [], []
    with opened(settings) as store:
        products = dict(masked_names(store).products.select("product_id", "product").iter_rows())
        for each_team in [team] if team else team_names(store):
            currency = team_token_prices(store, settings).on(each_team, utc_now().date()).currency
            for each in _kept(store, each_team, settings):
                changes = [document(change) for change in each.changes]
                rows.append({"team": each_team, "name": each.name, "changes": changes})
                said = [change_text(change, products, currency) for change in each.changes]
                lines.append(f"{each_team}, {each.name}: {'; '.join(said) or 'nothing is changed'}")
    show(as_json, {"rows": rows}, "\n".join(lines) or "No scenario is saved.")


@scenarios_group.command("compare")
@TEAM
@AS_JSON
@click.pass_obj
def compare_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """Set the scenarios beside the base."""
    documents, texts = [], []
    with opened(settings) as store:
        settings = assumed(store, settings)
        for answer in _answers(store, team, settings):
            price = team_token_prices(store, settings).on(answer.team, answer.as_of)
            facts = facts_of(store, answer, rolled_up(current_usage(store, answer.team)))
            meant = supposed(store, answer, facts.rows, shown=settings.names == "shown")
            outcomes = compare(answer, meant, facts, Money(price.amount, price.currency), settings)
            rows = comparison(outcomes)
            until = outcomes[0].until if outcomes else None
            examples = not scenarios(store, answer.team)
            documents.append({"team": answer.team, "until": until, "rows": rows, "examples": examples})
            texts.append(f"{answer.team}: {scenarios_sentence(outcomes)}\n{table_text(rows)}")
    show(as_json, {"teams": documents}, "\n\n".join(texts))


def _answers(store: Store, team: str | None, settings: Settings) -> list[Outlook]:
    return [outlook(store, team, Question(), settings)] if team else outlooks(store, Question(), settings)


def _kept(store: Store, team: str, settings: Settings) -> list[Scenario]:
    return (scenarios if settings.names == "shown" else masked_scenarios)(store, team)


def _plan_of(store: Store, answer: Outlook, first: date | None, last: date | None) -> tuple[dict[str, object], str]:
    term = term_of(answer.ledger, first, last) if first and last else term_in_force(answer.ledger)
    found = plan(answer, term, tiers(store, answer.team))
    against = team_budgets(store, answer, term, rolled_up(current_usage(store, answer.team)))
    stand_in = not budgets(store, answer.team)
    sentence = plan_sentence(found)
    lines = [f"{answer.team}: {sentence}", table_text(found.months), "", table_text(found.tiers), ""]
    return {
        "team": answer.team,
        "as_of": answer.as_of,
        "first_day": term.first_day,
        "last_day": term.last_day,
        "tokens": term.tokens,
        "used": found.used,
        "expected": found.expected,
        "verdict": sentence,
        "months": found.months,
        "tiers": found.tiers,
        "budgets": against,
        "budgets_stand_in": stand_in,
    }, "\n".join([*lines, budgets_sentence(against, stand_in=stand_in), table_text(against)])
