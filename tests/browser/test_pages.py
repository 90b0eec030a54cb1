"""Every page in a browser, on the sample data: reached, complete, in any window, and silent about names."""

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from analytics.wording import day_text
from tests.browser.running import SAMPLE_FOLDER, Product
from tests.browser.visiting import PAGES, Visitor

pytestmark = pytest.mark.browser


def _facts() -> dict[str, str]:
    """Say for each page one thing about the sample data that it shows."""
    truth = json.loads((SAMPLE_FOLDER / "truth.json").read_text(encoding="utf-8"))
    first, last = (date.fromisoformat(truth[end]) for end in ("first_day", "last_day"))
    tokens, users = f"{truth['tokens']:,} tokens", len(truth["tokens_by_user"])
    with (SAMPLE_FOLDER / "token_packs.csv").open(encoding="utf-8", newline="") as file:
        packs = [pack for pack in csv.DictReader(file) if pack["Start"] <= truth["last_day"] <= pack["Last day"]]
    with (SAMPLE_FOLDER / "api_usage.csv").open(encoding="utf-8", newline="") as file:
        owed = sum(Decimal(row["Tokens"]) for row in csv.DictReader(file) if row["Status"] == "uncharged")
    return {
        "Overview": f"{tokens} from {day_text(first)} to {day_text(last)}.",
        "Products": f"of {tokens}; {len(truth['tokens_by_product'])} products in use.",
        "Users": f"{users} users;",
        "Top consumers": f"The 10 heaviest of {users} users took",
        "What changed": "About as much as from 1 November 2024 to 31 October 2025",
        "Habits": "Several products on one day: at most",
        "Members": f"of {users} users used nothing in the last 90 days",
        "Departments": f"of {tokens}, which cost",
        "Limits": "No limit is set yet.",
        "Run-out": f"Known up to {day_text(last)}: {(last - first).days + 1} days of data",
        "Budget": "Design Studio: Not within plan: 81 % of the term's tokens used, 63 % of the term gone.",
        "Forecast by part": "tokens expected from 1 November 2026 to 15 March 2027, Revit takes most",
        "Scenarios": "Design Studio: As it is, the tokens run out around",
        "Accuracy": "Design Studio: Yes, if you take the band and not one day",
        "True-up": "What you buy is valid for a year from its delivery.",
        "Candidates": "12 users should have a subscription instead of Flex",
        "Portfolio": "What is paid for packs is as entered on Packs",
        "Decisions": "10 of 20 users of AutoCAD in Plant Engineering had more than 100 charged days",
        "Rates and prices": "The price of a year is not known for 5 products in use",
        "Applications": f"Digital Lab owes {owed.normalize():f} tokens since 13 October 2026",
        "Resources": "Flow Graph Engine of Plant Engineering runs out first",
        "Load data": "the pages show the sample data",
        "History": f"are covered from {day_text(first)} to {day_text(last)} without a gap",
        "Packs": f"{sum(int(pack['Tokens']) for pack in packs):,} tokens in {len(packs)} active packs:",
        "Directory": f"of {users} users, and places",
    }


FACTS = _facts()
TOUR = (*list(PAGES)[1:], "Overview")
EMAIL = "@example.com"
"""The end of every e-mail in the sample data."""


def _is_complete(visitor: Visitor, title: str) -> None:
    visitor.reads(FACTS[title])
    for error in ("stException", "stAlertContentError"):
        assert visitor.page.get_by_test_id(error).all_inner_texts() == []
    assert visitor.page.get_by_role("dialog").all_inner_texts() == []
    for scrolling in ("document.scrollingElement", "document.querySelector('[data-testid=stMain]')"):
        # Tables follow a new window size a moment later.
        visitor.page.wait_for_function(f"() => {scrolling}.scrollWidth <= {scrolling}.clientWidth")


def _address(visitor: Visitor) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visitor.page.url).query)


@pytest.mark.parametrize(
    "window",
    [
        pytest.param({"color_scheme": "light"}, id="light"),
        pytest.param({"color_scheme": "dark", "viewport": {"width": 800, "height": 900}}, id="dark and narrow"),
    ],
)
def test_the_menu_leads_to_every_page_and_none_tells_an_email(
    sample: Product, visitor_of: Callable[..., Visitor], window: dict[str, Any]
) -> None:
    visitor = visitor_of(sample, **window)
    sent = _sent_to(visitor)
    visitor.opens("Overview")
    app = visitor.page.get_by_test_id("stApp")
    assert app.evaluate("app => getComputedStyle(app).colorScheme") == window["color_scheme"]
    assert visitor.page.get_by_test_id("stSidebarNav").get_by_role("link").count() == len(PAGES)
    for title in TOUR:
        visitor.goes_to(title)
        _is_complete(visitor, title)
        assert urlsplit(visitor.page.url).path == f"/{PAGES[title]}"
        assert "@" not in visitor.page.locator("body").inner_text() + visitor.page.url
    assert "User 0024" in "".join(sent)
    assert EMAIL not in "".join(sent)


