"""The known truth about the simulated usage, for tests to compare with."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from analytics.samples.company import Company, User
from analytics.samples.days import FIRST_DAY, LAST_DAY, TRAILING_FIRST_DAY
from analytics.samples.directory import DirectoryTruth
from analytics.samples.packs import PackUse, Payment
from analytics.samples.products import RATES, Rate
from analytics.samples.restatement import Correction
from analytics.samples.usage import Overnight, Usage, UsageRow

_LISTED_ABOVE_DAYS = 60
_HEAVY_ABOVE_DAYS = 100


@dataclass(frozen=True, slots=True)
class ChargedDays:
    """How often one user was charged for one product in the 365 days up to the last day."""

    email: str
    team: str
    product: str
    days: int
    """Days with tokens above 0."""
    tokens: int


@dataclass(frozen=True, slots=True)
class Case:
    """The part-timers who are full-timers in disguise, all figures of the 365 days up to the last day."""

    team: str
    product: str
    part_timers: tuple[str, ...]
    """E-mails of all who use this product and no other."""
    disguised: tuple[str, ...]
    """E-mails of those above 100 charged days."""
    disguised_tokens: int
    team_tokens: int
    share: float
    """`disguised_tokens` of `team_tokens`, 0 to 1: what the pool is relieved of when they move."""


@dataclass(frozen=True, slots=True)
class StaffChange:
    """A user who came after the first day or left before the last day."""

    email: str
    team: str
    day: date
    """The first, or the last, day with access."""


@dataclass(frozen=True, slots=True)
class Project:
    """The project spike."""

    team: str
    first_day: date
    last_day: date
    users: tuple[str, ...]
    """E-mails of those who used tokens for this project only."""
    tokens: int


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of the current usage, after the restatement."""

    seed: int
    first_day: date
    last_day: date
    rows: int
    """One per user, product and day."""
    tokens: int
    zero_token_launches: int
    tokens_by_team: dict[str, int]
    tokens_by_product: dict[str, int]
    tokens_by_month: dict[str, int]
    """By month as `YYYY-MM`."""
    tokens_by_user: dict[str, int]
    """By e-mail."""
    trailing_first_day: date
    """The first of the 365 days that end on the last day."""
    charged_days_above_60: tuple[ChargedDays, ...]
    """Most days first."""
    case: Case
    heavy_users: tuple[ChargedDays, ...]
    """Users above 100 charged days who are no part of the case."""
    overnights: tuple[Overnight, ...]
    joiners: tuple[StaffChange, ...]
    leavers: tuple[StaffChange, ...]
    project: Project
    rates: tuple[Rate, ...]
    packs: tuple[PackUse, ...]
    unpaid_tokens: int
    corrections: tuple[Correction, ...]
    """Where the newer export differs from the earlier one."""
    directory: DirectoryTruth


def truth_of(
    seed: int,
    company: Company,
    usage: Usage,
    payment: Payment,
    corrections: tuple[Correction, ...],
    directory: DirectoryTruth,
) -> Truth:
    """Sum the usage up."""
    rows = usage.rows
    charged = _charged_days(rows)
    case = _case(company, rows)
    return Truth(
        seed=seed,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        rows=len(rows),
        tokens=sum(row.tokens for row in rows),
        zero_token_launches=sum(row.tokens == 0 for row in rows),
        tokens_by_team=_tokens_by(rows, lambda row: row.team),
        tokens_by_product=_tokens_by(rows, lambda row: row.product),
        tokens_by_month=_tokens_by(rows, lambda row: f"{row.day:%Y-%m}"),
        tokens_by_user=_tokens_by(rows, lambda row: row.email),
        trailing_first_day=TRAILING_FIRST_DAY,
        charged_days_above_60=tuple(one for one in charged if one.days > _LISTED_ABOVE_DAYS),
        case=case,
        heavy_users=tuple(one for one in charged if one.days > _HEAVY_ABOVE_DAYS and one.email not in case.disguised),
        overnights=usage.overnights,
        joiners=_changes(company, lambda user: user.first_day, FIRST_DAY),
        leavers=_changes(company, lambda user: user.last_day, LAST_DAY),
        project=_project(company, rows),
        rates=RATES,
        packs=payment.packs,
        unpaid_tokens=payment.unpaid,
        corrections=corrections,
        directory=directory,
    )


def _tokens_by(rows: tuple[UsageRow, ...], key: Callable[[UsageRow], str]) -> dict[str, int]:
    tokens: Counter[str] = Counter()
    for row in rows:
        tokens[key(row)] += row.tokens
    return dict(sorted(tokens.items()))


def _charged_days(rows: tuple[UsageRow, ...]) -> list[ChargedDays]:
    days: Counter[tuple[str, str, str]] = Counter()
    tokens: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row.day >= TRAILING_FIRST_DAY and row.tokens:
            key = (row.email, row.team, row.product)
            days[key] += 1
            tokens[key] += row.tokens
    each = [ChargedDays(*key, days=count, tokens=tokens[key]) for key, count in days.items()]
    return sorted(each, key=lambda one: (-one.days, one.email, one.product))


def _case(company: Company, rows: tuple[UsageRow, ...]) -> Case:
    team, product = company.part_timers[0].team, company.part_timers[0].habits[0].product
    disguised = tuple(sorted(user.name.email for user in company.part_timers[: company.disguised]))
    of_team = [row for row in rows if row.team == team and row.day >= TRAILING_FIRST_DAY]
    team_tokens = sum(row.tokens for row in of_team)
    disguised_tokens = sum(row.tokens for row in of_team if row.email in disguised)
    return Case(
        team=team,
        product=product,
        part_timers=tuple(sorted(user.name.email for user in company.part_timers)),
        disguised=disguised,
        disguised_tokens=disguised_tokens,
        team_tokens=team_tokens,
        share=disguised_tokens / team_tokens,
    )


def _changes(company: Company, day_of: Callable[[User], date], usual: date) -> tuple[StaffChange, ...]:
    changes = [
        StaffChange(user.name.email, user.team, day_of(user))
        for user in company.users
        if day_of(user) != usual and user not in company.spike.users
    ]
    return tuple(sorted(changes, key=lambda change: (change.day, change.email)))


def _project(company: Company, rows: tuple[UsageRow, ...]) -> Project:
    users = tuple(sorted(user.name.email for user in company.spike.users))
    return Project(
        team=company.spike.team,
        first_day=company.spike.first_day,
        last_day=company.spike.last_day,
        users=users,
        tokens=sum(row.tokens for row in rows if row.email in users),
    )
