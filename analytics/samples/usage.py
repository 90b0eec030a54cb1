"""The token usage of the simulated company: who used which product on which day, and what it cost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from analytics.samples.company import TEAMS, User
from analytics.samples.days import FIRST_DAY, LAST_DAY, TRAILING_FIRST_DAY, activity, span
from analytics.samples.products import AUTOCAD, DAILY_TOKENS, version_on

# Launches of under five minutes: listed, but not charged.
_ZERO_TOKEN_SHARE = 0.07
_TOOLSET_SHARE = 0.25
# A user of several products is at work with Autodesk's software on about this many days a year.
_DAYS_OF_MANY_PRODUCTS = 100.0
_MOST_LIKELY = 0.97
# Weeks differ by up to this share for a whole team, as deadlines do.
_WEEK_SWING = 0.12


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One user, one product and one day, on which the product was launched at least once."""

    day: date
    """The day on which the 24 hours of the charge begin."""
    team: str
    product: str
    feature: str
    """The child product, here an AutoCAD toolset, or empty."""
    version: str
    """The yearly version, or empty for a product without one."""
    email: str
    first_name: str
    last_name: str
    tokens: int
    """The product's daily rate, or 0 for a launch of under five minutes."""


@dataclass(frozen=True, slots=True)
class Overnight:
    """A session that was left open and was charged for a second day."""

    email: str
    team: str
    product: str
    first_day: date
    second_day: date
    tokens: int
    """The second day's tokens."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything that was used."""

    rows: tuple[UsageRow, ...]
    """One row per user, product and day, by day, team, e-mail and product."""
    overnights: tuple[Overnight, ...]


def usage_of(users: Iterable[User], rng: Random) -> Usage:
    """Let the users work through the whole span of days."""
    shares = {team: _shares_of_year(rng) for team in TEAMS}
    each = [_usage_of_one(user, shares[user.team], rng) for user in users]
    return Usage(
        rows=tuple(sorted((row for one in each for row in one.rows), key=_place)),
        overnights=tuple(
            sorted(
                (night for one in each for night in one.overnights),
                key=lambda night: (night.first_day, night.email, night.product),
            )
        ),
    )


def _place(row: UsageRow) -> tuple[date, str, str, str]:
    """Give what the rows of an export are sorted by."""
    return row.day, row.team, row.email, row.product


def _shares_of_year(rng: Random) -> dict[date, float]:
    """Give every day's share of a year's use; the shares of the 365 days up to the last day add up to 1."""
    busy: dict[date, float] = {}
    swing = 1.0
    for day in span(FIRST_DAY, LAST_DAY):
        if day.weekday() == 0:
            swing = 1 + _WEEK_SWING * (2 * rng.random() - 1)
        busy[day] = activity(day) * swing
    year = sum(share for day, share in busy.items() if day >= TRAILING_FIRST_DAY)
    return {day: share / year for day, share in busy.items()}


def _usage_of_one(user: User, shares: dict[date, float], rng: Random) -> Usage:
    most = max(habit.days for habit in user.habits)
    days_at_work = most if len(user.habits) == 1 else max(most, _DAYS_OF_MANY_PRODUCTS)
    rows: list[UsageRow] = []
    overnights: list[Overnight] = []
    left_open: dict[str, UsageRow] = {}
    for day in span(user.first_day, user.last_day):
        at_work = rng.random() < min(_MOST_LIKELY, days_at_work * shares[day] / (1 - _ZERO_TOKEN_SHARE))
        since_yesterday, left_open = left_open, {}
        for habit in user.habits:
            if (first := since_yesterday.get(habit.product)) is not None:
                # A launch inside the second 24 hours is paid already, so the day has this one charge.
                rows.append(replace(first, day=day))
                overnights.append(Overnight(first.email, first.team, first.product, first.day, day, first.tokens))
            elif at_work and rng.random() < habit.days / days_at_work:
                row = _launch(user, habit.product, day, rng)
                rows.append(row)
                if row.tokens and day < user.last_day and rng.random() < user.forgetful:
                    left_open[habit.product] = row
    return Usage(rows=tuple(rows), overnights=tuple(overnights))


def _launch(user: User, product: str, day: date, rng: Random) -> UsageRow:
    in_toolset = product == AUTOCAD and user.toolset and rng.random() < _TOOLSET_SHARE
    return UsageRow(
        day=day,
        team=user.team,
        product=product,
        feature=user.toolset if in_toolset else "",
        version=version_on(product, day, user.days_behind),
        email=user.name.email,
        first_name=user.name.first,
        last_name=user.name.last,
        tokens=0 if rng.random() < _ZERO_TOKEN_SHARE else DAILY_TOKENS[product],
    )
