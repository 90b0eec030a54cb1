"""What the company bought of APIs and of capacity, and the use of it that costs no tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from analytics.samples.applications import LAB, ApiRow
from analytics.samples.company import DESIGN, PLANT
from analytics.samples.days import LAST_DAY, activity, span

PAID_FROM = date(2025, 12, 31)
"""The day on which the plant subscribed to Pay as You Go: most months have no 31st."""
_ENGINE, _ASSETS = "Flow Graph Engine", "Info360 assets"
_MINUTES, _JOBS = "processing minutes", "jobs"


@dataclass(frozen=True, slots=True)
class Resource:
    """One row of the table of resources."""

    team: str
    resource: str
    kind: str
    purchased: int | None
    """Charged units; None: as many as are used."""
    unit: str
    unit_size: int
    first_day: date
    last_day: date | None
    refreshes: str
    source: str
    time_zone: str
    unit_price: Decimal | None
    """An invented one."""
    currency: str


def _by_tokens(team: str, resource: str, unit: str, unit_size: int) -> Resource:
    """Let the team's Flex tokens pay, as many units as are used."""
    return Resource(
        *(team, resource, "API", None, unit, unit_size, date(2025, 12, 8), None, "never", "Flex", "UTC", None, "")
    )


# No unit sizes are published but for the example of 20 processing minutes.
RESOURCES = (
    _by_tokens(DESIGN, "Automation", _MINUTES, 15),
    _by_tokens(DESIGN, "Model Derivative complex", _JOBS, 2),
    _by_tokens(DESIGN, "Model Derivative simple", _JOBS, 10),
    _by_tokens(PLANT, "Automation", _MINUTES, 15),
    _by_tokens(PLANT, "Model Derivative complex", _JOBS, 2),
    Resource(
        *(PLANT, _ENGINE, "API", 10, _MINUTES, 20, PAID_FROM, None, "monthly", "Free tier", "Europe/Berlin", None, "")
    ),
    Resource(
        *(PLANT, _ENGINE, "API", None, _MINUTES, 20, PAID_FROM, None, "never", "Pay as You Go", "Europe/Berlin"),
        *(Decimal("1.50"), "USD"),
    ),
    Resource(
        *(PLANT, _ASSETS, "capacity", 85, "assets", 1, date(2026, 1, 1), date(2026, 12, 31), "never", "", "UTC"),
        *(None, ""),
    ),
    _by_tokens(LAB, "Reality Capture", "photos", 50),
    _by_tokens(LAB, "Model Derivative complex", _JOBS, 2),
)


def resource_use(seed: int) -> tuple[ApiRow, ...]:
    """Draw the use that is paid in money or from capacity, by day; it costs no tokens."""
    rng = Random(seed + 2)
    return tuple(row for day in span(PAID_FROM, LAST_DAY) for row in _of_day(day, rng))


def _of_day(day: date, rng: Random) -> Iterator[ApiRow]:
    minutes = int(24 * activity(day) * (0.4 + 1.2 * rng.random()))
    assets = int(0.32 * activity(day) + rng.random())
    for api, quantity, unit in ((_ENGINE, minutes, _MINUTES), (_ASSETS, assets, "assets")):
        if quantity and (api == _ENGINE or day >= date(2026, 1, 1)):
            yield ApiRow(
                day=day,
                client_id="config-77b9" if api == _ENGINE else "info360-21c4",
                application="Plant configurator" if api == _ENGINE else "Info360 Asset",
                team=PLANT,
                api=api,
                job="",
                quantity=quantity,
                unit=unit,
                tokens=Decimal(0),
                status="resolved",
            )
