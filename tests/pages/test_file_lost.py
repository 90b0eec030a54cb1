"""A store that was there is never replaced by the sample: not when its file is gone, nor when all is taken back."""

import os
from pathlib import Path

import pytest

from analytics.store import LoadOptions, Store, load, undo
from pages.parts import session
from tests.pages.seen import Open
from tests.places import NOW

EXPORT = "Day used,Team,Product,Email,Tokens used\n2026-01-05,Plant,Revit,ann@b.example,10\n"


@pytest.fixture
def filled(own_path: Path, tmp_path: Path) -> Path:
    (tmp_path / "own.csv").write_text(EXPORT, encoding="utf-8")
    with Store(own_path) as store:
        load(store, tmp_path / "own.csv", NOW, LoadOptions())
    return own_path


def test_pages_say_that_the_file_is_gone(opened: Open, filled: Path) -> None:
    assert not opened().error
    away = filled.rename(filled.with_name("away"))
    for page in ("pages/usage/overview.py", "pages/data/load.py", "pages/data/history.py"):
        app = opened(page)
        assert not app.exception
        assert [error.value.split("\\:")[0] for error in app.error] == ["Nothing more is read from it or written to it"]
    away.rename(filled)
    assert not opened().error


def test_pages_say_that_a_store_cannot_be_opened(opened: Open, filled: Path) -> None:
    os.truncate(filled, 0)
    app = opened()
    assert not app.exception
    assert app.error[0].value == "Check the path and the permissions, or name another file."


def test_a_store_of_which_all_is_taken_back_is_not_replaced_by_the_sample(own_path: Path, filled: Path) -> None:
    session.settings.cache_clear()
    assert own_path == filled
    assert not session.on_sample_data()
    undo(session.own_store(), 1, NOW)
    assert not session.on_sample_data()
    session.settings.cache_clear()
