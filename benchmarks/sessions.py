"""How many people one server serves: sessions over all pages of the real server, by Streamlit's own protocol.

Run from the repository root: `python benchmarks/sessions.py`, on Linux. Prints one line per measurement and ends by
itself: `--seconds` each for every number of sessions and time to think on a warm server, `--runs` runs for the memory
(7,200 are an hour of ten people who think for five seconds), then cold servers. The store is empty, so the pages show
the sample data.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from websockets.exceptions import ConnectionClosed

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script knows its own folder only, and the tests lie beside it

from tests.browser.running import Product, ProductError, product
from tests.browser.visiting import PAGES
from tests.server.sessions import Run, health, visit

_PATIENCE = 120.0
"""Seconds without an answer that count as none; the first run of a page computes what the others show."""
_MEGABYTE = 10**6


@dataclass
class Measured:
    """What a group of sessions met."""

    runs: list[Run] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    health: list[bool] = field(default_factory=list)


async def _session(address: str, until: float, think: float, seed: int, measured: Measured) -> None:
    """Visit all pages in an order of one's own, again and again, thinking before each."""
    chance, clock = random.Random(seed), asyncio.get_running_loop().time
    try:
        async with visit(address) as session:
            while True:
                for page in chance.sample(list(PAGES.values()), len(PAGES)):
                    await asyncio.sleep(chance.expovariate(1 / think))
                    if clock() >= until:
                        return
                    async with asyncio.timeout(_PATIENCE):
                        run = await session.opens(page)
                    measured.runs.append(run)
                    measured.errors += run.complaints
    except (OSError, TimeoutError, ConnectionClosed) as error:
        measured.errors.append(repr(error))


async def _well(address: str, measured: Measured) -> None:
    while True:
        try:
            measured.health.append("200 OK" in await health(address, _PATIENCE))
        except (OSError, TimeoutError):
            measured.health.append(False)
        await asyncio.sleep(0.5)


async def _sessions(address: str, count: int, seconds: float, think: float) -> Measured:
    measured = Measured()
    until = asyncio.get_running_loop().time() + seconds
    well = asyncio.create_task(_well(address, measured))
    await asyncio.gather(*(_session(address, until, think, seed, measured) for seed in range(count)))
    well.cancel()
    return measured


def sessions(running: Product, count: int, seconds: float, think: float, name: str) -> None:
    """Let people in for some seconds, and print what they met."""
    before, memory = running.processor_seconds, running.memory
    measured = asyncio.run(_sessions(running.address, count, seconds, think))
    spent = running.processor_seconds - before
    waits = np.array([run.seconds for run in measured.runs] or [np.nan]) * 1000
    print(
        f"{name}, {count} sessions, {think:.0f} s to think: {len(measured.runs)} runs, {len(measured.errors)} errors,"
        f" health {sum(measured.health)} of {len(measured.health)},"
        f" {spent / max(len(measured.runs), 1):.3f} s of the processor a run,"
        f" p50 {np.quantile(waits, 0.5):.0f} ms, p95 {np.quantile(waits, 0.95):.0f} ms,"
        f" memory {memory / _MEGABYTE:.0f} to {running.memory / _MEGABYTE:.0f} MB",
        flush=True,
    )
    for error in measured.errors[:5]:
        print(f"  {error}")


async def _one_by_one(running: Product, rounds: int) -> dict[str, list[float]]:
    """Visit each page alone, and measure what each run takes of the processor."""
    spent: dict[str, list[float]] = {page: [] for page in PAGES.values()}
    async with visit(running.address) as session:
        for _ in range(rounds):
            for page, of_page in spent.items():
                before = running.processor_seconds
                await session.opens(page)
                of_page.append(running.processor_seconds - before)
    return spent


def pages(running: Product) -> None:
    """Print what a first and a warm run of a page cost: the mean, and the dearest page."""
    spent = asyncio.run(_one_by_one(running, 4))
    for name, of_page in (
        ("First", {page: each[0] for page, each in spent.items()}),
        ("Warm", {page: float(np.median(each[1:])) for page, each in spent.items()}),
    ):
        dearest = max(of_page, key=of_page.__getitem__)
        print(
            f"{name} run of a page: mean {np.mean(list(of_page.values())):.3f} s of the processor,"
            f" most {of_page[dearest]:.3f} ({dearest or 'overview'})",
            flush=True,
        )


async def _memory(running: Product, runs: int, people: int) -> list[tuple[int, float]]:
    """Have a number of runs one after another by people who come and go, and note the memory in between."""
    noted: list[tuple[int, float]] = []
    done, everybody = 0, list(PAGES.values())
    while done < runs:

        async def one() -> None:
            async with visit(running.address) as session:
                for page in everybody:
                    await session.opens(page)

        await asyncio.gather(*(one() for _ in range(people)))
        done += people * len(everybody)
        noted.append((done, running.memory / _MEGABYTE))
    return noted


def memory(running: Product, runs: int) -> None:
    """Print how the memory goes over many runs, its second half as a slope."""
    noted = asyncio.run(_memory(running, runs, people=4))
    counts, sizes = (np.array(each, float) for each in zip(*noted, strict=True))
    half = len(counts) // 2
    slope = np.polyfit(counts[half:], sizes[half:], 1)[0] * 1000 if len(counts) - half > 1 else np.nan
    print(
        f"Memory over {noted[-1][0]} runs: {sizes[0]:.0f} MB, then {sizes[half]:.0f}, then {sizes[-1]:.0f};"
        f" {slope:+.1f} MB in a thousand runs of the second half",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, nargs="+", default=[3, 8, 50])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, nargs="+", default=[5, 1])
    parser.add_argument("--runs", type=int, default=7200)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, product(Path(folder) / "store.duckdb") as running:
        pages(running)
        for think in chosen.think:
            for count in chosen.sessions:
                sessions(running, count, chosen.seconds, think, "Warm")
        memory(running, chosen.runs)
        _end_with_people(running, 8)
    for count in chosen.sessions:
        with tempfile.TemporaryDirectory() as folder, product(Path(folder) / "store.duckdb") as running:
            sessions(running, count, chosen.seconds, chosen.think[0], "Cold")
            _end_with_people(running, count)


def _end_with_people(running: Product, count: int) -> None:
    """Ask the server to end while people wait for pages, and say whether it did within the seconds it may take."""

    async def end() -> None:
        async with asyncio.TaskGroup() as tasks:
            waiting = [tasks.create_task(_all_pages(running.address)) for _ in range(count)]
            await asyncio.sleep(1)
            await asyncio.to_thread(running.ends)
            for task in waiting:
                task.cancel()

    try:
        asyncio.run(end())
    except* ProductError as error:
        print(f"  {error.exceptions[0]}")
    else:
        print(f"  asked to end with {count} sessions open: ended", flush=True)


async def _all_pages(address: str) -> None:
    try:
        async with visit(address) as session:
            for page in PAGES.values():
                await session.opens(page)
    except (OSError, ConnectionClosed):
        pass  # the server has ended


if __name__ == "__main__":
    main()