def _sent_to(visitor: Visitor) -> list[str]:
    """Keep all that the server sends from now on: tables are drawn on a canvas and have no text on the page."""
    sent: list[str] = []

    def keep(frame: bytes | str) -> None:
        sent.append(frame if isinstance(frame, str) else frame.decode("utf-8", errors="replace"))

    visitor.page.on("websocket", lambda socket: socket.on("framereceived", keep))
    return sent


@pytest.mark.parametrize("title", PAGES)
def test_a_deep_link_opens_the_page(visitor: Visitor, title: str) -> None:
    visitor.opens(title)
    _is_complete(visitor, title)
    visitor.page.set_viewport_size({"width": 800, "height": 900})
    _is_complete(visitor, title)


def test_the_first_visitor_after_a_start_may_come_by_a_deep_link(owner: Visitor) -> None:
    owner.opens("Users")
    _is_complete(owner, "Users")


def test_team_and_range_stay_and_stand_in_the_address(visitor: Visitor) -> None:
    visitor.opens("Overview")
    visitor.chooses("Team", "Design Studio", then="120,787 tokens from")
    visitor.chooses("Time range", "Past 3 months", then="from 1 August 2026 to 31 October 2026.")
    for title in TOUR:
        visitor.goes_to(title)
        _shows(visitor, "Design Studio", "Past 3 months")


def test_a_link_sets_team_and_range(visitor: Visitor) -> None:
    visitor.opens("Products", team="Plant Engineering", range="Past 3 months")
    export = pl.read_excel(SAMPLE_FOLDER / "token_usage_2025-12_2026-10.xlsx", sheet_id=2)
    rows = export.filter(pl.col("Team") == "Plant Engineering", pl.col("Day used") >= date(2026, 8, 1))
    visitor.reads(f"of {rows['Tokens used'].sum():,} tokens; {rows['Product'].n_unique()} products in use.")
    _shows(visitor, "Plant Engineering", "Past 3 months")


def test_the_conditions_of_a_true_up_stand_in_the_address(visitor: Visitor) -> None:
    visitor.opens("True-up", team="Design Studio", lead="20", country="United Kingdom")
    visitor.reads("to be 90 % sure that they last to 15 March 2027")
    visitor.chooses("How sure", "95 %", then="to be 95 % sure that they last")
    address = _address(visitor)
    stated = {key: address[key] for key in ("lead", "sure", "country")}
    assert stated == {"lead": ["20"], "sure": ["95 %"], "country": ["United Kingdom"]}
    visitor.page.reload()
    visitor.reads("to be 95 % sure that they last")


def _shows(visitor: Visitor, team: str, time_range: str) -> None:
    for label, value in (("Team", team), ("Time range", time_range)):
        assert visitor.page.get_by_role("combobox", name=label, exact=True).input_value() == value
    address = _address(visitor)
    assert (address["team"], address["range"]) == ([team], [time_range])


def test_names_are_shown_and_hidden_by_the_switch(visitor: Visitor) -> None:
    sent = _sent_to(visitor)
    visitor.opens("Users")
    switch = visitor.page.get_by_role("switch", name="Show names and e-mails")
    detail = visitor.main.get_by_role("heading", level=3).last
    for shown in (True, False):
        sent.clear()
        visitor.page.get_by_text("Show names and e-mails").click()
        detail.filter(has_text=EMAIL if shown else "User 0").wait_for()
        visitor.waits()
        assert switch.is_checked() is shown
        assert ("@" in visitor.page.locator("body").inner_text()) is shown
        assert (EMAIL in "".join(sent)) is shown
        assert "@" not in visitor.page.url


def test_a_manager_stands_in_the_address_by_number_whoever_looks(visitor: Visitor) -> None:
    visitor.opens("What changed", range="Past 3 months", of_part="manager:Manager 2")
    visitor.reads("Manager 2: 3 % less than")
    visitor.page.get_by_text("Show names and e-mails").click()
    visitor.reads(f"Manager marta.kowalska{EMAIL}: 3 % less than")
    visitor.goes_to("Top consumers")
    assert "of_part" not in _address(visitor)
    visitor.goes_to("What changed")
    visitor.reads(f"Manager marta.kowalska{EMAIL}: 3 % less than")
    assert _address(visitor)["of_part"] == ["manager:Manager 2"]
    assert "marta" not in visitor.page.url
