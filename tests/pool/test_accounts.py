"""Ledgers out of the store: teams merged and moved between, events of a loaded table, balances that were stated."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analytics.errors import StoreError
from analytics.exports import Receipt
from analytics.pool import balance, chargeback, reconciliation, team_daily, team_ledger, team_ledgers, teams_by
from analytics.pool.token_events import changes, not_counted
from analytics.store import NewPack, Store, add_pack
from analytics.store.directory import directory
from analytics.store.own_events import EventKind, NewEvent, add_event
from analytics.store.packs import token_events
from analytics.usage import Unit
from tests.places import NOW

Loader = Callable[..., Receipt]
EVENTS = "Date,Event,Team,Tokens,Note"


def on(day: int) -> date:
    return date(2026, 1, day)


@pytest.fixture
def two(load_lines: Loader, store: Store) -> Store:
    """Ten days of team A with 10 tokens a day and of team B with 1, and a pack of 100 each to the end of the month."""
    load_lines(
        *(
            f"2026-01-{day:02},{team},Revit,,{team}@b.example,,,{tokens}"
            for day in range(1, 11)
            for team, tokens in (("A", 10), ("B", 1))
        )
    )
    add_pack(store, NewPack("A", Decimal(100), on(1), on(31), Decimal(2), "USD"))
    add_pack(store, NewPack("B", Decimal(100), on(1), on(31), Decimal(3), "USD"))
    return store


def test_a_merged_team_takes_packs_and_later_use_along(two: Store) -> None:
    add_event(two, NewEvent(EventKind.MERGE, on(6), "B", to_team="A"), NOW)
    # A: 50 + 5 x 11 of its own and of B's 95; B: 5 until the merge. All packs end on one day: the lower number pays.
    books = team_ledgers(two, ["A", "B"], on(10))
    assert (books["A"].consumed, books["B"].consumed) == (105, 5)
    assert (balance(books["A"]).available, balance(books["B"]).available) == (90, 0)
    assert balance(books["B"]).term_end is None
    assert team_daily(two, "B")["tokens"].to_list() == [1] * 5
    assert team_daily(two, "A")["tokens"].to_list() == [10] * 5 + [11] * 5
    assert teams_by(two, on(10)) == ["A"]
    assert teams_by(two, on(5)) == ["A", "B"]
    # The ledger of the merged team reaches to its merge, so that no token stands in two ledgers.
    assert team_ledger(two, "B").on == on(6)
    assert team_ledger(two, "B").packs["left"].sum() == 0


def test_what_a_merged_team_used_costs_what_the_other_team_paid(two: Store) -> None:
    add_event(two, NewEvent(EventKind.MERGE, on(6), "B", to_team="A"), NOW)
    charged = chargeback(two, directory(two), Unit.DEPARTMENT)
    # B's own five days cost 3 each; the 55 of A and B from then on 50 of A's at 2 and 5 of B's at 3.
    assert charged.tokens == 110
    assert charged.costs == {"USD": 50 * 2 + 5 * 3 + 50 * 2 + 5 * 3}


def test_a_merge_into_a_new_team_is_no_end(two: Store) -> None:
    add_event(two, NewEvent(EventKind.MERGE, on(1), "A", to_team="New"), NOW)
    assert teams_by(two, on(10)) == ["B", "New"]
    assert team_ledger(two, "New", on(10)).packs["left"].to_list() == [0]
    assert team_ledger(two, "A").consumed == 0
    with pytest.raises(StoreError, match="no usage of A"):
        team_daily(two, "A")


@pytest.mark.parametrize(
    ("rows", "left", "shown"),
    [
        (["2026-01-03,Correction,A,-4,"], (-4, 90), 0),
        (["2026-01-03,Moved,A,-30,", "2026-01-03,Moved in,B,30,"], (-30, 120), 0),
        (["2026-01-03,Token transfer,A,-30,"], (0, 90), 1),
        (["2026-01-03,Move,A,-30,", "2026-01-03,Move,B,29,"], (0, 90), 2),
        (["2026-01-03,Purchase,A,500,", "2026-01-03,Expiration,B,-20,"], (0, 90), 2),
    ],
)
def test_of_a_loaded_table_counts_what_says_enough(
    two: Store, load_lines: Loader, rows: list[str], left: tuple[int, int], shown: int
) -> None:
    load_lines(*rows, header=EVENTS)
    books = team_ledgers(two, ["A", "B"], on(10))
    change_of_a = books["A"].packs["changed"].sum()
    assert (change_of_a, balance(books["B"]).available) == left
    assert not_counted(token_events(two)).height == shown


def test_an_event_loaded_and_entered_counts_once(two: Store, load_lines: Loader) -> None:
    load_lines("2026-01-03,Adjustment,A,-4,", header=EVENTS)
    add_event(two, NewEvent(EventKind.CORRECTION, on(3), "A", Decimal(-4)), NOW)
    assert [change.event_id for change in changes(two)] == [1]


def test_an_event_after_the_day_changes_nothing_yet(two: Store) -> None:
    add_event(two, NewEvent(EventKind.MOVE, on(11), "B", Decimal(40), "A"), NOW)
    assert balance(team_ledger(two, "A", on(10))).available == 0
    assert balance(team_ledger(two, "A", on(11))).available == 40


def test_a_stated_balance_is_explained_by_what_is_near(two: Store) -> None:
    add_event(two, NewEvent(EventKind.MOVE, on(8), "B", Decimal(40), "A"), NOW)
    # B has 93 in the evening of 7 January, and 53 where Autodesk has moved them already.
    assert "the same" in reconciliation(two, "B", on(7), Decimal(93)).sentence
    found = reconciliation(two, "B", on(7), Decimal(53))
    assert found.difference == -40
    assert found.explained is not None
    assert found.explained.what == "the move of 40 tokens on 8 January 2026 counts already"


def test_a_stated_balance_is_explained_by_use_that_is_not_loaded(two: Store) -> None:
    found = reconciliation(two, "B", on(14), Decimal(86))
    assert (found.expected, found.difference, found.explained) == (90, -4, None)
    assert [(reason.tokens, reason.exact) for reason in found.reasons] == [(-4, False)]
    assert "the 4 days after the last one of data, 10 January 2026, had use" in found.sentence


def test_a_stated_balance_is_explained_by_a_pack_that_has_just_ended(two: Store) -> None:
    found = reconciliation(two, "B", date(2026, 2, 1), Decimal(90))
    assert (found.expected, found.difference) == (0, 90)
    assert found.explained is not None
    assert found.explained.what.startswith("pack 2, which ended on 31 January 2026 with 90 left, counts still")


def test_a_gap_explains_fewer_tokens_and_never_more(two: Store, load_lines: Loader) -> None:
    load_lines("2026-01-13,B,Revit,,b@b.example,,,1")
    fewer, more = (reconciliation(two, "B", on(13), Decimal(tokens)) for tokens in (87, 95))
    assert [reason.tokens for reason in fewer.reasons] == [-2]
    assert "2 days that no load covers had use: about 2 tokens" in fewer.sentence
    assert more.reasons == []
    assert more.sentence.endswith("nothing known here explains it.")


def test_a_correction_to_a_stated_balance_makes_the_ledger_say_it(two: Store) -> None:
    found = reconciliation(two, "B", on(9), Decimal("80.5"))
    add_event(two, NewEvent(EventKind.CORRECTION, on(9), "B", found.difference), NOW)
    assert reconciliation(two, "B", on(9), Decimal("80.5")).difference == 0
    assert team_ledger(two, "B", on(10)).days["available"].tail(2).to_list() == [Decimal("80.5"), Decimal("79.5")]


def test_the_days_of_a_ledger_go_on_after_the_last_one_of_data(two: Store) -> None:
    book = team_ledger(two, "B", date(2026, 2, 1))
    assert book.days["day"].to_list()[-1] == date(2026, 2, 1)
    assert book.days["available"].tail(2).to_list() == [90, 0]
    by_day = book.burn_down.group_by("day").agg(pl.col("left").sum()).sort("day")
    assert by_day.join(book.days, on="day").filter(pl.col("left") != pl.col("available")).is_empty()
