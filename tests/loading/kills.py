"""Programs that write to a store and are killed at any moment; then the store is wholly as before, or as after."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from analytics.store import (
    LoadOptions,
    NewPack,
    Store,
    add_pack,
    current_usage,
    load_all,
    pseudonymise,
    purge_before,
    purge_load,
    undo,
)
from analytics.store.catalogue import CATALOGUE
from analytics.store.decisions import State, Step, Subject, decide
from analytics.store.limits import NewLimit, Of, Period, add_limit
from tests.places import NOW, ROOT

ROWS = 20_000
KEY = bytes(range(32))
NAMED = b"@clear.example"
"""In every e-mail that is loaded, and nowhere else."""
HEADER = "Day used,Team,Product,Email,First name,Last name,Tokens used\n"


def _pack(store: Store) -> None:
    day = date(2026, 1, 1)
    add_pack(store, NewPack("A", Decimal(50), day, date(2026, 12, 31), note="for u1@clear.example"))


def _decide(store: Store) -> None:
    decide(store, Subject("to_subscription", 1, 1, ("Revit",), ()), Step(State.ACCEPTED, "u2@clear.example"), NOW)


def _load(name: str) -> Callable[[Store], None]:
    def write(store: Store) -> None:
        assert store.path is not None
        load_all(store, store.path.with_name(name), NOW, LoadOptions())

    return write


KINDS: dict[str, Callable[[Store], object]] = {
    "load": _load("more.csv"),
    "load of another encoding": _load("more_utf16.csv"),
    "undo": lambda store: undo(store, 2, NOW),
    "purge of days": lambda store: purge_before(store, date(2026, 1, 15), NOW),
    "purge of a load": lambda store: purge_load(store, 2, NOW),
    "pseudonymise": lambda store: pseudonymise(store, KEY),
    "pack": _pack,
    "decision": _decide,
    "limit": lambda store: add_limit(store, NewLimit(Of.TEAM, Period.MONTH, Decimal(50), team="A")),
    "migration": lambda store: store.frame("SELECT 1"),
}
"""What is killed, by its name; a migration happens when the store is opened."""
GONE = {"pseudonymise": NAMED, "purge of days": b"early@clear.example", "purge of a load": b"second@clear.example"}
"""What may not be left in the bytes of the store after a kind: everybody, or whoever was named in what it removes."""


def _export(path: Path, first: int, encoding: str) -> None:
    users = (n % 300 for n in range(ROWS))
    lines = (
        f"2026-01-{n % 28 + 1:02d},A,Product {n % 7},u{user}@clear.example,F{user},L{user},{n % 11}\n"
        for n, user in zip(range(first, first + ROWS), users, strict=True)
    )
    early = "2026-01-02,A,Revit,early@clear.example,Early,Bird,1\n"
    path.write_text(HEADER + early + "".join(lines), encoding=encoding)


def prepare(folder: Path) -> None:
    """Make the store that every kill begins from, that of an earlier schema, files to load, a temporary folder."""
    (folder / "temporary").mkdir()
    for name, first, encoding in (("one.csv", 0, "utf-8"), ("more.csv", 5, "utf-8"), ("more_utf16.csv", 9, "utf-16")):
        _export(folder / name, first, encoding)
    with Store(folder / "before.duckdb") as store:
        load_all(store, folder / "one.csv", NOW, LoadOptions())
        (folder / "two.csv").write_text(HEADER + "2026-02-01,A,Revit,second@clear.example,F1,L1,7\n", encoding="utf-8")
        load_all(store, folder / "two.csv", NOW, LoadOptions())
    shutil.copy(folder / "before.duckdb", folder / "earlier.duckdb")
    with duckdb.connect(str(folder / "earlier.duckdb")) as connection:
        connection.execute("UPDATE meta SET digest = 'of an earlier schema'")


def state(store: Store) -> tuple[object, ...]:
    """Return what a write changes: how many rows there are of everything, and what the usage adds up to."""
    counts = store.frame(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in CATALOGUE)).rows()
    usage = current_usage(store)
    named = store.frame("SELECT count(*) FROM users WHERE key LIKE '%@clear.example'").item()
    undone = store.frame("SELECT count(undone_at), count(purged_at) FROM loads").row(0)
    return *counts, usage["tokens"].sum(), usage["day"].min(), named, undone


# Reading the libraries takes longer than a write, so one program does it and its children write and are killed.
PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from threading import Thread
from analytics.store import Store, current_usage
from tests.loading.kills import KINDS

def read(store):
    while True:
        current_usage(store)
        time.sleep(0.01)

def run(kind, path, readers):
    print(os.getpid(), flush=True)
    with Store(Path(path)) as store:
        for _ in range(int(readers)):
            Thread(target=read, args=(store,), daemon=True).start()
        KINDS[kind](store)
        print("done", flush=True)
        signal.pause()

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(*line.rstrip("\\n").split("|"))
    os.waitpid(child, 0)
    print("over", flush=True)
"""


