"""The Load page: each file is seen, asked about, corrected and confirmed by itself before anything is loaded."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.exports import Kind, Receipt, Status
from analytics.reports import sheet_bytes
from analytics.store import LoadOptions, Store, is_pseudonymised, load, loads, new_key, pseudonymise
from pages.parts import loadable, session, uploads
from tests.exports.made import xlsx
from tests.pages.seen import Open, lines, sound, table, text, uploaded
from tests.places import NOW

PAGE = "pages/data/load.py"
AMBIGUOUS = lines("03/02/2026,A,Revit,ann@b.example,10", "03/02/2026,A,Revit,bob@b.example,7")
UNKNOWN = lines("2026-01-05;Revit;Ann Lee;3", "2026-01-06;Revit;Ann Lee;4", header="Wanneer;Programma;Wie;Hoeveel")
MEANT = {0: "Day used", 1: "Product", 2: "User name", 3: "Tokens"}


@pytest.fixture
def put(opened: Open, own_path: Path, tmp_path: Path) -> Callable[..., AppTest]:
    """Open the Load page on a store with some files in it, and put others into the drop zone."""

    def put_files(loaded: bytes | None = None, **files: bytes) -> AppTest:
        if loaded is not None:
            (tmp_path / "before.csv").write_bytes(loaded)
            with Store(own_path) as store:
                assert load(store, tmp_path / "before.csv", NOW, LoadOptions()).status is Status.LOADED
        return uploaded(opened(PAGE), **files)

    return put_files


def pressed(app: AppTest, key: str = "load") -> AppTest:
    return sound(app.button(key=key).click().run())


def can_load(app: AppTest) -> bool:
    return any(button.key == "load" for button in app.button)


def in_store() -> list[tuple[Any, ...]]:
    """Give file, tokens, first and last day of every load in force."""
    return loads(session.own_store()).select("file", "tokens", "first_day", "last_day").rows()


def mean(app: AppTest, meanings: dict[int, str], number: int = 0) -> AppTest:
    """Say in the table of columns what rows of it mean, and have the file read so."""
    app.session_state[app.data_editor[number].key] = {
        "edited_rows": {row: {"What it means": meaning} for row, meaning in meanings.items()},
        "added_rows": [],
        "deleted_rows": [],
    }
    return app.form_submit_button[number].click().run()


def test_the_sentence_counts_the_files(put: Callable[..., AppTest]) -> None:
    app = put()
    assert "### Drop an export of Autodesk Account here" in text(app)
    fine = lines("2026-01-05,A,Revit,ann@b.example,3")
    assert "### The file is ready to be loaded." in text(uploaded(app, fine=fine))
    app = uploaded(app, fine=fine, asking=AMBIGUOUS)
    assert "### Of 2 files 1 is ready to be loaded, 1 is waiting for an answer." in text(app)
    assert "### 1 file is in." in text(pressed(app))


def test_a_question_about_days_shows_both_readings(put: Callable[..., AppTest]) -> None:
    app = put(few=AMBIGUOUS)
    assert not can_load(app)
    assert app.radio[0].label.replace("\\", "") == "Which day is 03/02/2026?"
    assert app.radio[0].options == ["3 February 2026", "2 March 2026"]
    app.radio[0].set_value("2 March 2026").run()
    assert not app.radio
    pressed(sound(app))
    assert in_store() == [("few.csv", Decimal(17), date(2026, 3, 2), date(2026, 3, 2))]


def test_days_that_contradict_each_other_are_asked_about(put: Callable[..., AppTest]) -> None:
    app = put(odd=lines(*(f"{day}/2026,A,Revit,ann@b.example,10" for day in ("13/02", "14/02", "02/13"))))
    assert "13/02/2026 has the day first, 02/13/2026 the month. Export the file again if you can" in text(app)
    assert app.radio[0].options == ["13/02/2026 is 13 February 2026", "02/13/2026 is 13 February 2026"]
    app.radio[0].set_value("13/02/2026 is 13 February 2026").run()
    assert "Set aside: 1 row (the day is not a date)" in text(sound(app))


def test_two_answers_are_never_the_same(put: Callable[..., AppTest]) -> None:
    app = put(few=lines(*(f"{day}/2026,A,Revit,ann@b.example,10" for day in ("01/01", "01/02"))))
    assert app.radio[0].options == ["1 February 2026", "2 January 2026"]
    app.radio[0].set_value("1 February 2026").run()
    pressed(sound(app))
    assert in_store()[0][3] == date(2026, 2, 1)


def test_a_refused_file_shows_its_columns_and_what_to_do(put: Callable[..., AppTest]) -> None:
    app = put()
    app.file_uploader[0].upload("users.csv", lines("ann@b.example,User,A", header="Email,Role,Group")).run()
    [told] = app.error
    assert "it says nothing about what they used. Export Reporting" in text(app)
    assert app.data_editor[0].value["What it means"].tolist() == ["E-mail", "Role", "Group"]
    assert told.title.replace("\\", "") == "users.csv"


def test_an_answer_is_remembered_and_can_be_corrected(put: Callable[..., AppTest]) -> None:
    app = put(few=AMBIGUOUS)
    app.radio[0].set_value("3 February 2026").run()
    pressed(app)
    app = uploaded(app, later=AMBIGUOUS.replace(b"/02/", b"/05/"))
    assert "As said for this source before, days are read as dmy." in text(app)
    [order] = [box for box in app.selectbox if box.label == "How days are read"]
    order.set_value("Month, day, year").run()
    pressed(sound(app))
    assert in_store()[1][2:] == (date(2026, 3, 5), date(2026, 3, 5))


def test_a_question_about_decimals_shows_both_readings(put: Callable[..., AppTest]) -> None:
    app = put(odd=lines('2026-01-05,A,Revit,ann@b.example,"1,500"'))
    assert app.radio[0].options == ["1,500", "1.5"]
    app.radio[0].set_value("1.5").run()
    pressed(sound(app))
    assert in_store()[0][1] == Decimal("1.5")


def test_an_answer_is_about_its_file_only(put: Callable[..., AppTest]) -> None:
    app = put(one=AMBIGUOUS, two=AMBIGUOUS)
    app.radio[0].set_value("3 February 2026").run()
    assert len(sound(app).radio) == 1
    assert "### Of 2 files 1 is ready to be loaded, 1 is waiting for an answer." in text(app)
    pressed(app)
    assert [row[0] for row in in_store()] == ["one.csv"]


def test_unknown_columns_are_mapped_and_remembered(put: Callable[..., AppTest]) -> None:
    app = put(first=UNKNOWN)
    assert "No column of this file is recognised as Day used or as Product or as Tokens." in text(app)
    assert "--" not in text(app)
    assert "remembered for files with the same column headers" in text(app)
    app = sound(mean(app, MEANT))
    assert "Token Usage export: 2 of 2 rows used." in text(app)
    pressed(app)
    assert in_store() == [("first.csv", Decimal(7), date(2026, 1, 5), date(2026, 1, 6))]
    app = uploaded(app, second=UNKNOWN.replace(b"2026-01", b"2026-02"))
    assert "### The file is ready to be loaded." in text(app)
    pressed(app)
    assert in_store()[1] == ("second.csv", Decimal(7), date(2026, 2, 5), date(2026, 2, 6))


def test_cells_are_masked_unless_names_are_shown(put: Callable[..., AppTest]) -> None:
    app = put(first=UNKNOWN)
    assert app.data_editor[0].value["Row 1"].tolist() == ["2026-01-05", "R••••", "A•• L••", "3"]
    app.toggle(key="names").set_value(True).run()
    assert sound(app).data_editor[0].value["Row 1"].tolist() == ["2026-01-05", "Revit", "Ann Lee", "3"]


def test_names_in_cells_that_have_slipped_are_masked(put: Callable[..., AppTest]) -> None:
    header = "Day used,Team,Product,Email,Tokens used,Note"
    rows = ("2026-01-05,A,eve@b.example,ann@b.example,3,call Erika Mustermann", "eve@b.example,eve@b.example,A,A,A,A")
    app = uploaded(put(), **{"klaus@b.example": lines(*rows, header=header)})
    cells = app.data_editor[0].value
    assert cells["Row 1"].tolist() == [
        "2026-01-05",
        "A",
        "e••@b.e••••••",
        "a••@b.e••••••",
        "3",
        "c••• E•••• M•••••••••",
    ]
    assert cells["Row 2"].tolist()[:2] == ["e••@b.e••••••"] * 2
    told = f"{text(app)} {[shown.title for shown in (*app.info, *app.warning)]}"
    assert "e••@b.e••••••" in told
    assert not [name for name in ("eve@", "klaus", "Erika") if name in told]
    app.toggle(key="names").set_value(True).run()
    assert app.data_editor[0].value["Row 2"].tolist()[:2] == ["eve@b.example"] * 2


def test_two_columns_of_one_meaning_are_told(put: Callable[..., AppTest]) -> None:
    app = mean(put(first=UNKNOWN), {0: "Day used", 1: "Product", 2: "Product", 3: "Tokens"})
    assert app.error[0].value == "Leave one of them, and set the others to not used."
    assert not can_load(app)


def test_an_answer_that_leads_nowhere_can_be_forgotten(put: Callable[..., AppTest]) -> None:
    app = mean(put(first=UNKNOWN), MEANT | {0: "Tokens", 3: "Day used"})
    assert "No row of first.csv can be used" in text(app)
    [forget] = [button for button in app.button if button.label == "Forget my answers about this file"]
    app = sound(forget.click().run())
    assert app.data_editor[0].value["What it means"].tolist() == ["not used"] * 4


def test_columns_of_a_known_file_can_be_corrected(put: Callable[..., AppTest]) -> None:
    content = lines("2026-01-05,Revit,ann@b.example,10,3", header="Day used,Product,Email,Tokens used,Real tokens")
    app = put(known=content)
    assert "\n10 tokens · " in text(app)
    app = sound(mean(app, {3: "not used", 4: "Tokens"}))
    assert "\n3 tokens · " in text(app)
    assert [row[1] for row in in_store()] == []


def test_months_show_what_would_be_replaced(put: Callable[..., AppTest]) -> None:
    before = lines("2026-01-05,A,Revit,ann@b.example,10", "2026-01-06,A,Revit,bob@b.example,10")
    after = lines("2026-01-06,A,Revit,ann@b.example,12", "2026-02-01,A,Revit,ann@b.example,1.5")
    app = put(before, after=after)
    [months] = [expander for expander in app.expander if expander.label.startswith("What would change")]
    assert months.label == "What would change, month by month: 1 month replaced, 1 month new"
    assert months.proto.expanded
    for count, rows in {"rows": [[1, 1, 0], [0, 1, 1]], "tokens": [[10, 12, 2], [0, 1.5, 1.5]]}.items():
        assert table(app, f"{count}_before", f"{count}_after", f"{count}_change") == rows
    assert table(app, "month", "record", "users_change") == [
        [date(2026, 1, 1), "Tokens", 0],
        [date(2026, 2, 1), "Tokens", 1],
    ]
    new = uploaded(app.switch_page(PAGE).run(), new=lines("2026-05-01,A,Revit,ann@b.example,1"))
    [months] = [expander for expander in new.expander if "1 month new" in expander.label]
    assert not months.proto.expanded


def test_rows_set_aside_and_what_to_look_at_are_told(put: Callable[..., AppTest]) -> None:
    fine = [f"2026-0{month}-{day:02},A,Revit,ann@b.example,10" for month in (1, 2, 3) for day in range(1, 29)]
    app = put(odd=lines(*fine, "2026-01-05,A,Revit,ann@b.example,-4", "Total,,,,6"))
    assert "Token Usage export: 84 of 86 rows used." in text(app)
    assert "Set aside: 1 row (a line of totals)" in text(app)
    [found] = [warning for warning in app.warning if "Use is never negative" in warning.value]
    assert found.title.replace("\\", "") == "1 row with negative tokens, -4 in all, set aside."
    labels = {button.label for button in pressed(app).download_button}
    receipt = {"Receipt (JSON)", "Receipt (CSV)", "Receipt (Excel)"}
    assert receipt | {"Rows set aside (CSV)", "Rows set aside (Excel)", "Rows to look at (CSV)"} <= labels


def test_each_held_file_waits_for_its_own_confirmation(put: Callable[..., AppTest]) -> None:
    users = [f"u{number}@b.example" for number in range(10)]
    before = lines(*(f"2026-0{month}-01,{month},Revit,{user},10" for month in (1, 2) for user in users))
    app = put(
        before,
        one=lines("2026-01-01,1,Revit,u1@b.example,10"),
        two=lines("2026-02-01,2,Revit,u1@b.example,10"),
    )
    assert not can_load(app)
    assert len(app.checkbox) == 2
    app.checkbox[1].check().run()
    assert "### Of 2 files 1 is held until you confirm, 1 is ready to be loaded." in text(app)
    pressed(app)
    assert [row[0] for row in in_store()] == ["before.csv", "two.csv"]


def test_the_team_of_rows_that_name_none(put: Callable[..., AppTest]) -> None:
    app = put(few=lines("2026-01-05,Revit,3", header="Day used,Product,Tokens used"))
    assert "Unnamed team" in text(app)
    assert "trial" not in text(app)
    app.text_input(key="load_team").set_value("Plant").run()
    assert "Unnamed team" not in text(app)
    pressed(app)
    assert loads(session.own_store())["teams"].to_list() == [["Plant"]]


def test_the_team_is_asked_for_only_where_rows_name_none(put: Callable[..., AppTest]) -> None:
    app = put(named=lines("2026-01-05,A,Revit,ann@b.example,3", "Total,,,,3"))
    assert not app.text_input
    packs = lines("A,500,2026-01-01,2026-12-31", header="Team,Tokens,Start,Last day")
    assert not uploaded(app, packs=packs).text_input
    more = lines("500,2026-01-01,2026-12-31", header="Tokens,Start,Last day")
    assert uploaded(app, more=more).text_input


def test_use_of_a_team_that_is_not_named_is_held_until_it_is(put: Callable[..., AppTest]) -> None:
    days = [f"2026-01-{day:02},{{}}Revit,ann@b.example,10" for day in range(1, 10)]
    without = lines(*(day.format("") for day in days), header="Day used,Product,Email,Tokens used")
    app = put(lines(*(day.format("A,") for day in days)), same=without)
    assert "most of their use is loaded already for A" in text(app)
    assert not can_load(app)
    app.text_input(key="load_team").set_value("A").run()
    assert can_load(sound(app))


def test_files_that_overlap_in_the_drop_zone_are_told(put: Callable[..., AppTest]) -> None:
    one, two, other = (
        lines(f"2026-01-0{day},{team},Revit,ann@b.example,3", f"2026-01-06,{team},Revit,ann@b.example,3")
        for day, team in ((1, "A"), (5, "A"), (5, "B"))
    )
    app = put(one=one, two=two, other=other)
    told = [info.value for info in app.info if "in this drop" in info.value]
    assert [line.replace("\\", "") for line in told] == ["Overlaps one.csv in this drop; the later one counts."]


def test_a_damaged_file_is_called_by_its_name(put: Callable[..., AppTest]) -> None:
    app = put()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", AMBIGUOUS)
    for name, content in {"usage.zip": packed.getvalue(), "usage.xlsx": xlsx([["Day used"]])}.items():
        app.file_uploader[0].upload(name, content[:-30])
    app.run()
    assert "usage.zip is a damaged archive." in text(app)
    assert "usage.xlsx is a damaged Excel workbook." in text(app)


def test_what_comes_next_is_linked(put: Callable[..., AppTest]) -> None:
    app = put(few=lines("2026-01-05,A,Revit,ann@b.example,3"))
    assert "Once it is loaded, the pages show your own data in place of the sample data." in text(app)
    overview, packs = "See what was used: Overview", "Enter what you bought: Packs"
    assert not {overview, packs} & {link.label for link in app.page_link}
    assert {overview, packs} <= {link.label for link in pressed(app).page_link}
    app = uploaded(app, bought=lines("A,500,2026-01-01,2026-12-31", header="Team,Tokens,Start,Last day"))
    assert "in place of the sample data" not in text(app)
    labels = {link.label for link in pressed(app).page_link}
    assert overview in labels
    assert packs not in labels


def test_every_file_of_an_archive_is_asked_about_by_itself(put: Callable[..., AppTest]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", AMBIGUOUS)
        archive.writestr("b.csv", AMBIGUOUS.replace(b"03/", b"05/"))
    app = put(year=packed.getvalue(), month=gzip.compress(lines("2026-01-05,A,Revit,ann@b.example,3")))
    assert [radio.label.replace("\\", "") for radio in app.radio] == [
        "Which day is 03/02/2026?",
        "Which day is 05/02/2026?",
    ]
    app.radio[1].set_value("5 February 2026").run()
    pressed(sound(app))
    assert [row[0] for row in in_store()] == ["year.csv/b.csv", "month.csv"]


def test_a_file_is_looked_at_once(put: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def counted(store: Store, path: Path, *rest: Any) -> Receipt:
        looks.append(path)
        return load(store, path, *rest)

    monkeypatch.setattr(uploads, "load", counted)
    app = put(one=AMBIGUOUS, two=lines("2026-01-05,,Revit,ann@b.example,3"))
    assert len(looks) == 2
    app.toggle(key="names").set_value(True).run()
    assert len(looks) == 2
    app.radio[0].set_value("3 February 2026").run()
    assert len(looks) == 3
    app.text_input(key="load_team").set_value("Plant").run()
    assert len(looks) == 5


def test_the_same_file_twice_is_loaded_once(put: Callable[..., AppTest]) -> None:
    content = lines("2026-01-05,A,Revit,ann@b.example,3")
    app = pressed(put(one=content, two=content))
    assert [row[0] for row in in_store()] == ["one.csv"]
    assert "The same file is in the store already, as load 1; nothing was changed." in text(app)


def test_a_file_held_because_of_one_before_it_stays_in_the_drop_zone(put: Callable[..., AppTest]) -> None:
    many = lines(*(f"2026-01-01,A,Revit,u{number}@b.example,10" for number in range(10)))
    app = pressed(put(many=many, few=lines("2026-01-01,A,Revit,u1@b.example,10")))
    assert [row[0] for row in in_store()] == ["many.csv"]
    assert len(app.checkbox) == 1
    app.checkbox[0].check().run()
    pressed(app)
    assert [row[0] for row in in_store()] == ["many.csv", "few.csv"]


def test_a_store_with_pseudonyms_gets_new_ones(put: Callable[..., AppTest], own_path: Path, tmp_path: Path) -> None:
    with Store(own_path) as store:
        pseudonymise(store, new_key(tmp_path / "own.key"))
    pressed(put(few=lines("2026-01-05,A,Revit,ann@b.example,3")))
    store = session.own_store()
    assert is_pseudonymised(store)
    assert store.frame("SELECT key FROM users").item().startswith("user-")
    (tmp_path / "own.key").unlink()
    app = put()
    app.file_uploader[0].upload("more.csv", lines("2026-02-05,A,Revit,bob@b.example,3")).run()
    assert "Bring the file back" in app.error[0].value


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Token packs", Kind.PACKS),
        ("Token events", Kind.TOKEN_EVENTS),
        ("API usage", Kind.API_USAGE),
        ("Resources", Kind.RESOURCES),
        ("Directory", Kind.DIRECTORY),
    ],
)
def test_a_template_can_be_loaded_as_it_is(store: Store, tmp_path: Path, name: str, kind: Kind, form: str) -> None:
    path = tmp_path / f"template.{form}"
    lines = loadable.TEMPLATES[name]
    path.write_bytes(lines.encode() if form == "csv" else sheet_bytes(lines))
    receipt = load(store, path, NOW, LoadOptions())
    assert (receipt.kind, receipt.rows_in, receipt.rows_used) == (kind, 1, 1)
    assert all(column.field for column in receipt.columns)


def test_what_is_loaded_is_said_in_a_line(put: Callable[..., AppTest]) -> None:
    app = put(lines("2026-01-05,A,Revit,ann@b.example,3"))
    assert "1 file is loaded; the newest day is 5 January 2026." in text(app)
    assert [link.label for link in app.page_link if "History" in link.page or "covers" in link.label]
