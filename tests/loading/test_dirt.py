"""What people and programs add to an export: the truth stays the same and every line added is accounted for."""

from decimal import Decimal
from pathlib import Path

import pytest

from analytics.exports import Status
from analytics.store import LoadOptions, Store, load
from analytics.store.loading.reasons import NO_DAY, REPEATED, TOTALS
from tests.exports.made import written
from tests.loading.forms import NUMBER_FORMS, SPELLINGS, Texts, delimited, texts
from tests.loading.kinds import NAMES, WESTERN, Made, exports, stored_in
from tests.places import NOW

COLUMN_OF_TOTALS = ("Day used", "day_used", "usageDate", "Date", "team_alias", "Team", "Department")
PREAMBLE = [["Token usage report"], [], ["Created", "2026-03-21"], ["Total tokens", "5,257"], []]


def assert_truth(store: Store, path: Path, made: Made, added: dict[str, int]) -> None:
    receipt = load(store, path, NOW, LoadOptions())
    assert receipt.status is Status.LOADED, receipt.message
    assert (receipt.kind, receipt.rows_used, receipt.tokens) == (made.kind, made.used, made.total)
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == {**made.aside, **added}
    assert stored_in(store, made.kind) == made.stored


def totals(made: Made, column: int, word: str = "Total", number_form: str = "point") -> list[str]:
    """Write a line that has a word in one column and the sum in that of the tokens, if there is one."""
    line = [""] * len(made.header)
    for place, name in enumerate(made.header):
        if made.total and name.lower().startswith(("tokens", "quantity")):
            line[place] = NUMBER_FORMS[number_form](made.total)
    line[column] = word
    return line