Write = Callable[[str, int, float | None], tuple[float, bool]]
"""From a kind, the number of the kill, and the seconds after which it comes (None: when all is done), to how long it
took and whether it was said to be done."""


@dataclass
class Kills:
    """What was found."""

    kinds: Counter[str] = field(default_factory=Counter)
    """How often each kind was killed."""
    kept: int = 0
    """How many writes were wholly there."""
    faults: list[str] = field(default_factory=list)


def kill(folder: Path, count: int, seed: int) -> Kills:
    """Kill writes at random moments, each kind in turn, every other one with readers beside it as in the server."""
    prepare(folder)
    here = os.environ | {"TMPDIR": str(folder / "temporary")}
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=here
    ) as program:

        def write(kind: str, number: int, moment: float | None) -> tuple[float, bool]:
            readers = 0 if moment is None else 2 * (number // len(KINDS) % 2)
            return _one(program, folder, kind, readers, moment)

        return kills_of(folder, list(KINDS), count, seed, write)


def kills_of(
    folder: Path,
    kinds: Sequence[str],
    count: int,
    seed: int,
    write: Callable[[str, int, float | None], tuple[float, bool]],
) -> Kills:
    """Kill writes at random moments, each kind in turn, and look at what is left.

    Parameters
    ----------
    folder
        As `prepare` leaves it.
    kinds
        Names of kinds of writes.
    count, seed
        How many kills, and at which moments.
    write
        Writes to a fresh store, and is killed.
    """
    chance, kills = random.Random(seed), Kills()
    ends: dict[str, tuple[float, tuple[object, ...], tuple[object, ...]]] = {}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        if kind not in ends:
            with Store(fresh(folder, kind)) as store:
                before = state(store)
            seconds, _ = write(kind, number, None)
            with Store(folder / "store.duckdb") as store:
                ends[kind] = seconds, before, state(store)
        seconds, before, after = ends[kind]
        _, is_said = write(kind, number, chance.uniform(0, 1.5) * seconds)
        kills.kinds[kind] += 1
        for fault in _faults(folder, kind, before, after, is_said=is_said):
            kills.faults.append(f"{kind}, kill {number}: {fault}")
        with Store(folder / "store.duckdb") as store:
            kills.kept += state(store) == after != before
    return kills


def fresh(folder: Path, kind: str) -> Path:
    """Put the store that kills of a kind begin from in its place."""
    path = folder / "store.duckdb"
    for left in folder.glob("store.duckdb*"):
        (shutil.rmtree if left.is_dir() else os.unlink)(left)
    shutil.copy(folder / ("earlier.duckdb" if kind == "migration" else "before.duckdb"), path)
    return path


def _one(
    program: subprocess.Popen[str], folder: Path, kind: str, readers: int, moment: float | None
) -> tuple[float, bool]:
    """Let one child write; kill it after so many seconds (None: when it is done). Return how long it took, and said."""
    assert program.stdin is not None  # both are pipes
    assert program.stdout is not None
    print(kind, fresh(folder, kind), readers, sep="|", file=program.stdin, flush=True)
    child = int(program.stdout.readline())
    begun = time.perf_counter()
    said = []
    if moment is None:
        said.append(program.stdout.readline())
    else:
        time.sleep(moment)
    seconds = time.perf_counter() - begun
    os.kill(child, signal.SIGKILL)
    said += iter(program.stdout.readline, "over\n")
    return seconds, "done\n" in said


def _faults(
    folder: Path, kind: str, before: tuple[object, ...], after: tuple[object, ...], *, is_said: bool
) -> list[str]:
    """Return what is wrong after a kill: with the store once it is opened again, and with what lies around."""
    faults = []
    work = folder / "store.duckdb.work"
    outside = [file for file in (folder / "temporary").rglob("*") if file.is_file() and NAMED in file.read_bytes()]
    faults += [f"a clear name lies in {file.name} of the temporary folder" for file in outside]
    with Store(folder / "store.duckdb") as store:
        left = state(store)
        if left not in (before, after):
            faults.append(f"neither as before nor as after: {left}, {before}, {after}")
        if is_said and left != after:
            faults.append("what was said to be done is gone")
        if any(work.iterdir()):
            faults.append(f"the work folder is not empty: {[file.name for file in work.iterdir()]}")
    # One state of the store may not hold what it no longer knows.
    if kind in GONE and left == after and GONE[kind] in (folder / "store.duckdb").read_bytes():
        faults.append("a name is left in the bytes")
    left_over = [file.name for file in folder.glob("store.duckdb?*")]
    return faults + [f"{name} lies beside the store" for name in left_over]
