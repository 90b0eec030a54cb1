"""Commands about resources of APIs and capacity: cards, draw-down, invoices, what was bought, usage alerts."""

from datetime import date
from decimal import Decimal
from typing import Any

import click
import polars as pl

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, TEAM, DayType, DecimalType
from analytics.commands.printing import listing, show, table_text
from analytics.commands.stores import opened
from analytics.errors import PackError, StoreError
from analytics.platform.card_table import card_table
from analytics.platform.cards import all_cards
from analytics.platform.charging import drawn, units_by_cycle, use_and_units
from analytics.platform.foresight import foreseen
from analytics.platform.invoices import NO_INVOICES, invoices
from analytics.platform.sentences import charged_sentence, headline, unmatched_sentence
from analytics.pool.charged.accounts import Account, resource_accounts
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.assumptions import assumed
from analytics.store.resources import (
    NewResource,
    Refreshes,
    ResourceKind,
    Source,
    add_resource,
    remove_resource,
    teams_of_resources,
)
from analytics.store.resources import resources as bought
from analytics.store.unit_sizes import NewSize, set_unit_size, unit_sizes
from analytics.wording import tokens_text

_NUMBER = click.IntRange(1, 2**31 - 1)


@click.group("resources", invoke_without_command=True)
@TEAM
@AS_JSON
@click.pass_context
def resources_group(context: click.Context, team: str | None, as_json: bool) -> None:
    """Show the cards of resources: what is left, until when, and when it runs out; and enter what was bought."""
    if context.invoked_subcommand is not None:
        return
    settings: Settings = context.obj
    with opened(settings) as store:
        settings = assumed(store, settings)
        cards = all_cards(store, team, utc_now().date(), settings)
        unmatched = resource_accounts(store, team, utc_now().date()).unmatched
    rows = card_table(cards)
    text = [headline(cards), table_text(rows)]
    if unmatched.height:
        text += [unmatched_sentence(unmatched), table_text(unmatched)]
    show(as_json, {"rows": rows, "unmatched": unmatched, "team": team}, "\n".join(text))


@resources_group.command("use")
@click.argument("resource")
@click.option("--by", type=click.Choice(["day", "cycle"]), default="day", show_default=True, help="What to list.")
@TEAM
@AS_JSON
@click.pass_obj
def use_command(settings: Settings, resource: str, by: str, team: str | None, as_json: bool) -> None:
    """Set the use of a resource against its charged units: who paid by day and application, or by billing cycle."""
    with opened(settings) as store:
        account = _account(store, resource, team)
    rows = drawn(account) if by == "day" else units_by_cycle(account)
    found = use_and_units(account)
    document = {"rows": rows, "team": account.team, "resource": account.resource, "unit": account.unit, **vars(found)}
    show(as_json, document, f"{charged_sentence(account, found)}\n{table_text(rows)}")


@resources_group.command("invoices")
@TEAM
@AS_JSON
@click.pass_obj
def invoices_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """Estimate what Pay as You Go will be invoiced, by billing cycle."""
    with opened(settings) as store:
        settings = assumed(store, settings)
        accounts = resource_accounts(store, team, utc_now().date()).accounts
    paid = [each for each in accounts if any(one.source is Source.PAY_AS_YOU_GO for one in each.purchases)]
    found = [invoices(foreseen(each, settings)) for each in paid]
    rows = pl.concat(found) if found else NO_INVOICES
    show(as_json, listing(rows, team), table_text(rows))


