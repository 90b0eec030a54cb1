"""A year of a Token Flex (EBA) contract of another, larger customer: by day and product, without users."""

from dataclasses import dataclass
from datetime import date
from random import Random

from analytics.samples.days import activity, span

CONTRACT_FIRST_DAY = date(2025, 7, 1)
CONTRACT_LAST_DAY = date(2026, 6, 30)
# Used up some weeks before the year ends; from then on the multi-year pool pays. That the annual pool pays first
# is inferred from documented contract figures: no published rule says so.
_ANNUAL_TOKENS = 76_000


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One day and product line of a contract."""

    year: int
    """The contract year, from 1."""
    pool: str
    """`CY` for the year's own tokens, `MY` for the multi-year ones."""
    category: str
    """`DESKTOP_PRODUCT` or `CLOUD_PRODUCT`."""
    day: date
    line_code: str
    product: str
    tokens: int


@dataclass(frozen=True, slots=True)
class _Line:
    category: str
    code: str
    product: str
    rate: int
    """Tokens per user and day: rates of such contracts are agreed one by one, so these are invented."""
    users: int


_DESKTOP, _CLOUD = "DESKTOP_PRODUCT", "CLOUD_PRODUCT"
_LINES = (
    _Line(_CLOUD, "F360PRO", "Fusion 360 - Ultimate", rate=3, users=14),
    _Line(_DESKTOP, "3DSMAX", "3ds Max", rate=6, users=3),
    _Line(_DESKTOP, "ACD", "AutoCAD", rate=7, users=40),
    _Line(_DESKTOP, "CIV3D", "AutoCAD Civil 3D", rate=9, users=6),
    _Line(_DESKTOP, "INVPROSA", "Inventor Professional", rate=8, users=9),
    _Line(_DESKTOP, "NAVMAN", "Navisworks Manage", rate=9, users=4),
    _Line(_DESKTOP, "RVT", "Revit", rate=10, users=22),
)
_LAUNCH_SHARE = 0.42


def contract_usage(rng: Random) -> tuple[ContractRow, ...]:
    """Simulate the contract year; one row per day and product line, by pool, category, day and line."""
    rows: list[ContractRow] = []
    consumed = 0
    for day in span(CONTRACT_FIRST_DAY, CONTRACT_LAST_DAY):
        chance = min(1.0, _LAUNCH_SHARE * activity(day))
        tokens = [line.rate * sum(rng.random() < chance for _ in range(line.users)) for line in _LINES]
        consumed += sum(tokens)
        pool = "CY" if consumed <= _ANNUAL_TOKENS else "MY"
        rows.extend(
            ContractRow(1, pool, line.category, day, line.code, line.product, used)
            for line, used in zip(_LINES, tokens, strict=True)
        )
    return tuple(sorted(rows, key=lambda row: (row.pool, row.category, row.day, row.line_code)))
