"""The directory of the simulated company: where everybody belongs and when, and what follows for the tokens."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from analytics.samples.chance import chosen, shuffled
from analytics.samples.company import DESIGN, PLANT, Company, User
from analytics.samples.days import FIRST_DAY, LAST_DAY
from analytics.samples.names import OUTSIDERS
from analytics.samples.usage import UsageRow

UNITS = ("department", "cost_center", "project", "country", "manager")
_DEPARTMENTS = {
    DESIGN: (("Architecture", "4100"), ("Structures", "4200"), ("Visualisation", "4300")),
    PLANT: (("Process Design", "5100"), ("Mechanical", "5200"), ("Maintenance", "5300")),
}
_PROJECTS = {DESIGN: ("Harbour Tower", "Library", ""), PLANT: ("Line 4", "Refit North", "")}
_SPIKE_PROJECT = "Airport Terminal"
_COUNTRIES = ("US", "US", "US", "DE", "FR")
_MISSING, _MOVERS, _ON_LEAVE = 5, 6, 2
_LEAVE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Membership:
    """Where one person belongs in a span of days; an empty text: nowhere, or not known."""

    email: str
    department: str
    cost_center: str
    project: str
    country: str
    manager: str
    """The manager's e-mail."""
    first_day: date | None
    """None: from the beginning."""
    last_day: date | None
    """None: to this day."""

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class DirectoryTruth:
    """What the directory does to the usage."""

    missing: tuple[str, ...]
    """E-mails of users who are not in it."""
    without_use: tuple[str, ...]
    """E-mails of persons in it who use nothing."""
    movers: tuple[str, ...]
    """E-mails of those who change their department."""
    on_leave: tuple[str, ...]
    """E-mails of those who belong nowhere for some weeks between two departments."""
    tokens_by_unit: dict[str, dict[str, int]]
    """For department, cost_center, project, country and manager: tokens by unit; an empty unit: of nobody's."""


def directory_of(company: Company, rng: Random) -> tuple[Membership, ...]:
    """Write the directory: one row per person and span, by e-mail and first day."""
    outsiders = [name.email for name in OUTSIDERS]
    heads = [department for team in _DEPARTMENTS.values() for department, _ in team]
    managers = dict(zip(heads, outsiders, strict=False))
    people = shuffled(company.users, rng)
    settled = [user for user in people if user not in company.spike.users]
    # They come first: whoever is left out can neither move nor go on leave.
    known = settled[_MISSING:]
    rows: list[Membership] = []
    for place, user in enumerate(known):
        first = _placed(user, managers, rng)
        if place < _MOVERS + _ON_LEAVE:
            rows += _moved(first, user, managers, _LEAVE_DAYS if place >= _MOVERS else 0, rng)
        else:
            rows.append(first)
    for user in company.spike.users:
        placed = replace(_placed(user, managers, rng), project=_SPIKE_PROJECT)
        rows.append(replace(placed, first_day=company.spike.first_day, last_day=company.spike.last_day))
    example = rows[0]
    rows += [
        replace(example, email=email, project="", first_day=None, last_day=None) for email in outsiders[len(heads) :]
    ]
    return tuple(sorted(rows, key=lambda row: (row.email, row.first_day or FIRST_DAY)))


def directory_truth(rows: Iterable[UsageRow], members: tuple[Membership, ...]) -> DirectoryTruth:
    """Count what each unit used, row by row."""
    of_person: dict[str, list[Membership]] = {}
    for member in members:
        of_person.setdefault(member.email, []).append(member)
    tokens: dict[str, Counter[str]] = {unit: Counter() for unit in UNITS}
    users = set()
    for row in rows:
        users.add(row.email)
        here = next((member for member in of_person.get(row.email, []) if member.holds_on(row.day)), None)
        for unit in UNITS:
            tokens[unit][getattr(here, unit) if here else ""] += row.tokens
    several = {email: spans for email, spans in of_person.items() if len(spans) > 1}
    gaps = {email for email, (one, other, *_) in several.items() if _days_between(one, other) > 1}
    return DirectoryTruth(
        missing=tuple(sorted(users - set(of_person))),
        without_use=tuple(sorted(set(of_person) - users)),
        movers=tuple(sorted(several)),
        on_leave=tuple(sorted(gaps)),
        tokens_by_unit={unit: dict(sorted(counts.items())) for unit, counts in tokens.items()},
    )


def _placed(user: User, managers: dict[str, str], rng: Random) -> Membership:
    department, cost_center = chosen(_DEPARTMENTS[user.team], rng)
    return Membership(
        email=user.name.email,
        department=department,
        cost_center=cost_center,
        project=chosen(_PROJECTS[user.team], rng),
        country=chosen(_COUNTRIES, rng),
        manager=managers[department],
        first_day=None if user.first_day == FIRST_DAY else user.first_day,
        last_day=None if user.last_day == LAST_DAY else user.last_day,
    )


def _moved(
    first: Membership, user: User, managers: dict[str, str], days_between: int, rng: Random
) -> tuple[Membership, Membership]:
    """Let somebody change to another department of the team about the middle of their time."""
    others = tuple(other for other in _DEPARTMENTS[user.team] if other[0] != first.department)
    department, cost_center = chosen(others, rng)
    middle = user.first_day + (user.last_day - user.first_day) * (0.4 + 0.2 * rng.random())
    start = middle.replace(day=1)
    second = replace(
        first, department=department, cost_center=cost_center, manager=managers[department], first_day=start
    )
    return replace(first, last_day=start - timedelta(days=1 + days_between)), second


def _days_between(one: Membership, other: Membership) -> int:
    return (other.first_day - one.last_day).days if one.last_day and other.first_day else 0
