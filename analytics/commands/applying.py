"""Commands about applications: what they use of APIs, which team pays, what is owed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import click
import polars as pl

from analytics.clock import utc_now
from analytics.commands.parameters import AS_JSON, RANGE, TEAM, DayType
from analytics.commands.printing import show, show_range, table_text
from analytics.commands.stores import opened
from analytics.errors import StoreError
from analytics.forecast import countries, settings_offer
from analytics.masking import masked_table, masked_text
from analytics.platform.applications import by_api, by_application, by_day
from analytics.platform.owed import back_by, clearing, clearing_sentence, owed, owed_sentence, stop_sentence
from analytics.platform.uncharged import debts
from analytics.settings import Settings
from analytics.store.api_sums import ApiPart, api_sums
from analytics.store.api_usage import Assignment, applications, assign, assignments, remove_assignment
from analytics.store.assumptions import assumed
from analytics.store.current import team_id
from analytics.usage import Days, days_of_range

_NO_USE = "no use of APIs is loaded; load a table of API usage"
_SUMS = {"application": by_application, "api": by_api, "day": by_day}


@click.group("applications")
def applications_group() -> None:
    """Tell what applications use of APIs, and say which team pays for them."""


@applications_group.command("list")
@TEAM
@AS_JSON
@click.pass_obj
def list_command(settings: Settings, team: str | None, as_json: bool) -> None:
    """List the applications, with their client ids and the teams that pay."""
    with opened(settings) as store:
        team_id(store, team)
        rows = applications(store)
    rows = masked_table(rows if team is None else rows.filter(pl.col("team") == team))
    show(as_json, {"rows": rows}, table_text(rows))


@applications_group.command("usage")
@click.option(
    "--by", type=click.Choice(list(_SUMS)), default="application", show_default=True, help="What to add up by."
)
@click.option("--application", "number", type=int, help="One application, by its number; without it, all.")
@RANGE
@TEAM
@AS_JSON
@click.pass_obj
def usage_command(
    settings: Settings, by: str, number: int | None, range_text: str, team: str | None, as_json: bool
) -> None:
    """Add up use of APIs: tokens resolved and uncharged."""
    with opened(settings) as store:
        part = ApiPart(team, number)
        known = api_sums(store, ["application_id"], part)
        if known.is_empty():
            raise StoreError(
                "No use of APIs is loaded of that.", hint="Load a table of API usage, or list the applications."
            )
        days = days_of_range(range_text, Days(known["first_day"].min(), known["last_day"].max()))  # type: ignore[arg-type] # of days
        part = replace(part, first_day=days.first, last_day=days.last)
        sums = _SUMS[by](store, debts(store).use, part)
    show_range(as_json, masked_table(sums), days, team)


@applications_group.command("assign")
@click.argument("number", type=int)
@click.option("--team", required=True, help="The team that pays; it may be new.")
@click.option("--from", "first_day", type=DayType(), required=True, help="From this day on.")
@AS_JSON
@click.pass_obj
def assign_command(settings: Settings, number: int, team: str, first_day: date, as_json: bool) -> None:
    """Say which team pays for an application from a day on."""
    with opened(settings) as store:
        assign(store, Assignment(number, team, first_day))
    said = {"application_id": number, "team": team, "first_day": first_day}
    show(as_json, said, f"{team} pays for application {number} from {first_day} on.")


@applications_group.command("assignments")
@AS_JSON
@click.pass_obj
def assignments_command(settings: Settings, as_json: bool) -> None:
    """List which team was said to pay for which application from when on."""
    with opened(settings) as store:
        rows = masked_table(assignments(store))
    show(as_json, {"rows": rows}, table_text(rows))


@applications_group.command("unassign")
@click.argument("number", type=int)
@click.option("--from", "first_day", type=DayType(), required=True, help="The day from which the assignment holds.")
@AS_JSON
@click.pass_obj
def unassign_command(settings: Settings, number: int, first_day: date, as_json: bool) -> None:
    """Take an assignment back."""
    with opened(settings) as store:
        remove_assignment(store, number, first_day)
    said = {"application_id": number, "first_day": first_day, "status": "removed"}
    show(as_json, said, f"The assignment of application {number} from {first_day} on is removed.")


@click.command("uncharged")
@click.option("--bought-on", type=DayType(), help="When tokens are bought; without it, today (UTC).")
@click.option("--country", help="Whose public holidays are no business days (ISO 3166 code).")
@TEAM
@AS_JSON
@click.pass_obj
def uncharged_command(
    settings: Settings, bought_on: date | None, country: str | None, team: str | None, as_json: bool
) -> None:
    """Tell what is owed for uncharged use of APIs, since when and by what, and which purchase clears it by when."""
    with opened(settings) as store:
        settings = assumed(store, settings)
        team_id(store, team)
        found, any_known = owed(debts(store), team), not api_sums(store, ["application_id"], ApiPart(team)).is_empty()
    day, place = bought_on or utc_now().date(), country or settings.country
    offer = settings_offer(settings, settings.token_price, "USD")
    back = back_by(day, place)
    rows = [
        {
            **{name: value for name, value in vars(each).items() if name not in ("rows", "too_early")},
            "to_buy": clearing(each, offer).tokens,
            "rows": masked_table(each.rows),
        }
        for each in found
    ]
    total = sum((each.tokens for each in found), Decimal(0))
    stop = stop_sentence(day, place, countries().get(place, place))
    text = "\n".join(masked_text(f"{owed_sentence(each)} {clearing_sentence(each, offer)} {stop}") for each in found)
    unknown = "" if found or any_known else _NO_USE
    none = f"What is owed is not known: {unknown}." if unknown else "Nothing is owed."
    document = {"rows": rows, "owed": None if unknown else total, "bought_on": day, "back_by": back}
    show(as_json, document | {"unknown": unknown or None}, text or none)
