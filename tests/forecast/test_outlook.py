"""The outlook of a team, and the sentences made of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from analytics.errors import HistoryError, PackError, SettingsError, StoreError
from analytics.exports import Receipt
from analytics.forecast import (
    Grade,
    Outlook,
    Question,
    band_sentence,
    days_behind,
    outlook,
    outlooks,
    run_out_sentence,
    verdict,
)
from analytics.settings import Settings
from analytics.store import NewPack, Store, add_pack
from analytics.wording import day_text
from tests.places import NOW

Loader = Callable[..., Receipt]
SETTINGS = Settings(paths=200)
START = date(2026, 1, 5)  # a Monday


def use(load_lines: Loader, days: int, tokens: int = 10) -> None:
    """Load the same use on every day."""
    load_lines(*[f"{START + timedelta(days=ahead)},A,Revit,,a@b.example,,,{tokens}" for ahead in range(days)])


def buy(store: Store, tokens: int, days: int) -> None:
    add_pack(store, NewPack("A", Decimal(tokens), START, START + timedelta(days=days - 1)))


def asked(store: Store, question: Question | None = None) -> Outlook:
    return outlook(store, "A", question or Question(), SETTINGS)


def test_constant_use_runs_out_when_arithmetic_says_so(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    buy(store, 2000, 365)
    answer = asked(store)
    assert answer.run_out is not None
    # 1,400 tokens are used after 140 days; the other 600 pay for 60 days at 10 a day.
    due = START + timedelta(days=200)
    for day in (answer.run_out.day.p10, answer.run_out.day.p50, answer.run_out.day.p90):
        assert day is not None
        assert abs((day - due).days) <= 3
    assert answer.run_out.chance == 1.0
    assert answer.order_by is not None
    assert answer.order_by < due - timedelta(days=10)
    assert answer.tokens_to_buy is not None
    assert answer.tokens_to_buy == pytest.approx(1650, rel=0.05)
    assert answer.grade is Grade.GOOD
    assert answer.accuracy is not None
    assert answer.accuracy.error == pytest.approx(0, abs=0.03)
    assert verdict(answer).startswith(
        "70 % of the term's tokens used, 38 % of the term gone: at this pace they run out around "
    )
    assert "days before the term ends." in verdict(answer)
    assert band_sentence(answer).startswith("You run out between ")


def test_a_team_that_began_within_a_long_export_is_answered_as_if_alone(load_lines: Loader, store: Store) -> None:
    """42 days at 20 a weekday leave 1,200 of 1,800 tokens: they pay for 60 weekdays more, 84 days."""
    began = date(2026, 9, 7)  # a Monday; the export goes back two years for the other team
    others = [f"{began - timedelta(days=ahead)},B,Revit,,b@b.example,,,5" for ahead in range(730)]
    weekdays = [day for ahead in range(42) if (day := began + timedelta(days=ahead)).weekday() < 5]
    theirs = [f"{day},A,Revit,,a@b.example,,,20" for day in weekdays]
    load_lines(*others, *theirs, f"{began + timedelta(days=41)},B,Revit,,b@b.example,,,5")
    add_pack(store, NewPack("A", Decimal(1800), began, date(2027, 9, 6)))
    answer = asked(store)
    assert answer.run_out is not None
    due = date(2027, 1, 11)
    assert answer.run_out.day.p50 is not None
    # Half of the turn of the year is expected to be off.
    assert abs((answer.run_out.day.p50 - due).days) <= 14
    assert answer.run_out.chance > 0.97
    assert (answer.grade, answer.history_days) == (Grade.FAIR, 42)
    assert answer.recent == pytest.approx(20 * 5 / 7)
    assert answer.accuracy is None


def test_use_that_has_stopped_is_told_and_may_come_back(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    load_lines(*[f"{START + timedelta(days=140 + ahead)},A,Revit,,a@b.example,,,0" for ahead in range(60)])
    buy(store, 2000, 500)
    answer = asked(store)
    assert answer.change is not None
    assert answer.run_out is not None
    assert "Nothing was used since 25 May 2026, for 60 days" in verdict(answer)
    assert 0.5 < answer.run_out.chance < 0.9
    # At once 600 tokens are 60 days; in one future of ten it does not come back before the end.
    assert answer.run_out.day.p10 is not None
    assert (answer.run_out.day.p10 - answer.as_of).days < 75
    assert answer.run_out.day.p90 is None
    assert answer.if_it_stays is None


def test_use_that_doubled_is_told_with_the_day_that_follows_if_it_stays(load_lines: Loader, store: Store) -> None:
    lines = [(ahead, 20 if ahead >= 119 else 10) for ahead in range(140)]
    load_lines(*[f"{START + timedelta(days=ahead)},A,Revit,,a@b.example,,,{tokens}" for ahead, tokens in lines])
    buy(store, 2620, 365)
    answer = asked(store)
    # 1,610 are used; 1,010 pay for 50 days at 20, and for half of the next.
    assert answer.if_it_stays == START + timedelta(days=190)
    assert (
        f"Use doubled in the last 3 weeks; if it stays so, they are out by {day_text(answer.if_it_stays)}."
        in verdict(answer)
    )


def test_the_name_of_a_team_does_not_matter(load_lines: Loader, store: Store) -> None:
    lines = [(START + timedelta(days=ahead), 5 + ahead * 7 % 11) for ahead in range(90)]
    load_lines(*[f"{day},{team},Revit,,a@b.example,,,{tokens}" for team in ("A", "Zürich 9") for day, tokens in lines])
    for team in ("A", "Zürich 9"):
        add_pack(store, NewPack(team, Decimal(1500), START, START + timedelta(days=364)))
    one, other = (outlook(store, team, Question(), SETTINGS) for team in ("A", "Zürich 9"))
    assert one.run_out is not None
    assert other.run_out is not None
    assert (one.run_out.day, one.run_out.chance, one.lapse) == (other.run_out.day, other.run_out.chance, other.lapse)


def test_plenty_lasts_and_lapses(load_lines: Loader, store: Store) -> None:
    use(load_lines, 100)
    buy(store, 10_000, 200)
    answer = asked(store)
    assert answer.run_out is not None
    assert (answer.run_out.day.p10, answer.order_by, answer.tokens_to_buy) == (None, None, 0)
    assert answer.lapse == pytest.approx(8000, rel=0.02)
    assert "they last to 23 July 2026; about " in run_out_sentence(answer)
    assert band_sentence(answer) == run_out_sentence(answer)


@pytest.mark.parametrize(("days", "grade"), [(13, Grade.NONE), (14, Grade.ROUGH), (30, Grade.FAIR), (90, Grade.GOOD)])
def test_short_histories_are_graded_and_the_shortest_have_no_date(
    load_lines: Loader, store: Store, days: int, grade: Grade
) -> None:
    use(load_lines, days)
    buy(store, 2000, 365)
    answer = asked(store)
    assert answer.grade is grade
    assert (answer.run_out is None) == (grade is Grade.NONE)
    if grade is Grade.NONE:
        assert "14 make a rough one" in verdict(answer)
        assert answer.balance.available == 2000 - 10 * days


def test_without_packs_there_is_no_date_and_the_verdict_says_why(load_lines: Loader, store: Store) -> None:
    use(load_lines, 40)
    answer = asked(store)
    assert answer.run_out is None
    assert verdict(answer) == (
        "400 tokens used up to 13 February 2026, and no pack in force."
        " When the tokens run out is not known: no pack is entered; enter what was bought."
    )


def test_when_every_pack_has_ended(load_lines: Loader, store: Store) -> None:
    use(load_lines, 40)
    buy(store, 2000, 30)
    assert "every pack has ended" in verdict(asked(store))


def test_a_stated_balance_replaces_the_packs(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    answer = asked(store, Question(stated_balance=Decimal(300)))
    assert answer.run_out is not None
    assert answer.run_out.day.p50 is not None
    assert abs((answer.run_out.day.p50 - (START + timedelta(days=170))).days) <= 2
    assert answer.end is None


def test_as_of_an_earlier_day_knows_nothing_later(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    buy(store, 2000, 365)
    answer = asked(store, Question(as_of=START + timedelta(days=69)))
    assert (answer.as_of, answer.history_days, answer.balance.available) == (START + timedelta(days=69), 70, 1300)


def test_an_end_before_the_data_ends_is_refused(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    buy(store, 2000, 365)
    with pytest.raises(HistoryError, match="not after the last day known"):
        asked(store, Question(until=START))


def test_an_end_far_away_is_looked_at_for_three_years(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    add_pack(store, NewPack("A", Decimal(1_000_000), START, date(2040, 1, 1)))
    answer = asked(store)
    assert answer.run_out is not None
    assert answer.end == answer.run_out.end == answer.as_of + timedelta(days=1096)


def test_a_stated_balance_is_what_the_verdict_speaks_of(load_lines: Loader, store: Store) -> None:
    use(load_lines, 140)
    buy(store, 5000, 365)
    assert verdict(asked(store, Question(stated_balance=Decimal(70)))).startswith("70 tokens left at the end of ")
    with pytest.raises(PackError, match="no balance"):
        Question(stated_balance=Decimal(-5))


def test_nothing_used_yet_is_not_too_little_data(load_lines: Loader, store: Store) -> None:
    use(load_lines, 60, tokens=0)
    buy(store, 5000, 365)
    assert verdict(asked(store)).endswith("When the tokens run out is not known: no token was used yet.")


def test_each_team_is_answered_for_its_own_last_day(load_lines: Loader, store: Store) -> None:
    """Two teams whose data ends on different days: that nothing is known of later use does not make it zero."""
    load_lines(*[f"{date(2024, 1, 1) + timedelta(days=day)},Old,Revit,,o@b.example,,,10" for day in range(60)])
    use(load_lines, 140)
    add_pack(store, NewPack("Old", Decimal(1000), date(2024, 1, 1), date(2024, 12, 31)))
    buy(store, 2000, 365)
    first, old = answers = outlooks(store, Question(), SETTINGS)
    assert (first.team, old.team) == ("A", "Old")
    assert first.as_of == first.known_until == START + timedelta(days=139)
    assert old.as_of == old.known_until == date(2024, 2, 29)
    assert days_behind(answers) == {"Old": (first.known_until - old.known_until).days}
    assert (old.balance.available, old.balance.lapsed) == (400, 0)
    assert old.run_out is not None
    assert old.run_out.day.p50 is not None
    assert date(2024, 4, 9) <= old.run_out.day.p50 <= date(2024, 4, 10)
    [then] = outlooks(store, Question(as_of=date(2024, 2, 1)), SETTINGS)
    assert (then.team, then.balance.available) == ("Old", 680)
    with pytest.raises(StoreError, match="no usage up to 2020-01-01"):
        outlooks(store, Question(as_of=date(2020, 1, 1)), SETTINGS)


def test_no_data_and_unknown_country_are_told(load_lines: Loader, store: Store) -> None:
    with pytest.raises(StoreError, match=r"no usage yet|no team A"):
        asked(store)
    use(load_lines, 140)
    buy(store, 2000, 365)
    with pytest.raises(SettingsError, match="holidays of XX"):
        outlook(store, "A", Question(), Settings(paths=200, country="XX"))


def test_the_sample_has_the_headlines_it_was_made_for(sample_store: Store) -> None:
    first, owing, second = outlooks(sample_store, Question(), Settings())
    assert (first.team, owing.team, second.team) == ("Design Studio", "Digital Lab", "Plant Engineering")
    # It has used nothing but APIs, and has no tokens to pay for them.
    assert verdict(owing).startswith("54.5 tokens are owed for uncharged use of APIs.")
    assert verdict(first).startswith(
        "81 % of the term's tokens used, 63 % of the term gone: at this pace they run out around "
    )
    assert first.run_out is not None
    assert first.run_out.day.p50 is not None
    assert date(2026, 12, 25) <= first.run_out.day.p50 <= date(2027, 2, 5)
    assert (first.balance.available, second.balance.available) == (8778, 13475)
    assert "will lapse unused" in verdict(second)


def test_the_same_question_has_the_same_answer(sample_store: Store) -> None:
    one, two = (outlook(sample_store, "Design Studio", Question(), SETTINGS) for _ in range(2))
    assert one.run_out is not None
    assert two.run_out is not None
    assert one.run_out.day == two.run_out.day
    assert one.run_out.fan.equals(two.run_out.fan)


def test_days_on_which_the_pool_was_dry_are_no_days_without_demand(load_lines: Loader, store: Store) -> None:
    """100 days at 10 tokens a day, 20 days without a token, and a new pack: it is used up at 10 a day again."""
    use(load_lines, 100)
    last = START + timedelta(days=119)
    load_lines(*[f"{START + timedelta(days=ahead)},A,Revit,,a@b.example,,,0" for ahead in range(100, 120)])
    buy(store, 1000, 365)
    add_pack(store, NewPack("A", Decimal(500), last + timedelta(days=1), last + timedelta(days=365)))
    answer = asked(store)
    assert answer.as_of == last
    assert answer.history_days == 100
    assert answer.run_out is not None
    assert answer.run_out.day.p50 is not None
    assert abs((answer.run_out.day.p50 - (last + timedelta(days=51))).days) <= 2


def test_a_day_that_was_not_over_when_it_was_loaded_waits_for_the_next_load(load_lines: Loader, store: Store) -> None:
    """The export of 1 November, made on that day, has 4 of its tokens: balance and forecast are of 31 October."""
    today = NOW.date()
    lines = [f"{today - timedelta(days=ago)},A,Revit,,a@b.example,,,10" for ago in range(60, 0, -1)]
    load_lines(*lines, f"{today},A,Revit,,a@b.example,,,4")
    add_pack(store, NewPack("A", Decimal(1000), today - timedelta(days=60), today + timedelta(days=300)))
    answer = asked(store)
    assert answer.as_of == answer.known_until == today - timedelta(days=1)
    assert answer.balance.available == 400
    assert answer.paths is not None
    assert answer.paths.first_day == today
    assert [each.as_of for each in outlooks(store, Question(), SETTINGS)] == [answer.as_of]
    assert asked(store, Question(as_of=today)).balance.available == 396
