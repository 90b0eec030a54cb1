"""The ledgers of teams as the store has them: use, packs, token events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.errors import StoreError
from analytics.pool.bookkeeping import TeamPool, ledgers
from analytics.pool.drawdown import Debt
from analytics.pool.ledger import Ledger, pack_list
from analytics.pool.token_events import changes
from analytics.pool.walk import Change
from analytics.store import Store, covered_days, packs
from analytics.store.current import team_days, teams_covered
from analytics.store.own_events import EventKind
from analytics.usage import daily_tokens
from analytics.usage.selection import last_complete_day

_NOTHING_PAID = pl.DataFrame(
    schema={"day": pl.Date, "team": pl.String, "pack_id": pl.Int64, "tokens": pl.Decimal(38, 6)}
)


def teams_with_use(store: Store, by: date | None = None) -> list[str]:
    """List the teams whose exports have a day of data, up to and including `by` (None: any day)."""
    covered = teams_covered(store)
    known = covered if by is None else covered.filter(pl.col("day") <= by)
    return known["team"].unique(maintain_order=True).to_list()


def teams_by(store: Store, day: date) -> list[str]:
    """List the teams that pay for use up to and including `day`: a team merged into another by then is left out.

    Raises
    ------
    StoreError
        When no team has use.
    """
    teams = teams_with_use(store, day)
    for merge in _merges(changes(store)):
        if merge.day <= day and merge.to_team is not None and merge.team in teams:
            teams = sorted({*teams, merge.to_team} - {merge.team})
    if not teams:
        raise StoreError(f"There is no usage up to {day}.", hint="Load an export that covers it.")
    return teams


def known_until(store: Store, team: str) -> date:
    """Give the last complete day of the use that a team pays for, or paid for until its merge.

    Beyond it nothing is known of its use, which is not to say that there was none.

    Raises
    ------
    StoreError
        When there is no such team, or no data of it and of the teams merged with it.
    """
    names = _connected(team, _merges(changes(store)))
    days = [last_complete_day(store, name) for name in names if not covered_days(store, name).is_empty()]
    if not days:
        raise _no_usage(team, None)
    return max(days)


def team_daily(store: Store, team: str, as_of: date | None = None) -> pl.DataFrame:
    """Give the tokens for which one team pays by day, up to and including `as_of` (None: the last day of data).

    After a merge that is the use of the team that was merged too, and none of that team's any more.

    Returns
    -------
    pl.DataFrame
        As `daily_tokens` gives it, with at least one row.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    daily = _known(store, [team]).paid_for[team]
    if as_of is not None:
        daily = daily.filter(pl.col("day") <= as_of)
    if daily.is_empty():
        raise _no_usage(team, as_of)
    return daily


def team_ledger(
    store: Store, team: str, on: date | None = None, debts: Mapping[str, Sequence[Debt]] | None = None
) -> Ledger:
    """Give the ledger of one team at the end of `on` (None: of its last day of data).

    Parameters
    ----------
    store
        Where use, packs and token events are.
    team
        Whose.
    on
        The last day to account for.
    debts
        What teams owe, by their names; None: nothing.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    known = _known(store, [team])
    return _books(known, team, _end(known, team, on), debts or {})[team]


def team_ledgers(
    store: Store, teams: Iterable[str], on: date, debts: Mapping[str, Sequence[Debt]] | None = None
) -> dict[str, Ledger]:
    """Give the ledgers of some teams at the end of `on`, also of teams without use; parameters as of `team_ledger`."""
    wanted = list(teams)
    known = _known(store, wanted)
    books: dict[str, Ledger] = {}
    for team in wanted:
        if team not in books:
            books |= _books(known, team, on, debts or {})
    return {team: books[team] for team in wanted}


def last_ledgers(store: Store, teams: Iterable[str]) -> dict[str, Ledger]:
    """Give the ledgers of some teams with use, each at the end of its last day of data; errors as of `team_ledger`."""
    wanted = list(teams)
    known = _known(store, wanted)
    return {team: _books(known, team, _end(known, team, None), {})[team] for team in wanted}


def team_payments(store: Store, team: str | None, on: date) -> pl.DataFrame:
    """Tell which packs paid for the use in the exports of one team (None: all), up to and including `on`.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `team` of the export and `pack_id` that paid (null: none), with `tokens`: all that was paid
        for the team that pays on that day, which after a merge is another.
    """
    payers: list[tuple[str, str, date, date]] = []
    merges = _merges(changes(store))
    for name in [team] if team else teams_with_use(store, on):
        payer, since = name, date.min
        for merge in merges:
            if merge.team == payer and merge.to_team is not None:
                payers.append((name, payer, since, merge.day))
                payer, since = merge.to_team, merge.day
        payers.append((name, payer, since, date.max))
    books = team_ledgers(store, {payer for _, payer, _, _ in payers}, on)
    return pl.concat(
        [
            _NOTHING_PAID,
            *(
                books[payer]
                .payments.filter(pl.col("day").is_between(first, end, "left"))
                .select("day", pl.lit(name).alias("team"), "pack_id", "tokens")
                for name, payer, first, end in payers
            ),
        ]
    )


@dataclass(frozen=True)
class _Known:
    """What the store says of some teams, and of those with which they share tokens: asked once for all of them."""

    used: Mapping[str, pl.DataFrame]
    """By team: its use, as `daily_tokens` gives it."""
    paid_for: Mapping[str, pl.DataFrame]
    """The same, with use after a merge handed on to the team that takes it."""
    packs: pl.DataFrame
    """Those of all teams."""
    events: Sequence[Change]


def _known(store: Store, teams: Iterable[str]) -> _Known:
    events = changes(store)
    names = sorted({name for team in teams for name in _connected(team, events)})
    used, covered = team_days(store, names), teams_covered(store)
    daily = {name: daily_tokens(used.filter(team=name), covered.filter(team=name)) for name in names}
    return _Known(daily, _merged_daily(daily, events), packs(store), events)


def _end(known: _Known, team: str, on: date | None) -> date:
    """Give the day at the end of which a team's ledger stands: `on`, or its last day of data."""
    used = known.used[team]
    days = (known.paid_for[team] if known.paid_for[team].height else used)["day"]
    if days.is_empty() or (on is not None and days[0] > on):
        raise _no_usage(team, on)
    # The day of its merge is the last of its ledger: what it had left stands with the other team then.
    merged = [merge.day for merge in _merges(known.events) if merge.team == team and merge.day <= used.item(-1, "day")]
    return on or max([days[-1], *merged])


def _no_usage(team: str, until: date | None) -> StoreError:
    when = f" up to {until}" if until else " yet"
    return StoreError(f"There is no usage of {team}{when}.", hint="Load an export that covers it.")


def _books(known: _Known, team: str, on: date, debts: Mapping[str, Sequence[Debt]]) -> dict[str, Ledger]:
    """Keep the ledger of a team, and of those with which it shares tokens."""
    pools = {
        name: TeamPool(known.paid_for[name], pack_list(known.packs.filter(team=name)), debts.get(name, ()))
        for name in _connected(team, known.events)
    }
    return ledgers(pools, on, [event for event in known.events if event.team in pools])


def _connected(team: str, events: Sequence[Change]) -> list[str]:
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


def _merged_daily(daily: Mapping[str, pl.DataFrame], events: Sequence[Change]) -> dict[str, pl.DataFrame]:
    """Hand the use of merged teams on to those that take it."""
    paid = dict(daily)
    for merge in _merges(events):
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


def _merges(events: Iterable[Change]) -> list[Change]:
    return [event for event in events if event.kind is EventKind.MERGE]
