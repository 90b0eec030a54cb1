"""The Run-out and True-up pages: what they say with little data, without packs, and after each control."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.forecast import Question, outlook
from analytics.forecast.ordering import business_days_before
from analytics.settings import Settings
from analytics.store import LoadOptions, NewPack, Store, add_pack, load
from analytics.wording import day_text
from tests.pages.seen import HEADER, Open, sound, table, text
from tests.places import NOW

RUN_OUT, TRUE_UP = "pages/planning/run_out.py", "pages/planning/true_up.py"
START = date(2026, 1, 5)  # a Monday


def own(path: Path, tmp_path: Path, days: int, *packs: tuple[int, date, date]) -> None:
    """Load ten tokens a day of a team of two, and enter packs."""
    people = ("a@b.example", "c@d.example")
    rows = [f"{START + timedelta(days=day)},A,Revit,{who},5" for day in range(days) for who in people]
    (tmp_path / "use.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    with Store(path) as store:
        load(store, tmp_path / "use.csv", NOW, LoadOptions())
        for tokens, first_day, last_day in packs:
            add_pack(store, NewPack("A", Decimal(tokens), first_day, last_day, Decimal("2.50"), "EUR"))


def quantities(rows: Sequence[Sequence[object]]) -> list[object]:
    return [row[1] for row in rows]


def test_run_out_says_chance_cause_pace_and_lapse(opened: Open, own_path: Path, tmp_path: Path) -> None:
    # 140 days at ten a day leave 780 and 220. 37 more days use 370 of the 780, and 410 are lost with June; the 220 last
    # to 22 July, and with the 410 they would have lasted longer.
    packs = ((2180, START, date(2026, 6, 30)), (220, START, date(2026, 12, 31)))
    own(own_path, tmp_path, 140, *packs)
    app = sound(opened(RUN_OUT))
    assert "A: You run out between" in text(app)
    assert "is 100 %: packs end with tokens in them. What lapses would have been enough." in text(app)
    assert "over the last 28 days it was 10 a day" in text(app)
    [[_, last_day, left, lapses]] = table(app, "pack_id", "last_day", "left", "p50")
    assert (last_day, left) == (date(2026, 6, 30), 780)
    assert lapses == pytest.approx(410, abs=15)


def test_run_out_says_that_tokens_are_used_up(opened: Open, own_path: Path, tmp_path: Path) -> None:
    own(own_path, tmp_path, 140, (1700, START, date(2026, 12, 31)))
    app = sound(opened(RUN_OUT))
    assert "is 100 %: they are used up, not lost with packs that end." in text(app)
    assert "In at least nine of ten futures no token lapses." in text(app)


def test_run_out_tells_all_outages_around_a_pack_that_starts_late(opened: Open, own_path: Path, tmp_path: Path) -> None:
    own(own_path, tmp_path, 140, (1495, START, date(2026, 12, 31)), (900, date(2026, 7, 1), date(2026, 12, 31)))
    app = sound(opened(RUN_OUT))
    # The first 1,495 last for nine days and a half more; the 900 from 1 July on for ninety: up to the end of September.
    assert "Packs that start late leave 2 outages: from about 3 June 2026 on up to 30 June 2026" in text(app)
    assert [row[0] for row in table(app, "first_day", "chance", "days")] == [date(2026, 5, 25), date(2026, 7, 1)]


def test_a_team_whose_data_ended_long_ago_is_told_as_of_then(opened: Open, own_path: Path, tmp_path: Path) -> None:
    own(own_path, tmp_path, 140, (2000, START, date(2026, 12, 31)))
    rows = [f"{START + timedelta(days=day)},Old,Revit,o@p.example,10" for day in range(40)]
    (tmp_path / "old.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "old.csv", NOW, LoadOptions())
        add_pack(store, NewPack("Old", Decimal(700), START, date(2026, 12, 31)))
    told = "The data of Old ends on 13 February 2026, 100 days before that of others"
    overview = sound(opened())
    assert told in text(overview)
    # What the other team has is known; adding what this one had in February would be wrong.
    assert [metric.value for metric in overview.metric][:3] == ["600", "1,400", "2,000"]
    assert told in text(sound(opened(RUN_OUT)))
    packs = text(sound(opened("pages/data/packs.py")))
    assert "The data of Old ends on 13 February 2026: what it used since is not known" in packs


def test_five_days_give_no_date_and_say_what_it_takes(opened: Open, own_path: Path, tmp_path: Path) -> None:
    own(own_path, tmp_path, 5, (1000, START, date(2026, 12, 31)))
    app = sound(opened(RUN_OUT))
    assert "A: When the tokens run out is not known: 5 days of data are too few" in text(app)
    assert "a rough date with 9 more days of data" in text(app)
    assert "How many tokens to buy is not known." in text(sound(opened(TRUE_UP)))


def test_without_packs_the_pages_lead_to_them_and_say_what_a_year_takes(
    opened: Open, own_path: Path, tmp_path: Path
) -> None:
    own(own_path, tmp_path, 60)
    app = sound(opened(RUN_OUT))
    assert "no pack is entered; enter what was bought" in text(app)
    assert "The packs in force have to be entered." in text(app)
    app = sound(opened(TRUE_UP))
    assert "A: No pack is in force: order" in text(app)
    assert quantities(table(app, "sure", "needed"))[0] == pytest.approx(3650, rel=0.03)


@pytest.fixture(scope="module")
def p10(sample_store: Store) -> date:
    """The day by which one future in ten of the sample's first team has run out."""
    found = outlook(sample_store, "Design Studio", Question(), Settings()).run_out
    assert found is not None
    assert found.day.p10 is not None
    return found.day.p10


