"""What the company's applications use of the APIs of Autodesk Platform Services, and what nobody had tokens for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from analytics.samples.company import DESIGN, PLANT
from analytics.samples.days import LAST_DAY, activity, span

LAB = "Digital Lab"
"""A third team, which uses APIs and no product, and whose tokens are gone."""
API_FIRST_DAY = date(2025, 12, 8)
"""The day from which Autodesk charges for APIs as it does now."""
LAB_RUNS_OUT = date(2026, 10, 12)
"""The first day for which the lab had no tokens."""
_RESOLVED, _UNCHARGED = "resolved", "uncharged"


@dataclass(frozen=True, slots=True)
class ApiRow:
    """What one application used of one API, with one engine or job type, on one day."""

    day: date
    """UTC."""
    client_id: str
    application: str
    team: str
    api: str
    job: str
    quantity: int
    unit: str
    tokens: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class _Habit:
    """What an application uses of an API on an ordinary weekday."""

    client_id: str
    application: str
    team: str
    api: str
    job: str
    unit: str
    portion: int
    """Its quantities are multiples of this."""
    portions: float
    """To be expected on an average weekday."""
    tokens: Decimal
    """For one portion."""


_MINUTES, _JOBS, _PHOTOS = "processing minutes", "jobs", "photos"
# 2 tokens an hour of Automation, 3 for 2 complex jobs, 1 for 50 photos: as quoted by others; 0.1 for a simple job is
# the rate before December 2025.
_HABITS = (
    _Habit("viewer-5d1f", "Model viewer", DESIGN, "Model Derivative", "complex", _JOBS, 1, 3.2, Decimal("1.5")),
    _Habit("viewer-5d1f", "Model viewer", DESIGN, "Model Derivative", "simple", _JOBS, 1, 11, Decimal("0.1")),
    _Habit("sheets-a402", "Sheet publisher", DESIGN, "Automation", "Revit", _MINUTES, 15, 4, Decimal("0.5")),
    _Habit("sheets-a402", "Sheet publisher", DESIGN, "Automation", "AutoCAD", _MINUTES, 15, 2.5, Decimal("0.5")),
    _Habit("config-77b9", "Plant configurator", PLANT, "Automation", "Inventor", _MINUTES, 15, 6, Decimal("0.5")),
    _Habit("config-77b9", "Plant configurator", PLANT, "Model Derivative", "complex", _JOBS, 1, 1.1, Decimal("1.5")),
    _Habit("meshes-e3c8", "Scan to mesh", LAB, "Reality Capture", "", _PHOTOS, 50, 1.6, Decimal(1)),
    _Habit("twin-90aa", "Twin updater", LAB, "Model Derivative", "complex", _JOBS, 1, 1.4, Decimal("1.5")),
)


def api_usage(seed: int) -> tuple[ApiRow, ...]:
    """Draw the use of all applications, by day; it is no part of the Token Usage of the teams.

    It has draws of its own, so that the other files stay as they are whatever is drawn here.
    """
    rng = Random(seed + 1)
    return tuple(row for day in span(API_FIRST_DAY, LAST_DAY) for row in _of_day(day, rng))


def _of_day(day: date, rng: Random) -> Iterator[ApiRow]:
    for habit in _HABITS:
        portions = int(habit.portions * activity(day) * (0.4 + 1.2 * rng.random()) + rng.random())
        if portions:
            yield ApiRow(
                day=day,
                client_id=habit.client_id,
                application=habit.application,
                team=habit.team,
                api=habit.api,
                job=habit.job,
                quantity=habit.portion * portions,
                unit=habit.unit,
                tokens=habit.tokens * portions,
                status=_UNCHARGED if habit.team == LAB and day >= LAB_RUNS_OUT else _RESOLVED,
            )
