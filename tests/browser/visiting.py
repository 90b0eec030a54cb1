"""What somebody does with the product in a browser window."""

import time
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:  # a machine without Playwright still collects the tests, and skips them
    from playwright.sync_api import Locator, Page

PAGES = {
    "Overview": "",
    "Products": "products",
    "Users": "users",
    "Top consumers": "top_consumers",
    "What changed": "what_changed",
    "Habits": "habits",
    "Members": "members",
    "Departments": "departments",
    "Limits": "limits",
    "Run-out": "run_out",
    "True-up": "true_up",
    "Budget": "budget",
    "Forecast by part": "parts",
    "Scenarios": "scenarios",
    "Accuracy": "accuracy",
    "Candidates": "candidates",
    "Portfolio": "portfolio",
    "Decisions": "decisions",
    "Rates and prices": "rates",
    "Applications": "applications",
    "Resources": "resources",
    "Load data": "load",
    "History": "history",
    "Packs": "packs",
    "Directory": "directory",
}
"""The pages by title, in the menu's order, each with its path in the address."""
_STILL = """async head => {
    for (let moving = [0]; moving.length; moving = head.parentElement.getAnimations({subtree: true}))
        await Promise.all(moving.map(motion => motion.finished?.catch(() => null)));
}"""
PATIENCE = 30.0
"""Seconds to wait for anything to be seen."""


class Visitor:
    """Somebody with the product in a browser window; every step ends when what it leads to can be seen.

    Parameters
    ----------
    page
        The browser's page.
    address
        Where the product is, without a slash at the end.
    """

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.address = address
        page.set_default_timeout(PATIENCE * 1000)

    @property
    def main(self) -> "Locator":
        """The page without the sidebar."""
        return self.page.get_by_test_id("stMain")

    def opens(self, title: str, **query: str) -> None:
        """Follow a link from outside to a page."""
        self.page.goto(f"{self.address}/{PAGES[title]}" + (f"?{urlencode(query)}" if query else ""))
        self._sees_all_of(title)

    def goes_to(self, title: str) -> None:
        """Click a page in the menu."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        self._sees_all_of(title)

    def chooses(self, label: str, option: str, *, then: str = "") -> None:
        """Choose an option of a box, and read on the page what follows from it, if anything does."""
        self.options(label).and_(self.page.get_by_role("option", name=option, exact=True)).click()
        self.reads(then)

    def options(self, label: str) -> "Locator":
        """Open a box, and give its options."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        # Scrolling closes the options, so what brings the box into view has to be over, a frame on, before they open.
        box.focus()
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        box.press("ArrowDown")
        options = self.page.get_by_role("option")
        options.first.wait_for()
        return options

    def presses(self, button: str, *, then: str) -> None:
        """Press a button of the page, and read what follows from it."""
        self.main.get_by_role("button", name=button, exact=True).click()
        self.reads(then)

    def ticks(self, label: str, *, then: str = "") -> None:
        """Tick a box, turn a switch or choose one of a few, and read what follows from it, if anything does."""
        roles = (self.main.get_by_role(role, name=label, exact=True) for role in ("checkbox", "switch", "radio"))
        # By the keyboard: a click would miss what moves while something above it unfolds.
        reduce(type(self.main).or_, roles).press("Space")
        self.reads(then)

    def unfolds(self, label: str) -> None:
        """Unfold a part of the page."""
        head = self.main.locator("summary").filter(has=self.page.get_by_text(label, exact=True))
        head.click()
        # Until it has unfolded, all that is in it and below it moves, and a click may miss.
        self.waits()
        head.evaluate(_STILL)

    def fills(self, label: str, day: str) -> None:
        """Fill in a day, given as ISO writes it."""
        for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
            self.main.get_by_role("spinbutton", name=f"{part}, {label}").press_sequentially(digits)
        self.page.keyboard.press("Escape")
        self.waits()

    def downloads(self, button: str) -> str:
        """Press the button of a download, and give the text that comes."""
        with self.page.expect_download() as download:
            self.main.get_by_role("button", name=button, exact=True).click()
        return download.value.path().read_text("utf-8-sig")

    def uploads(self, *files: Path) -> None:
        """Put files into the drop zone, and see what each is."""
        self.main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
        for file in files:
            self.main.get_by_test_id("stAlertTitle").get_by_text(file.name, exact=True).wait_for()
        self.waits()

    def reads(self, text: str) -> None:
        """See a text on the page once it is up to date."""
        self.main.get_by_text(text).first.wait_for()
        self.waits()

    def waits(self) -> None:
        """See the run of the page end, and nothing left of the one before."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        self.page.wait_for_function(
            "() => !document.querySelector('[data-stale=true], [data-testid=stSpinner], [data-testid=stSkeleton]')"
        )

    def looks(self) -> bytes:
        """Give a picture of the window as soon as it has stopped changing."""
        self.page.evaluate("() => document.fonts.ready.then(() => null)")
        end = time.monotonic() + PATIENCE
        picture = self.page.screenshot(animations="disabled")
        while time.monotonic() < end:
            earlier, picture = picture, self.page.screenshot(animations="disabled")
            if earlier == picture:
                return picture
        raise TimeoutError(f"The page {self.page.url} does not stop changing.")

    def _sees_all_of(self, title: str) -> None:
        self.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
        self.waits()
