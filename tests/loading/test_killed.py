"""A load that is killed at any moment is wholly there afterwards, or wholly not."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analytics.exports import Status
from analytics.store import LoadOptions, Store, load, receipt_of
from analytics.store.catalogue import CATALOGUE
from tests.loading.kills import KINDS, kill
from tests.places import NOW, ROOT

KILLS = 40
ROWS = 120_000
# Reading the libraries takes longer than a load, so one program does it and its children load and are killed.
LOADING = """
import os, signal, sys
from pathlib import Path
from analytics.store import LoadOptions, Store, load_all
from tests.places import NOW

def run(store, file):
    with Store(Path(store)) as opened:
        print(os.getpid(), flush=True)
        receipts = load_all(opened, Path(file), NOW, LoadOptions())
        print(*[receipt.status for receipt in receipts], flush=True)
        signal.pause()

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(*line.rstrip("\\n").split("|"))
    os.waitpid(child, 0)
    print("over", flush=True)
"""


def written(path: Path) -> Path:
    lines = (f"2026-01-{1 + n % 28:02d},Product {n % 7},u{n % 500}@b.example,{n % 11}" for n in range(ROWS))
    path.write_text("Day used,Product,Email,Tokens used\n" + "\n".join(lines) + "\n2026-01-02\n", encoding="utf-8")
    return path


def state(store: Store) -> tuple[object, ...]:
    """Give all that a load leaves in the store."""
    counts = store.frame(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in CATALOGUE)).rows()
    return *counts, *store.frame("SELECT sum(tokens), max(day) FROM current_usage").row(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_killed_load_is_wholly_there_or_wholly_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, path = tmp_path / "first.csv", written(tmp_path / "large.csv")
    first.write_text("Day used,Product,Email,Tokens used\n2025-12-31,Revit,u1@b.example,10\n", encoding="utf-8")
    before, store = tmp_path / "before.duckdb", tmp_path / "store.duckdb"
    with Store(before) as opened:
        load(opened, first, NOW, LoadOptions())
        without = state(opened)
    shutil.copy(before, store)
    with Store(store) as opened:
        receipt = load(opened, path, NOW, LoadOptions())
        assert (receipt.status, receipt.rows_used, receipt.load_id) == (Status.LOADED, ROWS, 2)
        whole = state(opened)
    there, seconds = 0, 0.0
    command = [sys.executable, "-c", LOADING]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdin is not None  # both are pipes
        assert program.stdout is not None
        for number in range(-1, KILLS):
            shutil.copy(before, store)
            print(store, path, sep="|", file=program.stdin, flush=True)
            child = int(program.stdout.readline())
            begun = time.perf_counter()
            told = []
            if number < 0:  # the first comes to its end, which tells how long a load takes
                told.append(program.stdout.readline())
                seconds = time.perf_counter() - begun
            time.sleep(1.3 * seconds * max(number, 0) / KILLS)
            os.kill(child, signal.SIGKILL)
            told += iter(program.stdout.readline, "over\n")
            with Store(store) as opened:
                left = state(opened)
                assert left in (without, whole)
                there += left == whole and number >= 0
                if left == whole:
                    kept = receipt_of(opened, 2)
                    assert (kept.rows_in, kept.rows_used, kept.tokens) == (ROWS + 1, ROWS, receipt.tokens)
            assert told == [] or left == whole  # what was told to be loaded is loaded
        program.stdin.close()
    with capsys.disabled():
        sys.stdout.write(f"\n{KILLS} kills: {there} loads wholly there, {KILLS - there} wholly not\n")
    assert there < KILLS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_any_write_that_is_killed_is_wholly_there_or_wholly_not_and_no_name_lies_about(tmp_path: Path) -> None:
    kills = kill(tmp_path, len(KINDS), seed=7)
    assert kills.faults == []
    assert set(kills.kinds) == set(KINDS)
