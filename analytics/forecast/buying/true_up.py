"""The true-up: by when to talk and to order, how many tokens, and what buying now, later or renewing early comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from analytics.errors import SettingsError
from analytics.forecast.buying.offers import Offer, Order, settings_offer
from analytics.forecast.buying.purchases import Band, Futures, Step, Way, band, delivery, needed
from analytics.forecast.futures.history import Floats
from analytics.forecast.ordering import business_days_after, business_days_before, order_by, year_after, year_from
from analytics.forecast.outlook import Outlook
from analytics.forecast.plans.terms import share_used, term_in_force
from analytics.pool import PER_TOKEN, Ledger, balance
from analytics.settings import Settings
from analytics.usage.ranges import months_after

LEVELS = (0.5, 0.8, 0.9, 0.95)
"""How sure one may want to be."""
TALK_MONTHS = (2, 1)
"""Months before they run out between which to talk to the vendor."""
_DAY = timedelta(days=1)
_NEXT_SURE = 0.5
"""How sure the purchase for the year after the term is to last: it can be topped up then, as this one can now."""
NO_TRUE_UP, NOW, LATER, EARLY = "No true-up", "True-up now", "True-up later", "Early renewal"


@dataclass(frozen=True)
class Conditions:
    """On what terms tokens can be had."""

    offer: Offer
    lead_time_days: int
    """Business days from an order to its tokens."""
    country: str
    """Whose public holidays are no business days (ISO 3166 code)."""
    sure: float = 0.9
    """How sure a purchase is to last, 0 to 1."""
    grace_days: int = 0
    """Days for which work goes on without tokens; the next purchase pays for them."""
    order_on: date | None = None
    """The first day on which an order can be placed; None: the day after the last one known."""

    def __post_init__(self) -> None:
        if not 0 < self.sure < 1:
            raise SettingsError(f"{self.sure} is no chance to be sure of.", hint="Choose between 0 and 1, such as 0.9.")


def conditions_of(settings: Settings, price: Decimal, currency: str, order_on: date | None = None) -> Conditions:
    """Return the terms of the settings, for a team that pays this price per token.

    Raises
    ------
    SettingsError
        When the packs or prices on offer cannot be read.
    """
    return Conditions(
        settings_offer(settings, price, currency),
        lead_time_days=settings.lead_time_days,
        country=settings.country,
        sure=settings.sure,
        grace_days=settings.grace_days,
        order_on=order_on,
    )


@dataclass(frozen=True)
class Quantity:
    """What to buy to be this sure."""

    sure: float
    needed: int
    """Tokens missing from the delivery on, in whole tokens."""
    order: Order
    left: Band
    """Tokens of the order that are not used up by the last day it is to cover."""


@dataclass(frozen=True)
class Lost:
    """What an order can no longer prevent: days before its tokens arrive whose use no pack covers."""

    chance: float
    """Share of the futures with such a day, 0 to 1."""
    days: Band
    tokens: Band
    """Use on them that nothing pays for."""


@dataclass(frozen=True)
class Rule:
    """The rule "70 % gone by mid-year: plan a true-up now" for any term: 1.4 times the share of the term gone."""

    used: float
    """Share of the term's tokens used; above 1 where packs do not pay for all."""
    gone: float
    """Share of the term gone, 0 to 1."""

    @property
    def limit(self) -> float:
        """The share used that makes a true-up due today; 1 where five sevenths of the term are gone."""
        return min(1.4 * self.gone, 1.0)

    @property
    def met(self) -> bool:
        """Whether the rule asks for a true-up."""
        return self.used >= self.limit


@dataclass(frozen=True)
class TrueUp:
    """The answer for one team."""

    needed_by: date | None
    """P10 of the day they run out; None: not before the end."""
    order_by: date | None
    """The last day on which an order arrives by then."""
    order_by_grace: date | None
    """The same with the days of grace; later or equal."""
    talk_from: date | None
    """Two months before they run out (P10)."""
    talk_by: date | None
    """A month before they run out, or the order's last day where that is earlier."""
    ordered_on: date
    """The first day on which an order can be placed."""
    arrives: date
    """The first day on which the tokens of such an order can be used."""
    covers_until: date
    """The last day that `quantities` are to cover: the term's end, or of a year from the delivery where the term is
    over by then, or there is none."""
    quantities: list[Quantity]
    """One for each of `LEVELS` and for the one that was chosen, ascending."""
    owed: Decimal
    """Tokens that are owed and no pack to come pays: part of each quantity, for the next purchase pays them first."""
    next_term: list[Quantity]
    """What the year after the term needs, if nothing is bought for this one but what is owed; empty without a term."""
    lost: Lost
    ways: list[Way]
    """What can be done, side by side, up to the end of the year after the term; only `NO_TRUE_UP` where they last, and
    none where there is no term."""
    renew_by: date | None
    """The last day on which the order for the next term arrives before this one is over; None without a term."""
    rule: Rule | None
    """None without an active pack."""

    @property
    def needs_tokens(self) -> bool:
        """Whether anything is missing, however sure one wants to be."""
        return any(quantity.needed for quantity in self.quantities)


