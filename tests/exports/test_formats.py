"""Workbooks, JSON and Parquet: the right sheet, the exact texts, and one sentence for what is broken."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.errors import ExportError
from analytics.exports import Kind, bounds, json_rows, recognise, sheet_reader
from analytics.exports.fields import Field
from analytics.exports.recognition import ParquetFile, Rows, Sheet
from analytics.exports.workbooks import OtherSheet
from tests.exports.made import TOKEN_USAGE, ods, rows_of, written, xls, xlsb, xlsx, zipped
from tests.places import ROOT

HEADER = TOKEN_USAGE.split(",")
ROW = ["2026-01-01", "Revit", 10]
USERS = [["Email", "First name", "Last name", "Role", "Product", "Team", "Feature"], ["a@b.example", "A", "B"]]


@pytest.mark.parametrize("write", [xlsx, xlsb, xls, ods])
@pytest.mark.parametrize("name", ["export", "export.csv", "export.xls", "export.xlsx", "export.ods"])
def test_a_workbook_is_known_under_any_ending(tmp_path: Path, write: object, name: str) -> None:
    assert callable(write)
    export = recognise(written(tmp_path, write([["Report"], HEADER, ROW]), name))
    assert rows_of(export) == [("2026-01-01", "Revit", "10")]
    assert export.sample == (("2026-01-01", "Revit", "10"),)


def test_the_sheet_that_is_an_export_wins_over_one_with_more_fields(tmp_path: Path) -> None:
    export = recognise(written(tmp_path, xlsx(USERS, [HEADER, ROW])))
    assert isinstance(export.origin, Sheet)
    assert export.origin.index == 1


def test_other_exports_in_a_workbook_are_named(tmp_path: Path) -> None:
    packs = [["Tokens", "First day", "Last day"], [100, "2026-01-01", "2026-12-31"]]
    events = [["Day", "Event", "Tokens"]]  # a table without rows
    names = ("Users", "Bought", "Events", "Use", "Copy")
    book = xlsx(USERS, packs, events, [HEADER, ROW], [HEADER, ROW], names=names)
    origin = recognise(written(tmp_path, book)).origin
    assert isinstance(origin, Sheet)
    assert origin.others == (OtherSheet(2, "Bought", Kind.PACKS),)


def test_two_sheets_of_one_table_are_not_chosen_from(tmp_path: Path) -> None:
    other = [HEADER, ["2026-01-02", "Maya", 6]]
    with pytest.raises(ExportError, match="2 sheets with the same columns"):
        recognise(written(tmp_path, xlsx([HEADER, ROW], other)))
    for further in ([HEADER], [["Copy"], HEADER, ROW]):  # nothing more, or the same once more
        assert len(rows_of(recognise(written(tmp_path, xlsx([HEADER, ROW], further))))) == 1


def test_a_table_goes_on_where_a_sheet_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.exports.workbooks._EXCEL_ROWS", 3)
    full, rest = [HEADER, ROW, ["2026-01-02", "Maya", 6]], [HEADER, ["2026-01-03", "Maya", 6]]
    export = recognise(written(tmp_path, xlsx(full, rest)))
    assert [row[0] for row in rows_of(export)] == ["2026-01-01", "2026-01-02", "2026-01-03"]


def test_blank_and_far_cells(tmp_path: Path) -> None:
    blank: list[list[object]] = [["", "", ""] for _ in range(1000)]
    assert len(rows_of(recognise(written(tmp_path, xlsx([HEADER, ROW, *blank, ROW]))))) == 2


def sheet_xml(cells: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
    book = f'<Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
    sheets = f'<sheets xmlns:r="{relations}"><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    return zipped(
        [
            ("[Content_Types].xml", "<Types/>"),
            ("_rels/.rels", f'<Relationships xmlns="{package}">{book}</Relationships>'),
            ("xl/workbook.xml", f'<workbook xmlns="{main}">{sheets}</workbook>'),
            ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{relation}</Relationships>'),
            ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'),
        ]
    )


def test_a_cell_at_the_end_of_the_sheet_is_refused_and_ends_nothing(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(ExportError, match="more cells than the 800 MB of memory hold"):
        recognise(written(tmp_path, sheet_xml(cells)))


def test_without_room_for_the_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, xlsx([HEADER, ROW]))
    command = [sys.executable, "-P", sheet_reader.__file__, path, tmp_path / "none", str(2**33), "60"]
    here, there = os.pipe()  # the reader ends with the process that holds the other end
    done = subprocess.run(command, cwd=ROOT, stdin=here, capture_output=True, check=False)
    for end in (here, there):
        os.close(end)
    assert done.returncode == sheet_reader.NO_ROOM
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(ExportError, match="no room to read"):
        recognise(path)


def test_the_cells_of_a_sheet_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_CELLS", 5)
    with pytest.raises(
        ExportError, match="has 3 columns and 2 rows or more: over the 5 cells that are read of a workbook"
    ):
        recognise(written(tmp_path, xlsx([TOKEN_USAGE.split(","), ["2026-01-01", "Revit", 1]])))


def test_a_sheet_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
    with pytest.raises(ExportError, match="has 16,384 columns"):
        recognise(written(tmp_path, sheet_xml(cells)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 broken", "damaged workbook"),
        (xlsx([HEADER])[:2000], "damaged workbook"),
        (xls([HEADER])[:600], "damaged workbook"),
        (xls([HEADER])[:512] + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (zipped([("[Content_Types].xml", ""), ("word/document.xml", "<x/>")]), "damaged workbook"),
        (xlsx([["nothing", "here"]]), "no row that names the columns"),
        (xlsx([]), "no row that names the columns"),
    ],
)
def test_broken_workbooks(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(ExportError, match=sentence) as caught:
        recognise(written(tmp_path, content))
    assert caught.value.hint


INSIGHTS = {
    "id": "1",
    "status": "COMPLETED",
    "columns": ["usageDate", "productName", "tokens"],
    "rows": [["2026-01-01", "Revit", 0.1], ["2026-01-02", None, 12345678901234567890]],
}
TOKEN_FLEX = {
    "status": "DONE",
    "result": {
        "columns": [{"name": "usageDate"}, {"id": "productName"}, {"name": "tokensConsumed"}],
        "rows": [["2026-01-01", "Revit", 10.0]],
        "total": 1,
        "offset": 0,
        "limit": 100,
    },
}
OBJECTS = [{"Day used": "2026-01-01", "Product": "Revit"}, {"Tokens used": 10, "Product": True, "Day used": ["x"]}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json(tmp_path: Path, encoding: str) -> None:
    insights = recognise(written(tmp_path, json.dumps(INSIGHTS, indent=1).encode(encoding)))
    assert isinstance(insights.origin, Rows)
    assert insights.kind is Kind.TOKEN_USAGE
    assert insights.header.row == 0
    assert insights.origin.frame.schema == dict.fromkeys(("c0", "c1", "c2"), pl.String)
    assert rows_of(insights) == [("2026-01-01", "Revit", "0.1"), ("2026-01-02", None, "12345678901234567890")]
    assert insights.sample[1] == ("2026-01-02", "", "12345678901234567890")
    flex = recognise(written(tmp_path, json.dumps(TOKEN_FLEX).encode(encoding)))
    assert flex.kind is Kind.TOKEN_FLEX
    assert rows_of(flex) == [("2026-01-01", "Revit", "10.0")]
    objects = recognise(written(tmp_path, json.dumps(OBJECTS).encode(encoding)))
    assert objects.header.names == ("Day used", "Product", "Tokens used")
    assert rows_of(objects) == [("2026-01-01", "Revit", None), ('["x"]', "true", "10")]


def page(**more: object) -> bytes:
    return json.dumps({"result": {"columns": ["usageDate"], "rows": [["2026-01-01"]], **more}}).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"columns": ["a"]', "damaged JSON"),
        (b'[{"Day used": "\\ud800", "Product": 1, "Tokens used": 2}]', "damaged JSON"),
        (b'{"a": ' + b"[" * 100_000, "damaged JSON"),
        (b'{"a": \xff}', "damaged JSON"),
        (b"{}", "without columns and rows"),
        (b"[[1], [2]]", "without columns and rows"),
        (b'[{"a": 1}, 2]', "without columns and rows"),
        (b'{"status": "QUEUED", "id": "1"}', "the query is QUEUED"),
        (page(total=4321, offset=0, limit=100), "one page of an answer: 1 of 4,321 rows"),
        (page(rows=[["a", "b"]]), "do not fit its columns"),
        (page(rows=None), "do not fit its columns"),
        (page(rows=[{"usageDate": "x"}]), "do not fit its columns"),
        (b"[]", "no row that names the columns"),
        (json.dumps([{f"c{i}": i for i in range(6000)}]).encode(), "has 6,000 columns, more than the 1,000"),
        (json.dumps([{f"c{i}": i} for i in range(6000)]).encode(), "has 1,001 columns, more than the 1,000"),
        (page(rows=[["x"] * 6000]), "has 6,000 columns, more than the 1,000"),
        (page(rows=[["x" * 3_000_000]]), "A row, or another value, of file.csv is longer than 2 MB"),
        (page(note="x" * 3_000_000), "A row, or another value, of file.csv is longer than 2 MB"),
        (b'[{"a": 1}] x', "damaged JSON"),
        (b'[{"a": 1},]', "damaged JSON"),
        (b'[{"a": 1} {"a": 2}]', "damaged JSON"),
        (b'{"columns": ["a"] "rows": [[1]]}', "damaged JSON"),
        (b'{"columns": ["a"], 1: 2}', "damaged JSON"),
    ],
)
def test_broken_json(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(ExportError, match=sentence) as caught:
        recognise(written(tmp_path, content))
    assert caught.value.hint


def test_an_answer_without_rows_has_its_columns(tmp_path: Path) -> None:
    content = json.dumps({"columns": ["usageDate", "productName", "tokens"], "rows": []})
    export = recognise(written(tmp_path, content))
    assert isinstance(export.origin, Rows)
    assert export.origin.frame.columns == ["c0", "c1", "c2"]


def test_json_larger_than_memory_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "_LARGEST", 10)
    with pytest.raises(ExportError, match="larger than the 500 MB"):
        recognise(written(tmp_path, json.dumps(INSIGHTS)))


def test_what_is_damaged_is_not_read_on(tmp_path: Path) -> None:
    content = page(rows=[["x"] for _ in range(100_000)])
    with pytest.raises(ExportError, match="damaged JSON"):
        recognise(written(tmp_path, content[:1_000] + b"}" + content[1_000:]))


def test_rows_times_keys_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_CELLS_OF_JSON", 5_000)
    rows = json.dumps([{"usageDate": "2026-01-01", "productName": "Revit", f"k{n}": n} for n in range(200)])
    with pytest.raises(ExportError, match="has 72 columns and 70 rows or more: over the 5,000 cells that are read"):
        recognise(written(tmp_path, rows))


@pytest.mark.parametrize("block", [1, 7, 100])
def test_json_is_the_same_in_whatever_blocks_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(json_rows, "_CELLS_AT_ONCE", 2)
    answers = (
        INSIGHTS,
        {
            "rows": [["2026-01-01", "é図\U0001f600", 12345], ["2026-01-02", 'a"\\n', -1.5e10]],
            "columns": INSIGHTS["columns"],
        },
        [
            {"Day used": "2026-01-01", "Product": None, "Tokens used": n} | ({"More": [n]} if n > 2 else {})
            for n in range(5)
        ],
    )
    for answer in answers:
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            path = written(tmp_path, json.dumps(answer, ensure_ascii=False).encode(encoding))
            whole = recognise(path)
            with monkeypatch.context() as small:
                small.setattr(json_rows, "_BLOCK", max(block, 4))
                parts = recognise(path)
            assert parts == whole
            assert rows_of(parts) == rows_of(whole)
    assert rows_of(whole)[-1] == ("2026-01-01", None, "4", '["4"]')


def test_a_text_may_begin_with_a_bracket(tmp_path: Path) -> None:
    assert recognise(written(tmp_path, f"[Report]\n{TOKEN_USAGE}\n")).kind is Kind.TOKEN_USAGE


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "export"
    values = {"usageDate": [date(2026, 1, 1), None], "productName": ["Revit", None], "tokens": [Decimal("0.1"), None]}
    pl.DataFrame(values | {"list": [[1], None]}).write_parquet(path)
    export = recognise(path)
    assert export.origin == ParquetFile(path, (*values, "list"))
    assert export.header.row == 0
    assert export.header.names == ("usageDate", "productName", "tokens", "list")
    assert export.fields == {Field.DAY: 0, Field.PRODUCT: 1, Field.TOKENS: 2}
    assert export.sample == (("2026-01-01", "Revit", "0.1", "[1]"),)


def test_broken_parquet(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    pl.DataFrame({"usageDate": ["2026-01-01"] * 100}).write_parquet(whole)
    for content in (b"PAR1", whole.read_bytes()[:-20], b"PAR1" + bytes(100) + b"\xff\xff\xff\x7fPAR1"):
        with pytest.raises(ExportError, match="damaged Parquet file"):
            recognise(written(tmp_path, content))
