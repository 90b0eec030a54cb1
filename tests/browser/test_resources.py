"""The pictures of Resources in a browser: blue is resolved, orange uncharged, as the portal draws them."""

import io

import pytest
from PIL import Image

from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser
_BLUE, _ORANGE = (0x3B, 0x8B, 0xC9), (0xE8, 0x71, 0x0A)


def seen(visitor: Visitor) -> set[tuple[int, int, int]]:
    """Give the colours of the first picture."""
    picture = visitor.main.get_by_test_id("stVegaLiteChart").first
    picture.scroll_into_view_if_needed()
    picture.locator("canvas, svg").first.wait_for()
    visitor.page.wait_for_timeout(1000)
    shot = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    return {pixel for _, pixel in shot.getcolors(shot.width * shot.height) or ()}  # type: ignore[misc] # of RGB


def test_resolved_is_blue_and_uncharged_orange(visitor: Visitor) -> None:
    visitor.opens("Resources", resource="Digital Lab, Reality Capture")
    assert {_BLUE, _ORANGE} <= seen(visitor)


def test_what_is_all_resolved_has_no_orange(visitor: Visitor) -> None:
    visitor.opens("Resources", resource="Plant Engineering, Automation")
    colours = seen(visitor)
    assert _BLUE in colours
    assert _ORANGE not in colours
