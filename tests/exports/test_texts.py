"""Text files of any encoding, with anything above the header, are read whole or refused in one sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.errors import ExportError
from analytics.exports import Export, recognise
from analytics.exports.recognition import CsvText
from tests.exports.made import TOKEN_USAGE, rows_of, written

ROWS = "2026-01-01,Revit,10\n2026-01-02,Maya,6\n"
READ = [("2026-01-01", "Revit", "10"), ("2026-01-02", "Maya", "6")]

PREAMBLES = {
    "nothing": "",
    "blank lines": "\n\n\n",
    "commas": "Report,Token usage,2026\n,,,,,,,\n",
    "closed quotes": '"Report","Token usage"\n"Made for, say, everybody",x\n',
    "an open quote": '"Report\n',
    "a quote in a word": 'Report of 24" screens\n',
    "a quote after a word": 'Report,"x"y\n',
    "a quote after a blank": 'Report, "x\n',
    "a cell of two lines": '"Made\nfor",everybody\n',
    "three quotes": '"""\n',
    "a line for Excel": "sep=,\n",
    "other delimiters": "a;b;c;d;e\n1|2|3|4\n",
}


@pytest.mark.parametrize("preamble", PREAMBLES.values(), ids=PREAMBLES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_anything_may_stand_above_the_header(tmp_path: Path, preamble: str, end: str) -> None:
    text = f"{preamble}{TOKEN_USAGE}\n{ROWS}".replace("\n", end)
    export = recognise(written(tmp_path, text), folder=tmp_path)
    assert rows_of(export) == READ
    assert export.sample == tuple(READ)


def test_a_plain_file_is_read_where_it_lies(tmp_path: Path) -> None:
    path = written(tmp_path, f"\ufeff{PREAMBLES['closed quotes']}{TOKEN_USAGE}\r\n{ROWS}".replace("\r\n", "\n"))
    export = recognise(path)
    assert export.origin == CsvText(path, ",", lines=2)
    assert export.header.row == 2


@pytest.mark.parametrize(
    "text", [f"{TOKEN_USAGE}\r\n{ROWS}", f"{ROWS}{TOKEN_USAGE}\n{ROWS}{ROWS}".replace("\n", "\r\n", 1)]
)
def test_line_ends_may_differ(tmp_path: Path, text: str) -> None:
    assert rows_of(recognise(written(tmp_path, text), folder=tmp_path))[-2:] == READ


def test_a_header_of_two_lines(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, f'Report\n"Day\nused",Product,"Tokens\nused"\n{ROWS}'), folder=tmp_path)
    assert rows_of(export) == READ


@pytest.mark.parametrize(
    ("header", "row", "names"),
    [
        (TOKEN_USAGE, "2026-01-01,Revit,10,", 4),
        (TOKEN_USAGE, "2026-01-01,Revit,10,,", 5),
        (f"{TOKEN_USAGE},", "2026-01-01,Revit,10", 3),
        (f"{TOKEN_USAGE},,", "2026-01-01,Revit,10,", 4),
        (f"{TOKEN_USAGE},", "2026-01-01,Revit,10,", 4),
    ],
)
def test_the_header_is_as_wide_as_the_rows(tmp_path: Path, header: str, row: str, names: int) -> None:
    export = recognise(written(tmp_path, f"{header}\n" + f"{row}\n" * 3))
    assert len(export.header.names) == names
    assert [cells[:3] for cells in rows_of(export)] == [("2026-01-01", "Revit", "10")] * 3
    assert export.sample[0][:3] == ("2026-01-01", "Revit", "10")


def test_a_value_more_than_names_is_not_dropped(tmp_path: Path) -> None:
    # A decimal comma without quotes: the decimals must not go missing without a word.
    export = recognise(written(tmp_path, f"{TOKEN_USAGE}\n" + "2026-01-01,Revit,10,5\n" * 3))
    assert len(export.header.names) == 3
    assert rows_of(export) == []


def test_one_row_with_a_cell_more_changes_nothing(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, f"{TOKEN_USAGE}\n{ROWS}{ROWS}{ROWS}2026-01-01,Revit,10,\n"))
    assert len(export.header.names) == 3
    assert rows_of(export)[:6] == READ * 3


Encoded = Callable[[bytes], Export]


@pytest.fixture
def encoded(tmp_path: Path) -> Encoded:
    return lambda content: recognise(written(tmp_path, content), folder=tmp_path)


