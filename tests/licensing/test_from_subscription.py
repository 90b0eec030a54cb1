"""The other way: subscriptions that cost more than their few days would on Flex, and those that nobody uses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from analytics.exports import Kind, Receipt
from analytics.licensing import moves, price_book
from analytics.licensing.moves import PAYS, TO_FLEX, TOO_EARLY, UNASSIGN
from analytics.settings import Settings
from analytics.store import Store, current_usage, shown_names
from analytics.usage import rolled_up

Loader = Callable[..., Receipt]
LAST = date(2026, 10, 31)
SETTINGS = Settings()
SEATS = "Day used,Team,Product,Email,Feature"
REPORT = (
    "hashed_autodesk_id,first_name,last_name,email,autodesk_id,team_alias,group,offering_name,version,seat_assignment,"
    "assigned_date,unassigned_date,user_activity,days_inactive,access_option,days_used,monthly_average,tokens_used,"
    "last_accessed"
)


def seats(load_lines: Loader, *users: tuple[str, str, str, int, int, date]) -> None:
    """Load for each (user, product, feature, days, every, last) that many days, so many days apart, up to the last."""
    lines = [
        f"{last - timedelta(days=every * back)},A,{product},{user}@b.example,{feature}"
        for user, product, feature, days, every, last in users
        for back in range(days)
    ]
    assert load_lines(*lines, header=SEATS).kind == Kind.SEAT_USAGE


def report(load_lines: Loader, *users: tuple[str, str, str, int, str, str]) -> None:
    """Load for each (user, product, seat assignment, days used, monthly average, days inactive) a row of a report."""
    lines = [
        f",,,{user}@b.example,,A,,{product},2026,{assignment},2024-05-10T21:20:32Z,,active,{inactive},Subscription,"
        f"{days},{average},,{LAST if days else ''}"
        for user, product, assignment, days, average, inactive in users
    ]
    assert load_lines(*lines, header=REPORT).kind == Kind.USAGE_REPORT


def found(store: Store) -> pl.DataFrame:
    used = rolled_up(current_usage(store))
    return moves(store, used, None, shown_names(store), price_book(store, SETTINGS), SETTINGS).rows


def of(rows: pl.DataFrame, user: str) -> dict[str, Any]:
    return rows.row(by_predicate=pl.col("user") == f"{user}@b.example", named=True)


def test_a_day_a_week_is_cheaper_on_flex(load_lines: Loader, store: Store) -> None:
    """52 days of AutoCAD are 364 tokens, US$1,092 against 2,030; five days a week are far above."""
    seats(load_lines, ("rare", "AutoCAD", "", 60, 7, LAST), ("daily", "AutoCAD", "", 420, 1, LAST))
    rows = found(store)
    assert rows["user"].to_list() == ["rare@b.example"]
    row = of(rows, "rare")
    assert (row["kind"], row["offers"], row["products"], row["charged_days"]) == (TO_FLEX, ["AutoCAD"], ["AutoCAD"], 53)
    assert row["break_even_days"] == pytest.approx(2030 / 21)
    assert row["saving_year"] == pytest.approx(2030 - row["flex_cost_year"])
    assert row["flex_cost_year"] == pytest.approx(1092, rel=0.15)
    assert row["saving_low"] < row["saving_year"] < row["saving_high"]
    assert row["verdict"] == PAYS
    assert not row["rule"]


def test_nobody_for_a_quarter_is_to_be_taken_away(load_lines: Loader, store: Store) -> None:
    ago = LAST - timedelta(days=120)
    seats(load_lines, ("gone", "AutoCAD", "", 100, 2, ago), ("rare", "AutoCAD", "", 60, 7, LAST))
    row = of(found(store), "gone")
    assert (row["kind"], row["verdict"]) == (UNASSIGN, PAYS)
    # Nobody uses it: the whole price is saved, and no use on Flex is set against it.
    assert (row["days_year"], row["tokens_year"], row["flex_cost_year"]) == (0.0, 0.0, 0.0)
    assert row["saving_year"] == row["saving_high"] == row["subscription_price"] == 2030
    assert row["saving_low"] <= 2030


def test_a_collection_costs_what_was_opened_in_it(load_lines: Loader, store: Store) -> None:
    """Revit and AutoCAD on one day are 17 tokens, US$51; 20 such days are 1,020 against 3,675."""
    lines = [("both", "AEC Collection", feature, 40, 18, LAST) for feature in ("Revit", "AutoCAD")]
    seats(load_lines, *lines)
    row = of(found(store), "both")
    assert (row["offers"], row["products"]) == (["AEC Collection"], ["AutoCAD", "Revit"])
    assert row["break_even_days"] == pytest.approx(3675 / 51)
    assert row["charged_days"] == 21


def test_without_a_rate_or_a_price_nothing_is_proposed(load_lines: Loader, store: Store) -> None:
    """The rate of AutoCAD LT is not known, nor is the price of Maya."""
    seats(load_lines, ("lt", "AutoCAD LT", "", 30, 12, LAST), ("maya", "Maya", "", 30, 12, LAST))
    assert found(store).is_empty()


def test_a_few_weeks_on_a_subscription_are_too_early(load_lines: Loader, store: Store) -> None:
    seats(load_lines, ("new", "AutoCAD", "", 5, 7, LAST))
    assert of(found(store), "new")["verdict"] == TOO_EARLY


def test_a_report_tells_a_year_by_its_monthly_average(load_lines: Loader, store: Store) -> None:
    """24 days at 2 a month are a year with 24 days: US$504 against 2,030. 180 at 15 a month stay."""
    report(
        load_lines,
        ("rare", "AutoCAD", "assigned", 24, "2.0", ""),
        ("often", "AutoCAD", "assigned", 180, "15.0", ""),
        ("idle", "AutoCAD", "assigned", 0, "", "239"),
        ("former", "AutoCAD", "unassigned", 0, "", "239"),
    )
    load_lines(f"{LAST},A,AutoCAD,,on_flex@b.example,,,7")
    rows = found(store)
    assert set(rows["user"]) == {"rare@b.example", "idle@b.example"}
    rare, idle = of(rows, "rare"), of(rows, "idle")
    assert (rare["kind"], rare["charged_days"], rare["verdict"]) == (TO_FLEX, 24, PAYS)
    assert rare["days_year"] == pytest.approx(24, rel=0.15)
    assert (idle["kind"], idle["charged_days"], idle["verdict"]) == (UNASSIGN, 0, PAYS)
    assert idle["saving_year"] == 2030


def test_a_seat_that_was_never_used_saves_its_whole_price(load_lines: Loader, store: Store) -> None:
    """The report tells neither a monthly average nor days of no use: nothing was used since it was assigned."""
    report(load_lines, ("never", "AutoCAD", "assigned", 0, "", ""))
    load_lines(f"{LAST},A,AutoCAD,,on_flex@b.example,,,7")
    row = of(found(store), "never")
    assert (row["kind"], row["verdict"], row["saving_year"]) == (UNASSIGN, PAYS, 2030)


def test_days_count_before_a_report_and_what_was_taken_away_is_done(load_lines: Loader, store: Store) -> None:
    seats(load_lines, ("rare", "AutoCAD", "", 60, 7, LAST), ("former", "AutoCAD", "", 60, 7, LAST))
    report(
        load_lines,
        ("rare", "AutoCAD", "assigned", 9, "9.0", ""),
        ("former", "AutoCAD", "unassigned", 9, "9.0", ""),
    )
    rows = found(store)
    assert rows["user"].to_list() == ["rare@b.example"]
    assert of(rows, "rare")["charged_days"] == 53
