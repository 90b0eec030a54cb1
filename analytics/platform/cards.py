"""The resources of teams as cards: what is left of what was bought, until when, and when it is projected to run out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from analytics.forecast import Outlook, Question, outlook, outlooks
from analytics.platform.foresight import Foreseen, Projection, foreseen, of_tokens, reached, used_up
from analytics.pool import teams_with_use
from analytics.pool.charged.accounts import Account, resource_accounts
from analytics.pool.charged.purchases import Purchase
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.resources import ResourceKind, Source

TOKENS = "Flex tokens"


@dataclass(frozen=True)
class Card:
    """One resource of one team on a day."""

    team: str
    resource: str
    kind: ResourceKind
    on: date
    """The day (UTC) to speak of: purchases count, and days are counted, as of this day."""
    known_until: date | None
    """The last day of use that is known and taken off; None: no day is."""
    unknown_days: int
    """Days up to then, since what is in force was bought, of which use is not known and not taken off."""
    unit: str | None
    """What use is measured in; None: not said, and of tokens."""
    unit_size: Decimal
    """Use in one charged unit."""
    available: Decimal | None
    """Units left in what is in force, or, where it only starts, all of them; None: without limit."""
    total: Decimal | None
    """Units bought in what is in force, or, where it only starts, all of them; None: without limit."""
    waiting: int
    """Units with a limit that are not drawn from as long as a source without one pays before them."""
    remainder: Decimal
    """Use that fills no unit yet and is carried on."""
    starts: date | None
    """The first day of what was bought, where nothing is in force yet; None: it is, or was."""
    over: bool
    """Whether nothing of it is in force any more."""
    ends: date | None
    """The day on which the first of what is left and does not refresh ends, or of what was; None: no end."""
    ending: Decimal | None
    """Units that lapse on that day, where others stay; None: all that is left ends then, or nothing does."""
    refreshes: date | None
    """The day on which the first of what refreshes is whole again; None: nothing does."""
    follows: Source | None
    """Who pays without limit when the rest is used up; None: nobody."""
    run_out: Projection | None
    """When what has a limit is used up, or the tokens that pay the rest; None: nothing has a limit, or there is too
    little use to foresee it."""
    uncharged: Decimal = Decimal(0)
    """Use that the portal says nobody has paid for; of tokens, those that are owed."""

    @property
    def by_tokens(self) -> bool:
        """Whether tokens pay what nothing else does."""
        return self.follows in (Source.TOKEN_FLEX, Source.FLEX)

    @property
    def gone(self) -> bool:
        """Whether nothing is left of what has a limit and is in force."""
        return bool(self.total) and not self.available and self.starts is None and not self.over

    @property
    def foreseen(self) -> bool:
        """Whether it is known when, or that, it runs out: there is a projection, or nothing that could run out."""
        return self.run_out is not None or self.gone or (self.available is None and not self.over)

    @property
    def projected(self) -> date | None:
        """The day in the middle of the futures on which it has run out; None: not within a year, or not known."""
        if self.gone:
            return self.on
        return self.run_out.day.p50 if self.run_out else None

    @property
    def days_left(self) -> int | None:
        """Days from `on` to the projected run-out; below zero: it was before, in use that is not known yet."""
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
        The day to speak of.
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
    return together(tokens, [card(foreseen(each, settings)) for each in accounts], today)


def together(outlooks: Sequence[Outlook], others: Sequence[Card], today: date) -> list[Card]:
    """Put the cards of tokens and of other resources together, what is projected to run out first at the head.

    What only tokens pay runs out when they do. A team that neither bought tokens nor used any has no card of them.
    """
    tokens = [
        token_card(answer, today)
        for answer in outlooks
        if answer.ledger.packs.height or answer.balance.unpaid or answer.balance.debt
    ]
    ends = {each.team: each.run_out for each in tokens}
    paid = [
        replace(each, run_out=ends.get(each.team)) if each.available is None and each.by_tokens else each
        for each in others
    ]
    return sorted(
        [*tokens, *paid],
        key=lambda each: (each.projected or date.max, each.over, each.available is None, each.team, each.resource),
    )


def card(future: Foreseen) -> Card:
    """Make the card of a resource."""
    account, grants = future.account, future.account.grants
    active = [place for place, grant in enumerate(grants) if grant.in_force(account.on)]
    limited = [place for place in reached(grants, account.on) if place in active]
    endless = sorted((grants[place] for place in active if grants[place].units is None), key=lambda each: each.order)
    to_start = [] if active else [each for each in account.purchases if each.first_use_day > account.on]
    starts = min((each.first_day for each in to_start), default=None)
    available: int | None
    total: int | None
    if limited:
        available, total = _left(account, limited), sum(grants[place].units or 0 for place in limited)
    elif starts:
        available = total = _purchased([each for each in to_start if each.first_day == starts])
    else:
        available = total = None if endless else 0
    ends, ending = _ends(account, limited, active)
    return Card(
        team=account.team,
        resource=account.resource,
        kind=account.kind,
        on=account.on,
        known_until=account.known_until,
        unknown_days=account.unknown_days(min(grants[place].first_day for place in active)) if active else 0,
        unit=account.unit,
        unit_size=account.size,
        available=None if available is None else Decimal(available),
        total=None if total is None else Decimal(total),
        waiting=_left(account, [place for place in active if place not in limited]),
        remainder=account.remainder,
        starts=starts,
        over=not active and starts is None,
        ends=ends,
        ending=ending,
        refreshes=min((grant.first_day for grant in map(account.following, limited) if grant), default=None),
        follows=endless[0].source if endless else None,
        run_out=used_up(future) if limited else None,
        uncharged=Decimal(account.use.filter("uncharged")["quantity"].sum() or 0),
    )


def token_card(answer: Outlook, today: date) -> Card:
    """Make the card of a team's tokens, from the outlook that the other pages show."""
    return Card(
        team=answer.team,
        resource=TOKENS,
        kind=ResourceKind.TOKENS,
        on=max(today, answer.as_of),
        known_until=answer.known_until,
        unknown_days=0,
        unit=None,
        unit_size=Decimal(1),
        available=answer.balance.available,
        total=answer.balance.total,
        waiting=0,
        remainder=Decimal(0),
        starts=None,
        over=not answer.balance.total,
        ends=answer.balance.term_end,
        ending=None,
        refreshes=None,
        follows=None,
        run_out=of_tokens(answer.run_out),
        uncharged=answer.balance.debt,
    )


