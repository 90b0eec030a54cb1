"""How long a visitor waits: for the Overview's verdict, and for each page of the menu.

Run from the repository root: `python .ci/pace.py`. The store is empty, so the pages show the sample data.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script knows its own folder only, and the tests lie beside it

from tests.browser.running import Product, chromium, product
from tests.browser.visiting import PAGES, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VISITS = 5
ROUNDS = 3
# Both end one frame after the first in which the heading is there: then it has been painted.
_VERDICT = """() => new Promise(done => {
    const look = () => {
        const heading = document.querySelector('[data-testid=stMain] h3');
        const seen = heading?.checkVisibility() && /of the term gone/.test(heading.innerText);
        requestAnimationFrame(seen ? () => done(performance.now()) : look);
    };
    look();
})"""
_PAGE_CHANGE = """title => new Promise(done => {
    const heading = level => document.querySelector(`[data-testid=stMain] ${level}`);
    const before = heading('h3');
    const text = before?.innerText;
    const link = [...document.querySelectorAll('[data-testid=stSidebarNavLink]')].find(
        link => link.innerText.endsWith(title));
    const start = performance.now();
    link.click();
    const look = () => {
        const now = heading('h3');
        const seen = heading('h1')?.innerText.trim() === title && now?.checkVisibility() && now.innerText !== text
            && !now.closest('[data-stale=true]');
        requestAnimationFrame(seen ? () => done(performance.now() - start) : look);
    };
    look();
})"""


def verdict_seconds(browser: "Browser", visited: Product) -> float:
    """Measure the time from the request to the painted verdict, in a context that has seen nothing before."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.goto(visited.address, wait_until="commit")
        milliseconds: float = page.evaluate(_VERDICT)
    return milliseconds / 1000


def page_change_seconds(browser: "Browser", visited: Product) -> dict[str, list[float]]:
    """Measure the time from a click in the menu to the painted headings, for each page in each round."""
    seconds: dict[str, list[float]] = {title: [] for title in PAGES}
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        visitor = Visitor(context.new_page(), visited.address)
        visitor.opens("Packs")
        for _ in range(ROUNDS):
            for title, taken in seconds.items():
                taken.append(visitor.page.evaluate(_PAGE_CHANGE, title) / 1000)
                visitor.waits()
    return seconds


def main() -> None:
    """Print the seconds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        product(Path(folder) / "store.duckdb") as visited,
        chromium() as browser,
    ):
        first, *others = [verdict_seconds(browser, visited) for _ in range(VISITS)]
        changes = page_change_seconds(browser, visited)
    print(f"Seconds to the verdict on the Overview: {median([first, *others]):.2f} (median of {VISITS} visits)")
    print(f"  the first visit after the start of the server: {first:.2f}")
    print(f"Seconds to change to a page (median of {ROUNDS}; the first time):")
    for title, taken in changes.items():
        print(f"  {title:<18}{median(taken):.2f}; {taken[0]:.2f}")


if __name__ == "__main__":
    main()
