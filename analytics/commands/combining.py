"""Commands about moves made together: the portfolio under a budget, and what to buy for the next term."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import click
import polars as pl

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NAMES, TEAM, DayType, DecimalType, chosen_names
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.forecast import Question, outlook, outlooks, settings_offer
from analytics.forecast.futures.history import FEWEST_DAYS
from analytics.licensing import price_book
from analytics.licensing.cash import (
    NEXT_TERM,
    Cash,
    NextTerm,
    cash,
    month_rows,
    need_rows,
    next_term,
    pool_rows,
    sums_by_term,
    teams_concerned,
    term_rows,
)
from analytics.licensing.decisions import decided, history
from analytics.licensing.moves import Moves, moves
from analytics.licensing.moves.words import MOVE
from analytics.licensing.portfolio import Asked, Portfolio, answered, least_factor, open_moves, sensitivity
from analytics.settings import Settings
from analytics.store import Names, Store, current_usage, masked_names
from analytics.store.assumptions import assumed
from analytics.usage import rolled_up
from analytics.wording import count_text, day_text, money_text, tokens_count, tokens_text

_SHOWN = [*(name for name in MOVE if name not in ("team_id", "user_id")), "state"]


def _asks(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which moves are meant."""
    for option in (
        click.option("--budget", type=DecimalType(), help="What subscriptions may cost a year; without it, no limit."),
        click.option("--currency", help="Of the moves; without it, that of most of them."),
        click.option(
            "--chance",
            type=click.FloatRange(0, 1),
            default=Asked.least_chance,
            show_default=True,
            help="How sure it has to be that a move pays.",
        ),
        click.option("--accepted", is_flag=True, help="The moves that were accepted, in place of the best set."),
        click.option("--from", "from_day", type=DayType(), help="The day from which they hold; without it, at once."),
        click.option("--with-next-term", is_flag=True, help="They begin with the next term of each team."),
    ):
        command = option(command)
    return command


@click.command("portfolio")
@_asks
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def portfolio_command(settings: Settings, /, team: str | None, names: bool, as_json: bool, **asked: Any) -> None:
    """Choose the moves that save most together, and tell what they do to the pools and to the money."""
    meant = _asked(**asked)
    with opened(settings) as store:
        settings = assumed(store, settings)
        labels = chosen_names(store, settings, names)
        known = _moves(store, team, labels, settings)
        every = _open(store, labels, known)
        found = answered(every, meant)
        effects = _effects(store, [team] if team else teams_concerned(found.chosen), found, settings, meant)
    changed = sensitivity(found, every, meant.least_chance)
    # Without a move that is known to pay nothing is saved as far as is known, which is not to say that nothing can be.
    nothing_known = bool(known.unknown) and found.chosen.is_empty() and not meant.accepted
    changed = changed.clear() if nothing_known else changed
    document = {
        "rows": found.chosen.select(_SHOWN),
        "left_out": found.left_out.select(_SHOWN),
        "subscriptions": found.seats.drop("team_id"),
        "currency": found.currency,
        "budget": found.budget,
        "spend": found.spend,
        "saving_year": None if nothing_known else found.saving,
        "saving_low": None if nothing_known else found.saving_low,
        "saving_high": None if nothing_known else found.saving_high,
        "method": found.how,
        "terms": term_rows(effects),
        "pools": pool_rows(effects),
        "months": month_rows(effects),
        "sensitivity": changed,
        "least_factor": least_factor(found),
        "not_known": {each.team: each.unknown for each in effects if each.unknown},
        "team": team,
        "unknown": known.unknown or None,
    }
    if known.unknown and found.chosen.is_empty():
        show(as_json, document, f"Which moves pay is not known: {known.unknown}.")
        return
    missing = f"Of others it is not known whether they pay: {known.unknown}.\n\n" if known.unknown else ""
    show(as_json, document, missing + _text(found, effects, changed))


