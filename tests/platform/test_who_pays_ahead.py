"""Who pays for use to come, worked out by hand: team T uses 10 of X a day up to 31 October 2026, a unit is 1."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.errors import PackError, StoreError
from analytics.platform.cards import Card, card
from analytics.platform.foresight import foreseen
from analytics.platform.invoices import OVER, RUNNING, UNKNOWN, invoices
from analytics.platform.sentences import available_text, projected_text
from analytics.pool.charged.accounts import Account, resource_accounts
from analytics.settings import Settings
from analytics.store import Store
from analytics.store.resources import Refreshes, Source
from analytics.store.unit_sizes import NewSize, remove_unit_size, set_unit_size, unit_sizes
from tests.platform.bought import buy, used

YEAR, LAST, TODAY = date(2026, 1, 1), date(2026, 10, 31), date(2026, 11, 1)
SETTINGS = Settings(paths=100)
PRICED = {"source": Source.PAY_AS_YOU_GO, "currency": "USD"}


@pytest.fixture
def bought(store: Store, tmp_path: Path) -> Store:
    used(store, tmp_path, YEAR, LAST)
    return store


def account(store: Store, today: date = TODAY) -> Account:
    return resource_accounts(store, "T", today).accounts[0]


def shown(store: Store) -> Card:
    return card(foreseen(account(store), SETTINGS))


def newest(store: Store, today: date = TODAY) -> dict[str, object]:
    return invoices(foreseen(account(store, today), SETTINGS)).row(0, named=True)


def test_what_waits_behind_a_source_without_limit_is_not_used_up(bought: Store) -> None:
    buy(bought, source=Source.TOKEN_FLEX)
    buy(bought, 100)
    one = shown(bought)
    assert (available_text(one), one.projected) == ("Unlimited, paid by Token Flex tokens", None)
    assert projected_text(one).endswith("100 units more wait behind Token Flex, which pays without limit.")


def test_a_free_tier_before_a_source_without_limit_does_run_out(bought: Store) -> None:
    buy(bought, 55, TODAY, source=Source.FREE_TIER)
    buy(bought, source=Source.TOKEN_FLEX)
    buy(bought, 100)
    one = shown(bought)
    # From 1 November on 55 free units last five days and a half.
    assert (available_text(one), one.waiting, one.follows) == ("55 of 55 available", 100, Source.TOKEN_FLEX)
    assert one.projected == date(2026, 11, 6)


def test_a_source_without_limit_that_is_yet_to_come_makes_nothing_run_out(bought: Store) -> None:
    buy(bought, 3040 + 320)
    buy(bought, first=date(2026, 12, 1), source=Source.TOKEN_FLEX)
    # 320 last to 2 December, and from 1 December on Token Flex pays before them.
    assert shown(bought).projected is None


def test_who_pays_next_is_the_first_in_turn_and_not_the_first_bought(bought: Store) -> None:
    buy(bought, source=Source.PAY_AS_YOU_GO)
    buy(bought, first=date(2026, 2, 1))
    assert shown(bought).follows is Source.FLEX


def test_use_to_come_that_flex_pays_is_not_on_the_invoice(bought: Store) -> None:
    buy(bought)
    buy(bought, first=date(2026, 10, 15), unit_price=Decimal(2), **PRICED)
    row = newest(bought)
    assert (row["cycle"], row["invoiced_units"], row["p10"], row["p50"], row["p90"]) == (RUNNING, 0, 0, 0, 0)


def test_the_rest_beyond_a_limited_payer_is_on_the_invoice(bought: Store) -> None:
    """Check 50 units of Flex left: 14 days to 14 November at 10 a day are 140, of which 90 are invoiced."""
    buy(bought, 3040 + 50)
    buy(bought, first=date(2026, 10, 15), unit_price=Decimal(2), **PRICED)
    row = newest(bought)
    assert row["invoiced_units"] == 0
    assert isinstance(row["p50"], int)
    assert abs(row["p50"] - 90) <= 5
    assert row["amount_p50"] == 2 * row["p50"]


def test_of_two_running_subscriptions_only_the_first_is_invoiced(bought: Store) -> None:
    buy(bought, first=date(2026, 1, 10), unit_price=Decimal(2), **PRICED)
    buy(bought, first=date(2026, 10, 15), unit_price=Decimal(1), **PRICED)
    rows = invoices(foreseen(account(bought), SETTINGS))
    running = {row["first_day"]: row for row in rows.iter_rows(named=True) if row["cycle"] == RUNNING}
    # From 10 October to 9 November: 22 days known, 9 to come.
    assert running[date(2026, 10, 10)]["invoiced_units"] == 220
    assert abs(running[date(2026, 10, 10)]["p50"] - 310) <= 5
    assert running[date(2026, 10, 15)]["p90"] == 0


def test_pay_as_you_go_with_a_limit_is_invoiced_for_use_to_come_too(bought: Store) -> None:
    buy(bought, 100000, date(2026, 10, 15), unit_price=Decimal(2), **PRICED)
    row = newest(bought)
    assert row["invoiced_units"] == 170
    assert isinstance(row["p50"], int)
    assert abs(row["p50"] - 310) <= 5


def test_a_cycle_that_is_over_is_estimated_as_long_as_its_use_is_not_known(bought: Store) -> None:
    buy(bought, first=date(2026, 10, 15), unit_price=Decimal(2), **PRICED)
    rows = invoices(foreseen(account(bought, date(2026, 11, 22)), SETTINGS))
    assert rows["cycle"].to_list() == [RUNNING, UNKNOWN]
    assert abs(rows["p50"][1] - 310) <= 5
    assert abs(rows["p50"][0] - 300) <= 8  # 30 days of which none is known
    later = invoices(foreseen(account(bought, TODAY), SETTINGS))
    assert later["cycle"].to_list() == [RUNNING]
    assert OVER not in later["cycle"].to_list()


def test_a_top_up_without_a_size_keeps_the_size(bought: Store) -> None:
    buy(bought, 100, unit_size=Decimal(20))
    buy(bought, 100, date(2026, 6, 1))
    # 3,040 minutes are 152 units of 20.
    assert (account(bought).size, account(bought).charged["units"].sum()) == (20, 152)
    assert shown(bought).available == 200 - 152


def test_a_size_is_entered_for_a_day_without_a_purchase(bought: Store) -> None:
    """Check 151 days to 31 May in units of 20 (75 and 10 minutes over), and 153 days from 1 June in units of 10."""
    buy(bought, 1000, unit_size=Decimal(20))
    set_unit_size(bought, NewSize("T", "x", date(2026, 6, 1), Decimal(10)))
    assert account(bought).charged["units"].sum() == 75 + 154
    assert (account(bought).size, account(bought).remainder) == (10, 0)
    remove_unit_size(bought, "T", "X", date(2026, 6, 1))
    assert unit_sizes(bought).is_empty()
    assert account(bought).charged["units"].sum() == 152
    with pytest.raises(StoreError, match="No size of a unit of X is entered from 2026-06-01"):
        remove_unit_size(bought, "T", "X", date(2026, 6, 1))


def test_two_sizes_from_the_same_day_are_refused(bought: Store) -> None:
    buy(bought, 10, unit_size=Decimal(20), refreshes=Refreshes.MONTHLY, source=Source.FREE_TIER)
    with pytest.raises(PackError, match="From 2026-01-01 on a unit of X is 20 already"):
        buy(bought, unit_size=Decimal(1), source=Source.PAY_AS_YOU_GO)
    with pytest.raises(PackError, match="is 20 already"):
        set_unit_size(bought, NewSize("T", "X", YEAR, Decimal(5)))
    buy(bought, unit_size=Decimal(20), source=Source.PAY_AS_YOU_GO)
    assert account(bought).size == 20


def test_use_to_come_is_charged_by_the_size_that_holds_then(bought: Store) -> None:
    """Check 3 units of 20 left on 31 October, and 100 units of 1 from 1 November on: ten days."""
    buy(bought, 155, unit_size=Decimal(20))
    buy(bought, 100, TODAY, unit_size=Decimal(1))
    one = card(foreseen(account(bought, LAST), SETTINGS))
    assert one.available == 3
    # On 1 November a unit is 1, and 103 of them last ten days and three tenths.
    assert one.projected == date(2026, 11, 11)


def test_of_the_same_last_day_the_smaller_pays_first_as_packs_do(bought: Store) -> None:
    buy(bought, 5000, last_day=date(2026, 12, 31))
    buy(bought, 3040, date(2026, 2, 1), last_day=date(2026, 12, 31))
    # January (310) is paid by the only one there, the other 2,730 by the smaller.
    assert account(bought).drawn.left[:2] == (5000 - 310, 3040 - 2730)
