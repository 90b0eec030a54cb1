"""One's own data in a browser: seen before it is loaded, loaded, answered from, taken back."""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.wording import tokens_text
from tests.browser.running import SAMPLE_FOLDER
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

CONTRACT = SAMPLE_FOLDER / "token_flex_contract.csv"
TEAM = "Token Flex contract"
"""What the product calls a contract that its export does not name."""
EMPTY = "Nothing of your own yet"
SAMPLE_SAYS = "178,576 tokens from 1 September 2024 to 31 October 2026."


# A look at how far a load is lasts a quarter of a second.
_KEEP_PROGRESS = """() => {
    window.progress = '';
    const look = () => document.querySelectorAll('[data-testid=stProgress]').forEach(bar => progress += bar.innerText);
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def _tokens() -> list[Decimal]:
    with CONTRACT.open(encoding="utf-8", newline="") as file:
        return [Decimal(row["tokensConsumed"]) for row in csv.DictReader(file)]


def _load_contract(owner: Visitor) -> None:
    used = f"{len(_tokens()):,} of {len(_tokens()):,} rows used."
    owner.goes_to("Load data")
    owner.uploads(CONTRACT)
    owner.reads(used)
    owner.reads("Once it is loaded, the pages show your own data in place of the sample data.")
    owner.reads(EMPTY)
    owner.presses("Load", then="rows used.")
    owner.main.get_by_text(EMPTY).wait_for(state="detached")
    assert owner.main.get_by_test_id("stAlertContentSuccess").all_inner_texts() == [
        f"{CONTRACT.name}\n\nToken Flex (EBA) export: {used}"
    ]


def _teams(owner: Visitor) -> list[str]:
    teams = owner.options("Team").all_inner_texts()
    owner.page.keyboard.press("Escape")
    return teams


def test_a_file_is_shown_loaded_answered_from_and_taken_back(owner: Visitor) -> None:
    owner.opens("Overview")
    owner.reads(SAMPLE_SAYS)
    _load_contract(owner)

    owner.goes_to("Overview")
    owner.reads(f"{tokens_text(sum(_tokens(), Decimal(0)))} tokens from 1 July 2025 to 30 June 2026.")
    assert _teams(owner) == ["All teams", TEAM]

    owner.goes_to("Load data")
    owner.uploads(CONTRACT)
    owner.reads("The same file is in the store already, as load 1; nothing was changed.")
    assert owner.main.get_by_role("button", name="Load", exact=True).count() == 0

    owner.goes_to("History")
    owner.chooses("Load to look into", f"1: {CONTRACT.name}", then="If you take it back: 365 days")
    owner.presses("Take back", then="Load 1 is taken back.")
    owner.goes_to("Overview")
    owner.reads("There is no usage yet.")
    assert owner.main.get_by_text(SAMPLE_SAYS).count() == 0


def test_a_file_that_is_no_export_is_refused_in_a_sentence(visitor: Visitor, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all,\nthe tokens are nearly gone.\n", encoding="utf-8")
    visitor.opens("Overview")
    visitor.goes_to("Load data")
    visitor.uploads(letter)
    visitor.reads("letter.txt has no row that names the columns of an Autodesk export.")
    assert visitor.main.get_by_test_id("stAlertContentError").count() == 1
    assert visitor.main.get_by_role("button", name="Load", exact=True).count() == 0
    visitor.reads(EMPTY)
    visitor.goes_to("Overview")
    visitor.reads(SAMPLE_SAYS)


def test_what_a_file_leaves_open_is_asked_and_remembered(owner: Visitor, tmp_path: Path) -> None:
    dutch = "Wanneer;Programma;Wie;Hoeveel"
    days = _written(tmp_path, "days.csv", "Day used,Product,Email,Tokens used", "03/02/2026,Revit,ann@b.example,10")
    first = _written(tmp_path, "first.csv", dutch, "2026-02-05;Revit;Ann Lee;3", "2026-02-06;Revit;Bob Ray;4")
    second = _written(tmp_path, "second.csv", dutch, "2026-02-15;Revit;Ann Lee;5")
    owner.opens("Load data")
    owner.uploads(days)
    owner.ticks("2 March 2026", then="1 of 1 row used.")
    owner.presses("Load", then="1 file is in.")
    owner.reads("2 March 2026 to 2 March 2026")

    owner.uploads(first)
    owner.reads("No column of this file is recognised as Day used or as Product or as Tokens.")
    assert "Ann Lee" not in " ".join(_cells(owner))
    # Below the header and half of the first row; Enter opens the choice of a meaning, and goes a row down after it.
    owner.main.locator(".dvn-scroller").click(position={"x": 40, "y": 50})
    owner.page.keyboard.press("ArrowRight")
    for meaning in ("Day used", "Product", "User name", "Tokens"):
        owner.page.keyboard.press("Enter")
        owner.page.get_by_role("option", name=meaning, exact=True).wait_for()
        owner.page.keyboard.type(meaning)
        owner.page.keyboard.press("Enter")
        owner.main.locator("[role=gridcell]").get_by_text(meaning, exact=True).wait_for(state="attached")
    owner.presses("Read it so", then="2 of 2 rows used.")
    owner.presses("Load", then="1 file is in.")
    owner.reads("5 February 2026 to 6 February 2026")

    owner.uploads(second)
    owner.reads("The file is ready to be loaded.")
    owner.presses("Load", then="1 file is in.")
    owner.reads("15 February 2026 to 15 February 2026")


def _written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


def _cells(visitor: Visitor) -> list[str]:
    """Give the cells of the tables in view, as read out to those who cannot see them."""
    return visitor.main.locator("[role=gridcell]").all_inner_texts()


def test_a_held_file_waits_and_rows_set_aside_come_without_names(owner: Visitor, tmp_path: Path) -> None:
    header = "Day used,Product,Email,Tokens used"
    users = [f"2026-01-05,Revit,u{number}@b.example,10" for number in range(10)]
    full = _written(tmp_path, "full.csv", header, *users)
    few = _written(tmp_path, "few.csv", header, users[0], "2026-01-05,Revit,odd@b.example,many")
    owner.opens("Load data")
    owner.uploads(full)
    owner.presses("Load", then="1 file is in.")
    owner.uploads(few)
    owner.reads("it has 10 tokens instead of 100")
    owner.reads("What would change, month by month: 1 month replaced")
    assert owner.main.get_by_role("button", name="Load", exact=True).count() == 0
    owner.ticks("Load it all the same: it is right as it is")
    owner.presses("Load", then="1 file is in.")
    receipt = json.loads(owner.downloads("Receipt (JSON)"))
    assert (receipt["rows_in"], receipt["rows_used"], receipt["load_id"], receipt["tokens"]) == (2, 1, 2, 10)
    assert '"2026-01, tokens: tokens before",100\n' in owner.downloads("Receipt (CSV)")
    aside = owner.downloads("Rows set aside (CSV)")
    assert aside.splitlines()[0] == "Row,Reason,Day used,Product,Tokens"
    assert "many" in aside
    assert "@" not in aside


def test_a_long_load_can_be_cancelled_and_left(owner: Visitor, tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    number = pl.int_range(3_000_000, eager=True).alias("n")
    number.to_frame().select(
        (pl.date(2025, 1, 1) + pl.duration(days=pl.col("n") % 365)).alias("Day used"),
        pl.lit("Revit").alias("Product"),
        pl.format("u{}@b.example", pl.col("n") % 5000).alias("Email"),
        pl.lit(10).alias("Tokens used"),
    ).write_csv(huge)
    load, cancel = (owner.main.get_by_role("button", name=name, exact=True) for name in ("Load", "Cancel"))
    owner.opens("Load data")
    owner.main.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(huge)
    owner.main.get_by_text("Looking at the file").wait_for()
    cancel.click()
    owner.reads("Not looked at; nothing was changed.")
    owner.page.evaluate(_KEEP_PROGRESS)
    owner.presses("Look at it now", then="3,000,000 of 3,000,000 rows used.")
    assert re.search(r"Looking at the file: Reading, about [\d,]+ rows so far", owner.page.evaluate("() => progress"))
    for leave in ("cancel", "go"):
        load.click()
        cancel.wait_for()
        owner.main.get_by_text("Loading the file").wait_for()
        owner.main.get_by_text("Cancelled; nothing was changed.").wait_for(state="detached")
        if leave == "cancel":
            cancel.click()
            owner.reads("Cancelled; nothing was changed.")
            owner.reads("The file is ready to be loaded.")
        else:
            owner.goes_to("Overview")
    owner.reads(SAMPLE_SAYS)
    owner.goes_to("Load data")
    owner.reads(EMPTY)


def test_a_pack_entered_by_hand_gives_a_run_out(owner: Visitor) -> None:
    owner.opens("Overview")
    _load_contract(owner)
    owner.goes_to("Run-out")
    owner.reads("When the tokens run out is not known: no pack is entered; enter what was bought.")

    owner.goes_to("Packs")
    bought = int(sum(_tokens(), Decimal(0))) + 10_000
    _types_a_pack(owner, str(bought), "2025-07-01", "2027-06-30")
    owner.presses("Keep the packs", then=f"{bought:,} tokens in 1 active pack:")

    owner.goes_to("Run-out")
    owner.reads(f"{TEAM}: You run out between")


def _types_a_pack(owner: Visitor, tokens: str, first_day: str, last_day: str) -> None:
    """Add a row to the table of packs, by the keyboard."""
    form = owner.main.get_by_test_id("stForm").filter(has=owner.page.get_by_role("button", name="Keep the packs"))
    grid = form.get_by_test_id("stDataFrame")
    box = grid.bounding_box()
    assert box is not None
    # The last row of the grid is the one to add another with.
    grid.click(position={"x": 150, "y": box["height"] - 12})
    owner.looks()
    for text in (TEAM, tokens):
        # The first key opens the field of the cell; keys that come before it is there are lost.
        field = owner.page.locator("#portal").locator("input, textarea")
        owner.page.keyboard.type(text[0])
        field.wait_for()
        owner.page.keyboard.type(text[1:], delay=50)
        owner.page.wait_for_timeout(500)
        owner.page.keyboard.press("Tab")
        field.wait_for(state="detached")
        owner.looks()
    for _ in ("price", "currency"):
        owner.page.keyboard.press("Tab")
        owner.looks()
    for day in (first_day, last_day):
        owner.page.keyboard.press("Enter")
        owner.page.get_by_test_id("date-picker-cell").fill(day)
        owner.page.keyboard.press("Tab")
        owner.looks()
    # The table hands on what was typed a moment after it was typed.
    owner.page.wait_for_timeout(1000)
