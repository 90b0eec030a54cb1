"""The resources of teams as cards: what is left of what was bought, until when, and when it is projected to run out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from analytics.forecast import Outlook, Question, RunOut, outlook, outlooks
from analytics.platform.foresight import Foreseen, foreseen, used_up
from analytics.pool import teams_with_use
from analytics.pool.charged.accounts import Account, resource_accounts
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.resources import ResourceKind, Source

TOKENS = "Flex tokens"
_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Card:
    """One resource of one team on a day."""

    team: str
    resource: str
    kind: ResourceKind
    on: date
    """At the end of this day (UTC)."""
    unit: str | None
    """What use is measured in; None: not said, and of tokens."""
    unit_size: Decimal
    """Use in one charged unit."""
    available: Decimal | None
    """Units left in what is in force; None: as many as are used."""
    total: Decimal | None
    """Units bought in what is in force; None: as many as are used."""
    remainder: Decimal
    """Use that fills no unit yet and is carried on."""
    starts: date | None
    """The first day of what was bought, where nothing is in force yet; None: it is, or was."""
    ends: date | None
    """The last day of what is in force and does not refresh, or (before `on`) of what was; None: no end."""
    refreshes: date | None
    """The day on which the first of what refreshes is whole again; None: nothing does."""
    follows: Source | None
    """Who pays without limit when the rest is used up; None: nobody."""
    run_out: RunOut | None
    """When what has a limit is used up, or the tokens that pay the rest; None: nothing has a limit, or there is too
    little use to foresee it."""
    uncharged: Decimal = Decimal(0)
    """Use that the portal says nobody has paid for."""

    @property
    def by_tokens(self) -> bool:
        """Whether tokens pay what nothing else does."""
        return self.follows in (Source.TOKEN_FLEX, Source.FLEX)

    @property
    def projected(self) -> date | None:
        """The day in the middle of the futures on which it has run out; None: not within a year, or not known."""
        return self.run_out.day.p50 if self.run_out else None

    @property
    def days_left(self) -> int | None:
        """Days from `on` to the projected run-out."""
        return None if self.projected is None else (self.projected - self.on).days


def all_cards(store: Store, team: str | None, today: date, settings: Settings) -> list[Card]:
    """Make the cards of one team (None: of each), of its tokens too where their use is known, in their order.

    Parameters
    ----------
    store
        Where everything is.
    team
        Whose.
    today
        The day to speak of where no API usage is loaded.
    settings
        How many futures are simulated.

    Raises
    ------
    StoreError
        When there is no such team.
    """
    used = teams_with_use(store)
    tokens: list[Outlook] = []
    if team is None:
        tokens = outlooks(store, Question(), settings) if used else []
    elif team in used:
        tokens = [outlook(store, team, Question(), settings)]
    accounts = resource_accounts(store, team, today).accounts
    return together([token_card(answer) for answer in tokens], [card(foreseen(each, settings)) for each in accounts])


def together(tokens: Sequence[Card], others: Sequence[Card]) -> list[Card]:
    """Put the cards of tokens and of other resources together, what is projected to run out first at the head.

    What only tokens pay runs out when they do.
    """
    ends = {each.team: each.run_out for each in tokens}
    paid = [
        replace(each, run_out=ends.get(each.team)) if each.available is None and each.by_tokens else each
        for each in others
    ]
    return sorted(
        [*tokens, *paid],
        key=lambda each: (each.projected or date.max, each.available is None, each.team, each.resource),
    )


def card(future: Foreseen) -> Card:
    """Make the card of a resource."""
    account = future.account
    left = dict(zip(account.grants, account.drawn.left, strict=True))
    active = [grant for grant in account.grants if grant.in_force(account.on)]
    limited = [grant for grant in active if grant.units is not None]
    endless = [grant.source for grant in active if grant.units is None]
    firsts = [each.first_day for each in account.purchases]
    ends, refreshes = _ends(account, [grant.resource_id for grant in limited])
    return Card(
        team=account.team,
        resource=account.resource,
        kind=account.kind,
        on=account.on,
        unit=account.unit,
        unit_size=account.size,
        available=Decimal(sum(left[grant] or 0 for grant in limited)) if limited else _none_of(endless),
        total=Decimal(sum(grant.units or 0 for grant in limited)) if limited else _none_of(endless),
        remainder=account.remainder,
        starts=None if active else min((each for each in firsts if each > account.on), default=None),
        ends=ends,
        refreshes=refreshes,
        follows=next(iter(endless), None),
        run_out=used_up(future) if limited else None,
        uncharged=Decimal(account.use.filter("uncharged")["quantity"].sum() or 0),
    )


def token_card(answer: Outlook) -> Card:
    """Make the card of a team's tokens, from the outlook that the other pages show."""
    return Card(
        team=answer.team,
        resource=TOKENS,
        kind=ResourceKind.TOKENS,
        on=answer.as_of,
        unit=None,
        unit_size=Decimal(1),
        available=answer.balance.available,
        total=answer.balance.total,
        remainder=Decimal(0),
        starts=None,
        ends=answer.balance.term_end,
        refreshes=None,
        follows=None,
        run_out=answer.run_out,
    )