def widened(rows: Texts, cells: int) -> Texts:
    return [[*row, *[""] * cells] for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_lines_above_between_and_below(store: Store, tmp_path: Path, name: str) -> None:
    made = exports()[name]
    rows = texts(made)
    column = next(place for place, title in enumerate(made.header) if title in COLUMN_OF_TOTALS)
    lines = [*rows[:7], rows[0], *rows[7:], rows[0], totals(made, column)]
    path = written(tmp_path, delimited([*PREAMBLE, *widened(lines, 2)], end="\r\n"))
    assert_truth(store, path, made, {REPEATED: 2, TOTALS: 1})


@pytest.mark.parametrize("name", NAMES)
def test_a_delimiter_at_the_end_of_each_line(store: Store, tmp_path: Path, name: str) -> None:
    made = exports(WESTERN)[name]
    header, *rows = texts(made, "d/m/y", "comma")
    path = written(tmp_path, delimited([header, *widened(rows, 1)], "cp1252", ";"))
    assert_truth(store, path, made, {})


@pytest.mark.parametrize("column", ["Team", "Product"])
def test_totals_beside_any_name(store: Store, tmp_path: Path, column: str) -> None:
    made = exports()["token usage"]
    path = written(tmp_path, delimited([*texts(made), totals(made, made.header.index(column), "Grand total")]))
    assert_truth(store, path, made, {TOTALS: 1})


def test_totals_of_a_report_that_has_a_word_for_the_product(store: Store, tmp_path: Path) -> None:
    made = exports()["usage report 2026"]
    path = written(tmp_path, delimited([*texts(made), totals(made, made.header.index("Product"), "Gesamt")]))
    assert_truth(store, path, made, {TOTALS: 1})


def test_a_report_keeps_hidden_users_of_a_team_that_begins_like_totals(store: Store, tmp_path: Path) -> None:
    lines = "Team,Product,Email,Days used,Tokens used\nTotal Energies,Revit,*****,3,30\nTotal Energies,Maya,a@b.c,1,6\n"
    assert load(store, written(tmp_path, lines), NOW, LoadOptions()).tokens == 36


def test_a_row_of_a_user_is_no_line_of_totals(store: Store, tmp_path: Path) -> None:
    lines = [",Total Care,ann@b.example,3", ",Total,,3", "2026-01-01,Revit,ann@b.example,3"]
    content = "\n".join(["Day used,Product,Email,Tokens used", *lines])
    receipt = load(store, written(tmp_path, content), NOW, LoadOptions())
    assert {aside.reason: aside.rows for aside in receipt.set_aside} == {NO_DAY: 1, TOTALS: 1}


def test_the_numbers_of_a_list_settle_each_other(store: Store, tmp_path: Path) -> None:
    lines = "Team;Tokens;Start;Last day;Price per token;Currency\nA;40.000;2026-03-01;2027-02-28;2,70;EUR\n"
    assert load(store, written(tmp_path, lines), NOW, LoadOptions()).tokens == 40_000


def test_numbers_of_a_list_that_were_numbers_are_not_asked_about(store: Store, tmp_path: Path) -> None:
    rows = '[{"Team": "A", "Tokens": 1.125, "Start": "2026-03-01", "Last day": "2027-02-28"}]'
    assert load(store, written(tmp_path, rows), NOW, LoadOptions()).tokens == Decimal("1.125")


# Our own translations: no public source has the localised headers.
TITLES = {
    "German": {
        "Day used": "Nutzungstag",
        "Email": "E-Mail-Adresse",
        "Feature": "Funktion",
        "First name": "Vorname",
        "Last name": "Nachname",
        "Product": "Produkt",
        "Product version": "Produktversion",
        "Team": "Teamname",
        "Tokens used": "Verwendete Tokens",
        "Group": "Gruppe",
        "Seat assignment": "Lizenzplatzzuweisung",
        "Assigned date": "Zuweisungsdatum",
        "Unassigned date": "Aufhebungsdatum",
        "User activity": "Benutzeraktivität",
        "Days inactive": "Tage inaktiv",
        "Access option": "Zugriffsoption",
        "Days used": "Nutzungstage",
        "Monthly average": "Monatlicher Durchschnitt",
        "Last accessed": "Letzter Zugriff",
        "Tokens": "Tokenanzahl",
        "Start": "Beginn",
        "Last day": "Letzter Tag",
        "Bought on": "Kaufdatum",
        "Price per token": "Preis pro Token",
        "Currency": "Währung",
        "Note": "Bemerkung",
    },
    "French": {
        "Day used": "Jour d’utilisation",
        "Email": "Adresse e-mail",
        "Feature": "Fonctionnalité",
        "First name": "Prénom",
        "Last name": "Nom",
        "Product": "Produit",
        "Product version": "Version du produit",
        "Team": "Équipe",
        "Tokens used": "Jetons utilisés",
        "Group": "Groupe",
        "Seat assignment": "Affectation de poste",
        "Assigned date": "Date d’affectation",
        "Unassigned date": "Date de désaffectation",
        "User activity": "Activité de l’utilisateur",
        "Days inactive": "Jours d’inactivité",
        "Access option": "Option d’accès",
        "Days used": "Jours d’utilisation",
        "Monthly average": "Moyenne mensuelle",
        "Last accessed": "Dernier accès",
        "Tokens": "Jetons",
        "Start": "Début",
        "Last day": "Dernier jour",
        "Bought on": "Date d’achat",
        "Price per token": "Prix par jeton",
        "Currency": "Devise",
        "Note": "Remarque",
    },
    "Spanish": {
        "Day used": "Día de uso",
        "Email": "Correo electrónico",
        "Feature": "Función",
        "First name": "Nombre",
        "Last name": "Apellidos",
        "Product": "Producto",
        "Product version": "Versión del producto",
        "Team": "Equipo",
        "Tokens used": "Tokens utilizados",
        "Group": "Grupo",
        "Seat assignment": "Asignación de puesto",
        "Assigned date": "Fecha de asignación",
        "Unassigned date": "Fecha de desasignación",
        "User activity": "Actividad del usuario",
        "Days inactive": "Días de inactividad",
        "Access option": "Opción de acceso",
        "Days used": "Días de uso",
        "Monthly average": "Promedio mensual",
        "Last accessed": "Último acceso",
        "Tokens": "Fichas utilizadas",
        "Start": "Inicio",
        "Last day": "Último día",
        "Bought on": "Fecha de compra",
        "Price per token": "Precio por token",
        "Currency": "Moneda",
        "Note": "Nota",
    },
    "Japanese": {
        "Day used": "使用日",
        "Email": "メール アドレス",
        "Feature": "機能",
        "First name": "名",
        "Last name": "姓",
        "Product": "製品",
        "Product version": "製品バージョン",
        "Team": "チーム",
        "Tokens used": "使用トークン数",
        "Group": "グループ",
        "Seat assignment": "シートの割り当て",
        "Assigned date": "割り当て日",
        "Unassigned date": "割り当て解除日",
        "User activity": "ユーザー アクティビティ",
        "Days inactive": "非アクティブ日数",
        "Access option": "アクセス オプション",
        "Days used": "使用日数",
        "Monthly average": "月平均",
        "Last accessed": "最終アクセス",
        "Tokens": "トークン数",
        "Start": "開始日",
        "Last day": "最終日",
        "Bought on": "購入日",
        "Price per token": "トークン単価",
        "Currency": "通貨",
        "Note": "備考",
    },
}
LANGUAGES = {
    "German": ("cp1252", "d.m.y", "thousands, comma", "Gesamt"),
    "French": ("cp1252", "d/m/y", "comma", "Somme"),
    "Spanish": ("utf-8-sig", "d/m/y", "thousands, comma", "Suma"),
    "Japanese": ("cp932", "iso", "thousands, point", "合計"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["token usage", "seat usage", "usage report 2026", "packs"])
def test_headers_in_other_languages(store: Store, tmp_path: Path, name: str, language: str) -> None:
    encoding, day_form, number_form, word = LANGUAGES[language]
    made = exports(SPELLINGS[encoding])[name]
    header, *rows = texts(made, day_form, number_form)
    header = [TITLES[language][title] for title in header]
    lines = [header, *rows, header, totals(made, made.header.index("Team"), word, number_form)]
    assert_truth(store, written(tmp_path, delimited(lines, encoding, ";")), made, {REPEATED: 1, TOTALS: 1})
