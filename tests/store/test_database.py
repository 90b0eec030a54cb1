"""The file: what it survives, whom it refuses."""

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from analytics.errors import StoreError
from analytics.store import LoadOptions, Store, current_usage, load, loads
from tests.places import NOW, SAMPLE_DATA


def test_a_store_keeps_what_was_loaded(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "store.duckdb"
    with Store(path) as store:
        receipt = load(store, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions())
        fingerprint = store.fingerprint
    with Store(path) as store:
        assert current_usage(store)["tokens"].sum() == receipt.tokens
        assert store.fingerprint == fingerprint


def test_a_second_program_is_told_who_has_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store(path):
        command = [sys.executable, "-m", "analytics", "--store", str(path), "loads"]
        other = subprocess.run(command, capture_output=True, text=True, check=False)
    assert other.returncode == 1
    assert "is in use by another program (process " in other.stderr
    assert "Traceback" not in other.stderr


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.duckdb"
    text.write_text("not a database", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(text)
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE mine (x INTEGER)")
    with pytest.raises(StoreError, match="not a store of Token Gauge"):
        Store(other)


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    with Store(path) as store, store.writing() as cursor:
        cursor.execute("UPDATE meta SET version = 99")
    with pytest.raises(StoreError, match="newer version"):
        Store(path)


def test_a_write_that_fails_leaves_nothing(store: Store) -> None:
    before = store.fingerprint
    with pytest.raises(duckdb.ParserException), store.writing() as cursor:
        cursor.execute("INSERT INTO teams VALUES (1, 'A'); THIS IS NO SQL")
    assert store.fingerprint == before
    assert store.frame("SELECT * FROM teams").is_empty()


def test_threads_load_and_read_at_once(store: Store) -> None:
    faults: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                assert current_usage(store)["tokens"].sum() in (0, *whole)
        except BaseException as fault:  # a thread's failure must reach the test
            faults.append(fault)

    with Store() as other:
        whole = {load(other, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions()).tokens}
    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    load(store, SAMPLE_DATA / "token_flex_contract.csv", NOW, LoadOptions())
    for reader in readers:
        reader.join()
    assert not faults
    assert loads(store).height == 1
