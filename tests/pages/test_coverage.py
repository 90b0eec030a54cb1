"""What the store says of its days and loads, on data small enough to count by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.store import LoadOptions, NewPack, Store, add_pack, purge_load, undo
from analytics.store.coverage import all_loads, beneath, calendar, coverage, gaps
from analytics.store.packs import subscriptions, token_events
from tests.places import NOW

HEADER = "Day used,Team,Product,Email,Tokens used"
SEATS = "Day used,Team,Product,Email"
CONFIRMED = LoadOptions(confirmed=True)
Load = Callable[..., Receipt]


def row(day: int, team: str = "A", tokens: int = 1, month: int = 1) -> str:
    return f"2026-{month:02d}-{day:02d},{team},Revit,ann@b.example,{tokens}"


def test_every_day_is_used_idle_or_a_gap(store: Store, load_lines: Load) -> None:
    load_lines(row(1), row(3), header=HEADER)
    load_lines(row(5), header=HEADER)
    days = calendar(store)
    assert days.select("day", "state").rows() == [
        (date(2026, 1, 1), "used"),
        (date(2026, 1, 2), "covered, without use"),
        (date(2026, 1, 3), "used"),
        (date(2026, 1, 4), "gap"),
        (date(2026, 1, 5), "used"),
    ]
    assert set(days["record"]) == {"tokens"}


def test_with_several_teams_a_gap_of_one_shows(store: Store, load_lines: Load) -> None:
    load_lines(row(1), row(3), header=HEADER)
    load_lines(row(1, "B"), header=HEADER)
    load_lines(row(3, "B"), header=HEADER)
    assert calendar(store)["state"].to_list() == ["used", "gap", "used"]
    assert calendar(store).row(1) == ("tokens", date(2026, 1, 2), "gap", 0, 1, 1)
    assert calendar(store, "A")["state"].to_list() == ["used", "covered, without use", "used"]
    assert gaps(store).rows() == [("tokens", "B", date(2026, 1, 2), date(2026, 1, 2), 1)]
    assert gaps(store, "A").is_empty()


def test_before_its_first_and_after_its_last_day_a_team_has_no_gap(store: Store, load_lines: Load) -> None:
    load_lines(row(1), row(9), header=HEADER)
    load_lines(row(4, "B"), row(5, "B"), header=HEADER)
    assert gaps(store).is_empty()
    assert coverage(store).rows() == [
        ("tokens", "A", date(2026, 1, 1), date(2026, 1, 9), 2, 7, 0),
        ("tokens", "B", date(2026, 1, 4), date(2026, 1, 5), 2, 0, 0),
    ]


def test_seats_are_covered_apart_from_tokens(store: Store, load_lines: Load) -> None:
    load_lines(row(1), header=HEADER)
    load_lines("2026-01-07,A,Revit,ann@b.example", header=SEATS)
    assert [(r[0], r[2]) for r in coverage(store).rows()] == [
        ("tokens", date(2026, 1, 1)),
        ("seats", date(2026, 1, 7)),
    ]
    assert gaps(store).is_empty()


def test_an_empty_store_covers_nothing(store: Store) -> None:
    add_pack(store, NewPack("A", Decimal(5), date(2026, 1, 1), date(2026, 1, 2)))
    for found in (calendar(store), coverage(store), gaps(store), all_loads(store), beneath(store, 1)):
        assert found.is_empty()
    with pytest.raises(StoreError):
        calendar(store, "Nobody")


def test_the_days_of_a_team_or_application_add_up(sample_store: Store) -> None:
    rows = coverage(sample_store).rows()
    assert {record for record, *_ in rows} == {"tokens", "api"}
    for _, _, first, last, used, idle, gap in rows:
        assert used + idle + gap == (last - first).days + 1


def test_every_load_has_its_state(store: Store, load_lines: Load) -> None:
    load_lines(row(1), row(2), header=HEADER)
    load_lines(row(5), row(9), header=HEADER)
    load_lines(row(1, tokens=2), row(2), row(5), header=HEADER, options=CONFIRMED)
    load_lines(row(1, month=5), header=HEADER)
    load_lines(row(1, month=6), header=HEADER)
    load_lines("A,10,2026-01-01,2026-12-31", header="Team,Tokens,Start,Last day")
    undo(store, 4, NOW)
    purge_load(store, 5, NOW)
    assert all_loads(store).select("load_id", "state").rows() == [
        (6, "counts"),
        (5, "purged"),
        (4, "taken back"),
        (3, "counts"),
        (2, "counts in part"),
        (1, "replaced by newer loads"),
    ]
    assert all_loads(store).row(1, named=True)["file"] == "purged"


def test_beneath_a_load_lies_what_it_replaced(store: Store, load_lines: Load) -> None:
    load_lines(row(1, tokens=5), row(3, tokens=5), header=HEADER)
    load_lines(row(3, tokens=7), row(4, tokens=2), header=HEADER)
    assert beneath(store, 2).rows() == [
        ("tokens", 1, 1, Decimal(7), Decimal(5)),
        ("tokens", None, 1, Decimal(2), Decimal(0)),
    ]
    before = store.frame("SELECT coalesce(sum(tokens), 0) AS t FROM current_usage").item()
    undo(store, 2, NOW)
    after = store.frame("SELECT coalesce(sum(tokens), 0) AS t FROM current_usage").item()
    assert after - before == 5 - 7 - 2


def test_beneath_a_list_lies_the_list_before_it(store: Store, load_lines: Load) -> None:
    header = "Team,Tokens,Start,Last day"
    load_lines("A,10,2026-01-01,2026-12-31", header=header)
    load_lines("A,20,2026-01-01,2026-12-31", "B,5,2026-01-01,2026-12-31", header=header, options=CONFIRMED)
    assert beneath(store, 2).select("record", "load_id").rows() == [("packs", 1), ("packs", None)]
    assert beneath(store, 1).is_empty()


def test_the_newest_events_and_subscriptions_of_a_team_are_listed(store: Store, load_lines: Load) -> None:
    header = "Date,Event,Team,Tokens,Note"
    load_lines("2026-01-01,Grant,A,5,", header=header)
    load_lines("2026-02-01,Grant,A,7,again", "2026-01-01,Refund,B,-2,", header=header)
    assert token_events(store).rows() == [
        ("B", date(2026, 1, 1), "Refund", Decimal(-2), None),
        ("A", date(2026, 2, 1), "Grant", Decimal(7), "again"),
    ]
    assert token_events(store, "B").height == 1
    load_lines(
        "Flex,A,11,2026-01-01,2026-12-31,Unlimited Seats",
        "Revit,A,12,2026-01-01,2026-06-30,3",
        header="Product,Team,Subscription ID,Start date,End date,Seats",
    )
    assert subscriptions(store, "A").select("product", "last_day", "seats").rows() == [
        ("Revit", date(2026, 6, 30), 3),
        ("Flex", date(2026, 12, 31), None),
    ]
