"""Answers on resources, remembered as in `pages.parts.session`: once per state of the store."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analytics import samples
from analytics.clock import utc_now
from analytics.platform.alerting import alerts_due
from analytics.platform.alerting import watchable as watchable_of
from analytics.platform.cards import Card, card, together
from analytics.platform.charging import drawn as paid_by
from analytics.platform.foresight import foreseen
from analytics.platform.invoices import NO_INVOICES
from analytics.platform.invoices import invoices as invoices_of
from analytics.pool.charged.accounts import Accounts, resource_accounts
from analytics.store.resources import resources as bought_of
from analytics.store.resources import teams_of_resources
from analytics.store.unit_sizes import unit_sizes
from analytics.store.usage_alerts import UsageAlert, Watched, usage_alerts
from pages.parts.session import assumed, on_sample_data, outlooks, remembered, store_of, teams


def today() -> date:
    """Give the day to speak of: today, and for the sample data the day after its last one."""
    return samples.LAST_DAY + timedelta(days=1) if on_sample_data() else utc_now().date()


@dataclass(frozen=True)
class Prospect:
    """What is read from the simulated futures of one resource; these are too many to be kept."""

    card: Card
    invoices: pl.DataFrame


@remembered
def accounts(data: str, team: str | None, today: date) -> Accounts:
    return resource_accounts(store_of(data), team, today)


@remembered
def prospects(data: str, team: str | None, today: date) -> list[Prospect]:
    futures = (foreseen(account, assumed(data)) for account in accounts(data, team, today).accounts)
    return [Prospect(card(future), invoices_of(future)) for future in futures]


@remembered
def cards(data: str, team: str | None, today: date) -> list[Card]:
    """Give the cards of one team, or of all: of its tokens too, where their use is known."""
    tokens = outlooks(data, team) if teams(data) else []
    return together(tokens, [each.card for each in prospects(data, team, today)], today)


@remembered
def drawn(data: str, team: str | None, today: date, place: int) -> pl.DataFrame:
    return paid_by(accounts(data, team, today).accounts[place])


@remembered
def invoices(data: str, team: str | None, today: date) -> pl.DataFrame:
    """Give the invoices of Pay as You Go of all resources, the newest cycles first."""
    found = [each.invoices for each in prospects(data, team, today)]
    return pl.concat(found).sort("first_day", "resource", descending=[True, False]) if found else NO_INVOICES


@remembered
def bought(data: str, team: str | None) -> pl.DataFrame:
    return bought_of(store_of(data), team)


@remembered
def sizes(data: str, team: str | None) -> pl.DataFrame:
    return unit_sizes(store_of(data), team)


@remembered
def paying_teams(data: str) -> list[str]:
    return teams_of_resources(store_of(data))


@remembered
def watchable(data: str) -> list[Watched]:
    return watchable_of(store_of(data))


@remembered
def alerts(data: str) -> dict[int, UsageAlert]:
    return usage_alerts(store_of(data))


@remembered
def due(data: str, today: date) -> pl.DataFrame:
    return alerts_due(alerts(data), cards(data, None, today))
