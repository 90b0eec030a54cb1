"""The row that names the columns, whatever stands above it, and columns that share a name."""

from pathlib import Path

import pytest

from analytics.exports import recognise
from analytics.exports.fields import Field
from analytics.exports.headers import Header, header_of
from analytics.exports.questions import QuestionError
from tests.exports.made import written

TABLE = [["Date", "Software", "Login", "Used"], ["2026-09-01", "CAD", "ines", "5"], ["2026-09-02", "BIM", "omar", "7"]]


@pytest.mark.parametrize(
    "above",
    [
        [["License Key", "abc", "", ""], ["Email", "admin@b.example", "", ""], ["Generated At", "2026-09-20", "", ""]],
        [
            ["Report", "Usage", "", ""],
            ["From", "2026-09-01", "", ""],
            ["To", "2026-09-30", "", ""],
            ["Rows", "2", "", ""],
        ],
        [["Product", "All", "Team", "Nord"], ["Email", "ann@b.example", "Owner", "Ann"]],
        [["Product", "AutoCAD", "Team", "Nord"]],
        [["Company", "Firma", "Country", "Italy"], ["Created", "by hand", "Project", "Bridge"]],
        [["Token usage", "", "", ""], ["", "", "", ""]],
    ],
)
def test_lines_as_wide_as_the_table_do_not_name_its_columns(above: list[list[str]]) -> None:
    assert header_of([*above, *TABLE]) == Header(len(above), tuple(TABLE[0]))


def test_a_header_that_is_repeated_names_the_columns_where_it_stands_first() -> None:
    header = ["Day used", "Product", "Tokens used"]
    row = ["2026-09-01", "Revit", "10"]
    for again in (header, ["\ufeffDay used", *header[1:]], ['\ufeff"Day used"', *header[1:]]):
        assert header_of([header, row, again, row, row, row]) == Header(0, tuple(header))


@pytest.mark.parametrize("second", ["Tokens used", "tokens_used", "Tokens used.1", "Tokens used_1", "Tokens used (2)"])
def test_two_columns_of_one_name_are_asked_about(tmp_path: Path, second: str) -> None:
    path = written(tmp_path, f"Day used,Product,Tokens used,{second}\n2026-09-01,Revit,7,70\n")
    with pytest.raises(QuestionError, match="Several columns are named Tokens used") as caught:
        recognise(path)
    *_, one, other = [column.header for column in caught.value.question.columns]
    said = {one: None, other: Field.TOKENS}
    assert recognise(path, columns=lambda _: said).fields[Field.TOKENS] == 3


def test_two_columns_of_another_known_name_are_asked_about(tmp_path: Path) -> None:
    for header in ("Date,Date,Product,Tokens used", "Date,Product,Team,Team,Tokens used"):
        with pytest.raises(QuestionError, match="Several columns"):
            recognise(written(tmp_path, f"{header}\n{'2026-09-01,' * header.count(',')}7\n"))


def test_columns_that_only_resemble_each_other_are_not_asked_about(tmp_path: Path) -> None:
    header = "Day used,Product,Product version,Custom field 1,Custom field 2,Colour,Colour,Tokens used"
    export = recognise(written(tmp_path, f"{header}\n2026-09-01,Revit,2026,a,b,c,d,7\n"))
    assert export.fields[Field.CUSTOM_2] == 4
    assert export.header.names[5:7] == ("Colour", "Colour (2)")
