"""Commands about limits of use."""

from decimal import Decimal

import click

from analytics.commands.parameters import (
    AS_JSON,
    NAMES,
    NUMBER,
    RANGE,
    TEAM,
    DecimalType,
    chosen_directory,
    chosen_names,
)
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.settings import Settings
from analytics.store import covered_days, current_usage
from analytics.store.limits import NewLimit, Of, Period, add_limit, limits, remove_limit
from analytics.usage import data_days, days_of_range, over_limits
from analytics.usage.over_limits import limits_sentence, limits_unknown
from analytics.wording import day_text


@click.group("limits")
def limits_group() -> None:
    """Set, list, check and remove limits of use."""


@limits_group.command("set")
@click.option("--of", type=click.Choice([of.value for of in Of]), required=True, help="Whose use.")
@click.option("--period", type=click.Choice([period.value for period in Period]), required=True, help="In which time.")
@click.option("--tokens", type=DecimalType(), required=True, help="More than these are too many.")
@click.option("--team", help="The one team that is limited; without it, each.")
@click.option("--department", help="The one department that is limited; without it, each.")
@AS_JSON
@click.pass_obj
def set_command(
    settings: Settings,
    of: str,
    period: str,
    tokens: Decimal,
    team: str | None,
    department: str | None,
    as_json: bool,
) -> None:
    """Set a limit; one for the same takes its place."""
    with opened(settings) as store:
        limit = NewLimit(Of(of), Period(period), tokens, team, department)
        limit_id = add_limit(store, limit)
    show(as_json, {"limit_id": limit_id, **vars(limit)}, f"Limit {limit_id} is set.")


@limits_group.command("list")
@AS_JSON
@click.pass_obj
def list_command(settings: Settings, as_json: bool) -> None:
    """List the limits."""
    with opened(settings) as store:
        rows = limits(store)
    show(as_json, {"rows": rows}, table_text(rows))


@limits_group.command("check")
@RANGE
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def check_command(settings: Settings, range_text: str, team: str | None, names: bool, as_json: bool) -> None:
    """List who was over a limit, and when."""
    with opened(settings) as store:
        days = days_of_range(range_text, data_days(store, team))
        rows = current_usage(store, team, days.first, days.last)
        known = chosen_directory(store, settings, names)
        every = limits(store)
        over = over_limits(rows, every, chosen_names(store, settings, names), known)
        unknown = limits_unknown(rows, every, known, covered_days(store, team), days)
    document = {
        "rows": over,
        "first_day": days.first,
        "last_day": days.last,
        "team": team,
        "status": "over" if over.height else "not known" if unknown else "within",
        "unknown": f"{unknown}; set one with limits set" if every.is_empty() else unknown or None,
    }
    lines = [f"{day_text(days.first)} to {day_text(days.last)}: {limits_sentence(over, every, unknown)}"]
    lines += ["Set one with limits set."] if every.is_empty() else [table_text(over)] if over.height else []
    show(as_json, document, "\n".join(lines))


@limits_group.command("remove")
@click.argument("limit_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def remove_command(settings: Settings, limit_id: int, as_json: bool) -> None:
    """Remove a limit."""
    with opened(settings) as store:
        remove_limit(store, limit_id)
    show(as_json, {"limit_id": limit_id, "status": "removed"}, f"Limit {limit_id} is removed.")
