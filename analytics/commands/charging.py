"""The command that charges use to departments and other units."""

from datetime import date, timedelta
from pathlib import Path

import click

from analytics.commands.parameters import (
    AS_JSON,
    NAMES,
    RANGE,
    TEAM,
    PathType,
    UnitType,
    chosen_directory,
    unit_of,
)
from analytics.commands.printing import show, table_text
from analytics.commands.stores import opened
from analytics.errors import ExportError, RangeError
from analytics.pool import chargeback
from analytics.reports import focus_bytes
from analytics.settings import Settings
from analytics.usage import Unit, data_days, days_of_range
from analytics.wording import day_text, exact_money_text, tokens_count


@click.command("chargeback")
@click.option("--by", type=UnitType(), default=Unit.DEPARTMENT.value, show_default=True, help="What to charge.")
@click.option("--month", help="One month, such as 2026-03; or a range with --range.")
@click.option("--focus", type=PathType(dir_okay=False), help="Write a FOCUS 1.2 file (CSV) to this path.")
@RANGE
@TEAM
@NAMES
@AS_JSON
@click.pass_obj
def chargeback_command(
    settings: Settings,
    by: str,
    month: str | None,
    focus: Path | None,
    range_text: str,
    team: str | None,
    names: bool,
    as_json: bool,
) -> None:
    """Charge the tokens of each month, and what was paid for them, to departments or other units."""
    if month and range_text != "all":
        raise click.UsageError("Name either a month with --month or days with --range.")
    with opened(settings) as store:
        days = days_of_range(_month_range(month) if month else range_text, data_days(store, team))
        charges = chargeback(store, chosen_directory(store, settings, names), unit_of(by), team, days)
    if focus:
        _write(focus, focus_bytes(charges))
    rows = charges.by_month
    lines = [f"{day_text(days.first)} to {day_text(days.last)}: {tokens_count(charges.tokens)}"]
    lines += [exact_money_text(amount, currency) for currency, amount in charges.costs.items()]
    if charges.unpriced:
        lines.append(f"{tokens_count(charges.unpriced)} without a known price")
    document = {
        "rows": rows,
        "first_day": days.first,
        "last_day": days.last,
        "team": team,
        "tokens": charges.tokens,
        "costs": charges.costs,
        "unpriced": charges.unpriced,
        "focus": focus,
    }
    show(as_json, document, "\n".join([*lines, table_text(rows)]))


def _month_range(month: str) -> str:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise RangeError(f"{month} is not a month.", hint="Give it as year and month, such as 2026-03.") from error
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return f"{first}..{last}"


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(
            f"The file {path} cannot be written: {error.strerror}.", hint="Name another file or folder."
        ) from error
