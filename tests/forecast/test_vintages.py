"""Forecasts kept after loads: once each, whole or not at all, gone with their load, and set against what came."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.errors import HistoryError
from analytics.exports import Receipt, Status
from analytics.forecast import Question, keep_forecasts, outlook
from analytics.forecast.proof import vintages as module
from analytics.forecast.proof.vintages import kept_forecasts
from analytics.settings import Settings
from analytics.store import LoadOptions, NewPack, Store, add_pack, load, purge_before, purge_load, undo
from analytics.store.vintages import NewVintage, keep_vintages, newest_loads, vintages
from tests.places import NOW, ROOT, SAMPLE_DATA

Loader = Callable[..., Receipt]
SETTINGS = Settings(paths=100)
START = date(2026, 1, 5)


def use(load_lines: Loader, days: int, tokens: int = 10, team: str = "A", first: int = 0) -> None:
    """Load the same use on some days."""
    load_lines(
        *[f"{START + timedelta(days=ahead)},{team},Revit,,a@b.example,,,{tokens}" for ahead in range(first, days)]
    )


def buy(store: Store, tokens: int, days: int) -> None:
    add_pack(store, NewPack("A", Decimal(tokens), START, START + timedelta(days=days - 1)))


def kept(store: Store) -> list[tuple[str, int, date]]:
    return vintages(store).select("team", "load_id", "as_of").rows()


def test_each_load_leaves_one_forecast_of_each_team_that_it_changed(load_lines: Loader, store: Store) -> None:
    use(load_lines, 40)
    use(load_lines, 40, team="B")
    assert keep_forecasts(store, SETTINGS, NOW) == 2
    assert keep_forecasts(store, SETTINGS, NOW) == 0
    use(load_lines, 70, first=30)
    assert keep_forecasts(store, SETTINGS, NOW) == 1
    ends = [START + timedelta(days=days - 1) for days in (40, 70)]
    assert kept(store) == [("A", 1, ends[0]), ("A", 3, ends[1]), ("B", 2, ends[0])]


def test_the_same_file_again_leaves_what_was_kept(tmp_path: Path, store: Store) -> None:
    lines = [f"{START + timedelta(days=ahead)},Revit,a@b.example,10" for ahead in range(40)]
    (tmp_path / "use.csv").write_text("\n".join(["Day used,Product,Email,Tokens used", *lines]), "utf-8")
    for status in (Status.LOADED, Status.UNCHANGED):
        assert load(store, tmp_path / "use.csv", NOW, LoadOptions()).status is status
        keep_forecasts(store, SETTINGS, NOW)
    assert len(kept(store)) == 1


def test_it_is_set_against_what_came(load_lines: Loader, store: Store) -> None:
    use(load_lines, 100)
    buy(store, 1205, 365)
    keep_forecasts(store, SETTINGS, NOW)
    use(load_lines, 170, first=100)
    buy(store, 5000, 365)  # bought later: it does not change what the tokens of the day came to
    found = kept_forecasts(store, "A")
    [(origin, p10, middle, p90, end, came, seen_until)] = found.dates.rows()
    # 1,000 of 1,205 tokens are used after 100 days; 205 pay for 20 days, and for half of the next.
    assert (origin, came) == (START + timedelta(days=99), START + timedelta(days=120))
    assert p10 <= middle <= p90
    assert abs((middle - came).days) <= 2
    assert (end, seen_until) == (START + timedelta(days=364), START + timedelta(days=169))
    assert found.use.select("days", "actual").rows() == [(30, 300.0), (60, 600.0), (90, None), (180, None)]
    assert found.use.item(0, "expected") == pytest.approx(300, rel=0.03)


def test_a_load_taken_back_or_purged_takes_its_forecast_along(load_lines: Loader, store: Store) -> None:
    for number in range(3):
        use(load_lines, 40 + 10 * number, tokens=10 + number)
        keep_forecasts(store, SETTINGS, NOW)
    undo(store, 3, NOW)
    assert [load_id for _, load_id, _ in kept(store)] == [1, 2]
    purge_load(store, 1, NOW)
    assert [load_id for _, load_id, _ in kept(store)] == [2]
    purge_before(store, START + timedelta(days=49), NOW)
    assert [load_id for _, load_id, _ in kept(store)] == [2]
    purge_before(store, START + timedelta(days=50), NOW)
    assert kept(store) == []


def test_a_forecast_of_a_load_that_is_no_longer_the_newest_is_not_kept(load_lines: Loader, store: Store) -> None:
    use(load_lines, 40)
    late = NewVintage("A", 1, START, "made before the second load", {"burn_rate": False})
    use(load_lines, 50)
    keep_vintages(store, [late], NOW)
    assert kept(store) == []
    assert newest_loads(store).rows() == [("A", 2, False)]


def test_one_team_without_a_forecast_does_not_keep_the_others_from_theirs(load_lines: Loader, store: Store) -> None:
    use(load_lines, 5, tokens=900, team="Short")
    use(load_lines, 40)
    assert keep_forecasts(store, SETTINGS, NOW) == 1
    assert [team for team, *_ in kept(store)] == ["A"]


def test_who_stops_keeps_what_is_made_and_goes_on_later(load_lines: Loader, store: Store) -> None:
    use(load_lines, 40)
    use(load_lines, 40, tokens=5, team="B")
    answers = iter([True, False])
    assert keep_forecasts(store, SETTINGS, NOW, lambda: next(answers)) == 1
    assert keep_forecasts(store, SETTINGS, NOW) == 1
    assert [team for team, *_ in kept(store)] == ["A", "B"]


def test_what_fails_in_writing_leaves_nothing(load_lines: Loader, store: Store) -> None:
    use(load_lines, 40)
    use(load_lines, 40, team="B")
    made = [NewVintage("A", 1, START, "", {}), NewVintage("B", 2, START, "", {"no": object()})]
    with pytest.raises(TypeError):
        keep_vintages(store, made, NOW)
    assert kept(store) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from analytics.forecast import keep_forecasts
from analytics.settings import Settings
from analytics.store import LoadOptions, Store, load
from tests.places import NOW, SAMPLE_DATA

def killed_at_the_second():
    asked.append(1)
    if len(asked) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return True

asked = []
with Store(Path(sys.argv[1])) as store:
    print(load(store, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions()).status)
    print(load(store, SAMPLE_DATA / "token_usage_2024-09_2025-12.csv", NOW, LoadOptions()).status, flush=True)
    keep_forecasts(store, Settings(paths=100), NOW, killed_at_the_second)
"""


