"""A load that is killed at any moment is wholly there afterwards, or wholly not."""

import random
import subprocess
import sys
import time
from pathlib import Path

from analytics.store import LoadOptions, Store, load, loads
from tests.places import NOW, ROOT

KILLS = 40
ROWS = 60_000
# One program for all loads of one round: starting Python takes longer than the load.
LOADING = """
import sys
from pathlib import Path
from analytics.store import LoadOptions, Store, load
from tests.places import NOW
with Store(Path(sys.argv[1])) as store:
    print("begins", flush=True)
    for path in sys.argv[2:]:
        print(load(store, Path(path), NOW, LoadOptions()).status, flush=True)
"""


def written(path: Path, year: int) -> Path:
    lines = (f"{year}-{1 + n % 12:02d}-{1 + n % 28:02d},Revit,u{n % 500}@b.example,10" for n in range(ROWS))
    path.write_text("Day used,Product,Email,Tokens used\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_killed_load_is_wholly_there_or_wholly_not(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{year}.csv", year) for year in range(2010, 2010 + KILLS + 20)]
    store = tmp_path / "store.duckdb"
    with Store(store) as opened:
        begun = time.perf_counter()
        load(opened, paths[0], NOW, LoadOptions())
        seconds = time.perf_counter() - begun
    known, cut_off = 1, 0
    rng = random.Random(40)
    for _ in range(KILLS):
        # Two files, so that a moment may fall between them as well.
        command = [sys.executable, "-c", LOADING, str(store), *map(str, paths[known : known + 2])]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "begins\n"
            time.sleep(rng.random() * 1.3 * seconds)
            program.kill()
            told = program.stdout.read().count("loaded")
        with Store(store) as opened:
            there = loads(opened)
            rows = dict(opened.frame("SELECT load_id, count(*) AS rows FROM usage_rows GROUP BY load_id").rows())
            covered = opened.frame("SELECT load_id FROM coverage ORDER BY load_id")["load_id"].to_list()
        assert rows == dict.fromkeys(there["load_id"].to_list(), ROWS)
        assert covered == there["load_id"].to_list()
        # What was told to be loaded is loaded; what was not may have been, in its last moment.
        assert known + told <= there.height <= known + told + 1
        cut_off += there.height == known + told
        known = there.height
    assert cut_off >= KILLS / 4
