"""Answers on applications, remembered as in `pages.parts.session`: once per state of the store."""

from dataclasses import dataclass

import polars as pl

from analytics.platform import applications as platform
from analytics.platform import owed as owing
from analytics.platform import uncharged
from analytics.platform.owed import Owed
from analytics.platform.uncharged import Debts
from analytics.store import api_usage as kept
from analytics.store.api_sums import ApiPart, api_days
from analytics.usage import By, Days
from pages.parts import controls
from pages.parts.session import data_days, fingerprint, remembered, store_of, teams


@dataclass(frozen=True)
class Look:
    """What is looked at; a key of cached answers."""

    data: str
    team: str | None
    """None: all teams."""
    days: Days | None
    """None: all days."""
    application_id: int | None = None
    """None: all applications."""
    api: str | None = None
    """None: all APIs."""
    job: str | None = None
    """An engine or a job type of the API; None: all."""


def look() -> Look:
    """Read the shared controls; where they stand on all days, days of APIs after the other use are among them."""
    data, team = fingerprint(), controls.team()
    if not teams(data):
        return Look(data, team, None)
    days = controls.view().days
    return Look(data, team, None if days == data_days(data, team) else days)


@remembered
def debts(data: str) -> Debts:
    return uncharged.debts(store_of(data))


def owed(data: str, team: str | None) -> list[Owed]:
    return owing.owed(debts(data), team)


def part(seen: Look) -> ApiPart:
    """Give the use that is looked at."""
    days = (seen.days.first, seen.days.last) if seen.days else (None, None)
    return ApiPart(seen.team, seen.application_id, seen.api, seen.job, *days)


@remembered
def periods(seen: Look, by: By) -> pl.DataFrame:
    every = "1w" if by is By.WEEK else "1d"
    return platform.by_day(store_of(seen.data), debts(seen.data).use, part(seen), every)


@remembered
def by_application(seen: Look) -> pl.DataFrame:
    """Give the sums by application with their client ids."""
    known = applications(seen.data).select("application_id", "client_id")
    sums = platform.by_application(store_of(seen.data), debts(seen.data).use, part(seen))
    return sums.join(known, on="application_id", how="left", maintain_order="left")


@remembered
def by_api(seen: Look) -> pl.DataFrame:
    return platform.by_api(store_of(seen.data), debts(seen.data).use, part(seen))


@remembered
def by_team(seen: Look) -> pl.DataFrame:
    return platform.by_team(store_of(seen.data), debts(seen.data).use, part(seen))


@remembered
def teams_of_apis(data: str) -> list[str]:
    """List the teams that pay for use of APIs."""
    return api_days(store_of(data))["team"].to_list()


@remembered
def applications(data: str) -> pl.DataFrame:
    return kept.applications(store_of(data))


@remembered
def assignments(data: str) -> pl.DataFrame:
    return kept.assignments(store_of(data))