def test_the_conditions_change_days_and_quantities_and_stand_in_the_address(opened: Open, p10: date) -> None:
    app = sound(opened(TRUE_UP, team="Design Studio"))
    assert app.metric[0].value == written(business_days_before(p10, 10, "US"))
    app.number_input(key="lead").set_value(20)
    app.selectbox(key="country").set_value("GB")
    app.selectbox(key="sure").set_value(0.5)
    app.text_input(key="sizes").set_value("1000")
    app.text_input(key="tiers").set_value("5000: 2.50")
    app.run()
    assert sound(app).metric[0].value == written(business_days_before(p10, 20, "GB"))
    tokens = int(app.metric[2].value.replace(",", ""))
    assert (tokens % 1000, app.metric[3].value) == (0, f"USD {tokens * 2.5:,.0f}")
    link = {"lead": "20", "country": "United Kingdom", "sure": "50 %", "sizes": "1000", "tiers": "5000: 2.50"}
    again = sound(opened(TRUE_UP, team="Design Studio", **link))
    assert [metric.value for metric in again.metric] == [metric.value for metric in app.metric]


def test_grace_is_told_beside_the_day_without_it(opened: Open, p10: date) -> None:
    app = sound(opened(TRUE_UP, team="Design Studio", grace="30"))
    assert app.metric[0].value == written(business_days_before(p10, 10, "US"))
    with_grace = business_days_before(p10 + timedelta(days=30), 10, "US")
    assert app.metric[0].delta == f"with grace {day_text(with_grace)}"


def written(day: date) -> str:
    return f"{day:%-d %b %Y}"


def test_what_cannot_be_read_is_told(opened: Open) -> None:
    app = opened(TRUE_UP, tiers="cheap")
    assert app.error[0].value.startswith("Write tokens, a colon and the price of one token")
    assert app.title[0].value == "True-up"


def test_a_price_in_another_currency_is_kept(opened: Open, own_path: Path, tmp_path: Path) -> None:
    own(own_path, tmp_path, 140, (1700, START, date(2026, 12, 31)))
    app = sound(opened(TRUE_UP))
    assert "EUR 2.50 per token (average paid for the packs, by tokens)." in text(app)
    ways = table(app, "way", "tokens", "money", "currency")
    assert [row[0] for row in ways] == ["No true-up", "True-up now", "True-up later", "Early renewal"]
    assert all(row[2] == 2.5 * row[1] and row[3] == "EUR" for row in ways)


def test_a_closing_is_entered_on_run_out_and_taken_back(opened: Open, own_path: Path, tmp_path: Path) -> None:
    own(own_path, tmp_path, 140, (1700, START, date(2026, 12, 31)))
    app = sound(opened(RUN_OUT))
    run_out = text(app)
    first, last = (next(each for each in app.date_input if each.key == f"closing_{end}") for end in ("first", "last"))
    first.set_value(date(2026, 5, 25))
    last.set_value(date(2026, 7, 5))
    [enter] = [button for button in app.button if button.label == "Enter the closing"]
    app = sound(enter.click().run())
    assert table(app, "first_day", "last_day", "yearly") == [[date(2026, 5, 25), date(2026, 7, 5), False]]
    with Store(own_path) as store:
        answer = outlook(store, "A", Question(), Settings.from_env())
    assert answer.run_out
    assert answer.run_out.day.p10 is not None
    assert answer.run_out.day.p10 > date(2026, 7, 5)
    assert day_text(answer.run_out.day.p10) in text(app)
    [chosen] = [each for each in app.selectbox if each.key == "closing_to_remove"]
    chosen.select_index(0).run()
    [remove] = [button for button in app.button if button.key == "closing_removal"]
    assert text(sound(remove.click().run())) == run_out
