"""The ledgers of teams as the store has them: use, packs, token events."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from analytics.pool.bookkeeping import TeamPool, ledgers
from analytics.pool.drawdown import Debt
from analytics.pool.known import connected, known_until, merges_of, no_usage, teams_with_use
from analytics.pool.ledger import Ledger, pack_list
from analytics.pool.token_events import changes
from analytics.pool.walk import Change
from analytics.store import Store, covered_days, packs
from analytics.store.api_sums import api_days, uncharged_tokens
from analytics.store.current import team_days
from analytics.usage import daily_tokens

_NOTHING_PAID = pl.DataFrame(
    schema={"day": pl.Date, "team": pl.String, "pack_id": pl.Int64, "tokens": pl.Decimal(38, 6)}
)


def team_daily(store: Store, team: str, as_of: date | None = None) -> pl.DataFrame:
    """Give the tokens for which one team pays by day, up to and including `as_of` (None: the last day of data).

    After a merge that is the use of the team that was merged too, and none of that team's any more. Of a team without
    Token Usage no day is measured: it has those of its use of APIs.

    Returns
    -------
    pl.DataFrame
        As `daily_tokens` gives it, with at least one row.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    events = changes(store)
    daily = _known_daily(store, connected(team, events), events)[team]
    if as_of is not None:
        daily = daily.filter(pl.col("day") <= as_of)
    if daily.is_empty():
        raise no_usage(team, as_of)
    return daily


def team_ledger(store: Store, team: str, on: date | None = None) -> Ledger:
    """Give the ledger of one team at the end of `on` (None: of its last day of data).

    Parameters
    ----------
    store
        Where use, packs, token events and uncharged use of APIs are.
    team
        Whose.
    on
        The last day to account for.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    events = changes(store)
    raw = _dailies(store, connected(team, events))[team]["day"]
    days = _known_daily(store, connected(team, events), events)[team]["day"]
    days = raw if days.is_empty() else days
    if days.is_empty() or (on is not None and days[0] > on):
        raise no_usage(team, on)
    # The day of its merge is the last of its ledger: what it had left stands with the other team then.
    last: date = (days if raw.is_empty() else raw)[-1]
    merged = [merge.day for merge in merges_of(events) if merge.team == team and merge.day <= last]
    return team_ledgers(store, [team], on or max([days[-1], *merged]))[team]


def team_ledgers(store: Store, teams: Iterable[str], on: date) -> dict[str, Ledger]:
    """Give the ledgers of some teams at the end of `on`, also of teams without use; parameters as of `team_ledger`."""
    wanted = list(teams)
    events = changes(store)
    books: dict[str, Ledger] = {}
    for team in wanted:
        if team not in books:
            books |= _books(store, connected(team, events), on, events)
    return {team: books[team] for team in wanted}


def team_payments(store: Store, team: str | None, on: date) -> pl.DataFrame:
    """Tell which packs paid for the use in the exports of one team (None: all), up to and including `on`.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `team` of the export and `pack_id` that paid (null: none), with `tokens`: all that was paid
        for the team that pays on that day, which after a merge is another.
    """
    parts = [_NOTHING_PAID]
    merges = merges_of(changes(store))
    for name in [team] if team else teams_with_use(store, on):
        payer, since = name, date.min
        spans = []
        for merge in merges:
            if merge.team == payer and merge.to_team is not None:
                spans.append((payer, since, merge.day))
                payer, since = merge.to_team, merge.day
        for other, first, end in [*spans, (payer, since, date.max)]:
            paid = team_ledgers(store, [other], on)[other].payments.filter(pl.col("day").is_between(first, end, "left"))
            parts.append(paid.select("day", pl.lit(name).alias("team"), "pack_id", "tokens"))
    return pl.concat(parts)


def _books(store: Store, teams: Sequence[str], on: date, events: Sequence[Change]) -> dict[str, Ledger]:
    daily = _known_daily(store, teams, events)
    owed = _debts(store, on)
    pools = {team: TeamPool(daily[team], pack_list(packs(store, team)), owed[team]) for team in teams}
    return ledgers(pools, on, [event for event in events if event.team in teams])


def _debts(store: Store, on: date) -> Mapping[str, Sequence[Debt]]:
    """Give what teams owe for uncharged use of APIs, by team, in the ledgers that end with `on`.

    Use of APIs may be known for days after the last of the other use of the team. Where the ledger reaches to the end
    of that, what it owes for later days is owed too, and packs that start before those days do not pay it.
    """
    owed: defaultdict[str, list[Debt]] = defaultdict(list)
    for (team,), rows in uncharged_tokens(store).group_by("team", maintain_order=True):
        whole = rows.item(-1, "day") <= on or on >= known_until(store, str(team))
        counted = rows if whole else rows.filter(pl.col("day") <= on)
        owed[str(team)] += [Debt(day, tokens) for _, day, tokens in counted.iter_rows()]
    return owed


def _known_daily(store: Store, teams: Sequence[str], events: Sequence[Change]) -> dict[str, pl.DataFrame]:
    """Give the tokens that teams pay for by day.

    Of a team that has no Token Usage, and takes none by a merge, no day is measured: it has those of the teams merged
    with it or, where these have none either, those of the use of APIs.
    """
    raw = _dailies(store, teams)
    found = _merged_daily(raw, events)
    for team in [name for name in teams if found[name].is_empty() and raw[name].is_empty()]:
        group = connected(team, merges_of(events))
        days = pl.concat(raw[name]["day"] for name in group)
        if days.is_empty():
            spans = pl.concat(api_days(store, name) for name in group)
            days = pl.concat([spans["first_day"], spans["last_day"]])
        if len(days):
            known = days.to_frame("day").select(pl.date_range(pl.col("day").min(), pl.col("day").max()))
            found[team] = known.with_columns(tokens=pl.lit(None, pl.Decimal(38, 6)))
    return found


def _dailies(store: Store, teams: Iterable[str]) -> dict[str, pl.DataFrame]:
    return {team: daily_tokens(team_days(store, team), covered_days(store, team)) for team in teams}


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
