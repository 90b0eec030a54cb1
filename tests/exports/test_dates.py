"""Days are read one way for a whole column, or asked about."""

from datetime import date, timedelta

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.exports.dates import DateOrder, days_of
from analytics.exports.questions import QuestionError

_FORMS = {
    "%Y-%m-%d": None,
    "%Y/%m/%d": None,
    "%d.%m.%Y": None,
    "%d %b %Y": None,
    "%Y-%m-%d 00:00:00": None,
    "%Y-%m-%dT10:20:30Z": None,
    "%d/%m/%Y": DateOrder.DMY,
    "%m/%d/%Y": DateOrder.MDY,
}


@pytest.mark.parametrize("form", _FORMS)
@given(days=st.lists(st.dates(date(2000, 1, 1), date(2060, 1, 1)), min_size=1))
def test_every_way_of_writing_gives_the_same_days(form: str, days: list[date]) -> None:
    assert days_of({day.strftime(form) for day in days}, _FORMS[form]) == {day.strftime(form): day for day in days}


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(["", ".0", ".5", ",25", ".999988"]))
def test_excel_serials_are_days(day: date, time: str) -> None:
    # Serial 45292 is 1 January 2024, as any spreadsheet shows; the time of day is its fraction.
    serial = f"{(day - date(1899, 12, 30)).days}{time}"
    assert days_of([serial]) == {serial: day}
    assert days_of(["45292"]) == {"45292": date(2024, 1, 1)}


def test_one_day_above_twelve_settles_the_column() -> None:
    assert days_of(["03/02/2026", "13/02/2026"])["03/02/2026"] == date(2026, 2, 3)
    assert days_of(["03/02/2026", "02/13/2026"])["03/02/2026"] == date(2026, 3, 2)


def test_a_column_that_can_be_read_both_ways_is_asked_about() -> None:
    with pytest.raises(ExportError, match=r"two ways: 03/02/2026"):
        days_of(["03/02/2026", "04/02/2026"])


@pytest.mark.parametrize(("order", "text"), [(DateOrder.DMY, "02/13/2026"), (DateOrder.MDY, "13/02/2026")])
def test_an_order_that_the_column_contradicts_is_refused(order: DateOrder, text: str) -> None:
    with pytest.raises(ExportError, match=f"first in the days of this file, and in {text} it does not") as caught:
        days_of(["03/02/2026", text], order)
    assert not isinstance(caught.value, QuestionError)


def test_what_is_no_day_is_absent() -> None:
    assert days_of(["Total", "2026-02-30", "2026-02-28", ""]) == {"2026-02-28": date(2026, 2, 28)}


def test_days_of_a_leap_year() -> None:
    assert days_of(["2024-02-29"]) == {"2024-02-29": date(2024, 2, 28) + timedelta(days=1)}


@pytest.mark.parametrize(
    "text",
    [
        "3 Mar 2026",
        "03-Mar-2026",
        "March 3, 2026",
        "Tuesday, 3rd March 2026",
        "3. März 2026",
        "3. Mrz. 2026",
        "3 mars 2026",
        "mardi 3 mars 2026",
        "3 de marzo de 2026",
        "2026年3月3日",
        "2026年3月3日(火) 10:15",
        "２０２６／０３／０３",
        "2026-03-03T10:20:30.123+02:00",
        "2026-03-03 23:59:59Z",
        "20260303",
        "20260303T101500Z",
        "46084.5",
        "3.3.2026 10:20",
    ],
)
def test_third_of_march(text: str) -> None:
    assert days_of([text]) == {text: date(2026, 3, 3)}


@pytest.mark.parametrize(
    ("names", "languages"),
    [
        ("January February March April May June July August September October November December", "English"),
        ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "German"),
        ("janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "French"),
        ("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "Spanish"),
        ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "English, short"),
        ("Jan. Feb. Mär. Apr. Mai Jun. Jul. Aug. Sept. Okt. Nov. Dez.", "German, short"),
        ("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", "French, short"),
        ("ene. feb. mar. abr. may. jun. jul. ago. sept. oct. nov. dic.", "Spanish, short"),
    ],
)
def test_the_months_of_a_language(names: str, languages: str) -> None:
    assert languages
    texts = [f"5 {name} 2026" for name in names.split()]
    assert list(days_of(texts).values()) == [date(2026, month, 5) for month in range(1, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "3 Marble 2026",
        "30 feb 2026",
        "1989-12-31",
        "2101-01-01",
        "1234",
        "12345",
        "99999",
        "20261303",
        "2026-03",
        "2026-W10-2",
        "99/99/2026",
        "2026年13月1日",
        "tomorrow",
    ],
)
def test_what_no_one_can_be_sure_of_is_no_day(text: str) -> None:
    assert days_of([text]) == {}


