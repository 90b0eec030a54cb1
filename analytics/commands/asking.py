"""Commands that answer from the past: who used what, what is left, who should not be on Flex."""

import click
import polars as pl

from analytics.commands.parameters import (
    AS_JSON,
    NAMES,
    RANGE,
    TEAM,
    UnitType,
    chosen_directory,
    chosen_names,
    unit_of,
)
from analytics.commands.printing import show, show_range, table_text
from analytics.commands.stores import opened
from analytics.licensing import moves, price_book
from analytics.licensing.moves import above_limit
from analytics.settings import Settings
from analytics.store import current_usage
from analytics.usage import By, allocation, data_days, days_of_range, rolled_up, summary
from analytics.usage.charged import YEAR
from analytics.wording import count_text


@click.command("summary")
@click.option("--by", type=UnitType(*(by.value for by in By)), required=True, help="What to have one row for.")
@RANGE
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def summary_command(settings: Settings, by: str, range_text: str, team: str | None, names: bool, as_json: bool) -> None:
    """Add up usage by product, user, team, day, week or month, or by what the directory says of the users."""
    with opened(settings) as store:
        days = days_of_range(range_text, data_days(store, team))
        used = current_usage(store, team, days.first, days.last)
        if by in list(By):
            rows = summary(rolled_up(used), By(by), chosen_names(store, settings, names))
        else:
            rows = allocation(rolled_up(used), chosen_directory(store, settings, names), unit_of(by))
    show_range(as_json, rows, days, team)


_READ = (
    *("user", "team", "kind", "offers", "products", "charged_days", "days_year", "break_even_days", "saving_year"),
    *("saving_low", "saving_high", "currency", "chance_pays", "verdict"),
)


@click.command("candidates")
@click.option("--min-days", type=click.IntRange(1, YEAR), help="Charged days in 365 that are not yet too many.")
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def candidates_command(settings: Settings, min_days: int | None, team: str | None, names: bool, as_json: bool) -> None:
    """List the users above the limit of charged days, and the moves that pay, each with its evidence and money."""
    limit = min_days or settings.min_days
    with opened(settings) as store:
        used, labels = rolled_up(current_usage(store)), chosen_names(store, settings, names)
        book = price_book(store, settings)
        found = moves(store, used, team, labels, book, settings, limit)
    above = above_limit(found.stand, labels, book, limit)
    document = {
        "rows": above,
        "moves": found.rows,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "team": team,
        "unknown": found.unknown or None,
        "rule_unknown": found.rule_unknown or None,
        "token_prices": found.token_prices,
    }
    lines = _by_rule(above, limit, found.rule_unknown)
    lines += [
        f"{name}: {price.currency} {price.amount:.2f} a token ({price.source})"
        for name, price in found.token_prices.items()
    ]
    lines += [f"Who should leave Flex is not known: {found.unknown}."] if found.unknown else []
    lines.append(table_text(above))
    if not found.unknown or found.rows.height:
        counted = count_text(found.rows.height, "move") if found.rows.height else "No move"
        lines.append(f"{counted} by the break-even")
    show(as_json, document, "\n".join([*lines, table_text(found.rows.select(_READ))]))


def _by_rule(above: pl.DataFrame, limit: int, unknown: str) -> list[str]:
    rule = f"by the rule of more than {count_text(limit, 'charged day')} of any product"
    if unknown and above.is_empty():
        return [f"Who is a candidate {rule} is not known: {unknown}."]
    counted = count_text(above["user"].n_unique(), "candidate") if above.height else "No candidate"
    persons = [f"{counted} {rule}"]
    return [*persons, f"Who else is above it is not known: {unknown}."] if unknown else persons
