"""Pictures of Applications and Resources in a browser: blue is resolved, orange uncharged, as in the portal."""

import io

import pytest
from PIL import Image

from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser
_LEGEND = 200  # pixels of one of its signs, at most
_BLUE, _ORANGE = (0x3B, 0x8B, 0xC9), (0xE8, 0x71, 0x0A)


def seen(visitor: Visitor) -> set[tuple[int, int, int]]:
    """Give the colours of the first picture that fill more than the sign of a legend."""
    picture = visitor.main.get_by_test_id("stVegaLiteChart").first
    picture.scroll_into_view_if_needed()
    picture.locator("canvas, svg").first.wait_for()
    visitor.page.wait_for_timeout(1000)
    shot = Image.open(io.BytesIO(picture.screenshot())).convert("RGB")
    found = shot.getcolors(shot.width * shot.height) or ()
    return {pixel for pixels, pixel in found if pixels > _LEGEND}  # type: ignore[misc] # of RGB


@pytest.mark.parametrize("page", ["Applications", "Resources"])
def test_resolved_is_blue_and_uncharged_orange(visitor: Visitor, page: str) -> None:
    visitor.opens(page, **_of(page, "Digital Lab", "Reality Capture"))
    assert {_BLUE, _ORANGE} <= seen(visitor)


@pytest.mark.parametrize("page", ["Applications", "Resources"])
def test_what_is_all_resolved_has_no_orange(visitor: Visitor, page: str) -> None:
    visitor.opens(page, **_of(page, "Plant Engineering", "Automation"))
    colours = seen(visitor)
    assert _BLUE in colours
    assert _ORANGE not in colours


def _of(page: str, team: str, api: str) -> dict[str, str]:
    """Give the address of what a team uses of an API."""
    return {"resource": f"{team}, {api}"} if page == "Resources" else {"team": team, "api": api}
