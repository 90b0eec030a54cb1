"""What the store says of teams and of those with which they share tokens, asked once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from analytics.pool.known import connected, merges_of
from analytics.pool.token_events import changes
from analytics.pool.walk import Change
from analytics.store import Store, packs
from analytics.store.api_sums import api_days, uncharged_tokens
from analytics.store.current import team_days, teams_covered
from analytics.usage import daily_tokens


@dataclass(frozen=True)
class Facts:
    """Use, packs, token events and uncharged use of APIs."""

    used: Mapping[str, pl.DataFrame]
    """By team: its Token Usage, as `daily_tokens` gives it."""
    paid_for: Mapping[str, pl.DataFrame]
    """By team: the tokens that it pays for, in the same shape; use after a merge is with the team that takes it. Of a
    team that has no Token Usage, and takes none by a merge, no day is measured: it has those of the teams merged with
    it or, where these have none either, those of the use of APIs."""
    packs: pl.DataFrame
    """Those of all teams."""
    events: Sequence[Change]
    """Those of all teams, in their order."""
    uncharged: pl.DataFrame
    """Of all teams: `team`, `day`, `tokens`; sorted."""


def facts_of(store: Store, teams: Iterable[str]) -> Facts:
    """Ask the store about some teams, and about those with which they share tokens."""
    events = changes(store)
    names = sorted({name for team in teams for name in connected(team, events)})
    used, covered = team_days(store, names), teams_covered(store)
    daily = {name: daily_tokens(used.filter(team=name), covered.filter(team=name)) for name in names}
    paid_for = _merged_daily(daily, events)
    idle = [name for name in names if daily[name].is_empty() and paid_for[name].is_empty()]
    paid_for |= {name: days for name in idle if (days := _not_measured(store, name, daily, events)).height}
    return Facts(daily, paid_for, packs(store), events, uncharged_tokens(store))


def _not_measured(store: Store, team: str, daily: Mapping[str, pl.DataFrame], events: Sequence[Change]) -> pl.DataFrame:
    """Give the days of a team without Token Usage, none of them measured."""
    group = connected(team, merges_of(events))
    days = pl.concat(daily[name]["day"] for name in group)
    if days.is_empty():
        spans = pl.concat(api_days(store, name) for name in group)
        days = pl.concat([spans["first_day"], spans["last_day"]])
    span = pl.date_range(pl.col("day").min(), pl.col("day").max())
    known = days.to_frame("day").select(span) if len(days) else days.to_frame("day")
    return known.with_columns(tokens=pl.lit(None, pl.Decimal(38, 6)))


def _merged_daily(daily: Mapping[str, pl.DataFrame], events: Sequence[Change]) -> dict[str, pl.DataFrame]:
    """Hand the use of merged teams on to those that take it."""
    paid = dict(daily)
    for merge in merges_of(events):
        if merge.team not in paid or merge.to_team is None:
            continue
        before = pl.col("day") < merge.day
        handed_on = paid[merge.team].filter(~before)
        paid[merge.team] = paid[merge.team].filter(before)
        both = pl.concat([paid[merge.to_team], handed_on])
        # Of a day that is known of one of the two only, what is known is all there is.
        known = pl.col("tokens").is_not_null().any()
        added = both.group_by("day").agg(pl.when(known).then(pl.col("tokens").sum()).cast(pl.Decimal(38, 6)))
        paid[merge.to_team] = added.sort("day").upsample("day", every="1d") if added.height else both
    return paid
