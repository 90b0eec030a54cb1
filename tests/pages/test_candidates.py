"""Candidates: the rule's limit, one user by the address, both ways, and words for data that say little."""

from datetime import date, timedelta
from pathlib import Path

from analytics.store import LoadOptions, Store, load
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW

PAGE = "pages/licensing/candidates.py"
LAST = date(2026, 10, 31)


def loaded(path: Path, folder: Path, *exports: str) -> None:
    with Store(path) as store:
        for number, content in enumerate(exports):
            file = folder / f"export_{number}.csv"
            file.write_text(content, "utf-8")
            load(store, file, NOW, LoadOptions())


def usage(*users: tuple[str, str, str, int, int], header: str = "Day used,Team,Product,Email,Tokens used") -> str:
    """Write an export: for each (user, team, product, days, tokens) so many days up to the last."""
    rows = [
        f"{LAST - timedelta(days=back)},{team},{product},{user}@b.example,{tokens}"
        for user, team, product, days, tokens in users
        for back in range(days)
    ]
    return "\n".join([header, *rows]) + "\n"


def test_the_limit_of_the_rule_moves_where_it_disagrees(opened: Open) -> None:
    app = opened(PAGE)
    assert table(app, "user", "why")[0][0] == "User 0035"
    assert "In 5 of 17 cases: 4 above 100 days where" in text(app)
    app.slider(key="days").set_value(150).run()
    assert "below where it does" in text(sound(app))
    assert len(table(app, "user", "why")) == 9
    # The break-even stays where it is.
    assert "12 users should have a subscription" in text(app)


def test_a_user_is_looked_into_by_the_address_and_named_only_when_asked_for(opened: Open) -> None:
    app = opened(PAGE, mover="User 0024")
    assert app.selectbox(key="mover").value == "User 0024"
    assert table(app, "offers", "together_year")[0] == [["AEC Collection"], 3675.0]
    assert "@" not in text(app)
    app.toggle(key="names").set_value(True).run()
    assert "@" in sound(app).selectbox(key="mover").value
    assert not any("@" in str(value) for value in app.query_params.values())


def test_every_move_shows_its_evidence_at_once(opened: Open) -> None:
    rows = table(opened(PAGE), "user", "charged_days", "break_even_days", "chance_pays", "verdict", "saving_year")
    assert [row[-2] for row in rows].count("pays") == 12
    # What is not known stays empty: the price of Maya.
    assert rows[-1][-2] == "price unknown"


def test_the_other_way_is_shown_from_seat_use(opened: Open, own_path: Path, tmp_path: Path) -> None:
    weekly = "\n".join(f"{LAST - timedelta(days=7 * back)},A,AutoCAD,rare@b.example" for back in range(50))
    loaded(
        own_path,
        tmp_path,
        usage(("busy", "A", "AutoCAD", 300, 7)),
        f"Day used,Team,Product,Email\n{weekly}\n",
    )
    app = sound(opened(PAGE))
    assert "1 subscription costs more than the few days would on Flex" in text(app)
    assert table(app, "move_kind", "offers")[0] == ["to Flex", ["AutoCAD"]]
    assert "1 user should have a subscription" in text(app)


def test_five_days_tell_nothing_and_say_so(opened: Open, own_path: Path, tmp_path: Path) -> None:
    loaded(own_path, tmp_path, usage(("busy", "A", "AutoCAD", 5, 7), ("other", "A", "Maya", 5, 6)))
    app = sound(opened(PAGE))
    assert "Who should leave Flex is not known: 5 days of use are known" in text(app)
    assert "Nobody should leave" not in text(app)
    assert "Nowhere" not in text(app)


def test_several_currencies_are_told_apart(opened: Open, own_path: Path, tmp_path: Path) -> None:
    packs = "Team,Tokens,Start,Last day,Price per token,Currency\nB,9000,2026-01-01,2026-12-31,2.80,EUR\n"
    loaded(own_path, tmp_path, usage(("ann", "A", "AutoCAD", 200, 7), ("bob", "B", "AutoCAD", 200, 7)), packs)
    app = sound(opened(PAGE))
    assert "1 user should have a subscription instead of Flex, which would save USD" in text(app)
    assert table(app, "user", "verdict", "currency")[-1][1:] == ["price unknown", "EUR"]


def test_nobody_named_is_an_answer(opened: Open, own_path: Path, tmp_path: Path) -> None:
    content = "Day used,Team,Product,Tokens used\n" + "".join(
        f"{LAST - timedelta(days=back)},A,AutoCAD,7\n" for back in range(20)
    )
    loaded(own_path, tmp_path, content)
    assert "name no users" in text(sound(opened(PAGE)))
