"""A table of API usage must not take back in silence what is owed, nor count an application twice."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from analytics.exports import Receipt, Status
from analytics.platform.owed import owed, owed_sentence
from analytics.platform.uncharged import debts
from analytics.store import LoadOptions, Store
from analytics.store.api_usage import api_usage, applications

Loader = Callable[..., Receipt]
HEADER = "Day,Client ID,Application,Team,API,Engine or job type,Quantity,Unit,Tokens,Status"


def row(
    tokens: str = "10",
    status: str = "uncharged",
    *,
    day: str = "2026-03-02",
    client: str = "abc",
    name: str = "Viewer",
    api: str = "Automation",
    job: str = "Revit",
) -> str:
    return f"{day},{client},{name},A,{api},{job},1,hours,{tokens},{status}"


MODELS = row("30", api="Model Derivative", job="complex")


@pytest.fixture
def owing(load_lines: Loader) -> Loader:
    """On one day Viewer owes 10 tokens of Automation and 30 of Model Derivative."""
    assert load_lines(row(), MODELS, header=HEADER).status is Status.LOADED
    return load_lines


def found(receipt: Receipt) -> dict[str, str]:
    return {finding.check: finding.message for finding in receipt.findings}


def test_a_table_filtered_by_api_or_job_is_held(store: Store, owing: Loader) -> None:
    receipt = owing(row("11"), header=HEADER)
    assert receipt.status is Status.HELD
    assert "it has no use of Viewer with Model Derivative, complex, as if it had been filtered" in receipt.message
    assert owed(debts(store))[0].tokens == 40
    assert owing(row("11"), MODELS, header=HEADER).status is Status.LOADED
    assert owed(debts(store))[0].tokens == 41
    assert owing(row("12"), header=HEADER, options=LoadOptions(confirmed=True)).status is Status.LOADED
    assert owed(debts(store))[0].tokens == 12


def test_a_debt_that_is_gone_without_being_resolved_is_held(store: Store, owing: Loader) -> None:
    receipt = owing(row("9"), MODELS, header=HEADER)
    assert receipt.message == (
        "Held, nothing was changed: of the uncharged tokens of Viewer 1 would be gone without being resolved."
    )
    # 4 of the 10 are resolved now, and so none is gone.
    resolved = owing(row("6"), row("4", "resolved"), MODELS, header=HEADER)
    assert resolved.status is Status.LOADED
    assert found(resolved)["Resolved since"].startswith("4 tokens of 1 day were uncharged and are resolved now")
    assert owed(debts(store))[0].tokens == 36


def test_a_table_that_goes_on_where_the_older_one_ends_is_not_held(owing: Loader) -> None:
    assert owing(row(), MODELS, row(day="2026-03-03"), header=HEADER).status is Status.LOADED
    assert owing(row(day="2026-03-04"), header=HEADER).status is Status.LOADED
    assert owing(row("500", "resolved", name="Other", client="o"), header=HEADER).status is Status.LOADED


def test_rows_set_aside_do_not_empty_their_days(store: Store, owing: Loader) -> None:
    receipt = owing(row("10", "Unpaid"), row("10", "resolved", job="AutoCAD"), row(), MODELS, header=HEADER)
    assert receipt.status is Status.HELD
    assert "1 row is set aside, on days of which A has use loaded already" in receipt.message
    assert owed(debts(store))[0].tokens == 40
    # On a day of which nothing is known it takes nothing away.
    later = owing(
        row("10", "Unpaid", day="2026-03-09"), row(day="2026-03-09"), header=HEADER, options=LoadOptions(confirmed=True)
    )
    assert (later.status, later.rows_used) == (Status.LOADED, 1)


def test_a_table_without_a_status_says_so(store: Store, load_lines: Loader) -> None:
    receipt = load_lines("2026-03-02,Viewer,Automation,1,10", header="Day,Application,API,Quantity,Tokens")
    assert receipt.status is Status.LOADED
    assert found(receipt)["No status of charging"].startswith("No column says what is uncharged")
    assert owed(debts(store)) == []
    asked = load_lines("2026-03-02,Viewer,Automation,1,10,uncharged", header="Day,App,API,Quantity,Tokens,Paid for")
    assert asked.status is Status.REFUSED
    assert "unless Paid for is it" in asked.message


@pytest.mark.parametrize("first", ["id", "name"])
def test_an_application_with_and_without_its_client_id_counts_once(
    store: Store, load_lines: Loader, first: str
) -> None:
    lines = [row(client="ABC"), row(client="", name="viewer")]
    for line in lines if first == "id" else reversed(lines):
        assert load_lines(line, header=HEADER).status is Status.LOADED
    assert applications(store).select("client_id").rows() == [("ABC",)]
    assert owed(debts(store))[0].tokens == 10
    assert load_lines(row(client="abc"), row("5", client=""), header=HEADER).status is Status.LOADED
    assert owed(debts(store))[0].tokens == 15


def test_of_several_applications_of_a_name_a_row_without_client_id_is_of_none(store: Store, load_lines: Loader) -> None:
    receipt = load_lines(
        row(), row(client="def"), row("7", client=""), header=HEADER, options=LoadOptions(confirmed=True)
    )
    assert [(aside.reason, aside.rows) for aside in receipt.set_aside] == [
        ("several applications have this name, and the row has no client id", 1)
    ]
    assert applications(store)["client_id"].to_list() == ["abc", "def"]


def test_one_api_has_one_name(store: Store, load_lines: Loader) -> None:
    names = ("Automation", "automation", "Design Automation", "Automation API")
    load_lines(*(row(api=api, day=f"2026-03-0{place}") for place, api in enumerate(names, 1)), header=HEADER)
    load_lines(row(api="AUTOMATION", job="revit", day="2026-03-09"), header=HEADER)
    assert set(api_usage(store).select("api", "job").rows()) == {("Automation", "Revit")}
    load_lines(row(api="My own API", client="o", name="o"), row(api="my own api", client="p", name="p"), header=HEADER)
    assert owed_sentence(owed(debts(store))[0]).endswith("(50), o with My own API (10), p with My own API (10).")


def test_a_third_of_a_token_is_rounded_and_told(store: Store, load_lines: Loader) -> None:
    receipt = load_lines(row("0.333333333"), row("2.4000000000000004", day="2026-03-03"), header=HEADER)
    assert (receipt.rows_used, receipt.tokens) == (2, Decimal("2.733333"))
    assert found(receipt) == {
        "Rounded to six decimals": "2 rows with a number of more than six decimals, rounded to six."
    }
    assert owed(debts(store))[0].tokens == Decimal("2.733333")


def test_rows_that_are_there_twice_are_told(store: Store, load_lines: Loader) -> None:
    receipt = load_lines(row(), row(), row(), row("4"), header=HEADER)
    assert found(receipt)["Rows that are there twice"].startswith("2 rows say the same as another one")
    assert owed(debts(store))[0].tokens == 34
