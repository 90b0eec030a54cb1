"""What is no regular file is never opened: it is refused, and a folder goes on without it."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analytics.__main__ import cli
from analytics.exports import Status
from analytics.store import LoadOptions, Store, load, load_all
from tests.places import NOW, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these files are of POSIX")

TABLE = "Day used,Product,Tokens used\n2026-01-01,Revit,10\n"
SECONDS = 60


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name(".pipe"))
    path.symlink_to(path.with_name(".pipe"))


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_to_a_device_that_waits(path: Path) -> None:
    path.symlink_to("/dev/tty")


def door(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


SPECIAL = {
    "a named pipe": (pipe, link_to_a_pipe),
    "a device": (link_to_a_device, link_to_a_device_that_waits),
    "a socket": (door,),
}


@pytest.mark.parametrize(("what", "make"), [(what, make) for what, all_ in SPECIAL.items() for make in all_])
def test_what_is_no_file_is_refused_unopened(tmp_path: Path, store: Store, what: str, make: object) -> None:
    folder = tmp_path / "s"  # a socket has a short name
    folder.mkdir()
    make(folder / "f.csv")  # type: ignore[operator] # as listed above
    (folder / "g.csv").write_text(TABLE)
    before = store.fingerprint
    [receipt] = load_all(store, folder / "f.csv", NOW, LoadOptions())
    assert receipt == load(store, folder / "f.csv", NOW, LoadOptions())
    assert receipt.status is Status.REFUSED
    assert receipt.message == f"f.csv is {what} and no regular file, so it was not opened."
    assert receipt.hint
    assert store.fingerprint == before
    skipped, loaded = load_all(store, folder, NOW, LoadOptions())
    assert (skipped.status, skipped.message) == (Status.REFUSED, receipt.message.replace("f.csv", "s/f.csv"))
    assert (loaded.status, loaded.file) == (Status.LOADED, "s/g.csv")


def test_the_command_line_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.parquet"
    os.mkfifo(pipe)
    for store, *command in ((tmp_path / "s.duckdb", "load", pipe), (tmp_path, "backtest", pipe), (pipe, "loads")):
        done = subprocess.run(
            [sys.executable, "-m", "analytics", "--store", store, *command],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            timeout=SECONDS,
        )
        assert done.returncode == 1
        assert re.search(
            r"pipe\.parquet is a (named pipe and no regular file|pipe or a device, and no file)", done.stderr
        )
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["load"], ["load", "export.csv"], ["sample"], ["backtest"]])
def test_an_empty_text_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """As of a script's variable that is not set: the folder one is in must not be loaded, or written to."""
    (tmp_path / "export.csv").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["--store", str(tmp_path / "store.duckdb"), *command, ""])
    assert done.exit_code == 2
    assert "An empty text names no file and no folder" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


def test_the_folder_one_is_in_has_a_name(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [receipt] = load_all(store, Path("."), NOW, LoadOptions())
    assert receipt.message == "The folder . has no files."


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems have names in UTF-8 only")
def test_a_name_that_is_no_text_is_shown_as_one(tmp_path: Path, store: Store) -> None:
    (tmp_path / "exports").mkdir()
    path = Path(os.fsdecode(os.fsencode(tmp_path / "exports") + b"/ann\xe9e.csv"))
    path.write_text(TABLE)
    [receipt] = load_all(store, path, NOW, LoadOptions())
    assert (receipt.status, receipt.file) == (Status.LOADED, "ann\ufffde.csv")
    [receipt] = load_all(store, tmp_path / "exports", NOW, LoadOptions())
    assert (receipt.status, receipt.file) == (Status.UNCHANGED, "exports/ann\ufffde.csv")
