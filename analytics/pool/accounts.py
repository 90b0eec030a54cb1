"""The ledgers of teams as the store has them: use, packs, token events, uncharged use of APIs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.pool.bookkeeping import TeamPool, ledgers
from analytics.pool.drawdown import Debt
from analytics.pool.facts import Facts, facts_of
from analytics.pool.known import connected, known_until, merges_of, no_usage, teams_with_use
from analytics.pool.ledger import Ledger, balance, pack_list
from analytics.pool.token_events import changes
from analytics.pool.unknown import Draws, Unknown, band, days_before, likely_use, unknown_spans
from analytics.store import Store
from analytics.store.closings import closing_days

_NOTHING_PAID = pl.DataFrame(
    schema={"day": pl.Date, "team": pl.String, "pack_id": pl.Int64, "tokens": pl.Decimal(38, 6)}
)
_LEVELS = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)
"""Quantiles of the use of unknown days for which a ledger is kept; between them the effect is taken as even."""


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
    daily = facts_of(store, [team]).paid_for[team]
    if as_of is not None:
        daily = daily.filter(pl.col("day") <= as_of)
    if daily.is_empty():
        raise no_usage(team, as_of)
    return daily


def team_ledger(store: Store, team: str, on: date | None = None, bought_by: date | None = None) -> Ledger:
    """Give the ledger of one team at the end of `on` (None: of its last day of data).

    Parameters
    ----------
    store
        Where use, packs, token events and uncharged use of APIs are.
    team
        Whose.
    on
        The last day to account for.
    bought_by
        Packs that were bought later are not known; of those of which nobody knows when, the ones that start after it,
        if use is known for longer. None: all packs are known.

    Raises
    ------
    StoreError
        When there is no such team, or no data up to that day.
    """
    known = facts_of(store, [team])
    end = _end(known, team, on)
    if bought_by is not None:
        begun = pl.col("first_day") <= bought_by if bought_by < _end(known, team, None) else pl.lit(True)
        known = replace(known, packs=known.packs.filter((pl.col("bought_on") <= bought_by).fill_null(begun)))
    return _books(store, known, team, end)[team]


def team_ledgers(store: Store, teams: Iterable[str], on: date) -> dict[str, Ledger]:
    """Give the ledgers of some teams at the end of `on`, also of teams without use; parameters as of `team_ledger`."""
    wanted = list(teams)
    known = facts_of(store, wanted)
    books: dict[str, Ledger] = {}
    for team in wanted:
        if team not in books:
            books |= _books(store, known, team, on)
    return {team: books[team] for team in wanted}


def last_ledgers(store: Store, teams: Iterable[str]) -> dict[str, Ledger]:
    """Give the ledgers of some teams with use, each at the end of its last day of data; errors as of `team_ledger`."""
    wanted = list(teams)
    known = facts_of(store, wanted)
    return {team: _books(store, known, team, _end(known, team, None))[team] for team in wanted}


def team_unknown(store: Store, team: str, daily: pl.DataFrame, book: Ledger, count: int = 1000) -> Unknown | None:
    """Return what is not known of the use that a team's packs in force have paid for.

    Parameters
    ----------
    store
        Where use, packs, token events and uncharged use of APIs are.
    team
        Whose.
    daily
        What it pays for by day, as `team_daily` gives it, up to the ledger's last day or before.
    book
        Its ledger, as `team_ledger` gives it.
    count
        How many futures `draws` is to have.

    Returns
    -------
    Unknown or None
        None where all is known, and of a team without Token Usage.
    """
    if daily["tokens"].null_count() == daily.height:
        return None
    last: date = daily.item(-1, "day")
    closed = pl.col("day").is_in(closing_days(store, team, last, book.on)) & (pl.col("day") > last)
    daily = not_measured_until(daily, book.on).with_columns(
        tokens=pl.when(closed).then(pl.lit(0, daily.schema["tokens"])).otherwise("tokens")
    )
    spans, before = unknown_spans(daily, book), days_before(daily, book)
    if not spans:
        return Unknown([], before, Decimal(0), Decimal(0), Decimal(0), np.zeros(count)) if before else None
    facts = facts_of(store, [team])
    use = likely_use(daily, spans, count)
    totals, usual = use.sum(axis=1), use.mean(axis=0)
    in_force = balance(book).available
    levels = np.unique(np.quantile(totals, _LEVELS))
    effects = [
        float(in_force - balance(_with_use(store, facts, team, daily, spans, usual, level)).available)
        for level in levels.tolist()
    ]
    draws = np.interp(totals, levels, effects)
    return Unknown(spans, before, *band(draws), draws)


def _with_use(
    store: Store,
    facts: Facts,
    team: str,
    daily: pl.DataFrame,
    spans: Sequence[tuple[date, date]],
    usual: Draws,
    level: float,
) -> Ledger:
    """Keep a team's ledger as if so many tokens in all had been used on the days without data, spread as usual."""
    days = [first + timedelta(days=ahead) for first, last in spans for ahead in range((last - first).days + 1)]
    share = level / usual.sum() if usual.sum() else 0.0
    amounts = pl.Series("assumed", (usual * share).round(6)).cast(pl.Decimal(38, 6))
    assumed = pl.DataFrame({"day": days}, schema={"day": pl.Date}).with_columns(amounts)
    filled = daily.join(assumed, on="day", how="left").select("day", pl.coalesce("assumed", "tokens").alias("tokens"))
    facts = replace(facts, paid_for={**facts.paid_for, team: filled.sort("day")})
    return _books(store, facts, team, daily.item(-1, "day"))[team]


