"""What is temporary lies in one private folder, which is empty after the next start whatever ended the last one."""

import codecs
import gzip
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from analytics.exports import sheet_reader
from analytics.store import Store
from tests.exports.made import xlsx
from tests.loading.test_killed import LOADING
from tests.places import ROOT

HEADER = ["Day used", "Product", "Email", "Tokens used"]
ROWS = 60_000
NAME = "zmarkward"
SIGNALS = ("SIGKILL", "SIGTERM", "SIGHUP")


def rows(count: int) -> list[list[str]]:
    return [HEADER, *([f"2026-01-{1 + n % 28:02d}", "Révit", f"{NAME}{n % 500}@b.example", "3"] for n in range(count))]


def files(folder: Path) -> dict[str, Path]:
    """Write exports that are copied before they are read: of another encoding, packed, a workbook."""
    text = "\n".join(",".join(row) for row in rows(ROWS))
    made = {
        "encoded.csv": codecs.encode(text, "cp1252"),
        "packed.csv.gz": gzip.compress(text.encode()),
        "workbook.xlsx": xlsx(rows(20_000)),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in made}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Start a program whose children load and are killed, with a folder of its own for what is temporary elsewhere."""
    scratch = tmp_path_factory.mktemp("scratch")
    with subprocess.Popen(
        [sys.executable, "-c", LOADING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,  # what was not read yet is in the pipe, where one can ask for it
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
    ) as running:
        yield running, scratch
        assert running.stdin is not None  # it is a pipe
        running.stdin.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("name", ["encoded.csv", "packed.csv.gz", "workbook.xlsx"])
def test_no_copy_outlives_the_next_start(
    program: tuple[subprocess.Popen[bytes], Path], tmp_path: Path, name: str
) -> None:
    running, scratch = program
    assert running.stdin is not None  # both are pipes
    assert running.stdout is not None
    path = files(tmp_path)[name]
    kills = 0
    for number in count():
        store = tmp_path / f"{number}.duckdb"
        work = tmp_path / f"{number}.duckdb.work"
        running.stdin.write(f"{store}|{path}\n".encode())
        child = int(running.stdout.readline())
        while not (is_copied := any(file.is_file() for file in work.rglob("*"))):
            # On a busy machine all may be over before anybody looks: such a kill is none in the middle.
            if select.select([running.stdout], [], [], 0.002)[0]:
                break
        time.sleep(0.02 * kills)
        os.kill(child, getattr(signal, SIGNALS[kills % len(SIGNALS)]))
        list(iter(running.stdout.readline, b"over\n"))
        assert not list(scratch.iterdir())
        if is_copied:
            assert work.stat().st_mode & 0o777 == 0o700
        with Store(store):
            assert not list(work.iterdir())
        assert not work.exists()
        kills += is_copied
        if kills == len(SIGNALS) * 2:
            break


def test_only_what_is_of_dead_processes_goes(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    work = tmp_path / "store.duckdb.work"
    with Store(path) as store, store.work_folder.part() as folder:
        (folder / "copy").write_text("clear")
        (work / "4711-dead").mkdir()
        (work / "4711-dead" / "copy").write_text("clear")
        with Store(path) as other, other.work_folder.part() as beside:
            assert sorted(work.iterdir()) == sorted([folder, beside])
        assert list(work.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_linked_from_the_folder_stays(tmp_path: Path) -> None:
    own, work = tmp_path / "own", tmp_path / "store.duckdb.work"
    own.mkdir()
    work.mkdir(mode=0o755)
    (own / "kept").write_text("kept")
    (work / "link").symlink_to(own)
    with Store(tmp_path / "store.duckdb"):
        assert work.stat().st_mode & 0o777 == 0o700
        assert not list(work.iterdir())
    assert (own / "kept").exists()


def test_what_memory_cannot_hold_goes_to_the_folder(tmp_path: Path) -> None:
    with Store(tmp_path / "store.duckdb") as store:
        spill = Path(store.frame("SELECT current_setting('temp_directory')").item())
        assert spill.parent == tmp_path / "store.duckdb.work"


def test_the_reader_of_a_workbook_ends_with_its_parent(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx(rows(20_000)))
    command = [sys.executable, "-P", sheet_reader.__file__, str(book), str(tmp_path), str(6 * 1024**3), "300"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as reader:
        assert reader.stdin is not None  # it is a pipe
        reader.stdin.close()
        assert reader.wait() == sheet_reader.NO_PARENT
