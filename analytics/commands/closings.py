"""Commands about closing days: a team, or the whole company, uses nothing on them."""

from datetime import date

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NUMBER, TEAM, DayType
from analytics.commands.printing import listing, show, table_text
from analytics.commands.stores import opened
from analytics.settings import Settings
from analytics.store.closings import NewClosing, add_closing, closings, remove_closing
from analytics.wording import day_text


@click.group("closings")
def closings_group() -> None:
    """Enter, list and remove closing days, past and to come: no forecast has use on them, and none takes them for less.

    Past ones close gaps, too: what no export covers is known to be zero on them.
    """


@closings_group.command("add")
@click.option("--from", "first_day", type=DayType(), required=True, help="The first day closed.")
@click.option("--to", "last_day", type=DayType(), required=True, help="The last day closed.")
@click.option("--team", help="The one team that closes; without it, the whole company.")
@click.option("--yearly", is_flag=True, help="Every year from then on.")
@click.option("--note", help="Why.")
@AS_JSON
@click.pass_obj
def add_closing_command(
    settings: Settings,
    first_day: date,
    last_day: date,
    team: str | None,
    yearly: bool,
    note: str | None,
    as_json: bool,
) -> None:
    """Enter a closing."""
    closing = NewClosing(first_day, last_day, team, yearly, note)
    with opened(settings) as store:
        closing_id = add_closing(store, closing, utc_now())
    every = ", every year" if yearly else ""
    text = f"Closing {closing_id}: {team or 'the whole company'}, {day_text(first_day)} to {day_text(last_day)}{every}."
    show(as_json, {"closing_id": closing_id, **vars(closing)}, text)


@closings_group.command("list")
@TEAM
@AS_JSON
@click.pass_obj
def list_closings_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List the closings that hold for a team, or all."""
    with opened(settings) as store:
        rows = closings(store, team)
    show(as_json, listing(rows, team), table_text(rows))


@closings_group.command("remove")
@click.argument("closing_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def remove_closing_command(settings: Settings, closing_id: int, as_json: bool) -> None:
    """Remove a closing."""
    with opened(settings) as store:
        remove_closing(store, closing_id)
    show(as_json, {"closing_id": closing_id, "status": "removed"}, f"Closing {closing_id} is removed.")
