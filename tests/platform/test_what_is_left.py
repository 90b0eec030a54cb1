"""What is left of a resource, and until when, worked out by hand: team T uses 10 of X a day, a unit is 1."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.platform.alerting import alerts_due
from analytics.platform.card_table import card_table
from analytics.platform.cards import Card, all_cards
from analytics.platform.charging import BEFORE, CYCLE, drawn, drawn_by_application, units_by_cycle, use_and_units
from analytics.platform.sentences import available_text, headline, known_text, projected_text, until_text
from analytics.pool.charged.accounts import Account, resource_accounts
from analytics.settings import Settings
from analytics.store import Store, purge_before
from analytics.store.closings import NewClosing, add_closing
from analytics.store.resources import Refreshes, ResourceKind, Source, resources
from analytics.store.usage_alerts import UsageAlert, Watched
from tests.places import NOW
from tests.platform.bought import buy, used

YEAR, LAST = date(2026, 1, 1), date(2026, 10, 31)
"""304 days, in which 3,040 are used."""
TODAY = LAST + timedelta(days=1)
LATER = date(2026, 11, 22)
SETTINGS = Settings(paths=100)
ALERT = {1: UsageAlert("X", (10, 5), (Watched("T", "X"),), ("a@b.example",))}


def cards(store: Store, today: date = TODAY) -> list[Card]:
    return all_cards(store, None, today, SETTINGS)


def card(store: Store, today: date = TODAY) -> Card:
    [only] = cards(store, today)
    return only


def account(store: Store, today: date = TODAY) -> Account:
    return resource_accounts(store, "T", today).accounts[0]


def near(found: date | None, expected: date) -> bool:
    """Tell whether a run-out is where constant use puts it; futures differ a little."""
    return found is not None and abs(found - expected) <= timedelta(days=2)


def test_days_that_nobody_loaded_are_no_days_without_use(store: Store, tmp_path: Path) -> None:
    """Check a gap from 1 September to 19 October: 2,000 less 92 and 12 days of 10 are 960, which last 96 days."""
    used(store, tmp_path, date(2026, 6, 1), date(2026, 8, 31))
    used(store, tmp_path, date(2026, 10, 20), LAST)
    buy(store, 2000, date(2026, 6, 1))
    one = card(store)
    assert (one.available, one.unknown_days) == (960, 49)
    assert near(one.projected, date(2027, 2, 5))
    assert known_text(one) == "Use of 49 days since it was bought is not known and not taken off."


def test_the_days_of_one_team_say_nothing_of_another(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, date(2026, 7, 1), date(2026, 8, 31))
    used(store, tmp_path, date(2026, 7, 1), LAST, app="B", team="U")
    buy(store, 3600)
    one = card(store)
    # 62 days of 10; on 1 November the 2,980 are 61 days old, and would have lasted 298.
    assert (one.available, one.known_until) == (2980, date(2026, 8, 31))
    assert near(one.projected, date(2026, 8, 31) + timedelta(days=299))
    assert "Use is known until 31 August 2026, and foreseen since" in known_text(one)


def test_a_gap_of_one_application_is_a_gap_of_the_resource(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, date(2026, 8, 1), LAST)
    used(store, tmp_path, date(2026, 8, 1), date(2026, 8, 31), app="B")
    used(store, tmp_path, date(2026, 10, 1), LAST, app="B")
    buy(store, 10000, date(2026, 8, 1))
    daily = account(store).daily
    assert daily["tokens"].null_count() == 30
    assert daily["tokens"].drop_nulls().unique().to_list() == [20]
    # What is known of September is charged all the same: 92 days of A, 62 of B.
    assert card(store).available == 10000 - 920 - 620


def test_what_was_purged_is_said_to_be_missing(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 9000)
    assert (card(store).available, card(store).unknown_days) == (9000 - 3040, 0)
    purge_before(store, date(2026, 9, 1), NOW)
    assert (card(store).available, card(store).unknown_days) == (9000 - 610, 304 - 61)


def test_without_any_use_loaded_a_card_says_so(store: Store) -> None:
    buy(store, 150, kind=ResourceKind.CAPACITY, source=None, resource="Info360 assets")
    assert known_text(card(store)) == "No use of it is known: load a table of API usage."


def test_what_has_nothing_left_has_run_out_however_little_is_known(store: Store, tmp_path: Path) -> None:
    """Check seven days of 10 against 70 units: too few days to foresee anything, and none are needed."""
    used(store, tmp_path, date(2026, 10, 25), LAST)
    buy(store, 70)
    buy(store, 5, resource="Another")
    found = cards(store)
    assert [each.resource for each in found] == ["X", "Another"]
    assert headline(found) == "X of T: nothing is left."
    assert alerts_due(ALERT, found).select("within_days", "runs_out_on").row(0) == (5, TODAY)
    assert card_table(found)["runs_out_on"].to_list() == [TODAY, None]


def test_purchases_and_days_count_from_today_and_use_to_the_last_day_known(store: Store, tmp_path: Path) -> None:
    """Check 22 November with data to 31 October."""
    used(store, tmp_path, YEAR, LAST)
    buy(store, 3040)
    buy(store, 5000, date(2026, 11, 5))
    one = card(store, LATER)
    assert available_text(one) == "5,000 of 8,040 available"
    # The first lasts to 31 October; the second from 5 November on for 500 days, and the days between are over.
    assert one.projected is None
    assert one.run_out is not None
    assert one.run_out.fan["day"][0] == TODAY


def test_use_since_the_last_day_known_is_foreseen(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 3040 + 100)
    one = card(store, LATER)
    # 100 were left on 31 October and last for ten days.
    assert near(one.projected, date(2026, 11, 11))
    assert headline([one]).startswith("X of T has run out by now")
    assert projected_text(one).startswith("Projected to have run out by now")
    assert alerts_due(ALERT, [one])["within_days"].to_list() == [5]


def test_closing_days_that_were_entered_put_the_run_out_off(store: Store, tmp_path: Path) -> None:
    """Ten days at 10 a day are left, and from the fourth of them on the team is closed for a fortnight."""
    used(store, tmp_path, YEAR, LAST)
    buy(store, 3040 + 100)
    assert near(card(store).projected, date(2026, 11, 11))
    add_closing(store, NewClosing(date(2026, 11, 4), date(2026, 11, 17), "T"), NOW)
    assert near(card(store).projected, date(2026, 11, 25))


def test_what_has_ended_is_not_in_force(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 9000, last_day=date(2026, 11, 10))
    one = card(store, LATER)
    assert (available_text(one), until_text(one)) == ("Nothing in force", "Ended on 10 November 2026")
    assert alerts_due(ALERT, [one]).is_empty()


def test_what_only_starts_says_what_was_bought(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 500, date(2026, 12, 1))
    one = card(store)
    assert (available_text(one), until_text(one)) == ("500 bought", "Starts on 1 December 2026")
    assert "othing is left" not in projected_text(one)
    assert alerts_due(ALERT, [one]).is_empty()


def test_the_first_end_is_shown_and_how_much_lapses_then(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 3140, last_day=date(2026, 11, 5))
    buy(store, 10, last_day=date(2027, 10, 31))
    one = card(store)
    # The first pays all 3,040.
    assert (available_text(one), until_text(one)) == ("110 of 3,150 available", "100 of them end in 4 days")


def test_a_source_without_limit_ends_too(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, source=Source.PAY_AS_YOU_GO, last_day=date(2026, 12, 31))
    one = card(store)
    assert (available_text(one), until_text(one)) == ("Unlimited, paid by Pay as You Go", "Ends in 60 days")


def test_a_day_that_never_comes_is_no_end(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 9000, last_day=date(9999, 12, 31))
    assert resources(store)["last_day"].to_list() == [None]
    assert until_text(card(store)) == "No end"


@pytest.mark.parametrize(
    ("first", "quantity"), [(date(2026, 10, 1), "0"), (date(2024, 1, 1), "10")], ids=["no use", "before the view"]
)
def test_without_use_in_view_the_answers_are_empty(store: Store, tmp_path: Path, first: date, quantity: str) -> None:
    used(store, tmp_path, first, first + timedelta(days=30), quantity)
    buy(store, 1000, date(2024, 1, 1))
    rows = drawn(account(store))
    assert drawn_by_application(rows).is_empty()
    assert (use_and_units(account(store)).used, use_and_units(account(store)).units) == (0, 0)


def test_use_before_the_first_cycle_has_a_row_so_that_units_tie(store: Store, tmp_path: Path) -> None:
    """Check 212 days before Pay as You Go began on 1 August, and 92 days since."""
    used(store, tmp_path, YEAR, LAST)
    buy(store, 1000)
    buy(store, first=date(2026, 8, 1), source=Source.PAY_AS_YOU_GO)
    rows = units_by_cycle(account(store))
    assert rows.select("cycle", "first_day", "charged_units").rows()[-2:] == [
        (CYCLE, date(2026, 8, 1), 310),
        (BEFORE, YEAR, 2120),
    ]
    assert rows["charged_units"].sum() == use_and_units(account(store)).units == 3040


def test_cycles_go_on_when_what_they_come_from_has_ended(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST)
    buy(store, 10, refreshes=Refreshes.MONTHLY, source=Source.FREE_TIER, last_day=date(2026, 3, 31))
    assert units_by_cycle(account(store))["charged_units"].sum() == 3040


def test_more_use_than_a_number_of_millionths_holds_is_charged_to_the_unit(store: Store, tmp_path: Path) -> None:
    used(store, tmp_path, YEAR, LAST, "99999999999")
    buy(store, source=Source.PAY_AS_YOU_GO, unit_size=Decimal(2))
    assert account(store).charged["units"].sum() == 99_999_999_999 * 304 // 2


def test_days_before_anybody_used_it_say_nothing_of_the_use_to_come(store: Store, tmp_path: Path) -> None:
    """Check an application whose table begins with 273 days on which it used nothing: 500 of 810 at 10 a day."""
    used(store, tmp_path, YEAR, date(2026, 9, 30), "0")
    used(store, tmp_path, date(2026, 10, 1), LAST)
    buy(store, 810)
    assert near(card(store).projected, LAST + timedelta(days=51))
