"""Several people at once: the server answers all of them, is well all the time, and ends when it is asked to."""

import asyncio
import subprocess
import sys
from pathlib import Path

from analytics.store import LoadOptions, Store, load
from tests.browser.running import product
from tests.browser.visiting import PAGES
from tests.places import NOW, ROOT, SAMPLE_DATA
from tests.server.sessions import Run, health, visit

SESSIONS = 8
PATIENCE = 60.0
"""Seconds without a health answer, or without the end of all runs in twenty times as many, that mean never."""
_ANSWERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from analytics.masking import masked_table

texts = [Path(name).read_text("utf-8") for name in sys.argv[2:]]
codes = [compile(text.partition("```python")[2].partition("```")[0], name, "exec")
         for name, text in zip(sys.argv[2:], texts)]


def answer(code):
    names = {}
    exec(code, names)
    # What a page does with an answer: nobody's name is shown, and the browser gets Arrow.
    for table in names.values():
        if isinstance(table, pl.DataFrame):
            masked_table(table).to_arrow()


with ThreadPoolExecutor(int(sys.argv[1])) as threads:
    for _ in threads.map(answer, 2 * codes):
        pass
"""
_DIGESTS = """
import sys
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from pages.parts.digests import digest

frame = pl.DataFrame({"day": range(1000)})


def often(act):
    for _ in range(1000):
        act(frame)


with ThreadPoolExecutor(int(sys.argv[1])) as threads:
    for _ in threads.map(often, 4 * [digest, pl.DataFrame.lazy]):
        pass
"""


async def _all_pages(address: str, first: int) -> list[Run]:
    """Go to every page once, beginning with one and going on in the menu's order."""
    paths = list(PAGES.values())
    async with visit(address) as session:
        return [await session.opens(path) for path in paths[first:] + paths[:first]]


async def _health_throughout(address: str) -> None:
    while True:
        assert "200 OK" in await health(address, PATIENCE)
        await asyncio.sleep(0.2)


def test_eight_sessions_over_all_pages_hold_nobody_up(tmp_path: Path) -> None:
    async def visits(address: str) -> list[list[Run]]:
        async with asyncio.timeout(20 * PATIENCE), asyncio.TaskGroup() as tasks:
            well = tasks.create_task(_health_throughout(address))
            sessions = [tasks.create_task(_all_pages(address, 3 * number)) for number in range(SESSIONS)]
            runs = [await session for session in sessions]
            well.cancel()
        return runs

    with product(tmp_path / "store.duckdb") as running:
        runs = asyncio.run(visits(running.address))
    assert [len(of_session) for of_session in runs] == SESSIONS * [len(PAGES)]
    assert all(run.elements for of_session in runs for run in of_session)
    assert [run for of_session in runs for run in of_session if run.complaints] == []


def test_the_server_ends_while_people_wait_for_a_page(tmp_path: Path) -> None:
    async def asks_for_a_page(address: str) -> None:
        async with visit(address) as session:
            await session.opens("")
            with_a_page_under_way = asyncio.create_task(session.opens("accuracy"))
            await asyncio.sleep(0)
            running.ends()
            with_a_page_under_way.cancel()

    with product(tmp_path / "store.duckdb") as running:
        asyncio.run(asks_for_a_page(running.address))


def test_eight_threads_over_all_answers_in_one_process(tmp_path: Path) -> None:
    with Store(tmp_path / "token_gauge.duckdb") as store:
        for name in ("token_usage_2025-12_2026-10.xlsx", "token_packs.csv", "directory.csv", "resources.csv"):
            load(store, SAMPLE_DATA / name, NOW, LoadOptions())
    notes = sorted(str(path) for path in (ROOT / "pages").glob("*/*.md"))
    _ends(_ANSWERS, [str(SESSIONS), *notes], tmp_path)


def test_eight_threads_digest_and_read_one_frame(tmp_path: Path) -> None:
    _ends(_DIGESTS, [str(SESSIONS)], tmp_path)


def _ends(script: str, words: list[str], folder: Path) -> None:
    """Run a script in a process of its own: one whose threads wait for each other cannot be ended from within."""
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "TOKEN_GAUGE_PATHS": "100"},
        capture_output=True,
        text=True,
        timeout=20 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
