"""Tables with a column of an API are API usage or a question, never use of the pool."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports import Kind, recognise
from analytics.exports.fields import Field
from analytics.exports.kinds import kind_of
from analytics.exports.questions import QuestionError

ASKED = "No column of this table of API usage is recognised as {}."


def table(tmp_path: Path, header: str, row: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(f"{header}\n{row}\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("Day,Application,Team,API,Engine or job type,Tokens,Status", "Quantity"),
        ("Day,Application,API,Engine,Quantity,Unit", "Tokens"),
        ("Date,App,API,Engine or job type,Quantity,Unit,Status", "Tokens"),
        ("Date,App,API,Tokens", "Quantity"),
        ("Day,API,Quantity,Tokens,User", "Name of application"),
        ("Day,Application,API,User", "Quantity or as Tokens"),
    ],
)
def test_what_is_missing_of_a_table_of_apis_is_asked_for(tmp_path: Path, header: str, missing: str) -> None:
    names = header.split(",")
    with pytest.raises(QuestionError, match=ASKED.format(missing)) as told:
        recognise(table(tmp_path, header, ",".join(["2026-03-02", *("1" for _ in names[1:])])))
    assert [column.header for column in told.value.question.columns] == names


def test_a_status_under_an_unknown_name_is_asked_for_and_not_taken_for_paid(tmp_path: Path) -> None:
    path = table(tmp_path, "Day,App,API,Quantity,Tokens,Paid for", "2026-03-02,V,Automation,1,10,uncharged")
    with pytest.raises(QuestionError, match="no column that says what is uncharged, unless Paid for is it"):
        recognise(path)
    said = recognise(path, columns=lambda _: {"Paid for": Field.STATUS})
    assert (said.kind, said.fields[Field.STATUS]) == (Kind.API_USAGE, 5)
    assert Field.STATUS not in recognise(path, columns=lambda _: {"Paid for": None}).fields


def test_tokens_consumed_of_a_product_are_those_of_an_application(tmp_path: Path) -> None:
    path = table(
        tmp_path, "Day,Application,API,Quantity,Tokens consumed,Status", "2026-03-02,V,Automation,1,2,resolved"
    )
    found = recognise(path)
    assert found.kind is Kind.API_USAGE
    assert (found.fields[Field.APPLICATION], found.fields[Field.TOKENS]) == (1, 4)


@given(st.sets(st.sampled_from(list(Field))))
def test_whatever_else_a_table_has_use_of_an_api_is_never_use_of_the_pool(others: set[Field]) -> None:
    with suppress(ExportError):
        assert not kind_of({Field.API, *others}).daily
