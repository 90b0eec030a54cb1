"""The year to come against closed forms, and how busy a team is against calendars that can be counted."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from analytics.licensing.moves.activity import Calendar, activity
from analytics.licensing.moves.chance import NextYear
from analytics.licensing.moves.rates import use_rates
from analytics.usage.charged import charged_by_day, pair_use, user_use

LAST = date(2026, 10, 30)
SCHEMA = {
    "day": pl.Date,
    "team_id": pl.Int32,
    "user_id": pl.Int32,
    "product_id": pl.Int32,
    "tokens": pl.Decimal(18, 6),
}


def year(share: float, weight: float = 1e9, **other: float) -> NextYear:
    """Make a year of one product; by itself a plain binomial of 260 days."""
    values = {"spread": 1.0, "days": 260.0, "growth_sd": 0.0, "there": 1.0, "stopping": 0.0, **other}
    arrays = {name: np.array([value]) for name, value in values.items()}
    return NextYear(np.array([share]), np.array([share * (1 - share)]), np.array([weight]), **arrays)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
@pytest.mark.parametrize("price", [0.8, 1.0, 1.15])
def test_a_known_rate_gives_a_binomial(share: float, price: float) -> None:
    enough = round(260 * share * price) + 0.5
    assert year(share).chance_above(np.array([enough]))[0] == pytest.approx(binom.sf(enough, 260, share), abs=0.02)


@pytest.mark.parametrize(("used", "seen"), [(20, 40), (100, 260), (12, 130)])
def test_a_rate_from_a_few_days_gives_a_beta_binomial(used: int, seen: int) -> None:
    found = year(used / seen, weight=seen)
    for enough in (70.5, 100.5, 130.5):
        expected = betabinom.sf(enough, 260, used, seen - used)
        assert found.chance_above(np.array([enough]))[0] == pytest.approx(expected, abs=0.02)


def test_who_may_have_stopped_pays_as_much_less_often() -> None:
    sure = year(0.6).chance_above(np.array([50.0]))[0]
    assert year(0.6, there=0.7).chance_above(np.array([50.0]))[0] == pytest.approx(0.7 * sure)
    # A tenth stop in a year, evenly; who stops in the first third does not get to 50 of the 156 days.
    leaving = year(0.6, stopping=-np.log(0.9) / 260).chance_above(np.array([50.0]))[0]
    assert leaving == pytest.approx(1 - 0.1 * 50 / 156, abs=0.01)


@given(
    st.floats(0.02, 0.95),
    st.floats(5, 500),
    st.floats(0.5, 8),
    st.floats(0, 0.1),
    st.floats(0.05, 1),
    st.floats(0, 0.003),
)
def test_the_interval_holds_four_years_of_five(
    share: float, weight: float, spread: float, growth: float, there: float, stopping: float
) -> None:
    found = year(share, weight, spread=spread, growth_sd=growth, there=there, stopping=stopping)
    low, high = found.quantile(0.1), found.quantile(0.9)
    assert 0 <= low[0] <= high[0] <= 260
    # Below a tenth of a day there is no day.
    for end, above in ((low, 0.9), (high, 0.1)):
        if end[0] > 0.1:
            # A user of nearly every day has a density without bound at the last one: the chance falls within an hour.
            assert found.chance_above(end - 0.02)[0] >= above - 0.01
            assert found.chance_above(end + 0.02)[0] <= above + 0.01
    falling = [found.chance_above(np.array([enough]))[0] for enough in (1.0, 50.0, 120.0, 250.0)]
    assert falling == sorted(falling, reverse=True)


def office(closed: tuple[date, ...] = (), users: int = 30, days: int = 500) -> pl.DataFrame:
    """Let users of a team use a product on every second workday that is not closed."""
    rows = [
        (day, 1, user, 1, 7)
        for back in range(days)
        if (day := LAST - timedelta(days=back)).weekday() < 5 and day not in closed
        for user in range(users)
        if (back + user) % 2
    ]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def covered(frame: pl.DataFrame, *gaps: date) -> pl.DataFrame:
    days = pl.date_range(frame["day"].min(), LAST, eager=True).alias("day").to_frame()
    return days.with_columns(team_id=pl.lit(1, pl.Int32)).filter(~pl.col("day").is_in(gaps))


def calendar_of(frame: pl.DataFrame, *gaps: date) -> Calendar:
    pairs, charged = pair_use(frame.lazy(), {1: LAST}).collect(), charged_by_day(frame.lazy()).collect()
    return Calendar({1: activity(pairs, charged, covered(frame, *gaps), LAST)})


def full_days(calendar: Calendar, first: date, last: date) -> float:
    since = date(1970, 1, 1)
    span = [np.array([(day - since).days]) for day in (first, last + timedelta(days=1))]
    return float(calendar.full_days(np.array([0]), *span)[0])


def test_a_year_of_an_office_has_its_workdays() -> None:
    calendar = calendar_of(office())
    assert full_days(calendar, LAST - timedelta(days=364), LAST) == pytest.approx(365 / 7 * 5, rel=0.02)
    monday, saturday = date(2026, 6, 1), date(2026, 6, 6)
    assert full_days(calendar, monday, monday) == pytest.approx(1, abs=0.15)
    assert full_days(calendar, saturday, saturday + timedelta(days=1)) < 0.1


def test_a_holiday_and_a_gap_are_hardly_any_day() -> None:
    closed, gap = date(2026, 6, 3), date(2026, 6, 10)
    calendar = calendar_of(office((closed, gap)), gap)
    assert full_days(calendar, closed, closed) < 0.3
    assert full_days(calendar, gap, gap) == 0


def test_half_a_year_off_is_told_from_rare_use() -> None:
    """Both have as many days; one of them has none since April, the other some to the end."""
    stopped = [(date(2026, 4, 1) - timedelta(days=3 * back), 1, 100, 1, 7) for back in range(50)]
    rare = [(LAST - timedelta(days=7 * back), 1, 101, 1, 7) for back in range(50)]
    frame = pl.concat([office(), pl.DataFrame(stopped + rare, SCHEMA, orient="row")])
    rates = use_rates(
        pair_use(frame.lazy(), {1: LAST}).collect(), user_use(frame.lazy(), {1: LAST}).collect(), calendar_of(frame)
    )
    there = dict(rates.select("user_id", "there").iter_rows())
    assert there[100] < 0.01
    assert there[101] > 0.95
    assert rates["rate"].is_between(0, 1).all()
    assert (rates["weight"] > 0).all()


@given(
    st.floats(0.02, 0.98),
    st.floats(5, 1e6),
    st.floats(0.5, 8),
    st.floats(0, 0.1),
    st.floats(0.05, 1),
    st.floats(0, 0.003),
)
def test_the_mean_lies_in_its_own_interval(
    share: float, weight: float, spread: float, growth: float, there: float, stopping: float
) -> None:
    found = year(share, weight, spread=spread, growth_sd=growth, there=there, stopping=stopping)
    low, high = found.interval()
    assert low[0] <= found.mean[0] <= high[0]
