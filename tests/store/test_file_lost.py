"""The store's file removed, replaced, restored, written over or cut short under the program that has it open."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreError
from analytics.store import LoadOptions, Store, Watch, current_usage, load
from tests.places import NOW, ROOT

HEADER = "Day used,Team,Product,Email,Tokens used\n"
PHASES = ("Looking at the file", "Looking at the texts", "Reading", "Checking every row", "Storing")


def remove(path: Path) -> None:
    path.rename(path.with_name("gone.duckdb"))


def replace(path: Path) -> None:
    os.replace(shutil.copy(path.with_name("other.duckdb"), path.with_name("new")), path)


def restore(path: Path) -> None:
    os.replace(shutil.copy(path.with_name("backup.duckdb"), path.with_name("new")), path)


def write_over(path: Path) -> None:
    shutil.copy(path.with_name("backup.duckdb"), path)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


HAPPENINGS = {
    remove: "was removed",
    replace: "was replaced by another file",
    restore: "was replaced by another file",
    write_over: "was written over",
    halve: "was cut short",
    empty: "was cut short",
}
"""What is done to a file, and what is said of it."""


class Happening(Watch):
    """Something happens to the file when a phase of the load begins."""

    def __init__(self, phase: str, happen: Callable[[], object]) -> None:
        super().__init__()
        self._phase, self._happen = phase, happen

    def begin(self, doing: str, *args: object, **kwargs: object) -> None:
        """Begin it, and let it happen."""
        super().begin(doing, *args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        if doing == self._phase:
            self._phase = ""
            self._happen()


def export(folder: Path, team: str, rows: int) -> Path:
    path = folder / f"{team}.csv"
    lines = (f"2026-01-{n % 28 + 1:02d},{team},Revit,u{n % 97}@b.example,3\n" for n in range(rows))
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def tokens(store: Store) -> Decimal:
    return Decimal(current_usage(store)["tokens"].sum())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one load of 30 tokens, of which there is a backup, then another of 60; beside it one of 90."""
    path = tmp_path / "store.duckdb"
    with Store(path) as store:
        load(store, export(tmp_path, "A", 10), NOW, LoadOptions())
    shutil.copy(path, tmp_path / "backup.duckdb")
    with Store(path) as store:
        load(store, export(tmp_path, "B", 20), NOW, LoadOptions())
    with Store(tmp_path / "other.duckdb") as store:
        load(store, export(tmp_path, "C", 30), NOW, LoadOptions())
    return path


def assert_refused(work: Callable[[], object], path: Path, said: str) -> None:
    with pytest.raises(StoreError) as refused:
        work()
    assert refused.value.message == f"The file of the store {path} {said} while this program had it open."
    assert "start again" in refused.value.hint


@pytest.mark.parametrize("phase", ["", *PHASES])
@pytest.mark.parametrize("happen", HAPPENINGS)
def test_no_load_is_acknowledged_that_is_not_in_the_file(
    path: Path, happen: Callable[[Path], None], phase: str
) -> None:
    large = export(path.parent, "D", 3_000)
    said = HAPPENINGS[happen]
    with Store(path) as store:
        if not phase:
            happen(path)
        watch = Happening(phase, lambda: happen(path))
        assert_refused(lambda: load(store, large, NOW, LoadOptions(), watch=watch), path, said)
        assert_refused(store.check, path, said)
        assert_refused(lambda: store.frame("SELECT 1"), path, said)
        assert_refused(store.compact, path, said)
    left = {remove: None, replace: 90, restore: 30, write_over: 30}
    assert not path.with_name("store.duckdb.wal").exists()
    if left.get(happen) is not None:
        with Store(path) as store:
            assert tokens(store) == left[happen]
            assert load(store, large, NOW, LoadOptions()).tokens == 9_000
    elif happen is not remove:
        with pytest.raises(StoreError, match=r"cannot be (opened as a store|read)"), Store(path) as store:
            tokens(store)


def test_a_file_that_is_put_back_is_the_store_again(path: Path) -> None:
    with Store(path) as store:
        remove(path)
        assert_refused(store.check, path, "was removed")
        path.with_name("gone.duckdb").rename(path)
        load(store, export(path.parent, "D", 100), NOW, LoadOptions())
        assert tokens(store) == 390
    with Store(path) as store:
        assert tokens(store) == 390


def test_what_was_loaded_is_in_the_file_without_a_log(path: Path) -> None:
    with Store(path) as store:
        load(store, export(path.parent, "D", 100), NOW, LoadOptions())
        assert not path.with_name("store.duckdb.wal").exists()
        shutil.copy(path, path.with_name("copy.duckdb"))
    with Store(path.with_name("copy.duckdb")) as copy:
        assert tokens(copy) == 390


LOGGED = """
import duckdb, os, signal, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO teams VALUES (99, 'Z')")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system does not kill so")
@pytest.mark.parametrize("happen", [replace, restore])
def test_a_log_of_another_file_is_said_with_a_way_forward(path: Path, happen: Callable[[Path], None]) -> None:
    subprocess.run([sys.executable, "-c", LOGGED, str(path)], check=False, cwd=ROOT)
    log = path.with_name("store.duckdb.wal")
    if happen is restore:  # a state of the same file before the one that the log goes on from
        with duckdb.connect(str(path)) as connection:
            connection.execute("CHECKPOINT")
        subprocess.run([sys.executable, "-c", LOGGED.replace("99", "98"), str(path)], check=False, cwd=ROOT)
    assert log.exists()
    happen(path)
    whole = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert refused.value.message.startswith(f"The log store.duckdb.wal beside the store {path} is of another file")
    assert "move store.duckdb.wal away" in refused.value.hint
    assert log.exists()
    assert path.read_bytes() == whole
    log.rename(path.with_name("away"))
    with Store(path) as store:
        assert tokens(store) == {replace: 90, restore: 30}[happen]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system does not kill so")
def test_a_log_whose_file_is_missing_is_kept(path: Path) -> None:
    subprocess.run([sys.executable, "-c", LOGGED, str(path)], check=False, cwd=ROOT)
    log = path.with_name("store.duckdb.wal")
    written = log.read_bytes()
    remove(path)
    with pytest.raises(StoreError, match=r"is missing, but its log store\.duckdb\.wal") as refused:
        Store(path)
    assert "Put the store's file back" in refused.value.hint
    assert log.read_bytes() == written
    path.with_name("gone.duckdb").rename(path)
    with Store(path) as store:
        assert tokens(store) == 90
        assert store.frame("SELECT count(*) FROM teams WHERE team_id = 99").item() == 1
