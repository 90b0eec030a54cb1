"""Days are read one way for a whole column, or asked about."""

from datetime import date, timedelta

import pytest
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
        "3/3/26",
        "03.03.26",
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
