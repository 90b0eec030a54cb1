"""A store that several programs or threads want at once, and a load that is followed and cancelled."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.errors import StoreError
from analytics.exports import Status
from analytics.store import LoadOptions, Progress, Store, Watch, covered_days, current_usage, load, load_all, loads
from tests.exports.made import written
from tests.places import NOW, ROOT

HEADER = "Day used,Team,Product,Email,Tokens used\n"
HOLDING = """
import sys
from pathlib import Path
from analytics.store import Store
with Store(Path(sys.argv[1])):
    print("opened", flush=True)
    sys.stdin.readline()
"""


def export(folder: Path, team: str, rows: int) -> Path:
    lines = (f"2026-01-{n % 28 + 1:02d},{team},Revit,u{n % 997}@b.example,{n % 11}\n" for n in range(rows))
    return written(folder, HEADER + "".join(lines), f"{team}.csv")


def test_a_second_program_is_told_which_one_has_the_store(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdin is not None  # both are pipes
        assert program.stdout is not None
        assert program.stdout.readline() == "opened\n"
        with pytest.raises(StoreError) as told:
            Store(path)
        assert told.value.message == f"The store {path} is in use by another program (process {program.pid})."
        program.stdin.write("\n")
        program.stdin.close()
    with Store(path) as store:
        assert loads(store).is_empty()


def test_threads_load_and_read_one_store_at_once(tmp_path: Path) -> None:
    files = [export(tmp_path, team, 3_000) for team in "ABCDEF"]
    expected = Decimal(sum(n % 11 for n in range(3_000)))
    done = threading.Event()

    def read(store: Store) -> list[Decimal]:
        seen = []
        while not done.is_set():
            seen.append(current_usage(store)["tokens"].sum())
            assert covered_days(store).height % 28 == 0
        return seen

    with Store(tmp_path / "store.duckdb") as store, ThreadPoolExecutor(4) as threads:
        reading = [threads.submit(read, store) for _ in range(2)]
        try:
            receipts = list(threads.map(lambda path: load(store, path, NOW, LoadOptions()), files))
        finally:
            done.set()
        assert sorted(receipt.load_id or 0 for receipt in receipts) == [1, 2, 3, 4, 5, 6]
        assert {receipt.status for receipt in receipts} == {Status.LOADED}
        assert {receipt.tokens for receipt in receipts} == {expected}
        assert current_usage(store)["tokens"].sum() == 6 * expected
        for future in reading:
            seen = future.result()
            # Loads come whole and none goes.
            assert {total % expected for total in seen} == {0}
            assert seen == sorted(seen)


PHASES = ("Looking at the file", "Looking at the texts", "Reading", "Checking every row", "Storing")


class Cancelling(Watch):
    """Has another thread cancel the load when a phase begins."""

    def __init__(self, phase: str) -> None:
        super().__init__()
        self._phase = phase

    def begin(self, doing: str, *args: object, **kwargs: object) -> None:
        """Begin it, and cancel."""
        super().begin(doing, *args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        if doing == self._phase:
            self._phase = ""
            thread = threading.Thread(target=self.cancel)
            thread.start()
            thread.join()


@pytest.mark.parametrize("phase", PHASES)
def test_a_load_is_cancelled_in_any_phase(store: Store, tmp_path: Path, phase: str) -> None:
    load(store, export(tmp_path, "A", 10), NOW, LoadOptions())
    before = store.fingerprint
    receipt = load(store, export(tmp_path, "B", 100), NOW, LoadOptions(), watch=Cancelling(phase))
    assert (receipt.status, receipt.load_id) == (Status.CANCELLED, None)
    assert receipt.message == "Cancelled; nothing was changed."
    assert store.fingerprint == before
    assert store.frame("SELECT name FROM teams")["name"].to_list() == ["A"]
    assert load(store, tmp_path / "B.csv", NOW, LoadOptions()).rows_used == 100


def test_unpacking_is_cancelled(store: Store, tmp_path: Path) -> None:
    packed = tmp_path / "A.csv.gz"
    packed.write_bytes(gzip.compress(export(tmp_path, "A", 100_000).read_bytes()))
    [receipt] = load_all(store, packed, NOW, LoadOptions(), watch=Cancelling("Unpacking"))
    assert receipt.status is Status.CANCELLED
    assert loads(store).is_empty()


def seen(watch: Watch, done: threading.Event) -> Iterator[Progress]:
    while not done.wait(0.001):
        yield watch.progress


def test_progress_goes_up_and_the_rows_are_plausible(store: Store, tmp_path: Path) -> None:
    rows = 400_000
    path, watch, done = export(tmp_path, "A", rows), Watch(), threading.Event()
    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(lambda: list(seen(watch, done)))
        try:
            receipt = load(store, path, NOW, LoadOptions(), watch=watch)
        finally:
            done.set()
        told = following.result()
    assert receipt.rows_used == rows
    phases = list(dict.fromkeys(progress.doing for progress in told))
    assert phases == sorted(phases, key=["Waiting", *PHASES].index)
    for phase in PHASES:
        shares = [progress.share for progress in told if progress.doing == phase and progress.share is not None]
        assert shares == sorted(shares)
        assert all(0 <= share <= 1 for share in shares)
    read = [progress.rows for progress in told if progress.doing == "Reading" and progress.rows]
    # How many rows there are is told from the length of the first.
    assert 0 < max(read) <= 1.05 * rows


def test_a_load_is_cancelled_while_a_statement_runs(store: Store, tmp_path: Path) -> None:
    path, watch = export(tmp_path, "A", 400_000), Watch()
    before = store.fingerprint
    done = threading.Event()

    def cancel() -> None:
        next(progress for progress in seen(watch, done) if progress.doing == "Reading" and progress.rows)
        watch.cancel()

    with ThreadPoolExecutor(1) as beside:
        cancelling = beside.submit(cancel)
        try:
            receipt = load(store, path, NOW, LoadOptions(), watch=watch)
        finally:
            done.set()
        cancelling.result()
    assert receipt.status is Status.CANCELLED
    assert store.fingerprint == before
