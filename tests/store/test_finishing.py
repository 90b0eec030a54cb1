"""What was removed leaves the bytes of the file, also when the removal was killed before it was through."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from analytics.errors import StoreError
from analytics.store import Store
from analytics.store.catalogue import CATALOGUE
from analytics.store.pseudonymising import pseudonymise
from analytics.store.retention import purge_load
from tests.places import NOW, ROOT
from tests.store.test_catalogue import ENTERED, filled, left

KEY = bytes(range(32))
REMOVALS = {
    "pseudonymise": "pseudonymise(store, bytes(range(32)))",
    "purge": "purge_load(store, 1, datetime(2026, 11, 1))",
}
MOMENTS = ("pathlib.Path.unlink", "shutil.copymode", "os.replace")
KILLED = """
import os, pathlib, shutil, signal, sys
from datetime import datetime
from analytics.store import Store
from analytics.store.pseudonymising import pseudonymise
from analytics.store.retention import purge_load

store = Store(pathlib.Path(sys.argv[1]))
{moment} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
{removal}
"""


def e_mails() -> Iterator[str]:
    return (f"due{number:03d}@mark.example" for number in count(1))


@pytest.fixture
def marked(tmp_path: Path) -> tuple[Path, list[str]]:
    """Make a store with texts that name somebody, and a copy of it as an earlier version left one beside it."""
    path = tmp_path / "store.duckdb"
    brought = tuple(table for table in CATALOGUE if table not in ("meta", *ENTERED))
    marks = [mark for held in filled(path, e_mails(), brought).values() for mark in held]
    path.with_name("store.duckdb.version-1").write_bytes(path.read_bytes())
    return path, marks


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
@pytest.mark.parametrize("removal", REMOVALS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_removal_that_was_killed_is_finished_at_the_next_opening(
    marked: tuple[Path, list[str]], removal: str, moment: str
) -> None:
    path, marks = marked
    code = KILLED.format(moment=moment, removal=REMOVALS[removal])
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, cwd=ROOT, capture_output=True)
    assert done.returncode < 0, done.stderr
    assert left(path, marks)
    with Store(path) as store:
        assert not store.finishing_due
        assert not list(path.with_name("store.duckdb.work").iterdir())
    assert left(path, marks) == []
    assert list(path.parent.iterdir()) == [path]


def test_a_removal_that_found_no_room_is_tried_again(
    marked: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, marks = marked

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.copymode", full)
        with Store(path) as store, pytest.raises(StoreError, match="cannot be compacted"):
            pseudonymise(store, KEY)
        with Store(path) as store:
            assert store.finishing_due
            assert store.frame("SELECT count(*) FROM users WHERE key LIKE 'user-%'").item() == 1
    assert left(path, marks)
    with Store(path) as store:
        assert not store.finishing_due
    assert left(path, marks) == []


def test_nothing_is_due_after_a_removal(marked: tuple[Path, list[str]]) -> None:
    path, _ = marked
    with Store(path) as store:
        purge_load(store, 1, NOW)
        assert not store.finishing_due
