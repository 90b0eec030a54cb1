"""The History page in a browser: a load clicked, taken back and purged, old days removed, names replaced."""

from pathlib import Path

import pytest

from tests.browser.running import Product
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

HEADER = "Day used,Team,Product,Email,Tokens used"
JANUARY = ("2026-01-01,A,Revit,ann@b.example,10", "2026-01-31,A,Revit,bob@b.example,5")
AGAIN = ("2026-01-30,A,Revit,ann@b.example,1", "2026-01-31,A,Revit,ann@b.example,2")
MARCH = ("2026-03-01,A,Revit,ann@b.example,7",)


def _loads(owner: Visitor, folder: Path, name: str, *lines: str) -> None:
    path = folder / name
    path.write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    owner.uploads(path)
    owner.presses("Load", then="1 file is in.")
    owner.main.get_by_test_id("stAlertContentSuccess").get_by_text(name).wait_for()


def _rows(owner: Visitor) -> list[str]:
    """Give the table of loads, as read out to those who cannot see it."""
    return owner.main.get_by_test_id("stDataFrame").last.locator("tr[aria-rowindex]").all_inner_texts()


def test_a_load_is_clicked_and_taken_back(owner: Visitor, tmp_path: Path) -> None:
    owner.opens("Load data")
    _loads(owner, tmp_path, "january.csv", *JANUARY)
    _loads(owner, tmp_path, "march.csv", *MARCH)
    _loads(owner, tmp_path, "again.csv", *AGAIN)
    owner.goes_to("History")
    owner.reads(
        "A is covered from 1 January 2026 to 1 March 2026 with one gap, from 1 February 2026 to 28 February 2026"
    )
    # The box at the head of the first row, which is the newest load.
    owner.main.get_by_test_id("stDataFrame").last.locator(".dvn-scroller").click(position={"x": 20, "y": 52})
    owner.reads("If you take it back: load 1 counts again for 2 days with 5 tokens instead of 3.")
    owner.presses("Take back", then="Load 3 is taken back.")
    owner.goes_to("Overview")
    owner.reads("22 tokens from 1 January 2026 to 1 March 2026.")

    owner.goes_to("History")
    owner.ticks("Show those taken back or purged, too (1)")
    owner.chooses("Load to look into", "3: again.csv", then="Load 3 is taken back.")
    assert owner.main.get_by_role("button", name="Take back", exact=True).count() == 0


def test_data_is_purged_and_names_are_replaced(owner: Visitor, fresh: Product, tmp_path: Path) -> None:
    owner.opens("Load data")
    _loads(owner, tmp_path, "january.csv", *JANUARY)
    _loads(owner, tmp_path, "march.csv", *MARCH)
    owner.goes_to("History")
    owner.unfolds("Purge old data")
    owner.fills("Purge what is older than", "2026-01-31")
    owner.presses("Show what purging old data would remove", then="1 row, of which 1 counts today, with 10 tokens")
    owner.reads("A purge cannot be taken back")
    remove = owner.main.get_by_role("button", name="Remove old data for good", exact=True)
    assert remove.is_disabled()
    owner.ticks("Remove old data for good; I know that it cannot be taken back")
    owner.presses("Remove old data for good", then="What is older than 31 January 2026 is removed.")
    owner.reads("A is covered from 31 January 2026 to 1 March 2026")

    owner.chooses("Load to look into", "1: january.csv")
    owner.unfolds("Purge this load")
    owner.presses("Show what purging this load would remove", then="1 row, of which 1 counts today, with 5 tokens")
    owner.reads("1 person is forgotten.")
    owner.ticks("Remove this load for good; I know that it cannot be taken back")
    owner.presses("Remove this load for good", then="Load 1 is purged.")

    owner.unfolds("Replace names and e-mails by pseudonyms")
    owner.ticks("Replace all names and e-mails, for good")
    owner.presses("Replace names and e-mails", then="Names and e-mails are replaced by pseudonyms.")
    owner.goes_to("Users")
    owner.page.get_by_text("Show names and e-mails").click()
    owner.main.get_by_role("heading", level=3).filter(has_text="user-").wait_for()
    assert "ann@b.example" not in owner.main.inner_text()
    owner.goes_to("Load data")
    _loads(owner, tmp_path, "later.csv", "2026-04-01,A,Revit,ann@b.example,1")
    owner.goes_to("Users")
    owner.reads("1 user; the heaviest took 100 % of the tokens.")
    assert fresh.log.exists()
