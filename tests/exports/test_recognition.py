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


def test_real_token_flex_header(tmp_path: Path) -> None:
    line = '"contractYear","tokenPool","usageCategory","usageDate","productLineCode","productName","tokensConsumed",\n'
    assert recognise(written(tmp_path, line)).kind is Kind.TOKEN_FLEX


def test_table_of_packs(tmp_path: Path) -> None:
    assert recognise(written(tmp_path, "Team,Tokens,Start,Last day\n")).kind is Kind.PACKS


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"hello\nworld\n", "no row that names the columns"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"PK\x03\x04 broken", "damaged workbook"),
        (b"Day used,Product,Email\n", "no column of tokens"),
        (b"email,offering_name,days_used,monthly_average,tokens_used\n", "Usage Report"),
        (b"offering_name,seat_quantity,start_date,subscription_id\n", "list of subscriptions"),
        (b"Product,Tokens used\nRevit,10\n", "no column Day used"),
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


# Header rows as the sources of the importer's rules give them.
GENERATIONS = {
    "old usage, names off": "access_option,day_used,hashed_autodesk_id,offering_name,product_name,team_alias,version",
    "old usage, mixed": "Access option,Day used,hashed_autodesk_id,offering_name,product_name,Team,autodesk_id,Email",
    "usage report": "hashed_autodesk_id,first_name,last_name,email,autodesk_id,team_alias,group,offering_name,version,"
    "seat_assignment,assigned_date,unassigned_date,user_activity,days_inactive,access_option,days_used,"
    "monthly_average,tokens_used,last_accessed",
    "session level": "usageMonth,usageDate,contractYear,productName,productLineCode,userName,sessionStartDate,"
    "sessionEndDate,chargedItemID,chargeCategory,usageCategory,"
    + ",".join(f"customField{n}" for n in range(1, 11))
    + ",tokensConsumed,usageMinutes,usageHours",
}


@pytest.mark.parametrize("names", GENERATIONS.values(), ids=GENERATIONS.keys())
def test_every_name_of_a_generation_is_known(names: str) -> None:
    headers = names.split(",")
    fields = fields_of(headers)
    # Of two names for the product, the offering is the wider one.
    assert len(fields) == len(headers) - ("offering_name" in headers and "product_name" in headers)
    if "product_name" in headers:
        assert fields[Field.PRODUCT] == headers.index("product_name")


@pytest.mark.parametrize(
    "names",
    [
        "Nutzungstag;Team;Produkt;Funktion;Version;E-Mail;Vorname;Nachname;Verwendete Tokens",
        "Jour d'utilisation;Équipe;Produit;Fonctionnalité;Version;Adresse e-mail;Prénom;Nom;Jetons utilisés",
        "Día de uso;Equipo;Producto;Función;Versión;Correo electrónico;Nombre;Apellidos;Tokens utilizados",
        "使用日;チーム;製品;機能;バージョン;電子メール;名;姓;使用トークン数",
    ],
)
def test_a_localised_export(tmp_path: Path, names: str) -> None:
    export = recognise(written(tmp_path, f"{names}\n"))
    assert export.kind is Kind.TOKEN_USAGE
    assert sorted(export.fields.values()) == list(range(9))


@given(st.text())
def test_normalising_twice_changes_nothing(header: str) -> None:
    assert normalised(normalised(header)) == normalised(header)


def test_the_frame_of_a_sheet_is_not_changed(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, xlsx([TOKEN_USAGE.split(","), ["2026-01-01", "Revit", 10]])))
    assert isinstance(export.origin, Sheet)
    first, again = export.origin.rows(export.header), export.origin.rows(export.header)
    assert first.equals(again)
    assert first.schema == {f"c{i}": pl.String for i in range(3)}