@pytest.mark.parametrize(
    ("encoding", "product"),
    [
        ("cp1252", "Renée"),
        ("cp1252", "O’Brien"),
        ("cp1252", "Größe"),
        ("cp1252", "für „alle“ – ja"),
        ("cp932", "田中"),
        ("cp932", "鈴木 一郎"),
        ("cp932", "ｶﾀｶﾅ"),
        ("cp932", "Revit 日本語版"),
    ],
)
@pytest.mark.parametrize("rows_before", [1, 100_000])
def test_shift_jis_is_told_from_windows_1252(encoded: Encoded, encoding: str, product: str, rows_before: int) -> None:
    export = encoded(f"{TOKEN_USAGE}\n{ROWS * rows_before}2026-01-03,{product},1\n".encode(encoding))
    assert rows_of(export)[-1] == ("2026-01-03", product, "1")


@pytest.mark.parametrize(
    ("encoding", "header"),
    [("cp1252", "Nutzungstag;Produkt;Währung;Menge"), ("cp932", "使用日;製品;使用トークン数;チーム")],
)
def test_the_headers_tell_the_encoding(encoded: Encoded, encoding: str, header: str) -> None:
    with_fields = f"{header};Tokens used\n2026-01-01;Revit;1;2;3\n".encode(encoding)
    assert list(encoded(with_fields).header.names) == f"{header};Tokens used".split(";")


def test_a_damaged_character_in_utf8_does_not_change_the_encoding(encoded: Encoded) -> None:
    content = f"{TOKEN_USAGE}\n2026-01-01,Système,10\n".encode() + b"2026-01-01,Syst\xe8me,10\n2026-01-01,Revit,10\n"
    assert [row[1] for row in rows_of(encoded(content))] == ["Système", "Revit"]
    assert [row[1] for row in rows_of(encoded(content.replace(b"\n", b"\r\n", 1)))] == ["Système", "Revit"]


def test_a_long_file_is_looked_at_to_its_end(encoded: Encoded) -> None:
    long = f"{TOKEN_USAGE}\n{ROWS * 100_000}".encode()
    with pytest.raises(ExportError, match="not a text file"):
        encoded(long + b"2026-01-01,Re\0vit,10\n")
    with pytest.raises(ExportError, match="ends in the middle of a character"):
        encoded(long + "2026-01-01,Système,10\n2026-01-01,図".encode()[:-1])
    assert rows_of(encoded(long + "2026-01-01,Citt\xe0".encode("cp1252"))) == READ * 100_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "is empty"),
        ("\n \n".encode("utf-16"), "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (f"{TOKEN_USAGE}\n{ROWS}\0".encode(), "not a text file"),
        (TOKEN_USAGE.encode("utf-32"), "not a text file"),
        (TOKEN_USAGE.encode("utf-16")[:-1], "ends in the middle of a character"),
        (TOKEN_USAGE.encode("utf-16") + b"\x00\xdc\x41\x00", "an encoding that is not known"),
        (f"{TOKEN_USAGE}\n".encode() + b"\x81\x20\x8d\x20\n", "an encoding that is not known"),
        (b"x" * 3_000_000, "Line 1 of file.csv is longer than 2 MB"),
        (f"{TOKEN_USAGE}\n{'x' * 3_000_000}".encode(), "Line 2 of file.csv is longer than 2 MB"),
        (",".join(f"c{i}" for i in range(10_000)).encode() + b"\n", "has 10,000 columns"),
        ((TOKEN_USAGE + "," * 9_997).encode() + b"\n", "has 10,000 columns"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"\x1f\x8b\x08\x00", "is an archive"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "is an archive"),
    ],
)
def test_what_is_no_text_is_told_in_one_sentence(encoded: Encoded, content: bytes, sentence: str) -> None:
    with pytest.raises(ExportError, match=sentence) as caught:
        encoded(content)
    assert caught.value.hint


def test_a_copy_without_a_folder_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    for content in (TOKEN_USAGE.encode("utf-16"), f'"Report\n{TOKEN_USAGE}\n{ROWS}'.encode()):
        with pytest.raises(ValueError, match="folder"):
            recognise(written(tmp_path, content))


def test_copies_lie_in_the_folder_and_only_the_last_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    export = recognise(written(tmp_path, f'"Report\n{TOKEN_USAGE}\n{ROWS}'.encode("utf-16")), folder=folder)
    assert isinstance(export.origin, CsvText)
    assert list(folder.iterdir()) == [export.origin.path]


def test_the_fingerprint_is_that_of_the_names(tmp_path: Path) -> None:
    same = [TOKEN_USAGE, "day_used;product;TOKENS USED", f"Report\n{TOKEN_USAGE},\n2026-01-01,Revit,10,"]
    prints = {recognise(written(tmp_path, text)).fingerprint for text in same}
    assert len(prints) == 1
    assert recognise(written(tmp_path, f"{TOKEN_USAGE},Team")).fingerprint not in prints
