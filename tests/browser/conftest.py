"""Servers, browsers and visitors for the browser tests; whatever a browser complains about fails the test."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.browser import running
from tests.browser.running import Product, product
from tests.browser.visiting import PAGES, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

NEEDED = "TOKEN_GAUGE_NEEDS_BROWSER"


class Complaints:
    """What goes wrong in a visitor's browser: on the console, uncaught, in requests; and requests to anywhere else."""

    def __init__(self, page: "Page", address: str) -> None:
        self.found: list[str] = []
        self._host = urlsplit(address).netloc
        # Behind a deep link Streamlit's client looks for its server below the page's own path first, is told 404, and
        # finds it at the root.
        paths = "|".join(filter(None, PAGES.values()))
        self._probe = re.compile(rf"{re.escape(address)}/({paths})/_stcore/(health|host-config)")
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"uncaught: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("requestfailed", lambda request: self.found.append(f"failed: {request.url} ({request.failure})"))
        page.on("response", lambda response: self._answered(response.status, response.url))

    def _console(self, message: "ConsoleMessage") -> None:
        url = message.location["url"]
        is_probe = message.text.startswith("Failed to load resource") and self._probe.fullmatch(url)
        if message.type == "error" and not is_probe:
            self.found.append(f"console: {message.text} ({url})")

    def _answered(self, status: int, url: str) -> None:
        if status >= 400 and not (status == 404 and self._probe.fullmatch(url)):
            self.found.append(f"answered {status}: {url}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.found.append(f"left this machine: {url}")


@pytest.fixture(scope="session")
def _able() -> None:
    """Skip, or fail where CI says that a browser is a must, when there is no browser to test with."""
    missing = running.what_is_missing()
    if missing and os.environ.get(NEEDED) == "1":
        pytest.fail(f"{NEEDED} is 1, but {missing}.")
    if missing:
        pytest.skip(f"{missing}.")


# For a module only: as long as Playwright's event loop runs in this thread, no other test can run one.
@pytest.fixture(scope="module")
def browser(_able: None) -> Iterator["Browser"]:
    """Give a browser."""
    with running.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def sample(_able: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Give the product on the sample data, for tests that only look."""
    with product(tmp_path_factory.mktemp("sample") / "store.duckdb") as running_product:
        yield running_product


@pytest.fixture
def fresh(_able: None, tmp_path: Path) -> Iterator[Product]:
    """Give the product on an empty store of the test's own."""
    with product(tmp_path / "store.duckdb") as running_product:
        yield running_product


@pytest.fixture
def visitor_of(browser: "Browser") -> Iterator[Callable[..., Visitor]]:
    """Give a function from a product, and what the browser is like, to a visitor who must have no complaint."""
    visits: list[Complaints] = []
    with ExitStack() as contexts:

        def visit(visited: Product, **window: Any) -> Visitor:
            context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | window)
            contexts.callback(context.close)
            page = context.new_page()
            visits.append(Complaints(page, visited.address))
            return Visitor(page, visited.address)

        yield visit
        # Before the windows close: closing them ends requests that are under way.
        found = [complaint for visit in visits for complaint in visit.found]
    assert not found, "\n".join(found)


@pytest.fixture
def visitor(sample: Product, visitor_of: Callable[..., Visitor]) -> Visitor:
    """Give a visitor of the sample data."""
    return visitor_of(sample)


# The server comes first, so that it ends after the browser's window: its end is no fault of the page.
@pytest.fixture
def owner(fresh: Product, visitor_of: Callable[..., Visitor]) -> Visitor:
    """Give a visitor of a store of one's own, still empty."""
    return visitor_of(fresh)