def true_up(answer: Outlook, conditions: Conditions) -> TrueUp | None:
    """Say by when and how much to buy.

    Every quantity and chance is read from the futures of the outlook, paid by the rule of the packs with the purchase
    as one more pack, which is valid for a year from its arrival.

    Returns
    -------
    TrueUp or None
        None without a forecast of use.

    Raises
    ------
    SettingsError
        When the country's holidays are not known.
    """
    if answer.paths is None:
        return None
    first_day = answer.paths.first_day
    ordered_on = max(conditions.order_on or first_day, first_day)
    end = answer.end if answer.coming else None
    arrives, covers_until = delivery(ordered_on, end, answer.paths.last_day, conditions)
    year = min(year_after(end) if end else year_from(arrives), answer.paths.last_day)
    owed = answer.owed
    futures = Futures(
        answer.paths.drawn(answer.paths.until(year)), first_day, answer.coming, conditions.grace_days, owed
    )
    payments = futures.unaided

    p10 = answer.run_out.day.p10 if answer.run_out else None
    latest = order_by(p10, conditions)
    grace = timedelta(days=conditions.grace_days)
    order_by_grace = order_by(p10 + grace if p10 else None, conditions)
    talk_by = min(months_after(p10, -TALK_MONTHS[1]), latest) if p10 and latest else None
    return TrueUp(
        needed_by=p10,
        order_by=latest,
        order_by_grace=order_by_grace,
        talk_from=min(months_after(p10, -TALK_MONTHS[0]), talk_by) if p10 and talk_by else None,
        talk_by=talk_by,
        ordered_on=ordered_on,
        arrives=arrives,
        covers_until=covers_until,
        quantities=_quantities(futures.missing(payments, arrives, covers_until), owed, conditions),
        owed=owed,
        next_term=_quantities(futures.missing(payments, max(end + _DAY, arrives), year), Decimal(0), conditions)
        if end
        else [],
        lost=_lost(payments.unpaid[:, : futures.at(futures.pays_from(arrives))]),
        ways=_ways(futures, end, year, ordered_on, order_by_grace, conditions) if end else [],
        renew_by=order_by(end + _DAY if end else None, conditions),
        rule=_rule(answer.ledger),
    )


def _quantities(missing: Floats, owed: Decimal, conditions: Conditions) -> list[Quantity]:
    found = []
    for sure in sorted({*LEVELS, conditions.sure}):
        tokens = needed(missing, sure, owed)
        order = conditions.offer.order(tokens)
        found.append(Quantity(sure, tokens, order, band(np.maximum(float(order.tokens - owed) - missing, 0))))
    return found


def _lost(unpaid: NDArray[np.int64]) -> Lost:
    days = (unpaid > 0).sum(axis=1)
    return Lost(float((days > 0).mean()), band(days), band(unpaid.sum(axis=1) / PER_TOKEN))


def _ways(
    futures: Futures, end: date, year: date, ordered_on: date, latest: date | None, conditions: Conditions
) -> list[Way]:
    lead, country = conditions.lead_time_days, conditions.country

    def ordered(day: date, aims: Mapping[date, float]) -> Step:
        return Step(day, business_days_after(day, lead, country), aims)

    def arriving(day: date, aims: Mapping[date, float]) -> Step:
        return Step(business_days_before(day, lead, country), day, aims)

    def way(name: str, *steps: Step) -> Way:
        return futures.followed(name, steps, conditions.offer, end)

    now = ordered(ordered_on, {end: conditions.sure})
    renewal = arriving(end + _DAY, {year: _NEXT_SURE})
    if renewal.ordered_on < ordered_on:
        renewal = ordered(ordered_on, renewal.aims)
    ways = [way(NO_TRUE_UP, renewal)]
    if latest is None or now.arrives > end:
        return ways
    ways.append(way(NOW, now, renewal))
    later = ordered(max(latest, ordered_on), now.aims)
    if latest > ordered_on and later.arrives <= end:
        ways.append(way(LATER, later, renewal))
    over = min(year_from(later.arrives), year)
    # The term comes first: where the year that begins early is over before it, the purchase after it is for it, too.
    early = ordered(later.ordered_on, {over: _NEXT_SURE} | {min(end, over): conditions.sure})
    again = arriving(over + _DAY, {year: _NEXT_SURE} | ({end: conditions.sure} if over < end else {}))
    return [*ways, way(EARLY, early, *([again] if over < year else []))]


def _rule(book: Ledger) -> Rule | None:
    if balance(book).term_end is None:
        return None
    term = term_in_force(book)
    return Rule(share_used(book, term), term.gone(book.on))
