"""What cannot be told is asked, with what a person needs to answer; what was said about a header is used."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from analytics.errors import ExportError
from analytics.exports import Export, Kind, recognise
from analytics.exports.dates import DateOrder, days_of
from analytics.exports.fields import Field, fields_of
from analytics.exports.headers import Header
from analytics.exports.numbers import numbers_of
from analytics.exports.questions import Asked, Column, Question, QuestionError
from tests.exports.made import TOKEN_USAGE, written, xlsx

DUTCH = ("Wanneer", "Product", "Hoeveel", "Opmerking")
CONTENT = f"{';'.join(DUTCH)};\n" + "".join(f"2026-01-0{n};Revit;{n};;\n" for n in range(1, 8))
PRINT = Header(0, DUTCH).fingerprint
MEANT: Mapping[str, Field | None] = {"Wanneer": Field.DAY, "Hoeveel": Field.TOKENS, "Opmerking": None}


def asked(path: Path) -> Question:
    with pytest.raises(QuestionError) as caught:
        recognise(path)
    assert caught.value.hint
    return caught.value.question


def answered(path: Path, said: Mapping[str, Mapping[str, Field | None]]) -> Export:
    return recognise(path, columns=lambda fingerprint: said.get(fingerprint, {}))


def test_columns_are_asked_about_with_five_rows_of_them(tmp_path: Path) -> None:
    five = ("1", "2", "3", "4", "5")
    assert asked(written(tmp_path, CONTENT)) == Question(
        Asked.COLUMNS,
        columns=(
            Column("Wanneer", None, tuple(f"2026-01-0{n}" for n in five)),
            Column("Product", Field.PRODUCT, ("Revit",) * 5),
            Column("Hoeveel", None, five),
            Column("Opmerking", None, ("",) * 5),
        ),
        fingerprint=PRINT,
    )


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("Product,Tokens used", "recognised as Day used\\."),
        ("Day used,Tokens used", "recognised as Product\\."),
        ("Day used,Product", "recognised as Tokens\\."),
        ("Colour,Weight", "recognised as Day used or as Product or as Tokens\\."),
        ("start_date,end_date,offering_name", "recognised as Day used or as Tokens\\."),
        ("productLineCode,productName,usageCategories", "recognised as Day used or as Tokens\\."),
    ],
)
def test_the_question_names_what_is_missing(tmp_path: Path, names: str, sentence: str) -> None:
    row = ",".join("x" for _ in names.split(","))
    with pytest.raises(QuestionError, match=sentence) as caught:
        recognise(written(tmp_path, f"{names}\n{row}\n"))
    assert caught.value.question.about is Asked.COLUMNS


def test_an_answer_is_asked_for_by_the_fingerprint_and_used(tmp_path: Path) -> None:
    path = written(tmp_path, CONTENT)
    prints = []

    def columns(fingerprint: str) -> Mapping[str, Field | None]:
        prints.append(fingerprint)
        return MEANT

    export = recognise(path, columns=columns)
    assert set(prints) == {PRINT} == {export.fingerprint}
    assert export.kind is Kind.TOKEN_USAGE
    assert export.fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.TOKENS: 2}
    assert [(column.header, column.field) for column in export.columns] == [
        ("Wanneer", Field.DAY),
        ("Product", Field.PRODUCT),
        ("Hoeveel", Field.TOKENS),
        ("Opmerking", None),
    ]


def test_an_answer_about_another_header_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(QuestionError):
        answered(written(tmp_path, CONTENT.replace("Hoeveel", "Aantal")), {PRINT: MEANT})


def test_what_is_said_wins_over_the_names(tmp_path: Path) -> None:
    path = written(tmp_path, "Day used,Product,Tokens used,Real tokens,Source\n2026-01-01,Revit,x,10,SAP\n")
    said: dict[str, Field | None] = {"Real tokens": Field.TOKENS, "Source": None}
    export = answered(path, {recognise(path).fingerprint: said})
    assert export.kind is Kind.TOKEN_USAGE
    assert export.fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.TOKENS: 3}
    assert [column.field for column in export.columns] == [Field.DAY, Field.PRODUCT, None, Field.TOKENS, None]


def test_a_header_spelt_otherwise_with_the_same_fingerprint_means_the_same() -> None:
    said: dict[str, Field | None] = {"Wann genau": Field.DAY, "#": Field.TOKENS}
    assert fields_of(["wann_GENAU", "#", "%"], said) == {Field.DAY: 0, Field.TOKENS: 1}
    assert fields_of(["WANN GENAU", "Wann genau"], said) == {Field.DAY: 1}


def test_an_unused_column_leaves_its_field_to_the_next(tmp_path: Path) -> None:
    path = written(tmp_path, "Day used,Product,Offering name,Tokens used\n")
    said: dict[str, Field | None] = {"Product": None}
    assert answered(path, {recognise(path).fingerprint: said}).fields[Field.PRODUCT] == 2


def test_an_answer_makes_a_sheet_the_one_that_holds_the_data(tmp_path: Path) -> None:
    users = ["Email", "First name", "Last name", "Role", "Product", "Team"]
    path = written(tmp_path, xlsx([users, ["x"] * 6], [DUTCH, ["2026-01-01", "Revit", "10", ""]]))
    with pytest.raises(ExportError, match="list of users"):
        recognise(path)
    assert answered(path, {PRINT: MEANT}).fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.TOKENS: 2}


SEATS = (
    "Day used,Product,Email,Version,{}\n2026-01-01,Revit,a@b.example,2026,{}\n2026-01-02,Revit,a@b.example,2026,{}\n"
)


def test_numbers_under_an_unknown_name_may_be_tokens(tmp_path: Path) -> None:
    path = written(tmp_path, SEATS.format("Spent", "10", "1500"))
    with pytest.raises(QuestionError, match="unless Spent is it") as caught:
        recognise(path)
    question = caught.value.question
    assert question.columns[-1] == Column("Spent", None, ("10", "1500"))
    assert question.fingerprint is not None
    assert answered(path, {question.fingerprint: {"Spent": None}}).kind is Kind.SEAT_USAGE
    assert answered(path, {question.fingerprint: {"Spent": Field.TOKENS}}).kind is Kind.TOKEN_USAGE


@pytest.mark.parametrize(("name", "cell"), [("Checkout", "no"), ("Spent", ""), ("productVersion", "2026")])
def test_other_cells_are_no_tokens(tmp_path: Path, name: str, cell: str) -> None:
    assert recognise(written(tmp_path, SEATS.format(name, cell, cell))).kind is Kind.SEAT_USAGE


def test_a_file_without_a_name_of_a_column_is_no_question(tmp_path: Path) -> None:
    for content in ("[]", '{"columns": [], "rows": []}', '{"columns": [" "], "rows": [["x"]]}'):
        with pytest.raises(ExportError, match="no row that names the columns") as caught:
            recognise(written(tmp_path, content))
        assert not isinstance(caught.value, QuestionError)


def test_days_are_asked_about_with_an_example() -> None:
    with pytest.raises(QuestionError, match="two ways: 03/02/2026") as caught:
        days_of(["04/02/2026", "03/02/2026", "01/02/0001"])
    assert caught.value.question == Question(Asked.DATES, "03/02/2026")


def test_the_example_is_a_day_that_differs_by_its_reading() -> None:
    with pytest.raises(QuestionError, match="two ways: 03/02/2026") as caught:
        days_of(["01/01/2026", "2/02/2026", "04/02/2026", "03/02/2026"])
    example = caught.value.question.example or ""
    assert days_of([example], DateOrder.DMY) != days_of([example], DateOrder.MDY)


def test_days_that_are_the_same_in_either_order_are_no_question() -> None:
    assert list(days_of(["01/01/2026", "02/02/2026"]).values()) == [date(2026, 1, 1), date(2026, 2, 2)]


def test_days_that_contradict_each_other_are_asked_about_with_one_of_each() -> None:
    days = ["14/02/2026", "02/14/2026", "13/02/2026", "02/13/2026", "01/02/2026"]
    with pytest.raises(QuestionError, match="contradict") as caught:
        days_of(days)
    assert caught.value.question == Question(Asked.DATES, "13/02/2026", "02/13/2026")
    assert list(days_of(days, DateOrder.DMY)) == ["14/02/2026", "13/02/2026", "01/02/2026"]


def test_decimals_are_asked_about_with_an_example() -> None:
    with pytest.raises(QuestionError, match=r"two ways: 1\.500") as caught:
        numbers_of(["7", "2.500", "1.500"])
    assert caught.value.question == Question(Asked.DECIMALS, "1.500")


def test_a_known_export_has_no_question(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, f"{TOKEN_USAGE},,Extra\n2026-01-01,Revit,10,,x\n"))
    assert export.columns == (
        Column("Day used", Field.DAY, ("2026-01-01",)),
        Column("Product", Field.PRODUCT, ("Revit",)),
        Column("Tokens used", Field.TOKENS, ("10",)),
        Column("Extra", None, ("x",)),
    )
