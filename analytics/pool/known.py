"""Which teams use is known of, until when, and who pays for it after merges."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from analytics.errors import StoreError
from analytics.pool.token_events import changes
from analytics.pool.walk import Change
from analytics.store import Store, covered_days
from analytics.store.api_sums import api_days
from analytics.store.current import teams_covered
from analytics.store.own_events import EventKind
from analytics.usage.selection import last_complete_day


def teams_with_use(store: Store, by: date | None = None) -> list[str]:
    """List the teams of which a day of data is known, up to and including `by` (None: any day).

    A team of which no load covers a day of Token Usage is known by its use of APIs.
    """
    covered = teams_covered(store).group_by("team").agg(pl.col("day").min())
    begun: dict[str, date] = dict(covered.iter_rows())
    for team, first_day in api_days(store).select("team", "first_day").iter_rows():
        begun.setdefault(team, first_day)
    return sorted(team for team, first_day in begun.items() if by is None or first_day <= by)


def teams_by(store: Store, day: date) -> list[str]:
    """List the teams that pay for use up to and including `day`: a team merged into another by then is left out.

    Raises
    ------
    StoreError
        When no team has use.
    """
    merges = merges_of(changes(store))
    teams = sorted({paying(team, merges, day) for team in teams_with_use(store, day)})
    if not teams:
        raise StoreError(f"There is no usage up to {day}.", hint="Load an export that covers it.")
    return teams


def known_until(store: Store, team: str) -> date:
    """Give the last complete day of the use that a team pays for, or paid for until its merge.

    Beyond it nothing is known of its use, which is not to say that there was none. Where no load covers a day of the
    Token Usage, it is the last day of its use of APIs.

    Raises
    ------
    StoreError
        When there is no such team, or no data of it and of the teams merged with it.
    """
    names = connected(team, merges_of(changes(store)))
    covered = [name for name in names if not covered_days(store, name).is_empty()]
    purged = teams_covered(store).filter(pl.col("team").is_in(names))["day"].max()
    if covered:
        return max(last_complete_day(store, name) for name in covered)
    if isinstance(purged, date):
        return purged
    used = [days[-1] for name in names if (days := api_days(store, name)["last_day"]).len()]
    if not used:
        raise no_usage(team, None)
    last: date = max(used)
    return last


def payer(store: Store, team: str) -> str:
    """Tell who pays at the end of what is known of a team: itself, or the team into which it was merged."""
    merges = merges_of(changes(store))
    return paying(team, merges, known_until(store, team)) if any(merge.team == team for merge in merges) else team


def paying(team: str, merges: Iterable[Change], day: date) -> str:
    """Tell who pays for a team at the end of a day, after merges in their order."""
    for merge in merges:
        if merge.team == team and merge.to_team is not None and merge.day <= day:
            team = merge.to_team
    return team


def merges_of(events: Iterable[Change]) -> list[Change]:
    """Give the merges among token events."""
    return [event for event in events if event.kind is EventKind.MERGE]


def connected(team: str, events: Sequence[Change]) -> list[str]:
    """Give the teams whose tokens may have come to this one or from it, over others too; this one among them."""
    found = {team}
    while (
        more := {
            name
            for event in events
            if event.to_team is not None and {event.team, event.to_team} & found
            for name in (event.team, event.to_team)
        }
        - found
    ):
        found |= more
    return sorted(found)


def no_usage(team: str, until: date | None) -> StoreError:
    """Say that nothing is known of the use of a team."""
    when = f" up to {until}" if until else " yet"
    return StoreError(f"There is no usage of {team}{when}.", hint="Load an export that covers it.")
