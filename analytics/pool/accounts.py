"""The ledger of a team as the store has it: its use and its packs."""

from datetime import date

import polars as pl

from analytics.errors import StoreError
from analytics.pool.ledger import Ledger, ledger, pack_list
from analytics.store import Store, covered_days, packs, team_names
from analytics.store.current import team_days
from analytics.usage import daily_tokens


def teams_with_use(store: Store, by: date | None = None) -> list[str]:
    """List the teams that have a day of data, up to and including `by` (None: any day)."""
    covered = {team: covered_days(store, team)["day"] for team in team_names(store)}
    return [team for team, days in covered.items() if len(days) and (by is None or days[0] <= by)]


def teams_by(store: Store, day: date) -> list[str]:
    """List the teams that have a day of data up to and including `day`.

    Raises
    ------
    StoreError
        When no team has.
    """
    teams = teams_with_use(store, day)
    if not teams:
        raise StoreError(f"There is no usage up to {day}.", hint="Load an export that covers it.")
    return teams


def team_daily(store: Store, team: str, as_of: date | None = None) -> pl.DataFrame:
    """Give the tokens of one team by day, up to and including `as_of` (None: the last day of data).

    Returns
    -------
    pl.DataFrame
        As `daily_tokens` gives it, with at least one row.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    daily = daily_tokens(team_days(store, team), covered_days(store, team))
    if as_of is not None:
        daily = daily.filter(pl.col("day") <= as_of)
    if daily.is_empty():
        until = f" up to {as_of}" if as_of else " yet"
        raise StoreError(f"There is no usage of {team}{until}.", hint="Load an export that covers it.")
    return daily


def team_ledger(store: Store, team: str, on: date | None = None) -> Ledger:
    """Give the ledger of one team at the end of `on` (None: of its last day of data).

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    daily = team_daily(store, team, on)
    last_day: date = daily.item(-1, "day")
    return ledger(daily, pack_list(packs(store, team)), on or last_day)
