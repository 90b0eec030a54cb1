"""The products of the simulated company: what a day of each costs, and their yearly versions."""

from dataclasses import dataclass
from datetime import date, timedelta

AUTOCAD = "AutoCAD"
REVIT = "Revit"
FUSION = "Fusion"
NAVISWORKS_MANAGE = "Navisworks Manage"
NAVISWORKS_SIMULATE = "Navisworks Simulate"
MAYA = "Maya"
MAX = "3ds Max"
INVENTOR = "Inventor"
CIVIL = "Civil 3D"

# 8 and 9 are commonly quoted, but no public source confirms them.
ASSUMED_INVENTOR_RATE = 8
ASSUMED_CIVIL_RATE = 9


@dataclass(frozen=True, slots=True)
class Rate:
    """What one user pays for one product on one day."""

    product: str
    tokens: int
    """Tokens per charged day."""
    source: str
    """Where the rate is published."""
    assumed: bool
    """True when no public source confirms the rate: an assumption of the simulation."""


_UNCONFIRMED = "an assumption of the simulation, no public source"

RATES = (
    Rate(AUTOCAD, 7, "autodesk.com/uk/buying/flex, May 2023", assumed=False),
    Rate(REVIT, 10, "Autodesk knowledge base: 10 tokens, about $30 a day", assumed=False),
    Rate(FUSION, 3, "Autodesk knowledge base: token usage for Fusion teams", assumed=False),
    Rate(NAVISWORKS_MANAGE, 9, "Flex rate sheet as quoted in July 2026", assumed=False),
    Rate(NAVISWORKS_SIMULATE, 4, "Flex rate sheet as quoted in July 2026", assumed=False),
    Rate(MAYA, 6, "itec.daikin.co.jp, Flex questions and answers", assumed=False),
    Rate(MAX, 6, "polygonote.com, September 2021", assumed=False),
    Rate(INVENTOR, ASSUMED_INVENTOR_RATE, _UNCONFIRMED, assumed=True),
    Rate(CIVIL, ASSUMED_CIVIL_RATE, _UNCONFIRMED, assumed=True),
)
DAILY_TOKENS = {rate.product: rate.tokens for rate in RATES}

_FIRST_VERSION = 2024
# A version comes out in the March before the year of its name; the exact day is simplified.
_RELEASES = {version: date(version - 1, 3, 26) for version in range(_FIRST_VERSION + 1, 2028)}


def version_on(product: str, day: date, days_behind: int) -> str:
    """Give the version that a user runs who upgrades so many days after each release.

    Fusion updates itself and has no yearly version: the answer is empty, which is an assumption about the export.

    Examples
    --------
    >>> release = date(2025, 3, 26)
    >>> version_on(REVIT, release, 0), version_on(REVIT, release, 1), version_on(FUSION, release, 0)
    ('2026', '2025', '')
    """
    if product == FUSION:
        return ""
    upgraded = [version for version, release in _RELEASES.items() if release + timedelta(days=days_behind) <= day]
    return str(max(upgraded, default=_FIRST_VERSION))
