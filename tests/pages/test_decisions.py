"""The Decisions page: what waits for whom, three buttons, what came of it, and the case."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.clock import utc_now
from analytics.licensing.decisions import history
from analytics.samples import write_moved
from analytics.store import LoadOptions, Store, load, undo
from tests.pages.seen import Open, lines, sound, table, text
from tests.places import NOW, WriteSample

PAGE = "pages/licensing/decisions.py"
PLANT = {"team": "Plant Engineering"}
DAYS = [date(2026, 9, 1) + timedelta(days=n) for n in range(5)]


@pytest.fixture
def own(own_path: Path, write_sample: WriteSample) -> Path:
    """The sample as one's own data."""
    return write_sample(own_path)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def buttons(app: AppTest) -> list[str]:
    known = ("Accept", "Reject", "Later", "It is done", "Take back")
    return [button.label for button in app.button if button.label in known and not button.disabled]


def fill(app: AppTest, label: str, value: object) -> None:
    fields = (*app.text_input, *app.date_input, *app.number_input)
    next(field for field in fields if field.label.startswith(label)).set_value(value)


def newest(own: Path) -> str:
    """Give the address of the move that was decided about last."""
    with Store(own) as store:
        return str(history(store, shown=False)["move"][0])


def test_a_move_is_accepted_then_done_and_what_it_saves_is_measured(opened: Open, own: Path, tmp_path: Path) -> None:
    app = sound(opened(PAGE, **PLANT))
    assert "11 moves wait for a decision and would save about USD" in text(app)
    assert buttons(app) == ["Accept", "Reject", "Later"]
    fill(app, "Your name", "Ina Boss")
    fill(app, "Reason", "moves in May")
    press(app, "Accept")
    assert "The move of User 0087 is accepted." in text(sound(app))
    assert "10 moves wait for a decision" in text(app)
    app.selectbox(key="move").set_value(newest(own)).run()
    assert buttons(app) == ["It is done", "Reject", "Take back"]
    fill(app, "Done on", date(2026, 5, 1))
    press(app, "It is done")
    assert "To confirm it: load the Seat Usage export of the days since." in text(sound(app))
    for path in write_moved(tmp_path, date(2026, 5, 1)):
        with Store(own) as store:
            load(store, path, NOW, LoadOptions())
    app = sound(opened(PAGE, **PLANT, move=newest(own)))
    assert table(app, "user", "done_on", "measured_days") == [["User 0087", date(2026, 5, 1), 183]]
    assert "those done have saved USD" in text(app)
    assert "is what the users above saved together" in text(app)
    assert table(app, "state", "who", "day")[0][:2] == ["done", "Person 1"]
    assert buttons(app) == ["Take back"]


def test_a_rejection_says_why_and_what_is_put_off_comes_again(opened: Open, own: Path) -> None:
    app = sound(opened(PAGE, **PLANT))
    press(app, "Reject")
    assert "It is not said who decides" in app.error[0].proto.title
    fill(app, "Your name", "Ina Boss")
    press(app, "Reject")
    assert "A rejection has no reason" in app.error[0].proto.title
    fill(app, "Later", utc_now().date() - timedelta(days=1))
    press(app, "Later")
    assert "has passed" in app.error[0].proto.title
    with Store(own) as store:
        assert history(store, shown=False).is_empty()
    fill(app, "Later", utc_now().date() + timedelta(days=30))
    press(app, "Later")
    assert "is put off until" in text(sound(app))
    app = sound(opened(PAGE, **PLANT, move=newest(own)))
    assert buttons(app) == ["Accept", "Reject", "Later", "Take back"]
    fill(app, "Your name", "Ina Boss")
    press(app, "Take back")
    assert "11 moves wait for a decision" in text(sound(app))
    # A load that is taken back takes nothing of the history along.
    with Store(own) as store:
        undo(store, 2, NOW)
        assert history(store, shown=False)["state"].to_list() == ["proposed", "exempt"]


def test_the_address_keeps_the_department_and_the_move(opened: Open, own: Path) -> None:
    app = sound(opened(PAGE, of_part="department:Maintenance"))
    everybody = len(sound(opened(PAGE)).selectbox(key="move").options)
    options = app.selectbox(key="move").options
    assert 0 < len(options) < everybody
    app.selectbox(key="move").select_index(1).run()
    assert app.query_params["of_part"] == "department:Maintenance"
    move = app.query_params["move"]
    again = sound(opened(PAGE, of_part="department:Maintenance", move=move))
    assert again.selectbox(key="move").value == move
    assert own.exists()


def test_nothing_is_decided_about_the_sample(opened: Open) -> None:
    app = sound(opened(PAGE))
    assert buttons(app) == []
    assert "nothing is decided about the sample data" in text(app)


def test_the_case_is_found_in_the_data_and_derived(opened: Open) -> None:
    app = sound(opened(PAGE))
    said = text(app)
    # 10,731 of 27,405 tokens in the truth behind the sample; 25,000 at 2.70 and 10,000 at 3.00 are 2.785714... a token.
    assert "10 of 20 users of AutoCAD in Plant Engineering had more than 100 charged days" in said
    assert "the pool would have been used 39 % less, and USD 9,593.50 would have been saved in the year" in said
    assert "10,731 tokens were theirs, of 27,405" in said
    assert "10 x AutoCAD cost USD 20,300.00 a year" in said
    assert "Tokens of a day: **about 6 by the source; here it is 7**" in said
    app.selectbox(key="case").select_index(1).run()
    assert "10 of 20" not in text(sound(app))
    assert app.query_params["case"]


@pytest.mark.parametrize(
    ("header", "user", "said"),
    [
        (
            "Day used,Team,Product,Tokens used",
            "",
            "The exports name no users, so there is nothing to decide about them.",
        ),
        ("Day used,Team,Product,Email,Tokens used", "ann@b.example,", "Which moves pay is not known: "),
    ],
    ids=["nobody is named", "five days"],
)
def test_too_little_to_decide_is_an_answer(
    opened: Open, own_path: Path, tmp_path: Path, header: str, user: str, said: str
) -> None:
    path = tmp_path / "few.csv"
    path.write_bytes(lines(*(f"{day},A,AutoCAD,{user}7" for day in DAYS), header=header))
    with Store(own_path) as store:
        load(store, path, NOW, LoadOptions())
    app = sound(opened(PAGE))
    assert said in text(app)
    assert "Nobody is above the limit" not in text(app)
    assert "Who is above the limit of charged days is not known" in text(app)
