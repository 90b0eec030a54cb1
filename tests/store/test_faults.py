"""Full disks and killed programs: every transaction is wholly there or wholly not, and the store opens again."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analytics.store import Store
from tests.places import ROOT

LIMITED = """
import json, resource, signal, sys, threading
from pathlib import Path
from analytics.errors import StoreError
from analytics.store import Store

path, limit, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
COUNT = "SELECT count(*) FROM usage_rows"
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
done = threading.Event()
faults = []

def read():
    try:
        while not done.is_set():
            assert store.frame(COUNT).item() % rows == 0
    except BaseException as fault:
        faults.append(repr(fault))

kept, told = 0, []
with Store(path) as store:
    reader = threading.Thread(target=read)
    reader.start()
    with store.writing() as cursor:
        cursor.execute("SET checkpoint_threshold = '" + sys.argv[4] + "'")
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    while len(told) < 2:
        try:
            with store.writing() as cursor:
                cursor.execute(
                    "INSERT INTO usage_rows SELECT 1, range, DATE '2026-01-01' + (random() * 999)::INT, 1,"
                    " (random() * 1e9)::INT, (random() * 1e9)::INT, NULL, NULL, random() * 1e9 FROM range($rows)",
                    {"rows": rows},
                )
            kept += rows
        except StoreError as error:
            told.append(error.message)
    done.set()
    reader.join()
    print(json.dumps({"kept": kept, "told": told, "seen": store.frame(COUNT).item(), "faults": faults}))
"""


# One transaction that is too large; a log that is full; a log that cannot be taken into the file, whether DuckDB finds
# that before it keeps the transaction or after it.
@pytest.mark.parametrize(
    ("limit", "rows", "log"),
    [
        (20_000_000, 3_000_000, "16MB"),
        (2_000_000, 5_000, "16MB"),
        (18_000_000, 20_000, "16MB"),
        (3_000_000, 500, "1MB"),
    ],
)
def test_a_full_disk_is_one_sentence_and_changes_nothing(tmp_path: Path, limit: int, rows: int, log: str) -> None:
    pytest.importorskip("resource", reason="this system knows no limit for the size of files")
    path = tmp_path / "store.duckdb"
    command = [sys.executable, "-c", LIMITED, str(path), str(limit), str(rows), log]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    sentence = f"The store {path} cannot be written: nothing was changed (disk full: the file may not grow)."
    assert answer["told"] == [sentence] * 2
    assert answer["faults"] == []
    assert answer["seen"] == answer["kept"]
    with Store(path) as store:
        assert store.frame("SELECT count(*) FROM usage_rows").item() == answer["kept"]
        with store.writing() as cursor:
            cursor.execute("INSERT INTO teams VALUES (1, 'A')")


WITHOUT_ROOM = """
import json, resource, signal, sys
from pathlib import Path
from analytics.errors import StoreError
from analytics.store import Store

folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

def told(work):
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        work()
    except StoreError as error:
        return error.message
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

with Store(folder / "store.duckdb") as store:
    with store.writing() as cursor:
        cursor.execute("INSERT INTO teams SELECT range, uuid()::VARCHAR FROM range(50000)")
    answers = [told(store.compact), store.frame("SELECT count(*) FROM teams").item()]
    store.compact()
    answers += [told(lambda: Store(folder / "new.duckdb")), store.frame("SELECT count(*) FROM teams").item()]
print(json.dumps(answers))
"""


def test_without_room_nothing_is_compacted_or_begun(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="this system knows no limit for the size of files")
    command = [sys.executable, "-c", WITHOUT_ROOM, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    reason = "(disk full: the file may not grow)."
    assert json.loads(done.stdout) == [
        f"The store {tmp_path}/store.duckdb cannot be compacted: what was deleted is still in its bytes {reason}",
        50_000,
        f"{tmp_path}/new.duckdb cannot be opened as a store {reason}",
        50_000,
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["store.duckdb"]


# Reading the libraries takes longer than all the rest, so one program does it and its children are killed.
WRITING = """
import os, sys
from pathlib import Path
from analytics.store import Store

def write(first):
    print(os.getpid(), flush=True)
    with Store(Path(sys.argv[1])) as store:
        for number in range(first, 1_000_000):
            with store.writing() as cursor:
                cursor.execute(f"INSERT INTO loads BY NAME SELECT {number} AS load_id, 'a' AS file, 'a' AS sha256,"
                               " 'a' AS kind, TIMESTAMP '2026-01-01' AS loaded_at, '{}' AS receipt")
                cursor.execute(f"INSERT INTO usage_rows SELECT {number}, range, DATE '2026-01-01', 1, NULL, 1, NULL,"
                               " NULL, random() FROM range(20000)")
                cursor.execute(f"INSERT INTO coverage SELECT {number}, 'tokens', 1, DATE '2026-01-01', '2026-01-01',"
                               " NULL")
            print(number, flush=True)

for line in sys.stdin:
    if os.fork() == 0:
        write(int(line))
    os.wait()
    print("killed", flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_program_that_is_killed_leaves_whole_transactions(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    moments = random.Random(2026)
    loads: list[int] = []
    command = [sys.executable, "-c", WRITING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdin is not None  # both are pipes
        assert program.stdout is not None
        for _ in range(10):
            print(len(loads) + 1, file=program.stdin, flush=True)
            child = int(program.stdout.readline())
            told = [program.stdout.readline()]
            time.sleep(moments.uniform(0, 0.3))
            os.kill(child, signal.SIGKILL)
            told += iter(program.stdout.readline, "killed\n")
            with Store(path) as store:
                loads = store.frame("SELECT load_id FROM loads ORDER BY load_id")["load_id"].to_list()
                rows = store.frame("SELECT load_id, count(*) FROM usage_rows GROUP BY load_id ORDER BY load_id").rows()
                covered = store.frame("SELECT load_id FROM coverage ORDER BY load_id")["load_id"].to_list()
            assert rows == [(load_id, 20_000) for load_id in loads]
            assert covered == loads == list(range(1, len(loads) + 1))
            assert int(told[-1]) <= len(loads) <= int(told[-1]) + 1  # what was told is there, and at most one more
        program.stdin.close()
