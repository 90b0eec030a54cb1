"""What applications used and what is owed: sums that tie, debts paid in part, the sentences of seed 000."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from analytics.exports import Receipt
from analytics.forecast import offer_of
from analytics.platform.applications import by_api, by_application, by_day
from analytics.platform.owed import back_by, clearing, clearing_sentence, owed, owed_sentence, stop_sentence
from analytics.platform.uncharged import debts
from analytics.store import NewPack, Store, add_pack
from analytics.store.api_sums import ApiPart
from analytics.store.own_events import EventKind, NewEvent, add_event
from tests.places import NOW

Loader = Callable[..., Receipt]
HEADER = "Day,Client ID,Application,Team,API,Engine or job type,Quantity,Unit,Tokens,Status"
OFFER = offer_of("33, 500", "none", Decimal(3), "USD")
ALL = ApiPart()
YEAR = date(2027, 2, 28)


def day(number: int) -> date:
    return date(2026, 3, number)


@pytest.fixture
def owing(store: Store, load_lines: Loader) -> Store:
    """Team A owes 10 and 5 tokens of the 2nd, and 20 of the 4th of March; what was used on the 1st is resolved."""
    load_lines(
        "2026-03-01,v,Viewer,A,Automation,Revit,2,hours,4,resolved",
        "2026-03-02,v,Viewer,A,Automation,Revit,5,hours,10,uncharged",
        "2026-03-02,w,Writer,A,Model Derivative,simple,50,jobs,5,uncharged",
        "2026-03-04,v,Viewer,A,Model Derivative,complex,40,jobs,20,uncharged",
        header=HEADER,
    )
    return store


def test_resolved_and_uncharged_by_day_and_application_add_up(owing: Store) -> None:
    rows = debts(owing).use
    assert by_day(owing, rows, ALL).rows() == [
        (day(1), "resolved", 4),
        (day(2), "uncharged", 15),
        (day(4), "uncharged", 20),
    ]
    assert by_day(owing, rows, ALL, "1w")["tokens"].to_list() == [4, 35]  # 1 March 2026 is a Sunday
    sums = by_application(owing, rows, ALL).select("application", "apis", "tokens", "resolved", "uncharged").rows()
    assert sums == [("Viewer", 2, 34, 4, 30), ("Writer", 1, 5, 0, 5)]
    assert by_api(owing, rows, ALL).select("api", "job", "quantity", "tokens", "uncharged").rows() == [
        ("Model Derivative", "complex", 40, 20, 20),
        ("Automation", "Revit", 7, 14, 10),
        ("Model Derivative", "simple", 50, 5, 5),
    ]


def test_what_is_owed_says_since_when_by_what_and_what_clears_it(owing: Store) -> None:
    [debt] = owed(debts(owing))
    assert (debt.team, debt.tokens, debt.since, debt.missing) == ("A", 35, day(2), 35)
    assert owed_sentence(debt) == (
        "A owes 35 tokens since 2 March 2026: Viewer with Model Derivative (20), Viewer with Automation (10), Writer"
        " with Model Derivative (5)."
    )
    # 33 are too few; 2 x 33 are fewer than 500.
    assert clearing(debt, OFFER).tokens == 66
    assert clearing_sentence(debt, OFFER) == (
        "The smallest purchase that clears it is 66 tokens (2 x 33), and has 31 left."
    )
    assert clearing(debt, offer_of("35, 500", "none", Decimal(3), "USD")).tokens == 35


def test_a_purchase_pays_the_oldest_day_first_and_of_a_day_the_same_share_of_each_row(owing: Store) -> None:
    add_pack(owing, NewPack("A", Decimal(9), day(3), YEAR))
    # 9 of the 15 tokens of 2 March are paid: 4 of Viewer's 10 are owed still, and 2 of Writer's 5.
    left = debts(owing).use.select("application", "day", "owed").rows()
    assert left == [("Viewer", day(2), 4), ("Writer", day(2), 2), ("Viewer", day(4), 20)]
    [debt] = owed(debts(owing))
    assert debt.tokens == 26
    assert debt.rows["uncharged"].sum() == 26
    add_pack(owing, NewPack("A", Decimal(30), day(4), YEAR))
    assert [(each.tokens, each.since) for each in owed(debts(owing))] == [(20, day(4))]


def test_a_share_that_is_not_whole_still_adds_up(store: Store, load_lines: Loader) -> None:
    load_lines(
        *(f"2026-03-01,{name},{name},A,Automation,,1,hours,1,uncharged" for name in "uvw"),
        "2026-03-05,u,u,A,Automation,,1,hours,0,resolved",
        header=HEADER,
    )
    add_pack(store, NewPack("A", Decimal(1), day(2), YEAR))
    assert debts(store).use["owed"].sum() == 2
    assert owed(debts(store))[0].rows["uncharged"].sum() == 2


def test_a_pack_that_starts_after_the_last_day_known_will_clear_it(owing: Store) -> None:
    add_pack(owing, NewPack("A", Decimal(500), day(9), YEAR))
    [debt] = owed(debts(owing))
    assert (debt.tokens, debt.coming, debt.missing) == (35, 35, 0)
    assert clearing_sentence(debt, OFFER) == "Packs that are known already pay all 35, from 9 March 2026 on."


def test_of_a_merged_team_the_other_one_owes(owing: Store) -> None:
    add_event(owing, NewEvent(EventKind.MERGE, day(3), "A", to_team="B"), NOW)
    assert [(each.team, each.tokens) for each in owed(debts(owing))] == [("B", 35)]
    assert owed(debts(owing), "A") == []


def test_clearing_takes_three_business_days_of_the_country() -> None:
    # Seed 000: "Access will be restored once tokens are purchased. Please note that processing may take up to 3
    # business days."
    assert back_by(date(2026, 12, 23), "DE") == date(2026, 12, 29)
    assert back_by(date(2026, 12, 23), "US") == date(2026, 12, 29)
    assert back_by(date(2026, 7, 2), "US") == date(2026, 7, 8)  # the 4th is a Saturday, so Friday is off
    assert back_by(date(2026, 7, 2), "DE") == date(2026, 7, 7)
    # Seed 000: "If uncharged tokens are not cleared, your team will lose access to premium APIs."
    assert stop_sentence(date(2026, 7, 2), "DE", "Germany") == (
        "Premium APIs stop for the team until it is cleared. Clearing can take 3 business days: if tokens are bought on"
        " 2 July 2026, they work again by 7 July 2026 at the latest (business days of Germany)."
    )


def test_nothing_is_owed_where_nothing_is_known(store: Store) -> None:
    assert owed(debts(store)) == []
    assert by_day(store, debts(store).use, ALL).is_empty()
