"""One's own data in a browser: seen before it is loaded, loaded, answered from, taken back."""

import csv
from decimal import Decimal
from pathlib import Path

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


def _tokens() -> list[Decimal]:
    with CONTRACT.open(encoding="utf-8", newline="") as file:
        return [Decimal(row["tokensConsumed"]) for row in csv.DictReader(file)]


def _load_contract(owner: Visitor) -> None:
    used = f"{len(_tokens()):,} of {len(_tokens()):,} rows used."
    owner.goes_to("Load data")
    owner.uploads(CONTRACT)
    owner.reads(f"{used} This was a trial: nothing was changed.")
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

    owner.chooses("Load to take back", "1")
    owner.presses("Undo", then=EMPTY)
    owner.goes_to("Overview")
    owner.reads(SAMPLE_SAYS)
    assert _teams(owner) == ["All teams", "Design Studio", "Plant Engineering"]


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


def test_a_pack_entered_by_hand_gives_a_run_out(owner: Visitor) -> None:
    owner.opens("Overview")
    _load_contract(owner)
    owner.goes_to("Run-out")
    owner.reads("No run-out date: nothing is known of the tokens that were bought.")

    owner.goes_to("Packs")
    bought = int(sum(_tokens(), Decimal(0))) + 10_000
    tokens = owner.main.get_by_role("spinbutton", name="Tokens", exact=True)
    tokens.fill(str(bought))
    tokens.press("Tab")
    for label, day in (("First day", ("2025", "07", "01")), ("Last day", ("2027", "06", "30"))):
        for part, digits in zip(("year", "month", "day"), day, strict=True):
            owner.main.get_by_role("spinbutton", name=f"{part}, {label}").press_sequentially(digits)
    owner.presses("Enter the pack", then=f"1 pack with {bought:,} tokens bought in all.")

    owner.goes_to("Run-out")
    owner.reads(f"{TEAM}: You run out between")