@pytest.mark.skipif(os.name == "nt", reason="this system has no SIGKILL")
def test_killed_in_the_middle_the_loads_are_there_and_the_next_makes_up_for_it(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout.split()) == (-9, ["loaded", "loaded"])
    with Store(path) as store:
        assert kept(store) == []
        assert newest_loads(store).height == 3
        load(store, SAMPLE_DATA / "token_packs.csv", NOW, LoadOptions())
        assert keep_forecasts(store, SETTINGS, NOW) == 3


def test_the_outlook_uses_the_burn_rate_where_it_did_better(load_lines: Loader, store: Store) -> None:
    use(load_lines, 100)
    buy(store, 1205, 365)
    last = START + timedelta(days=99)
    assert outlook(store, "A", Question(), SETTINGS).method.startswith("average over a bank")
    keep_vintages(store, [NewVintage("A", 1, last, "", {"burn_rate": True})], NOW)
    answer = outlook(store, "A", Question(), SETTINGS)
    assert answer.method.startswith("the burn rate of the last 30 days, which did better here")
    assert answer.run_out is not None
    # Use never differed from its burn rate, so every future is the same.
    assert set(vars(answer.run_out.day).values()) == {START + timedelta(days=120)}
    assert outlook(store, "A", Question(burn_rate=False), SETTINGS).method.startswith("average over a bank")
    assert outlook(store, "A", Question(as_of=last - timedelta(days=1)), SETTINGS).method.startswith("average")


def test_whatever_a_team_lacks_is_no_error(load_lines: Loader, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    use(load_lines, 40)

    def refuse(*_: object, **__: object) -> None:
        raise HistoryError("Nothing can be said.", hint="Load more.")

    monkeypatch.setattr(module, "outlook", refuse)
    assert keep_forecasts(store, SETTINGS, NOW) == 0
