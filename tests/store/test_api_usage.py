"""API usage in the store: each row checked, the newest table of an application counts, teams assigned and dated."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.errors import StoreError
from analytics.exports import Receipt, Status
from analytics.exports.fields import Field
from analytics.store import LoadOptions, Store, load, purge_before, purge_before_preview, purge_load, undo
from analytics.store.api_usage import Assignment, api_usage, applications, assign, assignments, remove_assignment
from analytics.store.coverage import all_loads, beneath, calendar, coverage, gaps
from tests.places import NOW

Loader = Callable[..., Receipt]
HEADER = "Day,Client ID,Application,Team,API,Engine or job type,Quantity,Unit,Tokens,Status"


def row(day: int, tokens: str = "3", status: str = "resolved", team: str = "A", client: str = "abc") -> str:
    return f"2026-03-{day:02},{client},Viewer {client},{team},Automation,Revit,1.5,processing hours,{tokens},{status}"


def day(number: int) -> date:
    return date(2026, 3, number)


def tokens(store: Store) -> dict[tuple[int, str], Decimal]:
    sums = api_usage(store).group_by("day", "team").agg(pl.col("tokens").sum())
    return {(each.day, team): amount for each, team, amount in sums.iter_rows()}


def test_a_row_stands_in_the_store_as_in_the_table(store: Store, load_lines: Loader) -> None:
    receipt = load_lines(row(2, "0.1", "Uncharged"), header=HEADER)
    assert (receipt.kind, receipt.teams, receipt.tokens) == ("api_usage", ("A",), Decimal("0.1"))
    assert api_usage(store).drop("application_id").rows() == [
        *[(day(2), "Viewer abc", "A", "Automation", "Revit", Decimal("1.5"), "processing hours", Decimal("0.1"), True)]
    ]
    assert applications(store).select("client_id", "team", "first_day", "last_day").rows() == [
        ("abc", "A", day(2), day(2))
    ]
    assert api_usage(store, "A", day(3)).is_empty()


def test_every_row_that_cannot_be_used_has_its_reason(load_lines: Loader) -> None:
    receipt = load_lines(
        row(1),
        row(2, ""),
        row(3, "many"),
        row(4, "-1"),
        row(5, status="perhaps"),
        row(6, status=""),
        "2027-03-01,abc,V,A,Automation,,1,hours,1,resolved",
        "soon,abc,V,A,Automation,,1,hours,1,resolved",
        "2026-03-07,,,A,Automation,,1,hours,1,resolved",
        "2026-03-07,abc,V,A,,,1,hours,1,resolved",
        "2026-03-07,abc,V,A,Automation,,,hours,1,resolved",
        "2026-03-07,abc,V,A,Automation,,-2,hours,1,resolved",
        ",,Total,,,,,,12,",
        header=HEADER,
        options=LoadOptions(confirmed=True),
    )
    assert receipt.rows_used == 1
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == {
        "no tokens": 1,
        "the tokens are not a number": 1,
        "the tokens are negative": 1,
        "the status is neither resolved (charged) nor uncharged (unresolved)": 2,
        "the day is in the future": 1,
        "the day is not a date": 1,
        "no application": 1,
        "no API": 1,
        "no quantity": 1,
        "the quantity is negative": 1,
        "a line of totals": 1,
    }


def test_another_table_is_mapped_to_the_same(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("When;App;Service;How many;Cost;State\n03/04/2026;Viewer;Automation;2;1,5;uncharged\n", "utf-8")
    columns = {"When": Field.DAY, "Service": Field.API, "How many": Field.QUANTITY, "Cost": Field.TOKENS}
    options = LoadOptions(team="A", dates="dmy", decimals="comma", columns={**columns, "State": Field.STATUS})
    assert load(store, path, NOW, options).status is Status.LOADED
    assert api_usage(store).select("day", "application", "team", "tokens", "uncharged").rows() == [
        (date(2026, 4, 3), "Viewer", "A", Decimal("1.5"), True)
    ]


def test_the_newest_table_of_an_application_counts_whatever_its_team(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), row(3), row(1, "7", client="other"), header=HEADER)
    newer = load_lines(row(3, "5", team="B"), row(4, "6", team="B"), header=HEADER)
    # The third of March is told anew for one application, with another team: it does not count twice.
    assert tokens(store) == {(1, "A"): 10, (3, "B"): 5, (4, "B"): 6}
    assert newer.load_id is not None
    assert beneath(store, newer.load_id).select("record", "load_id", "days").rows() == [("api", 1, 1), ("api", None, 1)]
    undo(store, newer.load_id, NOW)
    assert tokens(store) == {(1, "A"): 10, (3, "A"): 3}
    assert load_lines(row(1), row(3), row(1, "7", client="other"), header=HEADER).status is Status.UNCHANGED


def test_the_same_table_twice_changes_nothing(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), header=HEADER)
    assert load_lines(row(1), header=HEADER).status is Status.UNCHANGED
    assert tokens(store) == {(1, "A"): 3}


def test_history_tells_what_is_covered_by_application(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), row(3), header=HEADER)
    load_lines(row(6), header=HEADER)
    assert coverage(store).rows() == [("api", "Viewer abc", day(1), day(6), 3, 1, 2)]
    assert gaps(store).rows() == [("api", "Viewer abc", day(4), day(5), 2)]
    assert calendar(store, "A")["state"].to_list() == ["used", "covered, without use", "used", "gap", "gap", "used"]
    assert all_loads(store)["state"].to_list() == ["counts", "counts"]


def test_what_is_purged_is_shown_first_and_is_gone(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), row(3), header=HEADER)
    load_lines(row(1, client="other"), header=HEADER)
    shown = purge_before_preview(store, day(3))
    assert purge_before(store, day(3), NOW) == shown
    assert (shown.rows, shown.counted, shown.gaps) == (2, 2, 2)
    assert shown.gap_teams == ("Viewer abc", "Viewer other")
    assert tokens(store) == {(3, "A"): 3}
    assert applications(store)["application"].to_list() == ["Viewer abc"]
    purge_load(store, 1, NOW)
    assert applications(store).is_empty()


def test_an_application_is_assigned_from_a_day_on(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), row(2), row(3), row(4), header=HEADER)
    number = applications(store).item(0, "application_id")
    assign(store, Assignment(number, "B", day(2)))
    assign(store, Assignment(number, "C", day(4)))
    assert tokens(store) == {(1, "A"): 3, (2, "B"): 3, (3, "B"): 3, (4, "C"): 3}
    assert api_usage(store, "B")["day"].to_list() == [day(2), day(3)]
    assert applications(store)["team"].to_list() == ["C"]
    assign(store, Assignment(number, "B", day(4)))
    assert assignments(store).select("team", "first_day").rows() == [("B", day(2)), ("B", day(4))]
    remove_assignment(store, number, day(2))
    remove_assignment(store, number, day(4))
    assert {team for _, team in tokens(store)} == {"A"}
    with pytest.raises(StoreError, match="not assigned"):
        remove_assignment(store, number, day(4))
    with pytest.raises(StoreError, match="no application 99"):
        assign(store, Assignment(99, "B", day(1)))
    with pytest.raises(StoreError, match="No team"):
        assign(store, Assignment(number, " ", day(1)))


def test_an_assignment_outlasts_the_table(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), header=HEADER)
    assign(store, Assignment(applications(store).item(0, "application_id"), "B", day(1)))
    undo(store, 1, NOW)
    load_lines(row(1), row(2), header=HEADER)
    assert tokens(store) == {(1, "B"): 3, (2, "B"): 3}


def test_use_of_apis_is_no_use_of_the_pool(store: Store, load_lines: Loader) -> None:
    load_lines(row(1), header=HEADER)
    assert store.frame("FROM current_usage").is_empty()
    assert store.frame("FROM day_winners WHERE record = 'tokens'").is_empty()
