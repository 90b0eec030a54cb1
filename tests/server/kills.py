"""The running server, killed while a click writes to the store; then the store is wholly as before, or as after."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.running import chromium, product
from tests.browser.visiting import Visitor
from tests.loading.kills import Kills, fresh, kills_of, prepare

if TYPE_CHECKING:  # a machine without Playwright still collects the tests, and skips them
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Click:
    """A click that writes."""

    button: str
    done: str
    """What the page says when it is done."""
    before: Callable[[Visitor, Path], None]
    """Leads to the button; the path is that of the folder with the files to load."""


def _to_load(owner: Visitor, folder: Path) -> None:
    owner.opens("Load data")
    owner.uploads(folder / "more.csv")


def _to_undo(owner: Visitor, _: Path) -> None:
    owner.opens("History")
    owner.chooses("Load to look into", "2: two.csv", then="If you take it back")


def _to_purge_days(owner: Visitor, _: Path) -> None:
    owner.opens("History")
    owner.unfolds("Purge old data")
    owner.fills("Purge what is older than", "2026-01-15")
    owner.presses("Show what purging old data would remove", then="A purge cannot be taken back")
    owner.ticks("Remove old data for good; I know that it cannot be taken back")


def _to_purge_a_load(owner: Visitor, _: Path) -> None:
    owner.opens("History")
    owner.chooses("Load to look into", "2: two.csv", then="If you take it back")
    owner.unfolds("Purge this load")
    owner.presses("Show what purging this load would remove", then="A purge cannot be taken back")
    owner.ticks("Remove this load for good; I know that it cannot be taken back")


def _to_pseudonyms(owner: Visitor, _: Path) -> None:
    owner.opens("History")
    owner.unfolds("Replace names and e-mails by pseudonyms")
    owner.ticks("Replace all names and e-mails, for good")


def _to_limit(owner: Visitor, _: Path) -> None:
    owner.opens("Limits")
    owner.reads("No limit is set yet.")


CLICKS = {
    "load": Click("Load", "1 file is in.", _to_load),
    "undo": Click("Take back", "Load 2 is taken back.", _to_undo),
    "purge of days": Click("Remove old data for good", "What is older than 15 January 2026", _to_purge_days),
    "purge of a load": Click("Remove this load for good", "Load 2 is purged.", _to_purge_a_load),
    "pseudonymise": Click("Replace names and e-mails", "Names and e-mails are replaced by pseudonyms.", _to_pseudonyms),
    "limit": Click("Set the limit", "over a limit in this range", _to_limit),
}
"""What is killed, by the names that `tests.loading.kills` has for the same writes."""


def kill_servers(folder: Path, count: int, seed: int, kinds: Sequence[str] = tuple(CLICKS)) -> Kills:
    """Kill servers at random moments after a click, each kind of write in turn."""
    prepare(folder)
    with chromium() as browser, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder / "temporary"))  # of the server; this program keeps its own

        def write(kind: str, _: int, moment: float | None) -> tuple[float, bool]:
            fresh(folder, kind)
            return _clicked(browser, folder, CLICKS[kind], moment)

        return kills_of(folder, kinds, count, seed, write)


def _clicked(browser: "Browser", folder: Path, click: Click, moment: float | None) -> tuple[float, bool]:
    """Click, and kill the server after so many seconds (None: end it when all is done); its log is kept.

    Returns
    -------
    tuple
        The seconds from the click to the end, and whether the page said before it that all is done.
    """
    with product(folder / "store.duckdb") as running:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        owner = Visitor(context.new_page(), running.address)
        click.before(owner, folder)
        done = owner.main.get_by_text(click.done)
        owner.main.get_by_role("button", name=click.button, exact=True).click()
        begun = time.perf_counter()
        if moment is None:
            done.first.wait_for()
        else:
            time.sleep(moment)
        is_said, seconds = bool(done.count()), time.perf_counter() - begun
        if moment is not None:
            running.dies()
        context.close()
        shutil.copy(running.log, folder / "temporary")  # no clear name may stand in it either
    return seconds, is_said