def test_year_first_as_an_answer_leaves_year_last_open() -> None:
    with pytest.raises(ExportError, match="two ways"):
        days_of(["03/02/2026"], DateOrder.YMD)


def test_nonsense_settles_nothing() -> None:
    with pytest.raises(ExportError, match="two ways"):
        days_of(["03/02/2026", "99/01/2026"])


@pytest.mark.parametrize(
    "language",
    [
        "it",
        "pt_BR",
        "nl",
        "pl",
        "ru",
        "tr",
        "fi",
        "cs",
        "hu",
        "ro",
        "el",
        "uk",
        "sv",
        "ko",
        "vi",
        "th",
        "he",
        "ar",
        "ja",
        "zh",
    ],
)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("dots", [True, False])
def test_the_months_of_every_market(language: str, width: str, context: str, *, dots: bool) -> None:
    names = [str(Locale.parse(language).months[context][width][month]) for month in range(1, 13)]
    texts = [f"5 {name if dots else name.replace('.', '')} 2026" for name in names]
    assert list(days_of(texts).values()) == [date(2026, month, 5) for month in range(1, 13)]


@pytest.mark.parametrize(
    "names",
    [
        "янв фев мар апр май июн июл авг сен окт ноя дек",  # Excel, where the CLDR has сент. and нояб.
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "ЯНВАРЯ ФЕВРАЛЯ МАРТА АПРЕЛЯ МАЯ ИЮНЯ ИЮЛЯ АВГУСТА СЕНТЯБРЯ ОКТЯБРЯ НОЯБРЯ ДЕКАБРЯ",
        "OCAK ŞUBAT MART NİSAN MAYIS HAZİRAN TEMMUZ AĞUSTOS EYLÜL EKİM KASIM ARALIK",
    ],
)
def test_months_as_spreadsheets_write_them(names: str) -> None:
    texts = [f"5-{name}-2026" for name in names.split()]
    assert list(days_of(texts).values()) == [date(2026, month, 5) for month in range(1, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "2026년 9월 14일",
        "2026년 9월 14일 (월)",
        "2026년 9월 14일 오후 3:00",
        "2026. 9. 14.",
        "2026. 9. 14. 오후 3:00",
        "2026. 09. 14.",
        "2026. szeptember 14.",
        "2026. szept. 14., hétfő",
        "2026年9月14日 星期一",
        "2026年九月14日",
        "2026年9月14日 下午3:00",
        "2026/9/14 上午10:20:30",
        "26年9月14日",
        "令和8年9月14日",
        "R8.9.14",
        "民國115年9月14日",
        "115/09/14",
        "14 ก.ย. 2569",
        "14/9/2569",
        "ngày 14 tháng 9 năm 2026",
        "14 thg 9, 2026",
        "14 בספטמבר 2026",
        "14 سبتمبر 2026",
        "١٤/٠٩/٢٠٢٦",
        "14. 9. 2026",
        "14.09.2026.",
        "14.09.2026 г.",
        "14 сентября 2026 г.",
        "2026 m. rugsėjo 14 d.",
        "14 de setembro de 2026",
        "14.9.2026 15.30.00",
        "14/Sep/2026:10:20:30 +0200",
        "14SEP2026:10:20:30",
        "Mon 14/09/2026",
        "14/09/2026, 3:00 PM",
        "2026-09-14+02:00",
        "14-SEP-26",
        "14-sept.-26",
        "Sept 14, '26",
    ],
)
def test_fourteenth_of_september(text: str) -> None:
    assert days_of([text]) == {text: date(2026, 9, 14)}


