"""A file is known by its content; one that is no export is told so in one sentence with a hint."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports import Kind, recognise
from analytics.exports.fields import Field, fields_of, normalised
from analytics.exports.recognition import CsvText, Sheet
from tests.exports.made import TOKEN_USAGE, written, xlsx


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("preamble", ["", "Report,Token usage\n\nMade for,everybody\n"])
def test_token_usage_as_text(tmp_path: Path, delimiter: str, mark: bytes, preamble: str) -> None:
    line = TOKEN_USAGE.replace(",", delimiter)
    export = recognise(
        written(tmp_path, mark + f"{preamble}{line}\n2026-01-01{delimiter}Revit{delimiter}10\n".encode())
    )
    assert export.kind is Kind.TOKEN_USAGE
    assert isinstance(export.origin, CsvText)
    assert export.origin.delimiter == delimiter
    assert export.header.row == preamble.count("\n")
    assert export.fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.TOKENS: 2}


def test_the_sheet_with_the_columns_is_found_behind_the_filters(tmp_path: Path) -> None:
    content = xlsx([["Filters"], ["Team", "All"]], [["x"], TOKEN_USAGE.split(","), ["2026-01-01", "Revit", 10]])
    export = recognise(written(tmp_path, content))
    assert isinstance(export.origin, Sheet)
    assert (export.origin.index, export.header.row) == (1, 1)
    assert export.origin.rows(export.header).rows() == [("2026-01-01", "Revit", "10")]


def test_blank_rows_of_a_sheet_are_not_rows(tmp_path: Path) -> None:
    content = xlsx([TOKEN_USAGE.split(","), ["2026-01-01", "Revit", 10], [None], ["2026-01-02", "Revit", 10]])
    export = recognise(written(tmp_path, content))
    assert isinstance(export.origin, Sheet)
    assert export.origin.rows(export.header).height == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"hello\nworld\n", "no row that names the columns"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"PK\x03\x04 broken", "damaged workbook"),
        (b"Email,Role,Group,Group type\n", "list of users or groups"),
        (b"usageMonth,productName,tokens\n", "adds up whole months"),
        (b"Product,Tokens used\nRevit,10\n", "recognised as Day used"),
        (xlsx([["nothing", "here"]]), "no row that names the columns"),
    ],
)
def test_what_is_no_export_is_told_in_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(ExportError, match=sentence) as caught:
        recognise(written(tmp_path, content))
    assert caught.value.message.count(".") <= 2
    assert caught.value.hint


def test_a_missing_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be read"):
        recognise(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("day_used", Field.DAY),
        ("usageDate", Field.DAY),
        ("Tokens used", Field.TOKENS),
        ("tokensConsumed", Field.TOKENS_CONSUMED),
        ("offering_name", Field.PRODUCT),
        ("hashed_autodesk_id", Field.HASHED_ID),
        ("emailAddress", Field.EMAIL),
        ("E-mail", Field.EMAIL),
        ("team_alias", Field.TEAM),
        ("productLineCode", Field.PRODUCT_CODE),
        ("E-mail address", Field.EMAIL),
        ("usageMonth", Field.MONTH),
        ("customField10", Field.CUSTOM_10),
        ("Custom field 3", Field.CUSTOM_3),
        ("seat_assignment", Field.SEAT_ASSIGNMENT),
        ("subscription_id", Field.SUBSCRIPTION_ID),
        ("tokenPool", Field.POOL),
        ("sessionStartDate", Field.SESSION_START),
        ("usageHours", Field.HOURS),
        ("Allocation Group", Field.TEAM),
        ("Nutzungstag", Field.DAY),
        ("Währung", Field.CURRENCY),
        ("Prénom", Field.FIRST_NAME),
        ("Jour d’utilisation", Field.DAY),
        ("Correo electrónico", Field.EMAIL),
        ("Último día", Field.LAST_DAY),
        ("使用日", Field.DAY),
        ("使用トークン数", Field.TOKENS),
        ("メール アドレス", Field.EMAIL),
        ("ﾒｰﾙｱﾄﾞﾚｽ", Field.EMAIL),
        ("Ｅｍａｉｌ", Field.EMAIL),
    ],
)
def test_headers_of_every_generation_mean_the_same(header: str, field: Field) -> None:
    assert fields_of([header]) == {field: 0}


@given(st.text())
def test_normalising_twice_changes_nothing(header: str) -> None:
    assert normalised(normalised(header)) == normalised(header)


def test_the_frame_of_a_sheet_is_not_changed(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, xlsx([TOKEN_USAGE.split(","), ["2026-01-01", "Revit", 10]])))
    assert isinstance(export.origin, Sheet)
    first, again = export.origin.rows(export.header), export.origin.rows(export.header)
    assert first.equals(again)
    assert first.schema == {f"c{i}": pl.String for i in range(3)}