def not_measured_until(daily: pl.DataFrame, on: date) -> pl.DataFrame:
    """Continue the days up to `on`; those after the last day of data are not measured, which is not zero."""
    last: date = daily.item(-1, "day")
    missing = pl.date_range(last, on, closed="right", eager=True)
    return pl.concat([daily, pl.DataFrame({"day": missing}).with_columns(tokens=pl.lit(None, daily.schema["tokens"]))])


def team_payments(store: Store, team: str | None, on: date) -> pl.DataFrame:
    """Tell which packs paid for the use in the exports of one team (None: all), up to and including `on`.

    Returns
    -------
    pl.DataFrame
        One row per `day`, `team` of the export and `pack_id` that paid (null: none), with `tokens`: all that was paid
        for the team that pays on that day, which after a merge is another.
    """
    payers: list[tuple[str, str, date, date]] = []
    merges = merges_of(changes(store))
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


def _end(known: Facts, team: str, on: date | None) -> date:
    """Give the day at the end of which a team's ledger stands: `on`, or its last day of data."""
    used, paid_for = known.used[team]["day"], known.paid_for[team]["day"]
    days = used if paid_for.is_empty() else paid_for
    if days.is_empty() or (on is not None and days[0] > on):
        raise no_usage(team, on)
    # The day of its merge is the last of its ledger: what it had left stands with the other team then.
    last: date = (days if used.is_empty() else used)[-1]
    merged = [merge.day for merge in merges_of(known.events) if merge.team == team and merge.day <= last]
    return on or max([days[-1], *merged])


def _books(store: Store, known: Facts, team: str, on: date) -> dict[str, Ledger]:
    """Keep the ledger of a team, and of those with which it shares tokens."""
    names = connected(team, known.events)
    owed = _debts(store, known.uncharged.filter(pl.col("team").is_in(names)), on)
    pools = {
        name: TeamPool(known.paid_for[name], pack_list(known.packs.filter(team=name)), owed[name]) for name in names
    }
    return ledgers(pools, on, [event for event in known.events if event.team in pools])


def _debts(store: Store, uncharged: pl.DataFrame, on: date) -> Mapping[str, Sequence[Debt]]:
    """Give what teams owe for uncharged use of APIs, by team, in the ledgers that end with `on`.

    Use of APIs may be known for days after the last of the other use of the team. Where the ledger reaches to the end
    of that, what it owes for later days is owed too, and packs that start before those days do not pay it.
    """
    owed: defaultdict[str, list[Debt]] = defaultdict(list)
    for (team,), rows in uncharged.group_by("team", maintain_order=True):
        whole = rows.item(-1, "day") <= on or on >= known_until(store, str(team))
        counted = rows if whole else rows.filter(pl.col("day") <= on)
        owed[str(team)] += [Debt(day, tokens) for _, day, tokens in counted.iter_rows()]
    return owed