def test_a_month_that_languages_dispute_is_settled_by_the_others() -> None:
    assert days_of(["5 lis 2026", "5 paź 2026"])["5 lis 2026"] == date(2026, 11, 5)
    assert days_of(["5 lis 2026", "5 svi 2026"])["5 lis 2026"] == date(2026, 10, 5)
    assert days_of(["5 srp 2026", "5 úno 2026"])["5 srp 2026"] == date(2026, 8, 5)
    with pytest.raises(ExportError, match="November in Polish and October in Croatian"):
        days_of(["5 listopada 2026"])


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["26.06.26", "27.06.26"], date(2026, 6, 26)),
        (["03.02.26"], date(2026, 2, 3)),
        (["14/09/26", "15/09/26"], date(2026, 9, 14)),
        (["9/14/26", "9/15/26"], date(2026, 9, 14)),
        (["26-09-14", "26-09-15"], date(2026, 9, 14)),
        (["26. 9. 14.", "26. 9. 15."], date(2026, 9, 14)),
        (["14-SEP-26", "15-SEP-26"], date(2026, 9, 14)),
        (["26/26/26", "26/06/26"], None),
        (["14/09/26", "03/02/2026"], date(2026, 9, 14)),
    ],
)
def test_years_of_two_digits(texts: list[str], first: date | None) -> None:
    assert days_of(texts).get(texts[0]) == first


@pytest.mark.parametrize("texts", [["3/3/26"], ["05/06/07"], ["05/06/26", "06/06/26"], ["14. 9. 26."], ["14/09/26"]])
def test_a_year_of_two_digits_that_may_be_a_day_is_asked_about(texts: list[str]) -> None:
    with pytest.raises(QuestionError, match="two digits") as caught:
        days_of(texts)
    choices = [DateOrder(choice) for choice in caught.value.question.choices]
    read = [days_of(texts, order)[texts[0]] for order in choices]
    assert len(set(read)) > 1


def test_two_orders_among_years_of_two_digits_are_asked_about() -> None:
    with pytest.raises(QuestionError, match="contradict"):
        days_of(["14/09/26", "9/14/26"])
    assert days_of(["14/09/26", "9/14/26"], DateOrder.MDY) == {"9/14/26": date(2026, 9, 14)}


@pytest.mark.parametrize("day", ["2026-05-09 00:00:00", "2026-05-09", "9-May-2026", "46151"])
@pytest.mark.parametrize(("text", "read"), [("25/09/2026", date(2026, 9, 25)), ("9/25/2026", date(2026, 9, 25))])
def test_days_that_a_spreadsheet_program_may_have_turned_are_asked_about(day: str, text: str, read: date) -> None:
    with pytest.raises(QuestionError, match="turned day and month") as caught:
        days_of([day, text])
    assert caught.value.question.choices == (DateOrder.TURNED, DateOrder.YMD)
    assert days_of([day, text], DateOrder.TURNED) == {day: date(2026, 9, 5), text: read}
    assert days_of([day, text], DateOrder.YMD) == {day: date(2026, 5, 9), text: read}


@pytest.mark.parametrize("texts", [["2026-05-19", "25/09/2026"], ["2026-05-09", "25.09.2026"], ["2026-05-09"]])
def test_what_no_spreadsheet_program_can_have_turned_is_read(texts: list[str]) -> None:
    assert days_of(texts)[texts[0]].month == 5


def test_bare_numbers_of_a_workbook_from_1904_are_asked_about() -> None:
    with pytest.raises(QuestionError, match="2026-09-01 counted from 1904, and 2022-08-31"):
        days_of(["44804"], from_1904=True)
    assert days_of(["44804"], DateOrder.FROM_1904, from_1904=True) == {"44804": date(2026, 9, 1)}
    assert days_of(["44804"], DateOrder.FROM_1900, from_1904=True) == {"44804": date(2022, 8, 31)}
    assert days_of(["2026-09-01"], from_1904=True) == {"2026-09-01": date(2026, 9, 1)}


@pytest.mark.parametrize("text", ["Total 14/09/2026", "Summe 3. März 2026", "3 brumaire 2026", "week 36 2026", "1e5"])
def test_other_words_make_no_day(text: str) -> None:
    assert days_of([text]) == {}
