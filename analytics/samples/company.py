"""The simulated company: two teams, their users from first to last day, and how much of what each uses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from analytics.samples import products as p
from analytics.samples.chance import chosen, shuffled, spread
from analytics.samples.days import FIRST_DAY, LAST_DAY, is_workday
from analytics.samples.names import NAMES, Name

DESIGN = "Design Studio"
PLANT = "Plant Engineering"
TEAMS = (DESIGN, PLANT)

_ROLES = {
    DESIGN: (
        (p.REVIT, p.AUTOCAD, p.NAVISWORKS_MANAGE, p.MAX),
        (p.REVIT, p.AUTOCAD, p.NAVISWORKS_SIMULATE, p.CIVIL),
        (p.MAX, p.MAYA, p.REVIT, p.FUSION),
        (p.CIVIL, p.AUTOCAD, p.NAVISWORKS_MANAGE, p.FUSION),
        (p.REVIT, p.AUTOCAD, p.NAVISWORKS_SIMULATE, p.MAX),
    ),
    PLANT: (
        (p.INVENTOR, p.FUSION, p.NAVISWORKS_SIMULATE),
        (p.NAVISWORKS_MANAGE, p.INVENTOR, p.FUSION),
        (p.CIVIL, p.NAVISWORKS_SIMULATE),
        (p.INVENTOR, p.NAVISWORKS_SIMULATE),
        (p.REVIT, p.NAVISWORKS_MANAGE),
    ),
}
_TOOLSETS = {
    DESIGN: ("AutoCAD Architecture", "AutoCAD MEP"),
    PLANT: ("AutoCAD Plant 3D", "AutoCAD Electrical", "AutoCAD Mechanical"),
}


@dataclass(frozen=True, slots=True)
class Habit:
    """How much somebody uses a product."""

    product: str
    days: float
    """Charged days to be expected in the 365 days up to `LAST_DAY`."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses tokens."""

    name: Name
    team: str
    habits: tuple[Habit, ...]
    first_day: date
    last_day: date
    """The last day on which the user may use a product, included."""
    days_behind: int
    """Days from the release of a version to this user's upgrade."""
    forgetful: float
    """Chance that a session stays open overnight."""
    toolset: str
    """The AutoCAD toolset that the user opens now and then, or empty."""


@dataclass(frozen=True, slots=True)
class Spike:
    """A project that brings its own users for some weeks."""

    team: str
    first_day: date
    last_day: date
    users: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody, and the groups whose story the truth tells."""

    users: tuple[User, ...]
    part_timers: tuple[User, ...]
    """Plant Engineering's part-timers, on AutoCAD and no other product: the full-timers in disguise come first."""
    disguised: int
    """How many of the part-timers are full-timers in disguise."""
    spike: Spike


# Genuine heavy users beside the case, as real pools have them: the first product is far above 100 days a year.
_DESIGN_HEAVY = (
    (Habit(p.REVIT, 140), Habit(p.AUTOCAD, 34), Habit(p.NAVISWORKS_MANAGE, 30)),
    (Habit(p.MAYA, 126), Habit(p.MAX, 30)),
)
_PLANT_HEAVY = ((Habit(p.NAVISWORKS_MANAGE, 130), Habit(p.INVENTOR, 28)),)

_PART_TIMERS = 20
_DISGUISED = 10
_REGULARS = {DESIGN: 58, PLANT: 33}
# Below 50, so that nobody but the heavy users comes near the threshold of 100 days.
_REGULAR_DAYS = {DESIGN: (24, 46), PLANT: (18, 39)}

# No holiday season and no spring on purpose: a forecast that takes the project for a season is wrong a year later.
_SPIKE_FIRST_DAY = date(2025, 9, 15)
_SPIKE_LAST_DAY = date(2025, 10, 31)
_SPIKE_HABITS = (Habit(p.REVIT, 165), Habit(p.NAVISWORKS_MANAGE, 120), Habit(p.CIVIL, 140))
_SPIKE_USERS = 6


def founded(rng: Random) -> Company:
    """Hire everybody."""
    names = iter(shuffled(NAMES, rng))
    days = spread(136, 170, _DISGUISED, rng) + spread(14, 40, _PART_TIMERS - _DISGUISED, rng)
    part_timers = tuple(_user(next(names), PLANT, (Habit(p.AUTOCAD, share),), rng) for share in days)
    plant = _staff(PLANT, names, rng)
    design = _staff(DESIGN, names, rng)
    heavy = [_user(next(names), DESIGN, habits, rng) for habits in _DESIGN_HEAVY]
    heavy += [_user(next(names), PLANT, habits, rng) for habits in _PLANT_HEAVY]
    project = tuple(
        replace(_user(next(names), DESIGN, _SPIKE_HABITS, rng), first_day=_SPIKE_FIRST_DAY, last_day=_SPIKE_LAST_DAY)
        for _ in range(_SPIKE_USERS)
    )
    return Company(
        users=(*part_timers, *plant, *design, *heavy, *project),
        part_timers=part_timers,
        disguised=_DISGUISED,
        spike=Spike(DESIGN, _SPIKE_FIRST_DAY, _SPIKE_LAST_DAY, project),
    )


def _staff(team: str, names: Iterator[Name], rng: Random) -> list[User]:
    """Hire the regular users of a team; about one in seven joins later, one in ten leaves."""
    count, (fewest, most) = _REGULARS[team], _REGULAR_DAYS[team]
    roles = [_ROLES[team][n % len(_ROLES[team])] for n in range(count)]
    days = iter(spread(fewest, most, sum(map(len, roles)), rng))
    users = [_user(next(names), team, tuple(Habit(product, next(days)) for product in role), rng) for role in roles]
    joiners, leavers = round(count / 7), round(count / 10)
    order = shuffled(range(count), rng)
    for n, index in enumerate(order[:joiners]):
        users[index] = replace(users[index], first_day=_workday_between(n, joiners, rng))
    for n, index in enumerate(order[joiners : joiners + leavers]):
        users[index] = replace(users[index], last_day=_workday_between(n, leavers, rng))
    return users


def _workday_between(n: int, count: int, rng: Random) -> date:
    """Give the workday for the n-th of some changes in the staff, which lie about evenly over the whole span."""
    quiet = 60  # days at both ends without a change, so that everybody has some history
    slot = ((LAST_DAY - FIRST_DAY).days - 2 * quiet) / count
    day = FIRST_DAY + timedelta(days=quiet + int(slot * (n + rng.random())))
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def _user(name: Name, team: str, habits: tuple[Habit, ...], rng: Random) -> User:
    on_autocad = any(habit.product == p.AUTOCAD for habit in habits)
    return User(
        name=name,
        team=team,
        habits=habits,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        days_behind=15 + int(rng.random() * 300),
        forgetful=0.05 if rng.random() < 0.12 else 0.003,
        toolset=chosen(_TOOLSETS[team], rng) if on_autocad and rng.random() < 0.4 else "",
    )