@resources_group.command("list")
@TEAM
@AS_JSON
@click.pass_obj
def list_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List what was bought, and the sizes of units that were entered beside."""
    with opened(settings) as store:
        rows, sizes = bought(store, team), unit_sizes(store, team)
    text = [table_text(rows), *([table_text(sizes)] if sizes.height else [])]
    show(as_json, listing(rows, team) | {"unit_sizes": sizes}, "\n".join(text))


@resources_group.command("add")
@click.argument("resource")
@click.option("--kind", type=click.Choice([ResourceKind.API, ResourceKind.CAPACITY]), default=ResourceKind.API)
@click.option("--source", type=click.Choice(list(Source), case_sensitive=False), help="Who pays for an API.")
@click.option("--purchased", type=DecimalType(), help="Whole units; without it, no limit.")
@click.option("--unit", help="What use is measured in, such as 'processing minutes'.")
@click.option("--unit-size", type=DecimalType(), help="Use in one charged unit; without it, what it was before, or 1.")
@click.option("--start", "first_day", type=DayType(), required=True, help="The day of purchase.")
@click.option("--end", "last_day", type=DayType(), help="The last day; without it, no end.")
@click.option("--refreshes", type=click.Choice(list(Refreshes)), default=Refreshes.NEVER, show_default=True)
@click.option("--time-zone", default="UTC", show_default=True, help="The buyer's, such as Europe/Berlin.")
@click.option("--price-per-unit", "unit_price", type=DecimalType(), help="What one charged unit costs.")
@click.option("--currency", default="USD", show_default=True, help="The currency of the price.")
@click.option("--team", help="The team that bought it; needed where there are several.")
@AS_JSON
@click.pass_obj
def add_command(settings: Settings, /, team: str | None, currency: str, as_json: bool, **said: Any) -> None:
    """Enter a resource that was bought, or that is used without charge."""
    with opened(settings) as store:
        entered = NewResource(
            team=team or _only_team(store),
            kind=ResourceKind(said.pop("kind")),
            source=Source(said["source"]) if said["source"] else None,
            refreshes=Refreshes(said.pop("refreshes")),
            currency=currency.strip().upper() if said["unit_price"] is not None else None,
            **{name: value for name, value in said.items() if name != "source"},
        )
        number = add_resource(store, entered)
    text = f"Resource {number}: {entered.resource} for {entered.team}, from {entered.first_day}."
    show(as_json, {"resource_id": number, **vars(entered)}, text)


@resources_group.command("remove")
@click.argument("resource_id", type=_NUMBER)
@AS_JSON
@click.pass_obj
def remove_command(settings: Settings, resource_id: int, as_json: bool) -> None:
    """Remove a resource that was entered by hand."""
    with opened(settings) as store:
        remove_resource(store, resource_id)
    show(as_json, {"resource_id": resource_id, "status": "removed"}, f"Resource {resource_id} is removed.")


@resources_group.command("size")
@click.argument("resource")
@click.argument("unit_size", type=DecimalType())
@click.option("--start", "first_day", type=DayType(), required=True, help="The first day (UTC) on which it holds.")
@click.option("--team", help="The team; needed where several have the resource.")
@AS_JSON
@click.pass_obj
def size_command(
    settings: Settings, resource: str, unit_size: Decimal, first_day: date, team: str | None, as_json: bool
) -> None:
    """Say how much use one charged unit of a resource is, from a day on."""
    with opened(settings) as store:
        account = _account(store, resource, team)
        set_unit_size(store, NewSize(account.team, account.resource, first_day, unit_size))
    said = {"team": account.team, "resource": account.resource, "first_day": first_day, "unit_size": unit_size}
    text = f"A unit of {account.resource} of {account.team} is {tokens_text(unit_size)} from {first_day} on."
    show(as_json, said, text)


def _account(store: Store, resource: str, team: str | None) -> Account:
    found = resource_accounts(store, team, utc_now().date()).accounts
    named = [each for each in found if each.resource.casefold() == resource.strip().casefold()]
    if len(named) == 1:
        return named[0]
    if not named:
        known = ", ".join(sorted({each.resource for each in found}))
        raise StoreError(f"There is no resource {resource}.", hint=f"The resources are: {known or 'none yet'}.")
    raise StoreError(
        f"Several teams have {resource}.", hint=f"Name one with --team: {', '.join(each.team for each in named)}."
    )


def _only_team(store: Store) -> str:
    known = teams_of_resources(store)
    if len(known) == 1:
        return known[0]
    raise PackError("A resource belongs to one team, and none is named.", hint="Name it with --team.")
