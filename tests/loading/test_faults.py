"""Damaged and hostile files end in one sentence and a hint, and change nothing; so does a full disk."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.exports import Receipt, Status
from analytics.store import LoadOptions, Store, is_empty, load, load_all
from tests.loading import broken
from tests.places import NOW, ROOT

MEMORY = 1536 * 1024**2
# One program loads all files: reading the libraries takes longer than all the rest.
LOADING = """
import json, resource, sys
from pathlib import Path
from analytics.store import LoadOptions, Store, load_all
from tests.places import NOW

folder, store = Path(sys.argv[1]), Store(Path(sys.argv[2]))
answers = {}
for path in sorted(folder.iterdir()):
    before = store.fingerprint
    [receipt] = load_all(store, path, NOW, LoadOptions(confirmed=True))
    unchanged = store.fingerprint == before
    answers[path.name] = [receipt.status, receipt.message, receipt.hint, receipt.rows_in, receipt.rows_used, unchanged]
# The maximum that getrusage tells of oneself counts the program that started this one; that of the memory map does not.
[own] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
peaks = [int(own) * 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024]
print(json.dumps({"answers": answers, "peaks": peaks}))
"""
# What is whole enough to load: what is wrong with the rest of it stands in the receipt or does no harm.
LOADED = {"empty_rows.xlsx": (1, 1), "path.xlsx": (1, 1), "path.zip": (1, 1), "open_quote_at_the_end.csv": (2, 1)}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Load all files in one program, with a folder of its own for what is temporary."""
    folder, store, scratch = (tmp_path_factory.mktemp(name) for name in ("files", "store", "scratch"))
    broken.write_all(folder)
    done = subprocess.run(
        [sys.executable, "-c", LOADING, str(folder), str(store / "store.duckdb")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    left = [*scratch.iterdir(), *(store / "store.duckdb.work").iterdir()]
    return json.loads(done.stdout) | {"left": [path.name for path in left]}


@pytest.mark.parametrize("name", [*broken.FILES, "nothing"])
def test_each_file_ends_in_a_receipt_or_a_sentence_and_a_hint(outcome: dict[str, object], name: str) -> None:
    status, message, hint, rows_in, rows_used, unchanged = outcome["answers"][name]  # type: ignore[index] # as above
    if name in LOADED:
        assert (status, (rows_in, rows_used)) == (Status.LOADED, LOADED[name])
        return
    assert (status, rows_used, unchanged) == (Status.REFUSED, 0, True)
    assert message.endswith("."), message
    assert hint.endswith("."), hint
    assert "Error" not in message
    assert "Traceback" not in message


def test_memory_is_bounded_and_nothing_temporary_is_left(outcome: dict[str, object]) -> None:
    own, readers = outcome["peaks"]  # type: ignore[misc] # as written above
    assert own < MEMORY
    # The reader of a workbook has a limit of its own, which a cell far away makes it meet.
    assert readers < 1024**3
    assert outcome["left"] == []


def test_the_command_line_says_it_in_one_sentence_and_a_hint(tmp_path: Path) -> None:
    for name, sentence in (("cut.csv.gz", "is a damaged archive."), ("nul.csv", "is not a text file")):
        (tmp_path / name).write_bytes(broken.FILES[name]())
        command = [sys.executable, "-m", "analytics", "--store", str(tmp_path / "s.duckdb"), "load", tmp_path / name]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 1
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from analytics.errors import StoreError
from analytics.store import LoadOptions, Store, load
from tests.places import NOW

with Store(Path(sys.argv[2])) as store:
    before = store.fingerprint
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
    try:
        print(load(store, Path(sys.argv[1]), NOW, LoadOptions()).status)
    except StoreError as error:
        print(error)
    print(store.fingerprint == before)
"""


def test_a_full_disk_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    lines = (
        f"2026-01-{n % 28 + 1:02d},Product {n * 7919 % 9973},u{n * 31 % 50_021}@b.example,{n % 977}"
        for n in range(300_000)
    )
    path = tmp_path / "large.csv"
    path.write_text("Day used,Product,Email,Tokens used\n" + "\n".join(lines) + "\n", encoding="utf-8")
    store = tmp_path / "store.duckdb"
    with Store(store):
        pass
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), str(store)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    told, unchanged = done.stdout.splitlines()
    assert "cannot be written: nothing was changed (disk full" in told
    assert unchanged == "True"
    with Store(store) as opened:
        assert is_empty(opened)


@pytest.mark.parametrize("load_file", [load, lambda *given: load_all(*given)[0]], ids=["load", "load_all"])
def test_no_place_for_what_is_temporary_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load_file: Callable[..., Receipt]
) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Day used,Product,Tokens used\n2026-01-01,Revit,10\n", encoding="utf-8")
    before = store.fingerprint
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    receipt = load_file(store, path, NOW, LoadOptions())
    assert (receipt.status, receipt.message, receipt.hint) == (
        Status.REFUSED,
        "export.csv cannot be read: No such file or directory.",
        "Check the path, the permissions and the space left for temporary files.",
    )
    assert store.fingerprint == before
