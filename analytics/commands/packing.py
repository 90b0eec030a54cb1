"""Commands about the packs that were bought, and about token events."""

from datetime import date
from decimal import Decimal
from typing import Any

import click

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, NUMBER, TEAM, DayType, DecimalType
from analytics.commands.printing import listing, show, table_text
from analytics.commands.stores import opened
from analytics.errors import PackError
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack, packs, remove_pack, team_names
from analytics.store.own_events import EventKind, NewEvent, add_event, own_events, remove_event
from analytics.store.packs import POOLS
from analytics.wording import tokens_count


@click.group("packs")
def packs_group() -> None:
    """Enter, list and remove the token packs that were bought."""


@packs_group.command("add")
@click.option("--tokens", type=DecimalType(), required=True, help="Tokens in the pack.")
@click.option("--start", type=DayType(), required=True, help="The first day on which it pays.")
@click.option("--end", type=DayType(), required=True, help="The last day on which it pays.")
@click.option("--price-per-token", type=DecimalType(), help="What one token cost.")
@click.option("--price-paid", type=DecimalType(), help="What the whole pack cost, instead of the price per token.")
@click.option("--currency", default="USD", show_default=True, help="The currency of the price.")
@click.option("--bought", "bought_on", type=DayType(), help="When it was bought; without it, by its first day.")
@click.option("--pool", type=click.Choice(POOLS), help="Of a Token Flex contract; without it, a Flex pack.")
@click.option("--team", help="The team that owns it; needed where there are several.")
@AS_JSON
@click.pass_obj
def add_command(
    settings: Settings, /, start: date, end: date, currency: str, team: str | None, as_json: bool, **said: Any
) -> None:
    """Enter a pack."""
    priced = said["price_per_token"] is not None or said["price_paid"] is not None
    with opened(settings) as store:
        pack = NewPack(
            team=team or _only_team(store),
            first_day=start,
            last_day=end,
            currency=currency.strip().upper() if priced else None,
            **said,
        )
        pack_id = add_pack(store, pack)
    text = f"Pack {pack_id}: {tokens_count(pack.tokens)} for {pack.team}, {start} to {end}."
    show(as_json, {"pack_id": pack_id, **vars(pack)}, text)


@packs_group.command("list")
@TEAM
@AS_JSON
@click.pass_obj
def list_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List the packs in the order in which they pay."""
    with opened(settings) as store:
        rows = packs(store, team)
    show(as_json, listing(rows, team), table_text(rows))


@packs_group.command("remove")
@click.argument("pack_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def remove_command(settings: Settings, pack_id: int, as_json: bool) -> None:
    """Remove a pack that was entered by hand."""
    with opened(settings) as store:
        remove_pack(store, pack_id)
    show(as_json, {"pack_id": pack_id, "status": "removed"}, f"Pack {pack_id} is removed.")


@packs_group.command("event")
@click.argument("kind", type=click.Choice([kind.value for kind in EventKind]))
@click.option("--on", "day", type=DayType(), required=True, help="The day in whose morning it takes effect.")
@click.option("--tokens", type=DecimalType(), help="Tokens moved, or more (below zero: fewer) by a correction.")
@click.option("--team", help="The team that gave them, or that is corrected; needed where there are several.")
@click.option("--to", "to_team", help="The team that has them afterwards.")
@click.option("--note", help="Why.")
@AS_JSON
@click.pass_obj
def event_command(
    settings: Settings,
    kind: str,
    day: date,
    tokens: Decimal | None,
    team: str | None,
    to_team: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Enter a token event: a move to another team, a merge with another team, a correction."""
    with opened(settings) as store:
        event = NewEvent(EventKind(kind), day, team or _only_team(store), tokens, to_team, note)
        event_id = add_event(store, event, utc_now())
    where = f" to {to_team}" if to_team else ""
    much = "" if tokens is None else f" of {tokens_count(tokens)}"
    show(as_json, {"event_id": event_id, **vars(event)}, f"Event {event_id}: {kind}{much}, {event.team}{where}, {day}.")


@packs_group.command("events")
@TEAM
@AS_JSON
@click.pass_obj
def events_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List the token events that were entered, oldest first."""
    with opened(settings) as store:
        rows = own_events(store, team)
    document = {"rows": rows, "first_day": rows["day"].min(), "last_day": rows["day"].max(), "team": team}
    show(as_json, document, table_text(rows))


@packs_group.command("remove-event")
@click.argument("event_id", type=NUMBER)
@AS_JSON
@click.pass_obj
def remove_event_command(settings: Settings, event_id: int, as_json: bool) -> None:
    """Remove a token event that was entered."""
    with opened(settings) as store:
        remove_event(store, event_id)
    show(as_json, {"event_id": event_id, "status": "removed"}, f"Event {event_id} is removed.")


def _only_team(store: Store) -> str:
    known = team_names(store)
    if len(known) == 1:
        return known[0]
    raise PackError(
        "A pack belongs to one team, and none is named.",
        hint=f"Name it with --team. The teams are: {', '.join(known) or 'none yet; load an export first'}.",
    )