def card_table(cards: Iterable[Card]) -> pl.DataFrame:
    """List cards, in the order given.

    Returns
    -------
    pl.DataFrame
        One row per card: `team`, `resource`, `resource_kind`, `available_units`, `total_units` (Decimal; null: as many
        as are used), `unit_size`, `unit`, `carried` (use that fills no unit yet), `ends_in`, `refreshes_in` (days),
        `p10`, `runs_out_on` (the middle), `p90` (days; null: not within a year, or not known), `follows`.
    """
    rows = [
        {
            "team": each.team,
            "resource": each.resource,
            "resource_kind": str(each.kind),
            "available_units": each.available,
            "total_units": each.total,
            "unit_size": each.unit_size,
            "unit": each.unit,
            "carried": each.remainder,
            "ends_in": None if each.ends is None else (each.ends - each.on).days,
            "refreshes_in": None if each.refreshes is None else (each.refreshes - each.on).days,
            "runs_out_from": each.run_out.day.p10 if each.run_out else None,
            "runs_out_on": each.projected,
            "runs_out_by": each.run_out.day.p90 if each.run_out else None,
            "follows": None if each.follows is None else str(each.follows),
        }
        for each in cards
    ]
    return pl.DataFrame(rows, schema=_TABLE)


_UNITS = pl.Decimal(38, 6)
_TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "resource": pl.String,
    "resource_kind": pl.String,
    "available_units": _UNITS,
    "total_units": _UNITS,
    "unit_size": _UNITS,
    "unit": pl.String,
    "carried": _UNITS,
    "ends_in": pl.Int64,
    "refreshes_in": pl.Int64,
    "runs_out_from": pl.Date,
    "runs_out_on": pl.Date,
    "runs_out_by": pl.Date,
    "follows": pl.String,
}


def _none_of(endless: list[Source | None]) -> Decimal | None:
    """Give what is there without anything limited: as many as are used, or nothing."""
    return None if endless else Decimal(0)


def _ends(account: Account, limited: Collection[int]) -> tuple[date | None, date | None]:
    """Give the last day of what does not refresh any more, and the next day on which something does."""
    ends, refreshes = [], []
    for each in account.purchases:
        if each.resource_id in limited:
            following = [
                grant.first_day for grant in each.grants(account.on + _LONGEST) if grant.first_day > account.on
            ]
            refreshes += following[:1]
            ends += [each.last_day] if not following and each.last_day else []
    if not _in_force(account):
        ends = [each.last_day for each in account.purchases if each.last_day and each.last_day <= account.on]
    return max(ends, default=None), min(refreshes, default=None)


def _in_force(account: Account) -> bool:
    """Tell whether anything bought of a resource pays on the last day known."""
    return any(grant.in_force(account.on) for grant in account.grants)
