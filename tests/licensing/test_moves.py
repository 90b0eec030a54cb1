"""Moves off Flex: charged days only, money only where a price is known, and nothing where nobody can tell."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.exports import Receipt
from analytics.licensing import Moves, moves, price_book
from analytics.licensing.moves import (
    DOES_NOT_PAY,
    NO_PRICE,
    PAYS,
    TO_SUBSCRIPTION,
    TOO_EARLY,
    above_limit,
    cover_options,
    disagreements,
    users_above,
)
from analytics.settings import Settings
from analytics.store import (
    LoadOptions,
    NewPack,
    Store,
    add_pack,
    covered_days,
    current_usage,
    load,
    masked_names,
    shown_names,
    undo,
)
from analytics.usage import rolled_up
from tests.places import NOW, SAMPLE_DATA

Loader = Callable[..., Receipt]
LAST = date(2026, 10, 31)
SETTINGS = Settings()


def use(load_lines: Loader, *users: tuple[str, str, int, int], last: date = LAST) -> None:
    """Load for each (user, product, days, tokens) that many days up to the last."""
    load_lines(
        *[
            f"{last - timedelta(days=back)},A,{product},,{user}@b.example,,,{tokens}"
            for user, product, days, tokens in users
            for back in range(days)
        ]
    )


def work(load_lines: Loader, *users: tuple[str, str, int, int, int], lines: tuple[str, ...] = ()) -> None:
    """Load for each (user, product, weeks, days a week, tokens) those weeks up to the last, on its first workdays.

    Lines of one export: another one that covers the same days would replace it.
    """
    monday = LAST - timedelta(days=LAST.weekday())
    load_lines(
        *lines,
        *[
            f"{monday - timedelta(weeks=week) + timedelta(days=day)},A,{product},,{user}@b.example,,,{tokens}"
            for user, product, weeks, days, tokens in users
            for week in range(weeks)
            for day in range(days)
        ],
    )


def found(store: Store, team: str | None = None, min_days: int = 100) -> Moves:
    used = rolled_up(current_usage(store, team))
    return moves(store, used, team, shown_names(store), price_book(store, SETTINGS), SETTINGS, min_days)


def above(store: Store, min_days: int = 100) -> pl.DataFrame:
    return above_limit(found(store).stand, shown_names(store), price_book(store, SETTINGS), min_days)


def counted(store: Store, min_days: int = 100) -> int:
    return users_above(current_usage(store), covered_days(store), min_days)


def of(rows: pl.DataFrame, user: str) -> dict[str, Any]:
    return rows.row(by_predicate=pl.col("user") == f"{user}@b.example", named=True)


def test_more_than_the_limit_and_not_as_many(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("many", "AutoCAD", 101, 7), ("as_many", "AutoCAD", 100, 7), ("few", "AutoCAD", 3, 7))
    assert above(store).select("user", "charged_days", "tokens").rows() == [("many@b.example", 101, 707)]
    assert counted(store) == 1


def test_days_without_charge_never_count(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("idle", "AutoCAD", 200, 0), ("busy", "AutoCAD", 101, 7))
    assert above(store)["user"].to_list() == ["busy@b.example"]
    assert counted(store) == 1
    assert found(store).rows["user"].to_list() == ["busy@b.example"]
    assert of(found(store).rows, "busy")["charged_days"] == 101


def test_only_the_last_365_days_count(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("former", "AutoCAD", 200, 7), last=LAST - timedelta(days=300))
    use(load_lines, ("now", "AutoCAD", 1, 7))
    assert above(store, min_days=65).is_empty()
    assert above(store, min_days=64)["charged_days"].to_list() == [65]


def test_use_without_a_user_is_nobodys(load_lines: Loader, store: Store) -> None:
    load_lines(*[f"{LAST - timedelta(days=back)},A,AutoCAD,,*****,,,7" for back in range(200)])
    assert found(store).rows.is_empty()
    assert (found(store).users, above(store).height) == (0, 0)


@pytest.mark.parametrize(
    ("product", "rate", "break_even"),
    # Annual list prices over rate x US$3: AutoCAD 2,030 / 21, Revit 2,985 / 30, Navisworks Manage 2,605 / 27,
    # Fusion 680 / 9; rates and prices with their sources stand in daily_rates.csv and subscription_prices.csv.
    [("AutoCAD", 7, 96.7), ("Revit", 10, 99.5), ("Navisworks Manage", 9, 96.5), ("Fusion", 3, 75.6)],
)
def test_break_even_days_at_list_prices(
    load_lines: Loader, store: Store, product: str, rate: int, break_even: float
) -> None:
    use(load_lines, ("user", product, 150, rate))
    row = above(store).row(0, named=True)
    assert row["break_even_days"] == pytest.approx(break_even, abs=0.05)
    assert row["flex_cost"] == pytest.approx(150 * rate * 3)
    assert row["saving"] == pytest.approx(row["flex_cost"] - row["subscription_price"])
    move = found(store).rows.row(0, named=True)
    assert (move["offers"], move["products"]) == ([product], [product])
    assert move["break_even_days"] == pytest.approx(row["break_even_days"])
    assert move["saving_year"] == pytest.approx(move["days_year"] * rate * 3 - move["subscription_price"])


def test_a_year_of_even_use_is_a_year_to_come(load_lines: Loader, store: Store) -> None:
    """Three days a week for a year are 156; the pool of many such users says the same, and few stop."""
    work(load_lines, *[(f"user{number}", "AutoCAD", 60, 3, 7) for number in range(20)])
    row = of(found(store).rows, "user7")
    assert row["days_year"] == pytest.approx(156, rel=0.05)
    assert row["days_year_low"] < 150
    assert 156 < row["days_year_high"] < 200
    assert row["chance_pays"] > 0.9
    assert row["verdict"] == PAYS


def test_a_joiner_is_told_from_the_weeks_that_there_were(load_lines: Loader, store: Store) -> None:
    """Four days a week for five months are 88 charged days, and some 200 a year."""
    work(load_lines, *[(f"user{number}", "AutoCAD", 60, 2, 7) for number in range(10)], ("joiner", "AutoCAD", 22, 4, 7))
    row = of(found(store).rows, "joiner")
    assert row["charged_days"] == 88
    assert 150 < row["days_year"] < 210
    assert row["verdict"] == PAYS
    assert not row["rule"]
    [why] = disagreements(found(store).rows, 100).filter(user="joiner@b.example")["why"]
    assert "88 days are not above 100" in why


def test_a_few_weeks_are_too_early(load_lines: Loader, store: Store) -> None:
    work(load_lines, *[(f"user{number}", "AutoCAD", 60, 2, 7) for number in range(10)], ("new", "AutoCAD", 6, 5, 7))
    row = of(found(store).rows, "new")
    assert (row["verdict"], row["chance_pays"]) == (TOO_EARLY, None)
    assert row["days_year_high"] - row["days_year_low"] > 40


def test_who_left_is_not_moved(load_lines: Loader, store: Store) -> None:
    """Five days a week until the end of June are 130 in the year, and none since."""
    monday = date(2026, 6, 29)
    lines = tuple(
        f"{monday - timedelta(weeks=week) + timedelta(days=day)},A,AutoCAD,,left@b.example,,,7"
        for week in range(40)
        for day in range(5)
    )
    work(load_lines, *[(f"user{number}", "AutoCAD", 60, 2, 7) for number in range(10)], lines=lines)
    row = of(found(store).rows, "left")
    assert row["charged_days"] > 100
    assert row["days_year"] < 10
    assert row["verdict"] == DOES_NOT_PAY
    [why] = disagreements(found(store).rows, 100)["why"]
    assert "last used on 2026-07-03" in why


def test_a_season_widens_the_year(load_lines: Loader, store: Store) -> None:
    """About as many days: five a week in autumn and summer and none between, or three a week throughout."""
    first = date(2025, 10, 6)
    seasons = tuple(
        f"{first + timedelta(weeks=week, days=day)},A,AutoCAD,,season@b.example,,,7"
        for week in (*range(10), *range(35, 55))
        for day in range(5)
    )
    others = [(f"user{number}", "AutoCAD", 60, 2, 7) for number in range(10)]
    work(load_lines, *others, ("even", "AutoCAD", 60, 3, 7), lines=seasons)
    rows = found(store, min_days=50).rows
    spread = {user: of(rows, user)["days_year_high"] - of(rows, user)["days_year_low"] for user in ("season", "even")}
    assert spread["season"] > 1.5 * spread["even"]


def test_without_a_price_there_is_no_saving(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("animator", "Maya", 150, 6), ("drafter", "AutoCAD", 150, 7))
    assert above(store).select("product", "saving").rows() == [("AutoCAD", pytest.approx(1120)), ("Maya", None)]
    row = of(found(store).rows, "animator")
    assert (row["verdict"], row["offers"], row["saving_year"], row["chance_pays"]) == (NO_PRICE, [], None, None)


def test_another_currency_has_no_saving_either(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("drafter", "AutoCAD", 150, 7))
    add_pack(store, NewPack("A", Decimal(5000), date(2026, 1, 1), LAST, Decimal("2.80"), "EUR"))
    row = above(store).row(0, named=True)
    assert (row["currency"], row["saving"], row["flex_cost"]) == ("EUR", None, pytest.approx(150 * 7 * 2.8))
    move = found(store).rows.row(0, named=True)
    assert (move["currency"], move["verdict"], move["saving_year"]) == ("EUR", NO_PRICE, None)


def test_tokens_that_cost_nothing_never_break_even(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("drafter", "AutoCAD", 150, 7))
    add_pack(store, NewPack("A", Decimal(5000), date(2026, 1, 1), LAST, Decimal(0), "USD"))
    row = above(store).row(0, named=True)
    assert (row["flex_cost"], row["break_even_days"], row["saving"]) == (0, None, -2030)
    move = found(store).rows.row(0, named=True)
    assert (move["verdict"], move["break_even_days"], move["chance_pays"]) == (DOES_NOT_PAY, None, 0)


def test_several_products_are_covered_by_one_collection(load_lines: Loader, store: Store) -> None:
    """65 days of Revit, AutoCAD and Navisworks at US$3: 65 x 78 = 5,070 against 3,675; none is above 100 days."""
    many = [
        ("all", product, 65, tokens) for product, tokens in (("Revit", 10), ("AutoCAD", 7), ("Navisworks Manage", 9))
    ]
    load_lines(
        *[
            f"{LAST - timedelta(days=5 * back)},A,{product},,{user}@b.example,,,{tokens}"
            for user, product, days, tokens in many
            for back in range(days)
        ]
    )
    row = of(found(store).rows, "all")
    assert (row["offers"], row["products"]) == (["AEC Collection"], ["AutoCAD", "Navisworks Manage", "Revit"])
    assert (row["charged_days"], row["rule"]) == (65, False)
    assert row["break_even_days"] == pytest.approx(3675 / 78)
    book = price_book(store, SETTINGS)
    ways = cover_options(found(store).stand, book, row["team_id"], row["user_id"])
    assert ways["offers"].to_list()[0] == ["AEC Collection"]
    assert ways["cost_year"].is_sorted()
    assert ways.row(by_predicate=pl.col("offers").list.len() == 0, named=True)["saving_year"] == 0
    assert "several products share them" in disagreements(found(store).rows, 100)["why"].item()


def test_a_move_keeps_its_key_and_names_nobody(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("first", "AutoCAD", 150, 7), last=LAST - timedelta(days=7))
    [key] = found(store).rows["move"]
    use(load_lines, ("second", "Revit", 120, 10), ("first", "AutoCAD", 150, 7))
    assert of(found(store).rows, "first")["move"] == key
    undo(store, 2, NOW)
    undo(store, 1, NOW)
    use(load_lines, ("other", "AutoCAD", 10, 7), ("first", "AutoCAD", 150, 7))
    assert of(found(store).rows, "first")["move"] == key
    assert "first" not in key
    assert found(store).rows["move"].is_unique().all()


def test_a_team_has_the_same_moves_beside_others_as_alone(sample_store: Store) -> None:
    every = found(sample_store).rows
    for team in every["team"].unique():
        alone = found(sample_store, team).rows
        assert_frame_equal(alone, every.filter(team=team))


def test_the_disguised_full_timers_of_the_sample_are_found_and_no_occasional_user(sample_store: Store) -> None:
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))
    candidates = found(sample_store).candidates
    mails = candidates.with_columns(pl.col("user").str.extract("<(.*)>").alias("email"))
    disguised = mails.filter(team="Plant Engineering", offers=["AutoCAD"])
    assert sorted(disguised["email"]) == truth["case"]["disguised"]
    assert mails["charged_days"].min() >= 60
    known = {(row["email"], row["product"]): row["days"] for row in truth["charged_days_above_60"]}
    counted = dict(zip(disguised["email"], disguised["charged_days"], strict=True))
    assert counted == {email: known[email, "AutoCAD"] for email in truth["case"]["disguised"]}
    by_rule = above(sample_store).with_columns(pl.col("user").str.extract("<(.*)>").alias("email"))
    expected = {(*who, days) for who, days in known.items() if days > 100}
    alone = by_rule.filter(pl.col("charged_days") > 100).select("email", "product", "charged_days")
    assert set(alone.iter_rows()) == expected
    # Whoever is above the limit by several products together is so by days counted one by one.
    year, days = LAST - timedelta(days=365), defaultdict[int, set[date]](set)
    for day, user, tokens in current_usage(sample_store).select("day", "user_id", "tokens").iter_rows():
        if user is not None and tokens > 0 and day > year:
            days[user].add(day)
    labels = dict(shown_names(sample_store).users.iter_rows())
    assert set(by_rule["user"]) == {labels[user] for user in days if len(days[user]) > 100}


def test_masked_moves_name_nobody(sample_store: Store) -> None:
    used, book = rolled_up(current_usage(sample_store)), price_book(sample_store, SETTINGS)
    masked = moves(sample_store, used, None, masked_names(sample_store), book, SETTINGS).rows
    assert masked.height
    assert "@" not in masked.write_json()


def test_five_days_of_data_are_too_early_for_all(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("busy", "AutoCAD", 5, 7), ("other", "Revit", 5, 10))
    rows = found(store).rows
    assert set(rows["verdict"]) <= {TOO_EARLY}
    assert rows["chance_pays"].null_count() == rows.height


def test_a_newer_export_adds_to_the_evidence(store: Store, tmp_path: Path) -> None:
    header = "Day used,Team,Product,Email,Tokens used"
    for number, (start, count) in enumerate(((date(2026, 1, 1), 60), (date(2026, 3, 2), 60))):
        path = tmp_path / f"{number}.csv"
        days = [f"{start + timedelta(days=back)},A,AutoCAD,ann@b.example,7" for back in range(count)]
        path.write_text("\n".join([header, *days]) + "\n", "utf-8")
        load(store, path, NOW, LoadOptions())
    [row] = found(store).rows.filter(kind=TO_SUBSCRIPTION).to_dicts()
    assert (row["charged_days"], row["first_day"], row["last_day"]) == (120, date(2026, 1, 1), date(2026, 4, 30))
