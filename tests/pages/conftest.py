"""The app on a store of the test's own, opened on any page as a link would."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts import session
from tests.pages.seen import Open
from tests.places import ROOT


@pytest.fixture
def own_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the app would keep what a person loads; nothing is there yet."""
    path = tmp_path / "own.duckdb"
    monkeypatch.setenv("TOKEN_GAUGE_STORE", str(path))
    monkeypatch.setenv("TOKEN_GAUGE_PSEUDONYM_KEY", str(tmp_path / "own.key"))
    monkeypatch.chdir(ROOT)
    return path


@pytest.fixture
def opened(own_path: Path) -> Iterator[Open]:  # noqa: ARG001 - wanted for what it sets up
    """Open the app on a page, as a link with the given address would."""

    def open_page(page: str = "pages/usage/overview.py", **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in address.items():
            app.query_params[key] = value
        # Overview is the menu's first page, which a path of its own does not lead to.
        return (app if page == "pages/usage/overview.py" else app.switch_page(page)).run()

    yield open_page
    # Answers are kept under the fingerprint of their store and do no harm; the settings are read once a process.
    session.settings.cache_clear()


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Collect what every download button would give, by the name of its file."""
    collected: dict[str, bytes] = {}

    def button(_: str, data: Any, file_name: str | None = None, *__: object, **___: object) -> bool:
        made = data() if callable(data) else data
        collected[str(file_name)] = made.encode() if isinstance(made, str) else made
        return False

    monkeypatch.setattr(st, "download_button", button)
    return collected
