"""Charged units: a worked example per rule, beside the sentence it comes from, and what holds for any use.

The sentences are Autodesk's, from "Resource and API Usage" in the help of Autodesk Account.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import available_timezones

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.errors import PackError
from analytics.pool.charged.cycles import cycles
from analytics.pool.charged.draw_down import NOBODY, OPEN, draw_down
from analytics.pool.charged.grants import Grant
from analytics.pool.charged.sharing import by_application
from analytics.pool.charged.units import UnitSize, by_cycle, charged_units
from analytics.store.resources import Refreshes, Source

JULY = date(2025, 7, 15)
MONTHLY = Refreshes.MONTHLY


def daily(*use: int | str, first_day: date = JULY) -> pl.DataFrame:
    days = [first_day + timedelta(days=ahead) for ahead in range(len(use))]
    return pl.DataFrame(
        {"day": days, "quantity": [Decimal(each) for each in use]}, {"day": pl.Date, "quantity": pl.Decimal(38, 6)}
    )


def size(units: int | str, first_day: date = JULY) -> UnitSize:
    return UnitSize(first_day, Decimal(units))


def test_the_balance_updates_when_a_full_unit_is_used() -> None:
    """Check "if 1 unit is 20 processing minutes, the balance updates after 20 minutes of use"."""
    charged = charged_units(daily(19, 1, 5, 40), [size(20)])
    assert charged["units"].to_list() == [0, 1, 0, 2]
    assert charged["remainder"].to_list() == [19, 0, 5, 5]
    drawn = draw_down(charged, [Grant(Source.FREE_TIER, 10, JULY, None)])
    assert drawn.left == (7,)


def test_a_partial_unit_is_not_charged_and_rolls_over() -> None:
    """Check a partial unit.

    "if you only use 10 processing minutes in a billing cycle and a charge unit is 20 minutes, you won't be charged. The
    10 minutes used rolls over to the next billing cycle."
    """
    use = pl.concat([daily(10), daily(15, first_day=date(2025, 8, 20))])
    months = by_cycle(charged_units(use, [size(20)]), cycles(JULY, "UTC", MONTHLY, date(2025, 9, 1)))
    assert months.select("carried", "quantity", "units", "remainder").rows() == [(0, 10, 0, 10), (10, 15, 1, 5)]


def test_the_first_cycle_after_a_purchase_on_july_15() -> None:
    """Check "if you purchase on July 15, your first billing cycle is July 15-August 14"."""
    first = cycles(JULY, "America/New_York", MONTHLY, date(2025, 12, 1))[0]
    assert (first.first_day, first.last_day) == (date(2025, 7, 15), date(2025, 8, 14))


def test_cycle_dates_can_differ_from_utc() -> None:
    """Check "Billing cycle dates can be different from the time zone (UTC) that's used for tracking the API usage"."""
    sydney = cycles(JULY, "Australia/Sydney", MONTHLY, JULY)[0]
    assert sydney.starts == datetime(2025, 7, 14, 14)  # its 15 July begins in the afternoon of 14 July
    kiritimati = cycles(JULY, "Pacific/Kiritimati", MONTHLY, JULY)[0]
    assert (kiritimati.starts, kiritimati.first_use_day) == (datetime(2025, 7, 14, 10), date(2025, 7, 14))
    assert kiritimati.last_use_day == date(2025, 8, 13)


def test_cycles_from_the_31st_fall_on_the_last_day_of_shorter_months_and_do_not_drift() -> None:
    found = cycles(date(2024, 1, 31), "UTC", MONTHLY, date(2025, 3, 31))
    starts = [cycle.first_day.isoformat() for cycle in found]
    assert starts[:4] == ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]
    assert starts[-3:] == ["2025-01-31", "2025-02-28", "2025-03-31"]


def test_a_year_from_29_february_is_there_again_in_the_next_leap_year() -> None:
    found = cycles(date(2024, 2, 29), "UTC", Refreshes.YEARLY, date(2028, 3, 1))
    assert [cycle.first_day.isoformat() for cycle in found] == [
        *("2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29")
    ]
    assert found[0].last_day == date(2025, 2, 27)


def test_daylight_saving_makes_a_cycle_an_hour_shorter_or_longer() -> None:
    spring, autumn = (cycles(day, "America/New_York", MONTHLY, day)[0] for day in (date(2026, 3, 1), date(2026, 11, 1)))
    assert (spring.starts, spring.ends) == (datetime(2026, 3, 1, 5), datetime(2026, 4, 1, 4))
    assert autumn.ends - autumn.starts == timedelta(days=30, hours=1)


def test_where_clocks_skip_midnight_the_day_begins_when_they_do() -> None:
    # Cairo went from 24 April 2026, 00:00 (UTC+2), straight to 01:00 (UTC+3).
    assert cycles(date(2026, 4, 24), "Africa/Cairo", MONTHLY, date(2026, 4, 24))[0].starts == datetime(2026, 4, 23, 22)


def test_mixed_subscriptions_pay_in_autodesks_order() -> None:
    """Check "in this order: Free tier, Token Flex (EBA), Flex, Pay as You Go"."""
    grants = [
        Grant(Source.PAY_AS_YOU_GO, None, JULY, None),
        Grant(Source.FLEX, 2, JULY, None),
        Grant(Source.TOKEN_FLEX, 3, JULY, None),
        Grant(Source.FREE_TIER, 1, JULY, date(2025, 8, 14)),
    ]
    drawn = draw_down(charged_units(daily(150), [size(20)]), grants)
    assert drawn.units.select("source", "units").rows() == [
        *(("Free tier", 1), ("Token Flex", 3), ("Flex", 2), ("Pay as You Go", 1))
    ]
    assert drawn.use.select("source", "quantity").rows() == [
        *(("Free tier", 20), ("Token Flex", 60), ("Flex", 40), ("Pay as You Go", 20), (OPEN, 10))
    ]


def test_the_free_tier_is_there_again_after_its_refresh() -> None:
    months = cycles(JULY, "UTC", MONTHLY, date(2025, 8, 20))
    grants = [Grant(Source.FREE_TIER, 1, each.first_use_day, each.last_use_day) for each in months]
    use = pl.concat([daily(60), daily(60, first_day=date(2025, 8, 20))])
    drawn = draw_down(charged_units(use, [size(20)]), grants)
    assert drawn.units.select("grant", "units").rows() == [(0, 1), (None, 2), (1, 1), (None, 2)]


def test_use_before_the_size_changes_counts_by_the_new_size_once_it_holds() -> None:
    charged = charged_units(daily(15, 0, 10), [size(20), size(10, JULY + timedelta(days=1))])
    assert charged.select("units", "remainder").rows() == [(0, 15), (1, 5), (1, 5)]


def test_a_size_of_nothing_is_refused() -> None:
    with pytest.raises(PackError, match="no size of a unit"):
        size(0)


def test_applications_of_a_day_share_what_each_source_paid() -> None:
    drawn = draw_down(charged_units(daily(60), [size(20)]), [Grant(Source.FREE_TIER, 1, JULY, None)])
    use = pl.DataFrame({"day": [JULY, JULY], "application_id": ["a", "b"], "quantity": [Decimal(45), Decimal(15)]})
    assert sorted(by_application(use, drawn.use).select("application_id", "source", "quantity").rows()) == [
        *(("a", "Free tier", 15), ("a", NOBODY, 30), ("b", "Free tier", 5), ("b", NOBODY, 10))
    ]


amounts = st.decimals(0, 500, places=2)
some_use = st.lists(amounts, min_size=1, max_size=60)
some_sizes = st.lists(
    st.builds(
        lambda ahead, size: UnitSize(JULY + timedelta(days=ahead), size),
        st.integers(0, 60),
        st.decimals("0.5", 90, places=2),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each.first_day,
)
some_grants = st.lists(
    st.builds(
        lambda source, units, ahead, length: Grant(
            source,
            units,
            JULY + timedelta(days=ahead),
            None if length is None else JULY + timedelta(days=ahead + length),
        ),
        st.sampled_from(Source),
        st.none() | st.integers(0, 40),
        st.integers(-5, 60),
        st.none() | st.integers(0, 40),
    ),
    max_size=6,
)


def dated(use: list[Decimal]) -> pl.DataFrame:
    return daily(*map(str, use))


@given(
    use=some_use,
    sizes=some_sizes,
    purchased=st.dates(date(2025, 6, 1), JULY),
    zone=st.sampled_from(["UTC", "Asia/Tokyo"]),
)
def test_use_is_charged_units_times_size_and_the_remainder(
    use: list[Decimal], sizes: list[UnitSize], purchased: date, zone: str
) -> None:
    charged = charged_units(dated(use), sizes)
    in_units = (charged["size"] * charged["units"].cast(pl.Decimal(38, 0))).cum_sum()
    assert (charged["quantity"].cum_sum() - in_units - charged["remainder"]).to_list() == [0] * len(use)
    assert charged.filter(pl.col("remainder") >= pl.col("size")).is_empty()
    months = by_cycle(charged, cycles(purchased, zone, MONTHLY, charged.item(-1, "day")))
    assert months["units"].sum() == charged["units"].sum()
    assert months["quantity"].sum() == sum(use)
    assert months["carried"].to_list() == [0, *months["remainder"].to_list()[:-1]]
    if len(sizes) == 1:
        filled = months["units"].cast(pl.Decimal(38, 0)) * sizes[0].size
        assert (months["carried"] + months["quantity"] - filled - months["remainder"]).to_list() == [0] * months.height


@given(use=some_use, sizes=some_sizes, grants=some_grants)
def test_the_draw_down_sums_to_use(use: list[Decimal], sizes: list[UnitSize], grants: list[Grant]) -> None:
    charged = charged_units(dated(use), sizes)
    drawn = draw_down(charged, grants)
    by_day = charged.join(drawn.use.group_by("day").agg(pl.col("quantity").sum().alias("drawn")), on="day", how="left")
    assert by_day["drawn"].fill_null(Decimal(0)).to_list() == charged["quantity"].to_list()
    assert drawn.units["units"].sum() == charged["units"].sum()
    # What is open at the end is what was carried, and each source paid the use in its units.
    of = dict(drawn.use.group_by("source").agg(pl.col("quantity").sum()).iter_rows())
    assert of.pop(OPEN, 0) == charged.item(-1, "remainder")
    assert of == dict(drawn.units.group_by("source").agg(pl.col("quantity").sum()).iter_rows())


@given(use=some_use, sizes=some_sizes, grants=some_grants)
def test_no_grant_pays_out_of_its_turn(use: list[Decimal], sizes: list[UnitSize], grants: list[Grant]) -> None:
    drawn = draw_down(charged_units(dated(use), sizes), grants)
    left = {place: grant.units for place, grant in enumerate(grants)}
    for (day,), paid in drawn.units.group_by("day", maintain_order=True):
        assert isinstance(day, date)
        of_day = dict[int | None, int](paid.select("grant", "units").iter_rows())
        for place, units in of_day.items():
            if place is not None:
                assert grants[place].in_force(day)
                there = left[place]
                left[place] = None if there is None else there - units
        last = max((grants[place].order for place in of_day if place is not None), default=None)
        for place, grant in enumerate(grants):
            # A grant in force that comes before one that paid, or before none, has nothing left.
            if grant.in_force(day) and (None in of_day or (last is not None and grant.order < last)):
                assert left[place] == 0
    assert list(left.values()) == list(drawn.left)
    assert all(units is None or units >= 0 for units in drawn.left)


@given(
    parts=st.lists(st.tuples(st.sampled_from("abc"), amounts), min_size=1, max_size=9),
    sizes=some_sizes,
    grants=some_grants,
)
def test_applications_and_sources_both_sum_to_use(
    parts: list[tuple[str, Decimal]], sizes: list[UnitSize], grants: list[Grant]
) -> None:
    rows = pl.DataFrame(
        [(JULY + timedelta(days=place // 3), name, quantity) for place, (name, quantity) in enumerate(parts)],
        {"day": pl.Date, "application_id": pl.String, "quantity": pl.Decimal(38, 6)},
        orient="row",
    )
    of_day = rows.group_by("day").agg(pl.col("quantity").sum()).sort("day")
    drawn = draw_down(charged_units(of_day, sizes), grants)
    shared = by_application(rows, drawn.use)
    for key, whole in (("application_id", rows), ("source", drawn.use)):
        expected = whole.group_by("day", key).agg(pl.col("quantity").sum()).filter(pl.col("quantity") > 0)
        found = shared.group_by("day", key).agg(pl.col("quantity").sum())
        assert found.sort("day", key).rows() == expected.sort("day", key).rows()


@given(
    purchased=st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    zone=st.sampled_from(sorted(available_timezones())),
    every=st.sampled_from([Refreshes.MONTHLY, Refreshes.YEARLY]),
)
@example(date(2024, 1, 31), "Pacific/Auckland", MONTHLY)
def test_cycles_follow_each_other_without_gap_or_overlap(purchased: date, zone: str, every: Refreshes) -> None:
    found = cycles(purchased, zone, every, purchased + timedelta(days=1100))
    assert found[0].first_day == purchased
    for one, following in pairwise(found):
        assert following.first_day == one.last_day + timedelta(days=1)
        assert following.starts == one.ends
        assert following.first_use_day == one.last_use_day + timedelta(days=1)
        assert one.first_use_day <= one.last_use_day
        days_of_month = monthrange(following.first_day.year, following.first_day.month)[1]
        assert following.first_day.day == min(purchased.day, days_of_month)
