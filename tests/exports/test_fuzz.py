"""Whatever the bytes, the answer is an export or a refusal with a hint, and soon."""

import gzip
import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports import Export, recognise
from analytics.exports.archives import members
from analytics.exports.dates import days_of
from analytics.exports.numbers import numbers_of
from analytics.exports.questions import Question, QuestionError
from tests.exports.made import TOKEN_USAGE, ods, rows_of, written, xls, xlsb, xlsx, zipped

SOON = timedelta(seconds=20)
TABLE = f"Report\n\n{TOKEN_USAGE}\n2026-01-01,Système,10\n2026-01-02,図面,0.5\n"
ROWS = [TOKEN_USAGE.split(","), ["2026-01-01", "Système", 10], ["2026-01-02", "図面", 0.5]]


def parquet() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        pl.DataFrame({"Day used": ["2026-01-01"], "Product": ["Revit"], "Tokens used": [10]}).write_parquet(path)
        return path.read_bytes()


TEXTS = [TABLE.encode(), TABLE.encode("utf-16"), TABLE.encode("utf-16-le"), TABLE.replace("è", "e").encode("cp932")]
JSON = json.dumps({"result": {"columns": ["usageDate", "tokens"], "rows": [["2026-01-01", 1]], "total": 1}}).encode()
ARCHIVES = [gzip.compress(TABLE.encode()), zipped([("a.csv", TABLE), ("b/c.csv", TABLE)])]
WORKBOOKS = [xlsx(ROWS), xlsb(ROWS), xls(ROWS), ods(ROWS)]


@st.composite
def mutated(draw: st.DrawFn, valid: list[bytes]) -> bytes:
    """Take a valid file and cut, repeat, overwrite or insert somewhere, a few times."""
    content = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        to = draw(st.integers(at, min(len(content), at + 64)))
        how = draw(st.sampled_from(["cut", "repeat", "overwrite", "insert", "end"]))
        put = draw(st.binary(max_size=8) | st.sampled_from([b'"', b"\0", b"\n", b"\r", b",", b"\xff\xff\xff\xff"]))
        parts = {
            "cut": (content[:at], content[to:]),
            "repeat": (content[:to], content[at:]),
            "overwrite": (content[:at], put, content[at + len(put) :]),
            "insert": (content[:at], put, content[at:]),
            "end": (content[:at],),
        }
        content = b"".join(parts[how])
    return content


def can_be_answered(question: Question) -> None:
    assert question.columns
    assert question.fingerprint
    assert all(column.header.strip() and len(column.sample) <= 5 for column in question.columns)


def recognised(content: bytes) -> list[Export]:
    """Recognise all that lies behind the bytes, and read it as the store does."""
    found = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        with suppress(ExportError):
            for path, shown in members(written(folder, content), folder):
                try:
                    export = recognise(path, shown, folder=folder)
                except QuestionError as error:
                    can_be_answered(error.question)
                    raise
                assert all(len(row) == len(export.header.names) for row in export.sample)
                assert all(0 <= position < len(export.header.names) for position in export.fields.values())
                rows = rows_of(export)
                assert all(len(row) >= len(export.header.names) for row in rows)
                found.append(export)
    return found


def test_the_files_that_are_mutated_are_valid() -> None:
    for content in (*TEXTS, JSON.replace(b'"tokens"', b'"tokensConsumed", "productName"').replace(b"1]", b'1, "R"]')):
        assert len(recognised(content)) == 1
    assert [len(recognised(content)) for content in (*ARCHIVES, *WORKBOOKS, parquet())] == [1, 2, 1, 1, 1, 1, 1]


@settings(deadline=SOON, max_examples=400)
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    recognised(content)


@settings(deadline=SOON, max_examples=400)
@given(
    st.text(st.sampled_from('ab1,;\t|"\n\r \ufeff\u3000é図Day used,Product\n'), max_size=300),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text(text: str, encoding: str) -> None:
    recognised(f"{text}\n{TOKEN_USAGE}\n{text}".encode(encoding))


@settings(deadline=SOON, max_examples=400)
@given(mutated([*TEXTS, JSON, parquet()]))
def test_mutated_files(content: bytes) -> None:
    recognised(content)


@settings(deadline=SOON, max_examples=100)
@given(mutated(ARCHIVES))
def test_mutated_archives(content: bytes) -> None:
    recognised(content)


# Each workbook takes a process of its own.
@settings(deadline=SOON, max_examples=25)
@given(mutated(WORKBOOKS))
def test_mutated_workbooks(content: bytes) -> None:
    recognised(content)


marks = st.text(st.sampled_from("0123456789.,-/ '\u00a0+年月日 marTZ:"), max_size=14)


@given(st.lists(marks | st.text()))
def test_any_column(texts: list[str]) -> None:
    for read in (days_of, numbers_of):
        with suppress(ExportError):
            assert set(read(texts)) <= set(texts)
