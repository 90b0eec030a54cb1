"""The simulated usage keeps Autodesk's charging rule and looks like a company at work."""

import statistics
from collections import Counter
from datetime import date, timedelta

import holidays
import pytest

from analytics.errors import RangeError
from analytics.samples import Simulation
from analytics.samples.days import FIRST_DAY, HOLIDAYS, LAST_DAY, is_workday, is_year_end, span
from analytics.samples.names import NAMES

RATES = {
    "AutoCAD": 7,
    "Revit": 10,
    "Fusion": 3,
    "Navisworks Manage": 9,
    "Navisworks Simulate": 4,
    "Maya": 6,
    "3ds Max": 6,
    "Inventor": 8,
    "Civil 3D": 9,
}


@pytest.fixture(scope="module")
def by_day(simulation: Simulation) -> dict[date, int]:
    tokens = dict.fromkeys(span(FIRST_DAY, LAST_DAY), 0)
    for row in simulation.rows:
        tokens[row.day] += row.tokens
    return tokens


def test_usage_runs_from_the_first_day_to_the_last(simulation: Simulation) -> None:
    assert simulation.rows[0].day == simulation.truth.first_day == date(2024, 9, 1)
    assert simulation.rows[-1].day == simulation.truth.last_day == date(2026, 10, 31)
    assert 25_000 <= len(simulation.rows) <= 45_000


def test_a_row_costs_the_daily_rate_or_nothing(simulation: Simulation) -> None:
    assert {(row.product, row.tokens) for row in simulation.rows} == {
        (product, tokens) for product, rate in RATES.items() for tokens in (rate, 0)
    }


@pytest.mark.parametrize("field", ["rows", "rows_before"])
def test_one_charge_at_most_per_user_product_and_day(simulation: Simulation, field: str) -> None:
    rows = getattr(simulation, field)
    assert len({(row.day, row.email, row.product) for row in rows}) == len(rows)


def test_people_have_one_team_one_name_and_a_plain_address(simulation: Simulation) -> None:
    people = {(row.email, row.team, row.first_name, row.last_name) for row in simulation.rows}
    emails = {person[0] for person in people}
    assert len(people) == len(emails) == len(NAMES) == 120
    assert all(email.isascii() and email.endswith("@example.com") for email in emails)
    assert {"Łukasz", "Zoë"} <= {person[2] for person in people}
    assert {"Müller", "O'Neill"} <= {person[3] for person in people}


def test_users_upgrade_at_different_times(simulation: Simulation) -> None:
    on_a_day = {row.version for row in simulation.rows if row.day == date(2025, 6, 3)}
    assert {"2025", "2026"} <= on_a_day
    latest: dict[tuple[str, str], str] = {}
    for row in simulation.rows:
        key = (row.email, row.product)
        assert row.version >= latest.get(key, "")
        latest[key] = row.version
    assert {row.version for row in simulation.rows} == {"", "2024", "2025", "2026", "2027"}
    assert {row.product for row in simulation.rows if not row.version} == {"Fusion"}


def test_toolsets_belong_to_autocad(simulation: Simulation) -> None:
    with_toolset = [row for row in simulation.rows if row.feature]
    assert {row.product for row in with_toolset} == {"AutoCAD"}
    assert 300 < len(with_toolset) < 2_000


def test_the_holidays_are_those_of_the_united_states() -> None:
    official = holidays.country_holidays("US", years=(2024, 2025, 2026))
    assert {day for day in span(FIRST_DAY, LAST_DAY) if day in official and day.weekday() < 5} == HOLIDAYS


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RangeError, match="before the first day"):
        span(LAST_DAY, FIRST_DAY)


def test_weekends_holidays_and_the_year_end_are_quiet(by_day: dict[date, int]) -> None:
    workday = statistics.mean(by_day[day] for day in by_day if is_workday(day))
    weekend = statistics.mean(by_day[day] for day in by_day if day.weekday() >= 5)
    holiday = statistics.mean(by_day[day] for day in by_day if day in HOLIDAYS)
    year_end = statistics.mean(by_day[day] for day in by_day if is_year_end(day))
    assert weekend < 0.1 * workday
    assert holiday < 0.1 * workday
    assert year_end < 0.2 * workday


def test_spring_is_busier_than_the_average(by_day: dict[date, int]) -> None:
    average = statistics.mean(by_day.values())
    for year in (2025, 2026):
        spring = [tokens for day, tokens in by_day.items() if day.year == year and day.month in (3, 4, 5)]
        assert statistics.mean(spring) > 1.1 * average


def test_use_grows_mildly(by_day: dict[date, int]) -> None:
    # November to August, which leaves the project's weeks out.
    first, second = (
        sum(tokens for day, tokens in by_day.items() if date(year, 11, 1) <= day < date(year + 1, 9, 1))
        for year in (2024, 2025)
    )
    assert 1.0 < second / first < 1.15


def test_the_project_brings_its_own_users_and_a_spike(simulation: Simulation) -> None:
    project = simulation.truth.project
    days = {row.day for row in simulation.rows if row.email in project.users}
    assert project.first_day <= min(days) <= max(days) <= project.last_day
    assert len(project.users) == 6

    def weekly(first: date, last: date) -> float:
        rows = [row for row in simulation.rows if row.team == project.team and first <= row.day <= last]
        return sum(row.tokens for row in rows) / ((last - first).days + 1) * 7

    year = timedelta(days=364)
    during = weekly(project.first_day, project.last_day)
    assert during > 1.25 * weekly(project.first_day - year, project.last_day - year)
    assert during > 1.25 * weekly(project.first_day + year, project.last_day + year)


def test_overnight_sessions_charge_two_days_in_a_row(simulation: Simulation) -> None:
    tokens = {(row.day, row.email, row.product): row.tokens for row in simulation.rows}
    nights = simulation.truth.overnights
    assert len(nights) > 100
    for night in nights:
        assert night.second_day == night.first_day + timedelta(days=1)
        both = [tokens[day, night.email, night.product] for day in (night.first_day, night.second_day)]
        assert both == [night.tokens, night.tokens] == [RATES[night.product]] * 2
    assert sum(night.second_day.weekday() == 5 for night in nights) > 10


def test_several_products_on_a_day_are_common(simulation: Simulation) -> None:
    products = Counter((row.day, row.email) for row in simulation.rows if row.tokens)
    assert sum(count > 1 for count in products.values()) > 0.2 * len(products)


def test_joiners_and_leavers_keep_to_their_days(simulation: Simulation) -> None:
    truth = simulation.truth
    first: dict[str, date] = {}
    last: dict[str, date] = {}
    for row in simulation.rows:
        first.setdefault(row.email, row.day)
        last[row.email] = row.day
    assert len(truth.joiners) >= 10
    assert len(truth.leavers) >= 6
    assert all(first[change.email] >= change.day > truth.first_day for change in truth.joiners)
    assert all(last[change.email] <= change.day < truth.last_day for change in truth.leavers)
