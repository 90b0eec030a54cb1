"""Candidates: charged days only, one product at a time, money only where a price is known."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from analytics.exports import Receipt
from analytics.licensing import candidates
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack, current_usage, masked_names, shown_names
from analytics.usage import rolled_up
from tests.places import SAMPLE_DATA

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


def found(store: Store, min_days: int = 100) -> pl.DataFrame:
    return candidates(store, rolled_up(current_usage(store)), None, shown_names(store), min_days, SETTINGS).rows


def test_more_than_the_limit_and_not_as_many(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("many", "AutoCAD", 101, 7), ("as_many", "AutoCAD", 100, 7), ("few", "AutoCAD", 3, 7))
    assert found(store).select("user", "charged_days", "tokens").rows() == [("many@b.example", 101, 707)]


def test_days_without_charge_do_not_count(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("idle", "AutoCAD", 200, 0), ("busy", "AutoCAD", 101, 7))
    assert found(store)["user"].to_list() == ["busy@b.example"]


def test_only_the_last_365_days_count(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("former", "AutoCAD", 200, 7), last=LAST - timedelta(days=300))
    use(load_lines, ("now", "AutoCAD", 1, 7))
    assert found(store, min_days=65)["user"].to_list() == []
    assert found(store, min_days=64)["charged_days"].to_list() == [65]


def test_use_without_a_user_is_nobodys(load_lines: Loader, store: Store) -> None:
    load_lines(*[f"{LAST - timedelta(days=back)},A,AutoCAD,,*****,,,7" for back in range(200)])
    assert found(store).is_empty()


@pytest.mark.parametrize(
    ("product", "rate", "break_even"),
    # Annual list prices over rate x US$3: AutoCAD 2,030 / 21, Revit 2,985 / 30, Navisworks Manage 2,605 / 27,
    # Fusion 680 / 9; rates and prices with their sources stand in subscription_prices.csv and the rate sheet.
    [("AutoCAD", 7, 96.7), ("Revit", 10, 99.5), ("Navisworks Manage", 9, 96.5), ("Fusion", 3, 75.6)],
)
def test_break_even_days_at_list_prices(
    load_lines: Loader, store: Store, product: str, rate: int, break_even: float
) -> None:
    use(load_lines, ("user", product, 150, rate))
    row = found(store).row(0, named=True)
    assert row["break_even_days"] == pytest.approx(break_even, abs=0.05)
    assert row["flex_cost"] == pytest.approx(150 * rate * 3)
    assert row["saving"] == pytest.approx(row["flex_cost"] - row["subscription_price"])


def test_without_a_price_there_is_no_saving(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("animator", "Maya", 150, 6), ("drafter", "AutoCAD", 150, 7))
    rows = found(store)
    assert rows.select("product", "saving").rows() == [("AutoCAD", pytest.approx(1120)), ("Maya", None)]


def test_another_currency_has_no_saving_either(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("drafter", "AutoCAD", 150, 7))
    add_pack(store, NewPack("A", Decimal(5000), date(2026, 1, 1), LAST, Decimal("2.80"), "EUR"))
    row = found(store).row(0, named=True)
    assert (row["currency"], row["saving"], row["flex_cost"]) == ("EUR", None, pytest.approx(150 * 7 * 2.8))


def test_tokens_that_cost_nothing_never_break_even(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("drafter", "AutoCAD", 150, 7))
    add_pack(store, NewPack("A", Decimal(5000), date(2026, 1, 1), LAST, Decimal(0), "USD"))
    row = found(store).row(0, named=True)
    assert (row["flex_cost"], row["break_even_days"], row["saving"]) == (0, None, -2030)


def test_nobody_is_an_answer(load_lines: Loader, store: Store) -> None:
    use(load_lines, ("rare", "AutoCAD", 3, 7))
    rows = found(store)
    assert rows.is_empty()
    assert rows.columns[:4] == ["user", "team", "product", "charged_days"]


def test_the_disguised_full_timers_of_the_sample_are_found(sample_store: Store) -> None:
    truth = json.loads((SAMPLE_DATA / "truth.json").read_text("utf-8"))
    rows = found(sample_store)
    mails = rows.with_columns(pl.col("user").str.extract("<(.*)>").alias("email"))
    known = pl.DataFrame(truth["charged_days_above_60"]).filter(pl.col("days") > 100)
    expected = {(row["email"], row["product"], row["days"]) for row in known.to_dicts()}
    assert set(mails.select("email", "product", "charged_days").iter_rows()) == expected
    disguised = mails.filter(team="Plant Engineering", product="AutoCAD")
    assert disguised.height == 10
    team = "Plant Engineering"
    used = rolled_up(current_usage(sample_store, team))
    masked = candidates(sample_store, used, team, masked_names(sample_store), 100, SETTINGS).rows
    assert masked.height
    assert not masked["user"].str.contains("@").any()
