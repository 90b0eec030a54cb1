"""What a warm run of a page costs the server, beside a run of a page with nothing but menu and side bar."""

import asyncio
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.browser.running import Product, product
from tests.browser.visiting import PAGES
from tests.places import ROOT
from tests.server.sessions import visit

MOST = 6.0
ROUNDS = 3
_EMPTY = "empty"


@pytest.mark.skipif(sys.platform != "linux", reason="only here a process tells another's time on the processor")
def test_a_warm_run_costs_at_most_six_times_an_empty_one(tmp_path: Path) -> None:
    async def costs(running: Product) -> tuple[float, float]:
        async def seconds(pages: list[str]) -> float:
            before = running.processor_seconds
            for page in pages:
                assert not (await session.opens(page)).complaints
            return (running.processor_seconds - before) / len(pages)

        async with visit(running.address) as session:
            pages = list(PAGES.values())
            await seconds([*pages, _EMPTY, *pages])
            # In turns: whatever else the machine does meets both.
            both = [(await seconds(pages), await seconds(len(pages) * [_EMPTY])) for _ in range(ROUNDS)]
        return min(page for page, _ in both), min(empty for _, empty in both)

    with product(tmp_path / "store.duckdb", with_an_empty_page(tmp_path / "product")) as running:
        page, empty = asyncio.run(costs(running))
    assert page / empty < MOST, f"{page / empty:.1f}: {page:.4f} s of the processor a run, an empty page {empty:.4f}"


def with_an_empty_page(folder: Path) -> Path:
    """Copy the product and add a page to its menu with nothing on it."""
    for part in ("analytics", "pages", "sample_data", ".streamlit"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    app = (ROOT / "app.py").read_text("utf-8")
    line = f'"Data": [st.Page("pages/data/{_EMPTY}.py", title="Empty"),'
    (folder / "app.py").write_text(re.sub(r'"Data": \[', line, app), "utf-8")
    (folder / "pages" / "data" / f"{_EMPTY}.py").write_text("", "utf-8")
    return folder
