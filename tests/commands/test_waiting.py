"""Several commands at once on one store wait their turn, and say so."""

import json
import os
import subprocess
import sys
from pathlib import Path

from analytics.store import Store
from tests.places import ROOT

TOGETHER = 10


def begun(store: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "analytics", "--store", str(store), *arguments]
    here = os.environ | {"TOKEN_GAUGE_WAIT_SECONDS": "600"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=here)


def test_ten_commands_at_once_are_all_done(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    pack = ("packs", "add", "--tokens", "10", "--start", "2026-01-01", "--end", "2026-12-31", "--team", "A", "--json")
    with Store(path):  # all of them find it in use
        programs = [begun(path, *pack) for _ in range(TOGETHER)]
        said = [program.stderr.readline() for program in programs if program.stderr]
    done = [(program.communicate(), program.returncode) for program in programs]
    waits = f"The store {path} is in use by another program (process {os.getpid()}). Waiting for it, 600 seconds"
    assert [line for line in said if not line.startswith(waits)] == []
    assert [(status, errors) for (_, errors), status in done if status] == []
    assert [bool(json.loads(document)) for (document, _), _ in done] == [True] * TOGETHER
    with Store(path) as store:
        assert store.frame("SELECT count(*), sum(tokens)::INT FROM packs").row(0) == (TOGETHER, 10 * TOGETHER)
