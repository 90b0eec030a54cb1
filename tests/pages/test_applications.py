"""The Applications page: what is owed and what clears it, the way to a team and back, an application assigned."""

from datetime import date
from pathlib import Path

from analytics.store import LoadOptions, Store, load
from analytics.store.api_usage import assignments
from tests.pages.seen import Open, sound, table, text
from tests.places import NOW, SAMPLE_DATA

PAGE = "pages/platform/applications.py"


def test_the_sample_owes_and_says_what_clears_it_by_when(opened: Open) -> None:
    app = sound(opened(PAGE, bought_on="2026-11-25", country="US"))
    assert app.title[0].value == "Applications"
    said = text(app)
    # Counted in the file: 29 tokens of Reality Capture and 25.5 of Model Derivative are uncharged.
    assert "Digital Lab owes 54.5 tokens since 13 October 2026: Scan to mesh with Reality Capture (29)" in said
    assert "The smallest purchase that clears it is 66 tokens (2 x 33), and has 11.5 left." in said
    # Thanksgiving is 26 November: 27 and 30 November and 1 December are the business days after the purchase.
    assert "Premium APIs stop for the team until it is cleared." in said
    assert "if tokens are bought on 25 November 2026, they work again by 1 December 2026" in said
