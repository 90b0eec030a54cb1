"""Letters that nobody sees make no second name; those that shape a word stay."""

import unicodedata

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.exports.letters import folded, folded_sql, plain_digits

# Blanks, controls, marks of direction and joiners between letters of several scripts.
_UNSEEN = "\t\n\x00\x07\x1b\x7f\x85\x9b\xa0\xad\u061c\u200b\u200c\u200d\u200e\u200f\u202e\u2060\u2066\u2069\u3000\ufeff"
texts = st.text(st.sampled_from(_UNSEEN + " aZ7ıİéße\u0301م ی語ガ한"), max_size=12)


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@given(text=texts)
def test_the_store_folds_as_forms_do(database: duckdb.DuckDBPyConnection, text: str) -> None:
    [(stored,)] = database.execute(f"SELECT {folded_sql('$text')}", {"text": text}).fetchall()
    assert (stored or "") == folded(text)
    assert stored != ""


@given(texts)
def test_what_was_folded_stays(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(texts)
def test_no_control_and_no_mark_of_direction_is_left(text: str) -> None:
    left = {letter for letter in folded(text) if unicodedata.category(letter) in ("Cc", "Cf")}
    assert left <= {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AutoCAD\u00a0LT", "AutoCAD LT"),
        (" AutoCAD\t\tLT\u200b ", "AutoCAD LT"),
        ("\u202bNord\u202c", "Nord"),
        ("\u2067Nord\u2069\ufeff", "Nord"),
        ("Auto\u00adCAD", "AutoCAD"),
        ("Auto\u200cCAD", "AutoCAD"),
        ("Zoe\u0308", "Zoë"),
        ("\x1b[31mRevit\x1b[0m", "[31mRevit[0m"),
        ("Revit\x9b31m", "Revit31m"),
        ("建築　設計", "建築 設計"),
        ("Ann\nLee", "Ann Lee"),
        ("AutoCAD\ufe0f", "AutoCAD"),
    ],
)
def test_two_texts_that_look_alike_are_one(text: str, name: str) -> None:
    assert folded(text) == name


@pytest.mark.parametrize("name", ["می\u200cخواهم", "क्\u200dष", "سلمى", "İnci ışık", "שלום", "Łódź", "ガス", "한글"])
def test_letters_of_a_language_stay(name: str) -> None:
    assert folded(name) == name


def test_digits_of_every_script_are_digits() -> None:
    assert plain_digits("٢٠٢٦ ۲۰۲۶ २०२६ ๒๐๒๖ ２０２６") == " ".join(["2026"] * 5)