def _left(account: Account, places: Sequence[int]) -> int:
    """Add up what is left of grants with a limit."""
    return sum(account.drawn.left[place] or 0 for place in places)


def _purchased(purchases: Sequence[Purchase]) -> int | None:
    """Add up what purchases have in a period; None: one of them has no limit."""
    units = [each.purchased for each in purchases]
    return None if None in units else sum(each or 0 for each in units)


def _ends(account: Account, limited: Sequence[int], active: Sequence[int]) -> tuple[date | None, Decimal | None]:
    """Give the day on which the first of what is left ends, and what lapses then if something stays.

    Where nothing has a limit, the last end counts; where nothing is in force, the last one that was.
    """
    last_day = {each.resource_id: each.last_day for each in account.purchases}
    if not active:
        was = [each.last_day for each in account.purchases if each.last_day and each.first_use_day <= account.on]
        return max(was, default=None), None
    if not limited:
        lasts = [last_day[account.grants[place].resource_id] for place in active if account.grants[place].units is None]
        return (None if None in lasts else max(filter(None, lasts), default=None)), None
    with_units = [place for place in limited if account.drawn.left[place]] or limited
    ending = {
        place: last
        for place in with_units
        if account.following(place) is None and (last := last_day[account.grants[place].resource_id])
    }
    first = min(ending.values(), default=None)
    lapse = _left(account, [place for place, last in ending.items() if last == first])
    return first, Decimal(lapse) if first and lapse < _left(account, limited) else None