@click.command("next-term")
@click.option("--sure", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="How sure they are to last.")
@_asks
@TEAM
@AS_JSON
@click.pass_obj
def next_term_command(settings: Settings, /, sure: float | None, team: str | None, as_json: bool, **asked: Any) -> None:
    """Tell how many tokens and which subscriptions to buy for the 12 months after this term."""
    meant = _asked(**asked)
    with opened(settings) as store:
        settings = assumed(store, settings)
        labels = masked_names(store)
        known = _moves(store, team, labels, settings)
        found = answered(_open(store, labels, known), meant)
        answers = [outlook(store, team, Question(), settings)] if team else outlooks(store, Question(), settings)
        by_team = {answer.team: answer for answer in answers}
        effects = _effects(store, list(by_team), found, settings, meant)
    terms = [
        next_term(
            by_team[each.team],
            each,
            found.chosen.filter(pl.col("team") == each.team),
            settings_offer(settings, each.token_price.amount, each.token_price.currency),
            sure or settings.sure,
        )
        for each in effects
    ]
    document = {
        "rows": [_term_document(term) for term in terms],
        "moves": found.chosen.height,
        "method": found.how,
        "not_known": {each.team: each.unknown for each in effects if each.unknown},
        "team": team,
        "unknown": known.unknown or None,
    }
    none = f"What to buy for the next term is not known: fewer than {FEWEST_DAYS} days of use are loaded."
    missing = [f"Which moves pay is not known: {known.unknown}."] if known.unknown and found.chosen.is_empty() else []
    texts = [f"{_term_text(term)}\n{each.unknown}".rstrip() for term, each in zip(terms, effects, strict=True)]
    show(as_json, document, "\n\n".join([*missing, *(texts or [none])]))


def _asked(budget: Decimal | None, chance: float, **others: Any) -> Asked:
    return Asked(budget=None if budget is None else float(budget), least_chance=chance, **others)


def _moves(store: Store, team: str | None, names: Names, settings: Settings) -> Moves:
    return moves(store, rolled_up(current_usage(store)), team, names, price_book(store, settings), settings)


def _open(store: Store, names: Names, found: Moves) -> pl.DataFrame:
    return open_moves(decided(found.rows, history(store, shown=False), names, utc_now().date()))


def _effects(store: Store, teams: list[str], found: Portfolio, settings: Settings, asked: Asked) -> list[Cash]:
    """Return what the moves do to some teams, each as of its own last day; one without a forecast is left out."""
    begin = NEXT_TERM if asked.with_next_term else asked.from_day
    effects = [cash(store, team, found.chosen, Question(), settings, begin) for team in teams]
    return [each for each in effects if each is not None]


def _text(found: Portfolio, effects: list[Cash], changed: pl.DataFrame) -> str:
    saved, low, high = (
        money_text(amount, found.currency) for amount in (found.saving, found.saving_low, found.saving_high)
    )
    if found.chosen.is_empty():
        return "No move pays in this set, so nothing changes."
    lines = [
        f"{count_text(found.chosen.height, 'move')} for {money_text(found.spend, found.currency)} a year save {saved}"
        f" a year ({low} to {high}); found: {found.how}.",
        table_text(found.chosen.select("kind", "team", "user", "offers", "saving_year", "chance_pays")),
    ]
    lines += [
        f"Cash, {row['term']}: {money_text(row['cash'], row['currency'])}"
        f" ({money_text(row['cash_low'], row['currency'])} to {money_text(row['cash_high'], row['currency'])});"
        f" {tokens_text(round(row['prepaid']))} of the tokens set free are paid for already and save nothing."
        for row in sums_by_term(effects).to_dicts()
    ]
    lines += [f"{each.team}: {each.unknown}" for each in effects if each.unknown]
    pools = pool_rows(effects)
    parts = ["\n".join(lines)]
    if not pools.is_empty():
        parts.append(table_text(pools))
    if effects:
        parts.append(table_text(month_rows(effects)))
    return "\n\n".join([*parts, table_text(changed)])


def _term_document(found: NextTerm) -> dict[str, object]:
    return {
        "team": found.team,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "sure": found.sure,
        "tokens": found.chosen.order.tokens,
        "tokens_without_moves": found.chosen_without.order.tokens,
        "subscriptions": found.subscriptions.drop("team_id"),
        "cost": found.cost,
        "cost_without_moves": found.cost_without,
        "currency": found.currency,
        "quantities": need_rows(found),
    }


def _term_text(found: NextTerm) -> str:
    seats = int(found.subscriptions["seats_bought"].sum())
    with_seats = f" and {count_text(seats, 'subscription')}, together" if seats else ","
    said = (
        f"{found.team}, {day_text(found.first_day)} to {day_text(found.last_day)}:"
        f" {found.chosen.order.text}{with_seats}"
        f" {money_text(found.cost, found.currency)}; without the moves"
        f" {tokens_count(found.chosen_without.order.tokens)} for"
        f" {money_text(found.cost_without, found.currency)}."
    )
    tables = [need_rows(found), *([found.subscriptions.drop("team_id")] if found.subscriptions.height else [])]
    return "\n".join([said, *map(table_text, tables)])
