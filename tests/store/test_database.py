"""The file: what it survives, whom it refuses, what is left of it."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreError
from analytics.store import LoadOptions, Store, current_usage, load, loads
from tests.places import NOW, ROOT, SAMPLE_DATA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.duckdb"


def files(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def add_teams(store: Store, first: int, count: int) -> None:
    with store.writing() as cursor:
        cursor.execute(f"INSERT INTO teams SELECT range, uuid()::VARCHAR FROM range({first}, {first + count})")


def team_count(store: Store) -> int:
    return int(store.frame("SELECT count(*) FROM teams").item())


def refusal(path: Path) -> str:
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert refused.value.hint
    return refused.value.message


def assert_damage_is_told(path: Path) -> None:
    damaged = r"cannot be (opened as a store|read) \(the file is damaged.*\)\."
    with pytest.raises(StoreError, match=damaged), Store(path) as store:
        store.frame("SELECT max(name) FROM teams")


def in_threads(count: int, work: Callable[[], None]) -> tuple[list[threading.Thread], list[BaseException]]:
    """Start threads, and give them with the list of what goes wrong in them."""
    faults: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as fault:  # a thread's failure must reach the test
            faults.append(fault)

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, faults


def test_a_store_keeps_what_was_loaded(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.duckdb"
    with Store(path) as store:
        receipt = load(store, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions())
        fingerprint = store.fingerprint
    with Store(path) as store:
        assert current_usage(store)["tokens"].sum() == receipt.tokens
        assert store.fingerprint == fingerprint


def test_a_second_program_is_told_who_has_the_store(path: Path) -> None:
    with Store(path):
        command = [sys.executable, "-m", "analytics", "--store", str(path), "loads"]
        here = os.environ | {"TOKEN_GAUGE_WAIT_SECONDS": "0"}
        other = subprocess.run(command, capture_output=True, text=True, check=False, env=here)
    assert other.returncode == 1
    assert f"is in use by another program (process {os.getpid()})." in other.stderr
    assert "Traceback" not in other.stderr


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "blocks.duckdb"  # no lock, for all its name
    path.write_text("not a database", encoding="utf-8")
    assert refusal(path) == f"{path} cannot be opened as a store (it is no DuckDB file)."
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE mine (x INTEGER)")
    assert refusal(other) == f"{other} is a DuckDB file, but not a store of Token Gauge."


def test_a_path_that_can_be_no_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} cannot be opened as a store (it is a folder)."
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "store.duckdb", tmp_path / "file" / "folder" / "store.duckdb"):
        assert refusal(path) == f"{path} cannot be opened as a store (its folder is a file)."


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no folder that refuses even its owner")
def test_a_folder_that_takes_no_files_is_refused() -> None:
    assert refusal(Path("/proc/store.duckdb")) == "/proc/store.duckdb cannot be opened as a store."


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5])
def test_a_file_that_was_cut_short_is_refused(path: Path, share: float) -> None:
    with Store(path) as store:
        add_teams(store, 0, 50_000)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    assert_damage_is_told(path)


def test_a_file_with_a_block_that_was_overwritten_says_so_when_it_is_read(path: Path) -> None:
    with Store(path) as store:
        add_teams(store, 0, 50_000)
    whole = path.read_bytes()
    third = len(whole) // 3
    path.write_bytes(whole[:third] + bytes(third) + whole[2 * third :])
    assert_damage_is_told(path)


def test_a_store_of_a_newer_version_is_refused(path: Path) -> None:
    with Store(path) as store, store.writing() as cursor:
        cursor.execute("UPDATE meta SET version = 99")
    assert refusal(path) == f"The store {path} was written by a newer version of Token Gauge."
    assert files(path) == ["store.duckdb"]


def test_a_write_that_fails_leaves_nothing(store: Store) -> None:
    before = store.fingerprint
    with pytest.raises(duckdb.ParserException), store.writing() as cursor:
        cursor.execute("INSERT INTO teams VALUES (1, 'A'); THIS IS NO SQL")
    assert store.fingerprint == before
    assert store.frame("SELECT * FROM teams").is_empty()


def test_a_mistake_in_a_query_is_no_fault_of_the_disk(store: Store) -> None:
    mistake = "SELECT 'No space left, Could not write'::INTEGER"
    with pytest.raises(duckdb.ConversionException), store.writing() as cursor:
        cursor.execute(mistake)
    with pytest.raises(duckdb.ConversionException):
        store.frame(mistake)


def test_threads_load_and_read_at_once(store: Store) -> None:
    with Store() as other:
        whole = {load(other, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions()).tokens}

    def read() -> None:
        for _ in range(20):
            assert current_usage(store)["tokens"].sum() in (0, *whole)

    readers, faults = in_threads(4, read)
    load(store, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions())
    for reader in readers:
        reader.join()
    assert not faults
    assert loads(store).height == 1


def test_duckdb_is_given_a_bounded_memory(store: Store) -> None:
    limit = store.frame("SELECT parse_formatted_bytes(current_setting('memory_limit'))").item()
    assert 0 < limit <= 10**9


def test_compacting_removes_what_was_deleted_from_the_bytes(path: Path) -> None:
    with Store(path) as store:
        add_teams(store, 10, 5_000)
        with store.writing() as cursor:
            cursor.execute("INSERT INTO users VALUES (1, 'ann@example.com', 'ann@example.com', 'Ann', 'Lee')")
    assert b"ann@example.com" in path.read_bytes()
    path.chmod(0o640)
    with Store(path) as store:
        with store.writing() as cursor:
            cursor.execute("DELETE FROM users")
        fingerprint = store.fingerprint
        catalog = "SELECT sql FROM duckdb_{}() WHERE {} ORDER BY sql"
        kinds = ("tables", "true"), ("views", "NOT internal")
        before = [store.frame(catalog.format(*kind))["sql"].to_list() for kind in kinds]
        store.compact()
        assert [store.frame(catalog.format(*kind))["sql"].to_list() for kind in kinds] == before
        assert store.fingerprint == fingerprint
        assert team_count(store) == 5_000
        assert current_usage(store).is_empty()
        with pytest.raises(duckdb.ConstraintException):
            add_teams(store, 10, 1)
        add_teams(store, 9, 1)
    assert b"ann@example.com" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o640
    assert files(path) == ["store.duckdb"]
    with Store(path) as store:
        assert team_count(store) == 5_001


def test_a_store_behind_a_link_is_written_anew_where_it_lies(path: Path, tmp_path: Path) -> None:
    Store(path).close()
    link = tmp_path / "folder" / "link.duckdb"
    link.parent.mkdir()
    link.symlink_to(path)
    with Store(link) as store:
        add_teams(store, 0, 10)
        store.compact()
        assert team_count(store) == 10
    assert link.is_symlink()
    assert files(link) == ["link.duckdb"]
    assert files(path) == ["folder", "store.duckdb"]


def test_two_copies_of_a_store_that_go_on_apart_have_two_fingerprints(path: Path) -> None:
    with Store(path) as store:
        add_teams(store, 0, 1)
        before = store.fingerprint
    copy = path.with_name("copy.duckdb")
    shutil.copy(path, copy)
    with Store(path) as one, Store(copy) as other:
        assert one.fingerprint == other.fingerprint == before
        for store in (one, other):
            add_teams(store, 1, 1)
        assert len({before, one.fingerprint, other.fingerprint}) == 3


def test_readers_are_right_while_the_store_is_compacted(path: Path) -> None:
    done = threading.Event()
    reads: list[int] = []
    with Store(path) as store:
        add_teams(store, 0, 1000)

        def read() -> None:
            while not done.is_set():
                assert store.frame("SELECT count(*), sum(team_id)::INT FROM teams").row(0) == (1000, 499_500)
                reads.append(1)

        readers, faults = in_threads(4, read)
        for _ in range(10):
            store.compact()
        done.set()
        for reader in readers:
            reader.join()
        assert not faults
        assert len(reads) > 10


def test_a_store_that_this_program_has_open_twice_is_not_compacted(path: Path) -> None:
    with Store(path) as store, Store(path) as other:
        add_teams(store, 0, 10)
        with pytest.raises(StoreError, match=r"cannot be compacted"):
            store.compact()
        add_teams(other, 10, 10)
        assert team_count(store) == 20
    assert files(path) == ["store.duckdb"]


@pytest.mark.parametrize("moment", ["rename", "copymode"])
def test_a_crash_while_compacting_leaves_the_store(path: Path, moment: str) -> None:
    with Store(path) as store:
        add_teams(store, 0, 10)
    crash = {"rename": "os.replace", "copymode": "shutil.copymode"}[moment]
    code = (
        "import os, shutil, signal, sys; from pathlib import Path; from analytics.store import Store\n"
        f"{crash} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Store(Path(sys.argv[1])).compact()"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False, cwd=ROOT)
    assert list(path.with_name("store.duckdb.work").iterdir())
    with Store(path) as store:
        assert team_count(store) == 10
    assert files(path) == ["store.duckdb"]


def test_compacting_in_memory_changes_nothing(store: Store) -> None:
    add_teams(store, 0, 10)
    store.compact()
    assert team_count(store) == 10
